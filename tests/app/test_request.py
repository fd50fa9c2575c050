import re
from pathlib import Path

import pytest

from harmony.app.request import PlayRequest, find_secrets, included, new_run_id, new_seed, read
from harmony.catalog import Catalog
from harmony.errors import MelodyError, UsageError
from harmony.melody.load import loads
from harmony.melody.model import Melody
from tests.app.playing import melody_of

CATALOG = Catalog.discover(entry_points=False)
SECRET = melody_of("  a: {use: data.set@1}\n", "secrets: {TOKEN: {help: from the vault}}\n")


def parsed(text: str) -> Melody:
    found = loads(text).melody
    assert found is not None
    return found


def test_a_text_goes_before_its_file(tmp_path: Path) -> None:
    path = tmp_path / "m.melody.yaml"
    path.write_text(melody_of("  old: {use: data.set@1}\n"))
    request = PlayRequest(path=path, text=melody_of("  new: {use: data.set@1}\n"))
    assert list(read(request, CATALOG)[0].nodes) == ["new"]
    assert list(read(PlayRequest(path=path), CATALOG)[0].nodes) == ["old"]
    assert request.base == tmp_path


def test_errors_refuse_and_warnings_are_told() -> None:
    with pytest.raises(MelodyError) as caught:
        read(PlayRequest(text=melody_of("  a: {use: data.set@1, in: {x: nobody.value}}\n")), CATALOG)
    assert "has an error and cannot be played" in caught.value.message
    assert [p.node for p in caught.value.problems if p.severity == "error"] == ["a"]
    _, problems = read(PlayRequest(text=melody_of("  a: {use: not.there@1}\n")), CATALOG)
    assert [p.severity for p in problems] == ["warning"]


def test_nothing_to_play() -> None:
    with pytest.raises(UsageError, match="give a file"):
        read(PlayRequest(), CATALOG)


def test_included_melodies_to_any_depth(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    use = "  m: {{use: flow.melody@1, with: {{melody: {}}}}}\n"
    (tmp_path / "in" / "b.melody.yaml").write_text(melody_of(use.format("../c.melody.yaml")))
    (tmp_path / "c.melody.yaml").write_text(melody_of("  last: {use: data.set@1}\n"))
    found = included(parsed(melody_of(use.format("in/b.melody.yaml"))), tmp_path, CATALOG)
    assert list(found) == [str(tmp_path / "in" / "b.melody.yaml"), str(tmp_path / "c.melody.yaml")]
    (tmp_path / "c.melody.yaml").write_text("format: harmony/1\n")
    with pytest.raises(MelodyError, match=re.escape("b.melody.yaml has an error")):
        included(parsed(melody_of(use.format("in/b.melody.yaml"))), tmp_path, CATALOG)


@pytest.mark.slow
def test_secrets_come_from_the_environment() -> None:
    assert find_secrets(parsed(SECRET), {"HARMONY_SECRET_TOKEN": "s3cret"}) == {"TOKEN": "s3cret"}
    with pytest.raises(UsageError, match=r"“TOKEN” is not set \(from the vault\): set HARMONY_SECRET_TOKEN"):
        find_secrets(parsed(SECRET), {})


def test_ids_and_seeds() -> None:
    ids = {new_run_id() for _ in range(200)}
    assert all(re.fullmatch(r"\d{6}-\d{6}-[a-z2-9]{4}", i) for i in ids)
    assert len(ids) > 190
    assert 0 <= new_seed() < 2**32
