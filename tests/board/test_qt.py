"""Guards against Qt builds that lose a reference to None at each void call (6.12.0 on Python 3.11)."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROBE = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen
image = QImage(8, 8, QImage.Format.Format_ARGB32)
painter, pen, thing, font = QPainter(image), QPen(QColor("red")), QObject(), QFont()
if sys.version_info < (3, 12):  # None is immortal from 3.12 on
    import ctypes
    for _ in range(300_000):  # headroom: a losing build shall be counted, not abort
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(None))
before = sys.getrefcount(None)
for _ in range(50_000):
    painter.setPen(pen); painter.drawPoint(1, 1); thing.setObjectName("x"); font.setPixelSize(12)
lost = before - sys.getrefcount(None)
painter.end()
print(lost)
"""


@pytest.mark.slow
def test_200000_void_calls_lose_no_reference_to_none() -> None:
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    assert abs(int(done.stdout.split()[-1])) < 1000
