"""Makes the pictures of the board: `python packaging/shots.py OUT_DIR [REST_DIR]` (`make shots`).

Plays the flagship once on a real engine and records its events, then shows real windows,
offscreen, at chosen moments of that run, in both themes. Then every main screen (those of
`tests/board/screens.py`) in both themes, at 100 % and 200 %, and the journeys of `tests/screen`.
What is kept goes to OUT_DIR, small; the rest to REST_DIR, to look at.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from smaller import save_small

from harmony.assets import melody
from harmony.board import theme
from harmony.board.launch import make_app, make_window
from harmony.board.playing import Playing
from harmony.settings import Settings

if TYPE_CHECKING:
    from harmony.board.window import Window

SIZE = (1680, 1050)
FLAGSHIP = "code-health.melody.yaml"
PLAY_SECONDS = 120
ROOT = Path(__file__).resolve().parent.parent
FRAME, COLUMNS = 620, 3


def settle(seconds: float = 0.6) -> None:
    """Let Qt work for a while: pictures of nodes are made in pieces."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        time.sleep(0.005)


def record(window: Window) -> list[dict[str, Any]]:
    """Play what is open, to its end; every public event in order."""
    events: list[dict[str, Any]] = []
    window.bridge.events.connect(lambda _run, batch: events.extend(batch))
    window.actions_.run("run.play")
    end = time.monotonic() + PLAY_SECONDS
    document = window.desk.document
    while time.monotonic() < end:
        settle(0.1)
        if document is not None and document.playing is not None and not document.playing.is_live:
            return events
    raise SystemExit(f"The run did not end within {PLAY_SECONDS} s: {window.banner.text.text()}")


def show_moment(window: Window, events: list[dict[str, Any]], share: float) -> None:
    """Show the run as it stood after a share of its time."""
    document = window.desk.document
    assert document is not None
    first, last = events[0]["at"], events[-1]["at"]
    moment = first + (last - first) * share
    shown = [e for e in events if e["at"] <= moment] if share < 1 else events
    window.bottom.timeline.clock = lambda: moment
    document.show_run(Playing(str(events[0]["run"])))
    document.apply_events(shown)


def shoot(window: Window, folder: Path, name: str) -> None:
    """One picture of the window as it is."""
    settle(2.0)
    save_small(window.grab().toImage(), folder / f"{name}.png")
    print(folder / f"{name}.png")


def tour(window: Window, events: list[dict[str, Any]], folder: Path, look: str) -> None:
    """All pictures in one look."""
    theme.apply(make_app([]), look)
    desk = window.desk
    window.player.clear(desk.document) if desk.document else None
    for page in list(desk.pages):
        desk.close(page)
    desk.new()
    shoot(window, folder, f"empty-{look}")
    page = desk.open_path(melody(FLAGSHIP))
    assert page is not None
    settle()
    page.canvas.fit()
    page.document.select({"largest"})
    window.properties.tabs.setCurrentIndex(0)
    shoot(window, folder, f"editing-{look}")
    show_moment(window, events, 0.55)
    window.properties.tabs.setCurrentIndex(0)
    shoot(window, folder, f"running-{look}")
    show_moment(window, events, 1.0)
    window.properties.tabs.setCurrentIndex(3)
    shoot(window, folder, f"complete-{look}")


def flagship(folder: Path) -> None:
    """The pictures of the flagship; the documents show some of them."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="harmony-shots-") as home:
        app = make_app([sys.argv[0]])
        window = make_window(app, Settings.load(Path(home)))
        window.resize(*SIZE)
        window.size_panels()
        window.show()
        window.desk.open_path(melody(FLAGSHIP))
        events = record(window)
        for look in ("dark", "light"):
            tour(window, events, folder, look)
        window.close()


def journeys(folder: Path) -> None:
    """The journeys of a person in a real window, each as one picture of all its frames."""
    with tempfile.TemporaryDirectory(prefix="harmony-journeys-") as frames:
        environment = os.environ | {"HARMONY_SCREEN_PICTURES": frames}
        test = [sys.executable, "-m", "pytest", "-q", "tests/screen/test_editing.py"]
        subprocess.run(test, cwd=ROOT, env=environment, check=True)
        for name in ("mouse", "keys"):
            found = sorted(Path(frames).glob(f"journey-{name}-*.png"), key=lambda p: int(p.stem.split("-")[2]))
            save_small(strip([QImage(str(p)) for p in found if "last" not in p.stem]), folder / f"journey-{name}.png")
            print(folder / f"journey-{name}.png")


def strip(frames: list[QImage]) -> QImage:
    """All frames on one picture, three in a row; without the empty screen around the window."""
    smooth = Qt.TransformationMode.SmoothTransformation
    small = [f.copy(f.rect().adjusted(84, 32, -84, -50)).scaledToWidth(FRAME, smooth) for f in frames]
    high, rows = small[0].height(), -(-len(small) // COLUMNS)
    made = QImage(COLUMNS * (FRAME + 4), rows * (high + 4), QImage.Format.Format_RGB32)
    made.fill(0)
    painter = QPainter(made)
    for number, frame in enumerate(small):
        painter.drawImage(number % COLUMNS * (FRAME + 4), number // COLUMNS * (high + 4), frame)
    painter.end()
    return made


def main(folder: Path, rest: Path) -> int:
    """Make all pictures."""
    flagship(folder)
    screens = [sys.executable, str(ROOT / "packaging" / "screens.py")]
    for scale in ("1", "2"):
        out = folder / "screens" if scale == "1" else rest
        subprocess.run([*screens, str(out)], env=os.environ | {"QT_SCALE_FACTOR": scale}, check=True)
    journeys(folder)
    return 0


if __name__ == "__main__":
    outs = [*map(Path, sys.argv[1:3]), Path("docs/pictures"), Path(".shots")]
    raise SystemExit(main(outs[0] if len(sys.argv) > 1 else outs[-2], outs[1] if len(sys.argv) > 2 else outs[-1]))
