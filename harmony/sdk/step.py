"""The Context of a step that really runs: its scratch folder is made when it is asked for."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from harmony.sdk.context import Context

_HERE = Path()


def _never() -> bool:
    return False


class StepContext(Context):
    """A `Context` whose folder costs nothing until it is used.

    Args:
        key: node, attempt, idempotency_key and base, as `Context` has them.
        send: where reports go.
        secrets: name to value.
        is_cancelled: for code that cannot be stopped from outside.
        scratch: where the folder is made; the system's place without it.
    """

    __slots__ = ("_folder", "_scratch")

    def __init__(
        self,
        key: tuple[str, int, str, str],
        send: Callable[[str, dict[str, Any]], None],
        secrets: Mapping[str, str],
        is_cancelled: Callable[[], bool] = _never,
        scratch: str | None = None,
    ) -> None:
        self.node, self.attempt, self.idempotency_key, base = key
        self.base = Path(base) if base else _HERE
        self.send, self.secrets, self.is_cancelled = send, secrets, is_cancelled
        self._folder: Path | None = None
        self._scratch = scratch

    @property
    def folder(self) -> Path:
        """A scratch folder, deleted after the step."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="step-", dir=self._scratch))
        return self._folder

    @folder.setter
    def folder(self, folder: Path) -> None:
        self._folder = folder

    def close(self) -> None:
        """Delete the folder if there is one."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
