from __future__ import annotations

from pathlib import Path

import pytest

from harmony.board.document import Document
from harmony.board.names import take_name, with_suffix


@pytest.mark.parametrize(
    ("given", "name"), [("a", "a.melody.yaml"), ("a.yaml", "a.yaml"), ("a.json", "a.json"), ("a.b", "a.b.melody.yaml")]
)
def test_a_file_gets_the_suffix_of_melodies(given: str, name: str) -> None:
    assert with_suffix(Path("/x") / given).name == name


def test_a_melody_without_a_name_takes_that_of_its_file(catalog, qapp, tmp_path: Path) -> None:
    document = Document.new("untitled-2", catalog)
    assert take_name(document, tmp_path / "sums.melody.yaml") and document.melody.name == "sums"
    assert not take_name(document, tmp_path / "other.melody.yaml") and document.melody.name == "sums"
    document.deleteLater()
