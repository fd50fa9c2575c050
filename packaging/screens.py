"""Makes a picture of every main screen, dark and light: `python packaging/screens.py OUT_DIR [SCREEN…]`.

Offscreen, at the scale of `QT_SCALE_FACTOR`; names of pictures at 200 % end in `@2x`, and
show the rarer states too (those of `tests/board/more_screens.py`), which are not kept.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop
from PySide6.QtWidgets import QApplication
from smaller import save_small

from harmony.board import theme
from harmony.board.launch import make_app, make_window
from harmony.board.widgets.sheet import Sheet
from harmony.settings import Settings
from tests.board.more_screens import MORE
from tests.board.screens import SCREENS

SIZE = (1280, 800)


def settle(seconds: float) -> None:
    """Let Qt work for a while."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        time.sleep(0.005)


def shoot(name: str, look: str, home: Path, out: Path) -> None:
    """One screen in one look, in a window of its own."""
    app = make_app(sys.argv[:1])
    home.mkdir()
    window = make_window(app, Settings.load(home / "home"))
    theme.apply(app, look)
    window.resize(*SIZE)
    window.size_panels()
    window.show()
    settle(0.1)
    (SCREENS | MORE)[name](window, home)
    settle(1.0)
    picture = window.grab().toImage()
    if picture.devicePixelRatio() == 1:
        save_small(picture, out)
    else:  # to look at, not to keep
        picture.save(str(out))
    print(out, flush=True)
    theme.prefer(text="normal", density="cosy")
    for sheet in window.findChildren(Sheet):
        sheet.close()
    for page in list(window.desk.pages):
        window.desk._remove(page)
    window.close()
    window.deleteLater()
    # Without a loop nothing is deleted later; windows that are left make every style sheet dearer.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    settle(0.05)


def main(folder: Path, names: list[str]) -> int:
    """Make all of them, or those that are named."""
    folder.mkdir(parents=True, exist_ok=True)
    tail = "@2x" if os.environ.get("QT_SCALE_FACTOR") == "2" else ""
    with tempfile.TemporaryDirectory(prefix="harmony-screens-") as home:
        for look in ("dark", "light"):
            for name in names or (SCREENS | MORE if tail else SCREENS):
                shoot(name, look, Path(home) / f"{name}-{look}", folder / f"{name}-{look}{tail}.png")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), sys.argv[2:]))
