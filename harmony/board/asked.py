"""What a run asks a person, in plain words: an approval, what becomes of a failed node, or a larger budget.

Plain Python, from the events of the run; `panels.results` and `panels.runform` show it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from harmony.board.wording import count, money, plain, seconds, short

_EPSILON: Final = 1e-9
_SAID_MOST: Final = 240


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer.

    Attributes:
        word: on its button.
        choice: as the engine's `run.answer` takes it.
        fills: True if the values of the form go with it.
    """

    word: str
    choice: str
    fills: bool = False


_APPROVAL = (Choice("Reject", "reject", True), Choice("Approve", "approve", True))
_CHOICES = {
    "approval": _APPROVAL,
    "paused": (Choice("Fail", "fail"), Choice("Skip", "skip"), Choice("Retry", "retry")),
    "budget": (Choice("Stop", "stop"), Choice("Skip", "skip"), Choice("Raise", "raise", True)),
}
_QUESTIONS = {"approval": "approve?", "paused": "what now?", "budget": "raise the budget?"}
_NAMES = {"usd": ("money", "number", "dollars"), "tokens": ("tokens", "integer", ""), "time": ("time", "number", "s")}
"""Of a budget: its name, the type of its amounts and their unit."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a person.

    Attributes:
        node, pass_: who waits.
        why: `approval`, `paused` (after a failure) or `budget`.
        text: what hangs on it, in one sentence; empty where the node's title says it all.
        form: JSON Schema of what is to be filled in, or None.
        shown: what is to be judged: public artifacts by port.
    """

    node: str
    pass_: str
    why: str
    text: str = ""
    form: Mapping[str, Any] | None = None
    shown: Mapping[str, Any] = field(default_factory=dict)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The answers; the last is the proposed one."""
        return _CHOICES[self.why]

    @property
    def question(self) -> str:
        """What is asked of the node, as the end of a heading."""
        return _QUESTIONS[self.why]


def asked_of(event: Mapping[str, Any]) -> Asked | None:
    """What a `node.waiting` asks a person; None if it waits for something else."""
    why = str(event.get("for") or "")
    if why not in _CHOICES:
        return None
    node, pass_ = str(event.get("node", "")), str(event.get("pass", ""))
    if why == "paused":
        return Asked(node, pass_, why, _failure(event.get("error")))
    if why == "budget":
        left, expected = event.get("left") or {}, event.get("expected") or {}
        lacking = {name: amount - left.get(name, 0.0) for name, amount in expected.items()}
        lacking = {name: amount for name, amount in lacking.items() if amount > _EPSILON}
        text = _shortage(left, expected, lacking) if lacking else plain(str(event.get("about") or ""))
        return Asked(node, pass_, why, text, _raise_form(lacking) if lacking else None)
    form = event.get("form")
    text = "Is what it gave good enough?" if event.get("about") == "quality" else ""
    shown = event.get("shown")
    return Asked(
        node, pass_, why, text,
        form if isinstance(form, Mapping) and form else None,
        shown if isinstance(shown, Mapping) else {},
    )  # fmt: skip


def _failure(error: Any) -> str:
    if not isinstance(error, Mapping):
        return "It failed."
    tries = int(error.get("attempts") or 0)
    times = f" after {count(tries, 'attempt')}" if tries > 1 else ""
    said = plain(short(str(error.get("message") or ""), _SAID_MOST))
    return f"It failed{times}: {said}" if said else f"It failed{times}."


def _shortage(left: Mapping[str, float], expected: Mapping[str, float], lacking: Mapping[str, float]) -> str:
    """What the step would take, what is left and what is short."""
    by = _amounts(lacking)
    wanted = _amounts({name: expected[name] for name in lacking if expected[name] > _EPSILON})
    if not wanted:
        return f"The budget is overspent by {by}; nothing else starts before it is raised."
    there = _amounts({name: left[name] for name in lacking if left.get(name, 0.0) > _EPSILON}) or "nothing"
    return f"This step would take about {wanted}, with {there} left: it is short by {by}."


def _amounts(amounts: Mapping[str, float]) -> str:
    said = [_amount(name, amount) for name, amount in amounts.items()]
    return " and ".join(part for part in (", ".join(said[:-1]), said[-1]) if part) if said else ""


def _amount(name: str, amount: float) -> str:
    if name == "usd":
        return money(amount)
    return seconds(amount) if name == "time" else count(math.ceil(amount - _EPSILON), "token")


def _raise_form(lacking: Mapping[str, float]) -> dict[str, Any]:
    """A field for each budget that is short, filled with what is short."""
    fields = {}
    for name, amount in lacking.items():
        what, type, unit = _NAMES.get(name, (name, "number", ""))
        title = f"Raise {what} by" if len(lacking) > 1 or type == "integer" else "Raise by"
        fields[name] = {"type": type, "minimum": 0, "title": title, "default": _up(amount, type)} | (
            {"x-unit": unit} if unit else {}
        )
    return {"type": "object", "properties": fields, "required": list(fields)}


def _up(amount: float, type: str) -> float:
    """Rounded up, so that it is enough: whole tokens; of the others at least two places, three that count."""
    if type == "integer":
        return math.ceil(amount - _EPSILON)
    scale = 10.0 ** max(2, 2 - math.floor(math.log10(amount)))
    return math.ceil(amount * scale * (1 - 1e-12)) / scale
