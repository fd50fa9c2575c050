from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.board.parts import write

# A board that ends by itself as soon as its window is on screen, or stays until it is interrupted.
SCRIPT = """
import sys
from PySide6 import QtCore, QtGui, QtWidgets
import time
begin = time.perf_counter()
from harmony.board import launch
from harmony.settings import Settings

class NoEngine:
    on_push = on_lost = None
    def close(self): pass

launch.connect = lambda _settings: NoEngine()
begin_of = launch._begin
def started(window, path, options):
    begin_of(window, path, options)
    print("shown", window.windowTitle(), round(time.perf_counter() - begin, 2), flush=True)
    if "stay" not in sys.argv:
        QtCore.QTimer.singleShot(0, window.close)
launch._begin = started
raise SystemExit(launch.main(Settings.load(), sys.argv[1] if len(sys.argv) > 1 else None))
"""


def start(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SCRIPT, *arguments]
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)


@pytest.mark.slow
def test_it_opens_the_file_and_ends_with_0(tmp_path: Path) -> None:
    board = start(str(write(tmp_path)))
    out, err = board.communicate(timeout=60)
    assert board.returncode == 0, err
    assert "small" in out
    seconds = float(out.split()[-1])
    assert seconds < 10  # the promise is 1 s on an idle machine; this one may be busy


@pytest.mark.slow
def test_ctrl_c_ends_it_with_130(tmp_path: Path) -> None:
    board = start(str(write(tmp_path)), "stay")
    assert board.stdout is not None
    assert board.stdout.readline().startswith("shown")
    board.send_signal(signal.SIGINT)
    _, err = board.communicate(timeout=30)
    assert board.returncode == 130, err
    assert "Traceback" not in err


def test_the_icon_is_drawn_in_every_size(qapp) -> None:
    from harmony.board.launch import icon

    made = icon()
    assert {16, 48, 256} <= {s.width() for s in made.availableSizes()}
    middle = made.pixmap(64, 64).toImage()
    assert len({middle.pixelColor(x, 32).name() for x in range(64)}) > 2
