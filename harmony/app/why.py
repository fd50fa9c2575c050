"""Why a node ran, waited, was skipped, tried again, or took the path it took: from the journal, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from harmony.app.lookup import Lookup
from harmony.app.reasons import Reasons
from harmony.app.story import Key, Story
from harmony.conductor.events import Record
from harmony.conductor.policy.quality import said_of
from harmony.errors import UsageError

_SHOWN = 10


def why(records: Iterable[Record], node: str, lookup: Lookup) -> list[str]:
    """What became of a node, and why, as sentences.

    Args:
        records: the run's journal.
        node: path of the node; with `@PASS` where it has several.
        lookup: the run's nodes.

    Raises:
        UsageError: there is no such node, or no such pass.
    """
    path, at, pass_ = node.partition("@")
    story = Story(records)
    passes = story.passes.get(path, [])
    if not passes and lookup.node(path) is None:
        raise UsageError(f"There is no node `{path}` in this run.")
    if at and pass_ not in passes:
        raise UsageError(f"`{path}` has no pass {pass_}; it has {_some(passes) or 'none yet'}.")
    if not at and len(passes) > 1:
        return _many(story, path, lookup)
    return _Told(story, lookup).sentences((path, pass_ if at else passes[0] if passes else ""))


def _many(story: Story, path: str, lookup: Lookup) -> list[str]:
    """A node of many passes: how they stand, and those that did not simply complete."""
    by_state: dict[str, list[str]] = {}
    odd: list[str] = []
    for pass_ in story.passes[path]:
        state = story.state((path, pass_))
        by_state.setdefault(state, []).append(pass_)
        if state not in ("complete", "cached") or _attempts(story, (path, pass_)) > 1:
            odd.append(pass_)
    counts = ", ".join(f"{len(passes):,} {state}" for state, passes in by_state.items())
    lines = [f"`{path}` has {len(story.passes[path]):,} passes: {counts}."]
    reasons = Reasons(story, lookup)
    lines += [f"Pass {pass_}: {reasons.of((path, pass_))}." for pass_ in odd[:_SHOWN]]
    if len(odd) > _SHOWN:
        lines.append(f"{len(odd) - _SHOWN:,} more did not simply complete.")
    pick = odd[0] if odd else story.passes[path][0]
    return [*lines, f"`{path}@{pick}` asks about one of them."]


_DONE = {"cancel": "cancelled it", "skip": "skipped it", "retry": "had it tried again"}
"""What people do to one node, in words."""


def _attempts(story: Story, key: Key) -> int:
    return sum(r.kind == "node.started" for r in story.of[key])


def _some(passes: list[str]) -> str:
    return ", ".join(passes[:_SHOWN]) + (" …" if len(passes) > _SHOWN else "")


class _Told:
    """Puts the records of one node into sentences."""

    def __init__(self, story: Story, lookup: Lookup) -> None:
        self._story = story
        self._lookup = lookup
        self._reasons = Reasons(story, lookup)
        self._since = 0.0
        self._tell: dict[str, Callable[[Record], str]] = {
            "node.queued": self._queued,
            "node.started": self._started,
            "node.waiting": self._waiting,
            "node.retrying": self._retrying,
            "node.completed": self._completed,
            "node.cached": self._cached,
            "node.skipped": lambda r: f"It was skipped{self._at(r)}: {self._reasons.of((r.node, r.pass_))}.",
            "node.failed": self._failed,
            "decision": self._decision,
            "log": lambda r: f"It warned{self._at(r)}: {r.body.get('text', '')}",
            "gap": lambda r: "Its failure was let go and is listed as a gap.",
            "letter": lambda r: "What it was given lies among the dead letters (`harmony letters`).",
            ".debugged": self._by_hand,
            ".edited": lambda r: "A person has changed what it is given when its dead letter is sent again.",
            ".answered": lambda r: f"A person answered{self._at(r)}: {r.body.get('choice')}.",
        }

    def sentences(self, key: Key) -> list[str]:
        """From what it needed to how it stands."""
        records = self._story.of.get(key, [])
        lines = [self._head(key), *self._reasons.needs(key)]
        for record in records:
            lines.append(self._tell[record.kind](record))
            if record.kind != "log":
                self._since = record.at
        if self._story.end(key) is None:
            lines.append(self._open(key))
        return lines

    def _head(self, key: Key) -> str:
        node = self._lookup.node(key[0])
        title = f" “{node.title}”" if node is not None and node.title else ""
        use = f" ({node.use})" if node is not None else ""
        in_pass = f", pass {key[1]}" if key[1] else ""
        return f"`{key[0]}`{title}{use}{in_pass}: {self._story.state(key)}."

    def _open(self, key: Key) -> str:
        state = self._story.state(key)
        if state == "idle":
            return "It has not begun: not all that it needs has come."
        ended = next((r.kind[4:] for r in reversed(self._story.run) if r.kind.startswith("run.")), "")
        return f"It has not ended; the run is {ended or 'at play'}."

    def _at(self, record: Record) -> str:
        return f" at {record.at - self._story.began:.2f} s"

    def _queued(self, record: Record) -> str:
        reason = record.body.get("reason")
        if reason == "slot":
            why = "all of the run's slots (`run.concurrency`) were taken"
        elif reason == "key":
            why = f"another step held the key “{record.body.get('key')}”"
        elif reason in _WAITED:
            why = _WAITED[reason].format_map({"resource": "", "holder": "", "seconds": 0.0} | record.body)
        elif reason in ("breakpoint", "paused"):
            why = "a breakpoint held it" if reason == "breakpoint" else "the run was paused"
        else:
            why = f"it waited for {reason}"
        return f"It was ready{self._at(record)} and had to wait: {why}."

    def _by_hand(self, record: Record) -> str:
        action = record.body.get("action")
        if action in _DONE:
            return f"A person {_DONE[action]}{self._at(record)}."
        if action != "deliver":
            return f"A person let it begin{self._at(record)}."
        ports = ", ".join(f"`{port}`" for port in record.body.get("outputs", {}))
        edited = f", with another value for {ports}" if ports else ""
        return f"A person let its outputs go on{self._at(record)}{edited}."

    def _started(self, record: Record) -> str:
        body = record.body
        more = []
        if self._since:
            more.append(f"after waiting {record.at - self._since:.2f} s")
        if body.get("player"):
            more.append(f"with {body['player']}")
        elif body.get("alternative"):
            more.append(f"with alternative {body['alternative']} of its `fallback`")
        if body.get("vary"):
            more.append("with " + ", ".join(f"{n} = {v!r}" for n, v in body["vary"].items()))
        if body.get("resumed"):
            more.append("anew, because the process that played it had gone")
        return f"Attempt {record.attempt} began{self._at(record)}{' ' if more else ''}{', '.join(more)}."

    def _waiting(self, record: Record) -> str:
        body = record.body
        what = {
            "approval": "a person's approval",
            "paused": "a person, because it had failed",
            "budget": "a person, who may let more be spent",
            "time": "a time",
        }
        known = what.get(body.get("for", ""), f"{body.get('for')} “{body.get('event')}”")
        limit = f", at most {body['seconds']:g} s" if body.get("seconds") is not None else ""
        return f"It waited for {known} from {record.at - self._story.began:.2f} s on{limit}."

    def _retrying(self, record: Record) -> str:
        delay = record.body.get("delay") or 0.0
        when = f"after a delay of {delay:g} s" if delay else "at once"
        return f"Attempt {record.attempt} failed ({self._error(record)}); it was tried again {when}."

    def _completed(self, record: Record) -> str:
        ports = record.body.get("outputs", {})
        path = f" by its port `{', '.join(ports)}`" if len(ports) == 1 else f" by `{', '.join(ports)}`" if ports else ""
        how = " (made from a later artifact)" if record.body.get("reconstructed") else ""
        spent = f" after {record.at - self._since:.2f} s" if self._since else ""
        return f"It completed{self._at(record)}{spent}{how}; what it gave went on{path}.{_scores(ports)}"

    def _cached(self, record: Record) -> str:
        if record.body.get("pinned"):
            return f"It did not run: its outputs are pinned; they went on{self._at(record)}."
        scores = _scores(record.body.get("outputs", {}))
        return f"It did not run: outputs of an earlier run with the same inputs were used{self._at(record)}.{scores}"

    def _failed(self, record: Record) -> str:
        handled = record.body.get("handled")
        means = {
            "route": "the error went out by its port `error`",
            "dead_letter": "what it was given became a dead letter",
        }.get(handled or "", f"handled by {handled}" if handled else "nothing was left to try")
        return f"It failed{self._at(record)}: {self._error(record)}; {means}."

    def _error(self, record: Record) -> str:
        error: dict[str, Any] = record.body.get("error") or {}
        return (
            f"failed ({error.get('class', 'unknown')}: {error.get('message', '')})" if error else "was not good enough"
        )

    def _decision(self, record: Record) -> str:
        body = record.body
        if body.get("about") == "switch":
            return self._reasons.chosen(record)
        factors = {n: v for n, v in (body.get("factors") or {}).items() if v is not None}
        looked = "; looked at " + ", ".join(f"{n} {_short(v)}" for n, v in factors.items()) if factors else ""
        return f"Decided ({body.get('about')}): {body.get('choice')}, because {body.get('rationale')}{looked}."


def _scores(ports: dict[str, Any]) -> str:
    """The scores of what a node gave, and what each is made of."""
    told: dict[str, list[str]] = {}
    for port, artifact in ports.items():
        if artifact.get("quality") is not None:
            made_of = said_of(artifact.get("parts") or {})
            told.setdefault(f"{artifact['quality']:.3g}" + (f" ({made_of})" if made_of else ""), []).append(port)
    if len(told) == 1 and len(ports) == len(*told.values()):
        return f" Its score is {next(iter(told))}."
    return "".join(f" The score of `{', '.join(named)}` is {score}." for score, named in told.items())


_WAITED = {
    "resource": "steps at work held the `{resource}` that it needs",
    "machine": "{holder} held {resource}, which all runs of this machine share",
    "rate": "the rate limit of its Player let it start {seconds:.3g} s later",
    "budget": "steps at work had set aside what it may take of the budget",
    "breaker": "its node type did not answer and was left alone for {seconds:.3g} s",
    "branch": "as many branches were open as the mode allows",
}
"""Why a step that was ready had to wait."""


def _learnt(player: dict[str, Any]) -> str:
    """What was learnt of a Player that was looked at."""
    attempts = player.get("attempts") or 0
    told = f"; {player['success'] * attempts:.3g} of {attempts:.3g} went well" if attempts else "; nothing learnt yet"
    if player.get("quality") is not None:
        told += f", quality {player['quality']:.2g} of {player.get('scored', 0):.3g}"
    if player.get("gated"):
        told += f", {player['reached']:.3g} of {player['gated']:.3g} reached the gate"
    return told


def _short(value: Any) -> str:
    if isinstance(value, dict):
        if "use" in value:  # a Player that was looked at
            return f"{value['use']} ({value.get('tier')}, {_short(value.get('score'))}{_learnt(value)})"
        return " ".join(f"{name} {_short(part)}" for name, part in value.items()) or "nothing"
    if isinstance(value, list):
        return " > ".join(_short(part) for part in value) or "nobody"
    return f"{value:.3g}" if isinstance(value, float) else str(value)
