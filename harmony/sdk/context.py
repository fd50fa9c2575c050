"""What a running step may ask of, and tell to, the Conductor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Send = Callable[[str, dict[str, Any]], None]
_INFINITE = float("inf")


def _nowhere(_kind: str, _body: dict[str, Any]) -> None:
    """Where reports go when nobody listens."""


@dataclass(slots=True)
class Context:
    """Injected into a node function that has a parameter annotated `Context`.

    Attributes:
        node: path of the node (`triage/label`).
        attempt: 1 for the first try.
        idempotency_key: stable over attempts and restarts of this step.
        folder: a scratch folder, deleted after the step.
        base: folder of the Melody; relative paths are relative to it.
    """

    node: str = ""
    attempt: int = 1
    idempotency_key: str = ""
    folder: Path = field(default_factory=Path)
    base: Path = field(default_factory=Path)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    send: Send = field(default=_nowhere, repr=False)
    is_cancelled: Callable[[], bool] = field(default=lambda: False, repr=False)

    @property
    def cancelled(self) -> bool:
        """True once nobody waits for this step any more; long sync code looks at it."""
        return self.is_cancelled()

    def progress(self, share: float, text: str = "") -> None:
        """Tell how far the step is: `share` in [0, 1]."""
        self.send("progress", {"share": min(1.0, max(0.0, share)), "text": str(text)})

    def log(self, text: str) -> None:
        """A line for the run's log."""
        self.send("log", {"text": str(text)})

    def spend(self, usd: float = 0.0, tokens: int = 0) -> None:
        """Report cost as it arises.

        Raises:
            ValueError: it is no amount from 0: added to the others it would make every budget pass.
        """
        for name, amount in (("usd", usd), ("tokens", tokens)):
            if not 0 <= amount < _INFINITE:
                raise ValueError(f"{name} is {amount}; what is spent is an amount from 0")
        self.send("spend", {"usd": usd, "tokens": tokens})

    def score(self, port: str, score: float, reason: str = "") -> None:
        """Score what the step puts out on `port`, in [0, 1]."""
        self.send("score", {"port": port, "score": min(1.0, max(0.0, score)), "reason": reason})

    def secret(self, name: str) -> str:
        """A secret that the Melody declares.

        Raises:
            KeyError: it is not declared or was not given.
        """
        return self.secrets[name]
