"""The runner that the Conductor is given: it picks one by each call's isolation."""

from __future__ import annotations

import os
from collections.abc import Coroutine
from typing import Any

from harmony.conductor.ports import Report, Runner, StepCall, StepDone
from harmony.runners.inline import InlineRunner
from harmony.runners.process import ProcessRunner
from harmony.runners.step import FolderOf, Store
from harmony.runners.thread import ThreadRunner
from harmony.sdk.failure import StepFailed


class Runners:
    """Implements `conductor.ports.Runner` over inline, thread and process.

    Args:
        folder_of: where a node type's code lies.
        artifacts: where values come from and go to.
        process_workers: kept processes; by default one a core.
        io_threads: threads for code that waits.
    """

    def __init__(
        self, folder_of: FolderOf, artifacts: Store, process_workers: int | None = None, io_threads: int = 16
    ) -> None:
        self._processes = ProcessRunner(folder_of, artifacts, process_workers or os.cpu_count() or 1)
        self._kinds: dict[str, Runner] = {
            "inline": InlineRunner(folder_of, artifacts),
            "thread": ThreadRunner(folder_of, artifacts, io_threads),
            "process": self._processes,
        }

    def run(self, call: StepCall, report: Report) -> Coroutine[Any, Any, StepDone]:
        """Run one attempt to its end, see `conductor.ports.Runner.run`.

        Raises:
            StepFailed: the step failed; its `error_class` says how.
        """
        runner = self._kinds.get(call.isolation)
        if runner is None:
            raise StepFailed(
                f"There is nothing to run steps with isolation `{call.isolation}`: "
                f"use one of {', '.join(self._kinds)}.",
                error_class="invalid_input",
                retryable=False,
            )
        return runner.run(call, report)

    async def warm(self, count: int = 1) -> None:
        """Start processes before they are needed; to be awaited in the background."""
        await self._processes.warm(count)

    async def close(self) -> None:
        """End every worker."""
        for runner in self._kinds.values():
            await runner.close()
