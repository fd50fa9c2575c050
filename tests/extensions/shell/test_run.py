"""shell.run with real programs."""

import asyncio
import gc
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from harmony.sdk import StepFailed
from harmony.sdk.testing import play_node, play_node_async

PY = sys.executable


def python(code, **with_):
    return play_node("shell.run", None, {"command": [PY, "-S", "-c", code]} | with_)


def test_output_errors_and_status():
    played = python("import sys; print('grüß'); print('careful', file=sys.stderr); sys.exit(3)", ok=[0, 3])
    assert played == {"stdout": "grüß\n", "stderr": "careful\n", "code": 3}
    assert played.log == ["careful"]
    assert "".join(chunk["data"] for chunk in played.said("chunk")) == "grüß\n"


def test_log_lines_are_whole_whatever_pieces_they_come_in():
    code = (
        "import sys, time\nfor part in ('one ', 'line\\n\\ntwo'):\n"
        "    sys.stderr.write(part); sys.stderr.flush(); time.sleep(.02)"
    )
    assert python(code).log == ["one line", "", "two"]


def test_no_shell_reads_the_arguments():
    assert play_node("shell.run", None, {"command": ["echo", "$HOME; *"]})["stdout"] == "$HOME; *\n"


def test_folder_environment_and_input(tmp_path, monkeypatch):
    monkeypatch.setenv("HARMONY_SECRET_KEY", "hidden")
    code = (
        "import os, sys; get = os.environ.get; "
        "print(os.getcwd(), get('X'), get('HARMONY_SECRET_KEY'), sys.stdin.read())"
    )
    played = python(code, cwd=str(tmp_path), env={"X": "1"}, stdin="in")
    assert played["stdout"].split() == [str(tmp_path), "1", "None", "in"]


def test_without_a_folder_it_runs_where_the_melody_is(tmp_path):
    assert play_node("shell.run", None, {"command": ["pwd"]}, base=tmp_path)["stdout"].strip() == str(tmp_path)


def test_a_wrong_status_is_a_crash_that_says_the_last_line():
    with pytest.raises(StepFailed, match=r"ended with status 2: no such luck") as caught:
        python("import sys; print('no such luck', file=sys.stderr); sys.exit(2)")
    assert caught.value.error_class == "crash"
    assert caught.value.detail == {"code": 2, "output": "no such luck"}


def test_a_program_ended_by_a_signal():
    with pytest.raises(StepFailed, match="ended by signal 9"):
        python("import os; os.kill(os.getpid(), 9)")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"command": ["no-such-program"]}, "no program `no-such-program`"),
        ({"command": []}, "at least 1 entries"),
        ({"command": "ls -l"}, "`command` must be a list"),
        ({"command": ["ls"], "cwd": "/nowhere"}, "no folder /nowhere"),
        ({"command": ["/etc"]}, "`/etc` cannot be run"),
    ],
)
def test_what_cannot_be_run(options, said):
    with pytest.raises(StepFailed, match=said) as caught:
        play_node("shell.run", None, options)
    assert caught.value.error_class == "invalid_input"


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


async def wait_for(condition):
    end = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


FAMILY = "sleep 60 & echo $! > child; echo $$ > own; wait"


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
async def test_a_cancel_ends_the_program_and_its_children(tmp_path):
    command = {"command": ["sh", "-c", FAMILY]}
    async with asyncio.TaskGroup() as group:
        task = group.create_task(play_node_async("shell.run", None, command, base=tmp_path), name="step")
        await wait_for(lambda: (tmp_path / "own").exists() and (tmp_path / "own").read_text())
        pids = [int((tmp_path / name).read_text()) for name in ("child", "own")]
        begun = time.monotonic()
        task.cancel()
    assert time.monotonic() - begun < 1
    await wait_for(lambda: not any(map(is_alive, pids)))


@pytest.mark.parametrize("pause", [0, 0.002])
def test_a_cancel_while_a_program_starts_leaves_nothing_open(tmp_path, pause):
    async def begin() -> None:
        command = {"command": ["sleep", "60"]}
        async with asyncio.TaskGroup() as group:
            task = group.create_task(play_node_async("shell.run", None, command, base=tmp_path), name="step")
            await asyncio.sleep(pause)
            task.cancel()

    for _ in range(5):
        asyncio.run(begin())
        gc.collect()  # what is open then is told as a warning, and fails the test


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
async def test_what_a_program_leaves_running_ends_with_the_step(tmp_path):
    played = await play_node_async("shell.run", None, {"command": ["sh", "-c", "sleep 60 & echo $!"]}, base=tmp_path)
    await wait_for(lambda: not is_alive(int(played["stdout"])))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="needs setsid")
async def test_a_child_that_left_the_group_does_not_hold_the_step(tmp_path):
    command = {"command": ["sh", "-c", "setsid sleep 20 & echo $!"]}
    played = await asyncio.wait_for(play_node_async("shell.run", None, command, base=tmp_path), 10)
    os.kill(int(played["stdout"]), signal.SIGKILL)


def test_much_output_and_much_input():
    played = python("import sys; print(len(sys.stdin.read())); print('x' * 3000000)", stdin="y" * 1000000)
    assert len(played["stdout"]) == 3000009
