"""Steps in processes that are kept: one call a worker at a time, at most so many workers."""

from __future__ import annotations

import asyncio
from collections import deque
from pathlib import Path
from typing import Any

from harmony.conductor.artifacts import Artifact, Slot
from harmony.conductor.ports import Report, StepCall, StepDone
from harmony.errors import ArtifactDamaged, HarmonyError, StoreError
from harmony.runners.kept import KeptWorker
from harmony.runners.step import FolderOf, Spending, Store, key_of, output_types, warn_of_hits
from harmony.sdk import codec
from harmony.sdk.failure import StepFailed
from harmony.sdk.faults import as_failed
from harmony.sdk.secrets import Redactor

_CLOSE_SECONDS = 2.0


class ProcessRunner:
    """Implements `conductor.ports.Runner` with kept worker processes.

    Args:
        folder_of: where a node type's code lies.
        store: its files are what workers read and write.
        workers: at most so many at a time; the others wait in order.
    """

    def __init__(self, folder_of: FolderOf, store: Store, workers: int) -> None:
        self._folder_of = folder_of
        self._store = store
        self._most = max(1, workers)
        self._idle: list[KeptWorker] = []
        self._all: set[KeptWorker] = set()
        self._living: set[KeptWorker] = set()
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._is_closed = False

    async def run(self, call: StepCall, report: Report) -> StepDone:
        """Run one attempt to its end; cancelling the awaiting task kills the step's process.

        Raises:
            StepFailed: the step failed; `crash` when its process died.
            StoreError: an input is damaged or an output cannot be stored; not the step's fault.
        """
        # The worker takes secrets out itself; what the step's own programs print comes past it.
        redactor = Redactor(call.secrets) if call.secrets else None
        spending = Spending(report, redactor)
        try:
            return StepDone(await self._play(call, spending), spending.spent)
        except StoreError:
            raise
        except HarmonyError as error:
            raise as_failed(error) from error
        finally:
            warn_of_hits(redactor, report)

    async def _play(self, call: StepCall, spending: Spending) -> dict[str, Artifact]:
        folder = str(self._folder_of(call.type))
        inputs = {port: _slot(slot, self._store) for port, slot in call.inputs.items()}
        worker = await self._acquire(folder, call.type.code_hash)
        try:
            answer = await worker.call(self._message(call, folder, inputs, worker), spending)
            if "failed" in answer:
                raise _failure(answer["failed"])
            return {port: self._adopt(given) for port, given in answer["done"]["outputs"].items()}
        finally:
            self._release(worker)

    async def warm(self, count: int = 1) -> None:
        """Start workers before they are needed, until there are `count` (at most the bound)."""
        while not self._is_closed and len(self._all) < min(count, self._most):
            self._release(await self._start())

    async def close(self) -> None:
        """End every worker and what it started."""
        self._is_closed = True
        for worker in list(self._all):
            self._drop(worker)
        if self._living:
            await asyncio.wait([worker.exited for worker in self._living], timeout=_CLOSE_SECONDS)
        for future in self._waiting:
            future.cancel()

    def _message(self, call: StepCall, folder: str, inputs: dict[str, Any], worker: KeptWorker) -> dict[str, Any]:
        return {
            "folder": folder,
            "function": call.type.function,
            "inputs": inputs,
            "params": call.params,
            "outputs": output_types(call.type),
            "secrets": call.secrets,
            "key": key_of(call),
            "inbox": str(worker.inbox),
        }

    async def _acquire(self, folder: str, code: str) -> KeptWorker:
        """A worker for one call, one that has no other version of this code."""
        while True:
            while self._idle:
                worker = self._idle.pop()
                if not worker.is_usable:
                    self._all.discard(worker)
                elif worker.code.setdefault(folder, code) == code:
                    return worker
                else:
                    self._drop(worker)
            if len(self._all) < self._most:
                worker = await self._start()
                worker.code[folder] = code
                return worker
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self._next()  # the turn had come: the next one takes it
                raise

    async def _start(self) -> KeptWorker:
        worker = KeptWorker(self._store.inbox, asyncio.get_running_loop())
        self._all.add(worker)
        self._living.add(worker)
        worker.exited.add_done_callback(lambda _future: self._living.discard(worker))
        try:
            await worker.start()
        except BaseException:
            self._drop(worker)
            self._next()
            raise
        if self._is_closed:
            self._drop(worker)
            raise StepFailed("The program is ending: resume the run later.", error_class="unavailable")
        return worker

    def _release(self, worker: KeptWorker) -> None:
        if worker.is_usable and not self._is_closed:
            self._idle.append(worker)
        else:
            self._drop(worker)
        self._next()

    def _drop(self, worker: KeptWorker) -> None:
        worker.kill()
        self._all.discard(worker)

    def _next(self) -> None:
        """Wake the first who waits for a worker or for room to start one."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return

    def _adopt(self, given: dict[str, Any] | None) -> Artifact:
        assert given is not None
        if "list" in given:
            items = [None if item is None else self._adopt(item) for item in given["list"]]
            return self._store.put_list(items, given["type"])
        if "path" not in given:
            return self._store.put(given["value"], given["type"])
        artifact = Artifact(given["hash"], given["type"], given["size"], rows=given["rows"], name=given["name"])
        return self._store.adopt(Path(given["path"]), artifact)


def _slot(slot: Slot, store: Store) -> dict[str, Any] | None:
    """An input as the worker takes it, see `harmony.sdk.transfer`."""
    if slot is None:
        return None
    if isinstance(slot, list):
        return {"list": [_slot(item, store) for item in slot], "type": "list"}
    if isinstance(slot.inline, str | int | float | bool | list | dict | None):
        return {"value": slot.inline, "type": slot.type}
    if codec.is_compound(slot.type):
        return {"list": [_slot(item, store) for item in store.items(slot)], "type": slot.type}
    return {"path": str(store.path(slot)), "type": slot.type, "hash": slot.hash, "name": slot.name}


def _failure(said: dict[str, Any]) -> StepFailed | StoreError:
    if "store" in said:
        return (ArtifactDamaged if said["store"] == "ArtifactDamaged" else StoreError)(said["message"])
    return StepFailed(
        said["message"],
        error_class=said["error_class"],
        retryable=said["retryable"],
        retry_after=said["retry_after"],
        detail=said["detail"],
    )
