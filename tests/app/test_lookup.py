import os
from pathlib import Path

from harmony.app.lookup import Lookup
from harmony.melody.load import loads
from tests.app.playing import lookup_of, melody_of

TEXT = melody_of("""\
  each:
    use: flow.each@1
    body:
      nodes:
        one: {use: data.set@1}
        deeper: {use: flow.repeat@1, body: {nodes: {two: {use: text.template@1}}}}
  other: {use: flow.melody@1, with: {melody: ./in/other.melody.yaml}}
""")


def test_nodes_of_bodies() -> None:
    lookup = lookup_of(TEXT)
    assert lookup.type_of("each") == "flow.each"
    assert lookup.type_of("each/deeper/two") == "text.template"
    assert list(lookup.scope("each/one")) == ["one", "deeper"]
    assert lookup.type_of("each/one/~score") == "~score"
    assert lookup.node("each/none") is None
    assert lookup.type_of("none/none") == ""


def test_nodes_of_an_included_melody(tmp_path: Path) -> None:
    inner = loads(melody_of("  far: {use: csv.read@1}\n")).melody
    outer = loads(TEXT).melody
    assert inner is not None
    assert outer is not None
    key = os.path.normpath(tmp_path / "in" / "other.melody.yaml")
    lookup = Lookup(outer, str(tmp_path), {key: inner})
    assert lookup.type_of("other/far") == "csv.read"
    assert Lookup(outer, str(tmp_path)).type_of("other/far") == ""
