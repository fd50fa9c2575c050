from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from harmony.board.single import Single, wish
from tests.board.parts import TEXT, write
from tests.board.test_launch import SCRIPT

# As that of test_launch, but it says what it opens, and is the board of a home.
TELLS = SCRIPT.replace(
    "launch._begin = started",
    "launch._begin = started\n"
    "answer_of = launch._answer\n"
    "def answered(window, message):\n"
    "    answer_of(window, message)\n"
    "    titles = [p.document.title for p in window.desk.pages]\n"
    "    print('answered', window.isActiveWindow(), *titles, flush=True)\n"
    "launch._answer = answered\n",
)


def start(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", TELLS, *arguments]
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)


def line(board: subprocess.Popen[str]) -> str:
    assert board.stdout is not None
    return board.stdout.readline()


def end(board: subprocess.Popen[str]) -> None:
    board.send_signal(signal.SIGTERM)
    board.communicate(timeout=30)


@pytest.mark.slow
def test_a_second_start_hands_its_file_to_the_first(tmp_path: Path) -> None:
    first = start(str(write(tmp_path)), "stay")
    assert line(first).startswith("shown small")
    try:
        second = start(str(write(tmp_path, TEXT, "other.melody.yaml")))
        out, err = second.communicate(timeout=60)
        assert (second.returncode, out) == (0, "It is open in the window that is there already.\n"), err
        assert line(first) == "answered True small other\n"
    finally:
        end(first)


@pytest.mark.slow
def test_after_a_crash_of_the_first_the_next_one_is_the_board(tmp_path: Path) -> None:
    path = str(write(tmp_path))
    first = start(path, "stay")
    assert line(first).startswith("shown")
    first.send_signal(signal.SIGKILL)
    first.communicate(timeout=30)
    second = start(path, "stay")
    assert line(second).startswith("shown small")
    try:
        third = start(path)
        third.communicate(timeout=60)
        assert third.returncode == 0
        assert line(second) == "answered True small\n"
    finally:
        end(second)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / ("h" * 90)


@pytest.mark.slow
def test_only_one_begins_and_wishes_reach_it(home: Path, qapp, qtbot) -> None:
    one, two = Single(home, qapp), Single(home, qapp)
    assert one.begin()
    assert not two.begin()
    code = f"""
from harmony.board.single import Single, wish
from pathlib import Path
from PySide6.QtCore import QCoreApplication
app = QCoreApplication([])
single = Single(Path({str(home)!r}))
raise SystemExit(0 if not single.begin() and single.hand_over(wish("a.yaml", {{}})) else 1)
"""
    with qtbot.waitSignal(one.asked, timeout=20000) as heard:
        other = subprocess.Popen([sys.executable, "-c", code], cwd=home)
    assert heard.args[0] == {"path": str(home / "a.yaml"), "run": False}
    assert other.wait(20) == 0
    one.close()
    assert two.begin()
    two.close()


def test_homes_are_apart(tmp_path: Path, qapp) -> None:
    one, two = Single(tmp_path / "a", qapp), Single(tmp_path / "b", qapp)
    assert one.begin() and two.begin()
    one.close()
    two.close()


def test_a_board_that_does_not_answer_is_not_waited_for_long(home: Path, qapp) -> None:
    assert not Single(home, qapp).hand_over(wish(None, {}), wait_ms=150)


# A board of its own on a file that another one may have: says whether it may edit, then takes over.
APART = SCRIPT.replace("sys.argv[1] if len(sys.argv) > 1 else None)", "sys.argv[1], {'apart': True})").replace(
    '    print("shown"',
    "    document = window.desk.document\n"
    "    print(document.is_read_only, window.banner.text.text(), flush=True)\n"
    "    if document.is_read_only:\n"
    "        from harmony.board.safety import take_over\n"
    "        take_over(window, document)\n"
    "        print(document.is_read_only, document.do(rename(document)), flush=True)\n"
    '    print("shown"',
)
APART = "from harmony.melody import edits\ndef rename(d): return edits.rename_title(d.melody, 'greet', 'Hi')\n" + APART


@pytest.mark.slow
def test_a_second_board_on_one_file_looks_on_and_can_take_over(tmp_path: Path) -> None:
    def board(*more: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", APART, str(write(tmp_path)), *more]
        env = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)

    first = board("stay")
    assert line(first) == "False \n"
    try:
        second = board("stay")
        said = line(second)
        assert said.startswith("True Another window has this document (process ")
        assert line(second) == "False True\n"
        end(second)
    finally:
        end(first)
