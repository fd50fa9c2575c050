"""What a person can do with a run that stands still."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harmony.app import Result

MOST = 20
# The waits for people of `conductor.plan.run`.
_ANSWERS = {
    "approval": ("a person", "approve", "or `reject`"),
    "paused": ("a person, after a failure", "retry", "or `skip`, `fail`"),
    "budget": ("a larger budget", "raise", "or `skip`, `stop`"),
}
FOR_PEOPLE = frozenset(_ANSWERS)


def ways_on(result: Result) -> list[str]:
    """Lines that say what it stands at, each with the command that goes on from there."""
    if result.status == "paused":
        return _held(result)
    if result.status == "waiting":
        lines = [_waits(result.run, wait) for wait in result.waits[:MOST]]
        more = len(result.waits) - MOST
        return [*lines, f"  and {more:,} more: `harmony runs show {result.run}` lists them"] if more > 0 else lines
    return []


def _held(result: Result) -> list[str]:
    run = result.run
    halves = [(word, node) for word, _space, node in (text.partition(" ") for text in result.held)]
    held = [f"  held {'before' if word == 'before' else 'the outputs of'} `{node}`" for word, node in halves]
    ways = [f"  `harmony runs next {run} [NODE]` lets one node begin, `harmony runs go {run}` all."]
    if any(word == "behind" for word, _node in halves):
        ways.append(f"  `harmony runs deliver {run} NODE [PORT VALUE]` lets held outputs go on.")
    return held[:MOST] + ways


def place(said: Mapping[str, Any]) -> str:
    """`NODE@PASS` of what is said of a node, or the node alone at the top."""
    return f"{said.get('node', '')}@{said['pass']}" if said.get("pass") else str(said.get("node", ""))


def answer_to(event: Mapping[str, Any]) -> str:
    """The command that answers a node that waits for a person."""
    _whom, answer, others = _ANSWERS[event["for"]]
    return f"`harmony answer {event['run']} {place(event)} {answer}` {others}"


def _waits(run: str, wait: dict[str, str]) -> str:
    return f"  `{place(wait)}` waits for {_ANSWERS[wait['for']][0]}: {answer_to({**wait, 'run': run})}"
