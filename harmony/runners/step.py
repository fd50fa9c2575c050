"""What every runner does around a call: values in, values out, secrets, failures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from harmony.conductor.artifacts import Artifact, Slot
from harmony.conductor.ports import Artifacts, Report, StepCall, StepDone
from harmony.errors import ValueRefused
from harmony.sdk.failure import StepFailed
from harmony.sdk.manifest import NodeType
from harmony.sdk.plain import whole
from harmony.sdk.secrets import Redactor

FolderOf = Callable[[NodeType], Path]


class Store(Artifacts, Protocol):
    """An artifact store that workers share as files."""

    @property
    def inbox(self) -> Path:
        """Folder on the store's own disk for files that `adopt` will take."""

    def path(self, artifact: Artifact) -> Path:
        """The file that holds the canonical bytes."""

    def adopt(self, source: Path, artifact: Artifact) -> Artifact:
        """Take a file of the inbox, whose identity `artifact` states, by renaming it."""

    def put_list(self, items: list[Artifact | None], type: str) -> Artifact:
        """Store a list of tables, files or bytes whose items are stored already."""

    def items(self, artifact: Artifact) -> list[Artifact | None]:
        """The items of such a list."""


def output_types(type: NodeType) -> dict[str, str]:
    """Declared output port to type."""
    return {port.name: port.type for port in type.outputs}


def value_of(slot: Slot, artifacts: Artifacts) -> Any:
    """What a step receives for a slot."""
    if slot is None:
        return None
    if isinstance(slot, list):
        return [None if item is None else artifacts.get(item) for item in slot]
    return artifacts.get(slot)


def stored(port: str, value: Any, types: dict[str, str], artifacts: Artifacts) -> Artifact:
    """An output in the store.

    Raises:
        StepFailed: it is not of the port's type (`invalid_output`).
    """
    try:
        return artifacts.put(value, types.get(port, "any"))
    except ValueRefused as error:
        raise StepFailed(f"Output `{port}`: {error.message}", error_class="invalid_output") from error


class Spending:
    """A step's reports on their way to the Conductor, with what was spent added up and secrets taken out."""

    __slots__ = ("redactor", "report", "spent")

    def __init__(self, report: Report, redactor: Redactor | None = None) -> None:
        self.report = report
        self.redactor = redactor
        self.spent: dict[str, float] = {}

    def __call__(self, kind: str, body: dict[str, Any]) -> None:
        """Pass one report on."""
        if kind == "spend":
            for name, amount in body.items():
                self.spent[name] = self.spent.get(name, 0) + amount
        else:
            body = whole(body)
            if self.redactor is not None:
                body = self.redactor.value(body)
        self.report(kind, body)


def clean_failure(failed: StepFailed, redactor: Redactor | None) -> StepFailed:
    """The failure without secrets in its words."""
    if redactor is None:
        return failed
    message = redactor.text(failed.message)
    if message == failed.message and failed.detail is None:
        return failed
    return StepFailed(
        message,
        error_class=failed.error_class,
        retryable=failed.retryable,
        retry_after=failed.retry_after,
        detail=redactor.value(failed.detail),
    )


def warn_of_hits(redactor: Redactor | None, report: Report) -> None:
    """Say so when a step would have given a secret away."""
    if redactor is not None and redactor.hits:
        times = "once" if redactor.hits == 1 else f"{redactor.hits} times"
        text = f"A secret stood in what this step gave, {times}; it was taken out."
        report("log", {"level": "warning", "text": text})


def done(outputs: dict[str, Artifact], spending: Spending | None) -> StepDone:
    """The step's result."""
    return StepDone(outputs, spending.spent if spending else {})


def key_of(call: StepCall) -> tuple[str, int, str, str]:
    """What a step's Context is made from."""
    return call.node, call.attempt, call.idempotency_key, call.base
