from __future__ import annotations

from pathlib import Path

import pytest

from harmony.board import loading, reading
from harmony.engine.methods import _loaded
from harmony.melody.frozen import thaw
from harmony.melody.load import Loaded, load
from tests.board.parts import TEXT, write


def test_models_made_in_pieces_are_the_same(tmp_path: Path) -> None:
    path = write(tmp_path, TEXT + "layout:\n  nodes:\n    greet:\n      at: [40, 60]\n")
    answer = _loaded(path)
    *shares, last = loading.build(answer, path)
    assert shares[-1] == 1.0
    assert isinstance(last, Loaded)
    assert last.require() == load(path).require()
    assert last.text == load(path).text
    assert thaw(last.require()) == thaw(load(path).require()), "nothing counts as written that is not"


def test_a_file_with_problems_is_left_to_the_usual_way(tmp_path: Path) -> None:
    assert _loaded(write(tmp_path, TEXT.replace("use:", "uses:"))) == {}


@pytest.fixture
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGE_BYTES", 10)


def test_a_large_file_opens_when_it_is_read(make_window, tmp_path: Path, qtbot, small_is_large: None) -> None:
    window, path = make_window(), write(tmp_path)
    assert window.desk.open_path(path) is None
    assert window.client.asked[-1] == ("melody.load", {"path": str(path)})
    assert "Opening small.melody.yaml" in window.banner.text.text()
    window.desk.open_path(path)
    assert [m for m, _ in window.client.asked].count("melody.load") == 1
    window.client.answer(_loaded(path))
    qtbot.waitUntil(lambda: window.desk.document is not None)
    assert window.desk.document.text == TEXT
    assert not window.banner.isVisible()


def test_what_is_wrong_is_said_as_always(make_window, tmp_path: Path, qtbot, small_is_large: None) -> None:
    window = make_window()
    window.desk.open_path(write(tmp_path, "format: nonsense\n"))
    window.client.answer({})
    qtbot.waitUntil(lambda: window.desk.shown is not None)
    assert "nonsense" in window.desk.shown.view.problems.items[0].message
    assert window.desk.document is None
