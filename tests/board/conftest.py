"""Real widgets, offscreen, in a home of their own; nothing may be left behind."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if TYPE_CHECKING:
    from harmony.board.window import Window


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A whole window takes over a quarter of a second: such tests are slow, but for those of the window itself."""
    for item in items:
        if "make_window" in getattr(item, "fixturenames", ()) and item.path.name != "test_window.py":
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test has folders of its own."""
    home = tmp_path / "home"
    monkeypatch.setenv("HARMONY_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def no_leaks(qapp: Any) -> Iterator[None]:
    """Fail a test that leaves a top-level widget behind."""
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    before = {id(w) for w in QApplication.topLevelWidgets()}
    yield
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()

    def found() -> list[Any]:
        return [w for w in QApplication.topLevelWidgets() if id(w) not in before and w.isVisible()]

    if found():  # a collection costs more than most tests: only where something is left
        gc.collect()
    left = found()
    assert not left, f"left behind: {left}"


@pytest.fixture
def look(qapp: Any) -> Any:
    """The dark theme, so that colours and fonts are the board's."""
    from harmony.board import theme
    from harmony.board.style import sheet

    # A style sheet is given anew to every widget that any test before has left: only where it must be.
    if theme.current() is not theme.DARK or qapp.styleSheet() != sheet(theme.DARK):
        theme.apply(qapp, "dark")
    return theme.current()


@pytest.fixture(scope="session")
def catalog() -> Any:
    """The built-in node types."""
    from harmony.catalog import Catalog

    return Catalog.discover(entry_points=False)


@pytest.fixture
def document(tmp_path: Path, catalog: Any, qapp: Any) -> Iterator[Any]:
    """An open Melody of two nodes, in a file."""
    from tests.board.parts import open_document

    found = open_document(tmp_path, catalog)
    yield found
    found.deleteLater()


@pytest.fixture
def make_window(qtbot: Any, look: Any, catalog: Any, own_home: Path) -> Iterator[Callable[..., Window]]:
    """Makes a window with a fake engine: `window.client`; files that it opens are in `window.opened`."""
    from harmony.board.bridge import Bridge
    from harmony.board.window import Window
    from harmony.settings import Settings
    from tests.board.parts import FakeClient, show

    made: list[Window] = []

    def make(*paths: Path) -> Window:
        client, opened = FakeClient(), []
        bridge = Bridge(lambda: client)
        window = Window(Settings.load(own_home), catalog, bridge, opened.append)
        bridge.setParent(window)
        window.client, window.opened = client, opened  # type: ignore[attr-defined]
        made.append(window)
        window.resize(1280, 800)
        show(qtbot, window)
        for path in paths:
            window.desk.open_path(path)
        bridge.start()
        qtbot.waitUntil(lambda: bridge.status == "ready")
        return window

    yield make
    for window in made:
        for page in list(window.desk.tabs):
            window.desk._remove(page)
        window.close()
        window.deleteLater()
