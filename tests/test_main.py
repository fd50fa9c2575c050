import subprocess
import sys

import pytest

ABANDONED = """
import atexit, threading, time
from harmony.__main__ import _leave
atexit.register(print, "torn down")
print("said")
threading.Thread(target=time.sleep, args=[60], name="harmony-step-1", daemon=True).start()
raise SystemExit(_leave(4))
"""


@pytest.mark.slow
def test_a_step_that_was_given_up_does_not_change_the_exit_status() -> None:
    left = subprocess.run([sys.executable, "-c", ABANDONED], capture_output=True, text=True, timeout=30, check=False)
    assert (left.returncode, left.stdout, left.stderr) == (4, "said\n", "")


@pytest.mark.slow
def test_garbage_is_not_looked_for_on_the_way_out() -> None:
    look = "print(gc.get_freeze_count() > 0, len(gc.get_objects()) < 100)"
    code = f"import gc; from harmony.__main__ import _leave; _leave(0); {look}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True True\n"


@pytest.mark.slow
def test_tables_are_torn_down_without_a_word() -> None:
    code = "import duckdb; from harmony.__main__ import _leave; duckdb.connect().close(); raise SystemExit(_leave(0))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")
