"""Where a step runs. Implements `conductor.ports.Runner`.

inline   on the loop's own thread
thread   in a kept thread, for code that waits
process  in a kept process, for code that works; kept: one such process
step     what they share around a call

`Runners` picks by the call's isolation.
"""

from harmony.runners.inline import InlineRunner
from harmony.runners.pick import Runners
from harmony.runners.process import ProcessRunner
from harmony.runners.thread import ThreadRunner

__all__ = ["InlineRunner", "ProcessRunner", "Runners", "ThreadRunner"]
