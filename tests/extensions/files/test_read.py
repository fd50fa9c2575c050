"""files.read on real files."""

import pytest

from harmony.sdk import File, StepFailed
from harmony.sdk.testing import play_node


def test_by_path_and_by_port(tmp_path):
    (tmp_path / "x.txt").write_text("grüß")
    assert play_node("files.read", None, {"path": "x.txt"}, base=tmp_path) == {"content": "grüß"}
    assert play_node("files.read", {"file": File(tmp_path / "x.txt")}) == {"content": "grüß"}
    assert play_node("files.read", {"file": str(tmp_path / "x.txt")}) == {"content": "grüß"}


@pytest.mark.parametrize(
    ("inputs", "options", "said"),
    [
        ({}, {}, "wire `file`, or set `path`"),
        ({}, {"path": "gone.txt"}, "no file .*gone.txt"),
        ({}, {"path": "x.txt", "encoding": "ascii"}, "x.txt cannot be read as ascii"),
        ({"file": ["x.txt", "x.txt"]}, {}, "flow.each"),
    ],
)
def test_what_cannot_be_read(tmp_path, monkeypatch, inputs, options, said):
    (tmp_path / "x.txt").write_text("ü")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StepFailed, match=said) as caught:
        play_node("files.read", inputs, options)
    assert caught.value.error_class == "invalid_input"
