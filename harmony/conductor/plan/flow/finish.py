"""flow.fail and flow.stop: the end of the innermost body, or of the run at the top."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harmony.conductor.plan import ends, recover
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.flow.base import Flow
from harmony.conductor.plan.state import State


class Fail(Flow):
    """Fails what it stands in, whatever its own importance."""

    params = ("message", "class")

    def begin(self, core: Core, state: State, params: Mapping[str, Any]) -> None:
        """Fail at once."""
        message = str(params.get("message") or f"{state.spec.title} ends it as failed")
        error = {"class": str(params.get("class") or "policy"), "message": message, "retryable": False}
        ends.fail(core, state, recover.complete_error(state, error))


class Stop(Flow):
    """Ends what it stands in as complete, with what is there."""

    def begin(self, core: Core, state: State, params: Mapping[str, Any]) -> None:
        """Complete, then end the rest."""
        ends.complete(core, state, {})
        ends.end_scope(core, state.scope, "stopped", None)
