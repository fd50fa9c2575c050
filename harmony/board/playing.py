"""What is known of the run that a document shows, in plain Python: no Qt, no signals.

`Playing.apply` takes a batch of public events and says which nodes look different now. The
canvas asks for a node's state, the timeline for its bars, the panels for the lists.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from harmony.board.asked import Asked, asked_of
from harmony.board.ran import Ran
from harmony.board.strips import Strip, iteration
from harmony.board.tracks import IDLE, LIVE, NOT_REACHED, Bar, NodeState, Track

LOG_LINES = 10_000
_STOOD = frozenset({"waiting", "paused"})
_OVER = frozenset({"completed", "failed", "cancelled", "lost"})


class Playing:
    """One run, as far as it is known.

    Attributes:
        run: id of the run.
        status: running, waiting, completed, failed, cancelled or lost.
        started, ended: seconds since the epoch.
        tracks: node path to what is known, in the order in which nodes first appeared.
        artifacts, decisions, gaps: event bodies, oldest first.
        log: the last LOG_LINES lines; `dropped` counts the others.
        outputs: of the run, once it has ended.
        spent: `usd` and `tokens` so far.
        revision: counts up with every batch, for caches.
        ran: what it was played with, if that is known.
        strips: iterations of the nodes that have a body, by path.
        chosen: a node and the iteration of it that is looked at; None: all of them.
        nodes: how many nodes of the top level it plays; 0 if that is not known.
    """

    def __init__(self, run: str, started: float = 0.0) -> None:
        self.run = run
        self.status = "running"
        self.started = started
        self.ended: float | None = None
        self.last = started
        self.seq = -1
        self.tracks: dict[str, Track] = {}
        self._tops, self._alive = 0, set[str]()
        self.artifacts: list[dict[str, Any]] = []
        self.decisions: list[dict[str, Any]] = []
        self.gaps: list[dict[str, Any]] = []
        self.log: deque[dict[str, Any]] = deque(maxlen=LOG_LINES)
        self.dropped = 0
        self.outputs: dict[str, Any] = {}
        self.error: dict[str, Any] = {}
        self.spent: dict[str, float] = {}
        self.revision = 0
        self.ran: Ran | None = None
        self.nodes = 0
        self.strips: dict[str, Strip] = {}
        self._waited: list[tuple[Track, Bar, str, Asked | None]] = []
        self.chosen: tuple[str, int] | None = None

    @property
    def is_live(self) -> bool:
        """True while the engine plays it."""
        return self.status == "running"

    @property
    def is_over(self) -> bool:
        """True once it has ended for good."""
        return self.status in _OVER

    def state(self, node: str) -> NodeState:
        """The state of a node path; idle when nothing is known."""
        track = self.tracks.get(node)
        if track is None:
            return NOT_REACHED if self._is_unreached(node) else IDLE
        strip = self._looked_at(node)
        if strip is None or self.chosen is None:
            return track.state()
        return track.in_iteration(strip.depth, self.chosen[1])

    def choose(self, node: str, index: int | None) -> None:
        """Look at one iteration of a node that has a body, or at all again (None)."""
        strip = self.strips.get(node)
        is_there = strip is not None and index is not None and 0 <= index < strip.count
        self.chosen = (node, index) if is_there and index is not None else None
        self.revision += 1

    def _looked_at(self, node: str) -> Strip | None:
        """The strip whose chosen iteration a node is in; None for all others."""
        if self.chosen is None or not node.startswith(self.chosen[0] + "/"):
            return None
        return self.strips.get(self.chosen[0])

    def output(self, node: str, port: str) -> tuple[Any, int]:
        """What a port gave last, in the chosen iteration if there is one, and how often it gave something."""
        track, strip = self.tracks.get(node), self._looked_at(node)
        if track is None:
            return None, 0
        if strip is None or self.chosen is None:
            return track.outputs.get(port), sum(track.counts[w] for w in ("complete", "cached", "reconstructed"))
        for one in reversed(self.artifacts):
            if (one["node"], one["port"]) == (node, port) and iteration(one["pass"], strip.depth) == self.chosen[1]:
                return one["artifact"], 1
        return None, 0

    def _is_unreached(self, node: str) -> bool:
        """True if the run has ended and never came to a node that it knew."""
        ran = self.ran
        return ran is not None and not ran.is_part and self.is_over and ran.has(node)

    def word(self, node: str) -> str:
        """The word of a node path's state; asked a thousand times a frame."""
        track = self.tracks.get(node)
        if track is None:
            return "not_reached" if self._is_unreached(node) else IDLE.word
        return track.word if self.chosen is None else self.state(node).word

    def asked(self) -> list[Asked]:
        """What is asked of a person now."""
        return [asked for track in self.tracks.values() for asked in track.asked.values()]

    def ended_nodes(self) -> int:
        """How many nodes of the top level have ended so far."""
        return self._tops - len(self._alive)

    def track(self, node: str) -> Track:
        """The track of a node path, made on first use."""
        found = self.tracks.get(node)
        if found is None:
            self._tops += "/" not in node
            found = self.tracks[node] = Track(node, above=tuple(self._strips_above(node)) if "/" in node else ())
        return found

    def _strips_above(self, node: str) -> Iterator[Strip]:
        while "/" in node:
            node = node.rpartition("/")[0]
            if node not in self.strips:
                owner = self.tracks.get(node)
                pass_ = next(iter(owner.words), "") if owner is not None else ""
                self.strips[node] = Strip(pass_.count(".") + 1 if pass_ else 0)
            yield self.strips[node]

    def apply(self, events: Iterable[dict[str, Any]]) -> frozenset[str]:
        """Take a batch of public events, in order; events that were seen before are passed over.

        Returns:
            Paths of the nodes that look different now.
        """
        touched: set[str] = set()
        for event in events:
            seq = event.get("seq", -1)
            if seq >= 0:
                if seq <= self.seq:
                    continue
                self.seq = seq
            self.last = max(self.last, event.get("at", 0.0))
            kind, node = event["kind"], event.get("node", "")
            step = _STEPS.get(kind)
            if step is not None:
                step(self, self.track(node), event)
                touched.add(node)
            elif kind.startswith("run."):
                self._run(kind[4:], event)
            else:
                self._line(kind, event)
        self._note(touched)
        self.revision += 1
        return frozenset(touched)

    def _note(self, nodes: Iterable[str]) -> None:
        """Keep count of the nodes of the top level that have not ended."""
        for node in nodes:
            if "/" not in node:
                (self._alive.add if self.tracks[node].word in LIVE else self._alive.discard)(node)

    def lose(self) -> frozenset[str]:
        """The engine is gone: what was live stands still."""
        self.status = "lost"
        self.ended = self.last
        self._waited = [
            (track, bar, word, track.asked.get(bar.pass_))
            for track in self.tracks.values()
            for bar in track.at_work.values()
            if (word := track.words.get(bar.pass_, "")) in _STOOD
        ]
        return self._settle("cancelled")

    def go_on(self) -> None:
        """The run was resumed: what waited waits on, for the engine tells anew only of what happens anew."""
        self.status, self.ended = "running", None
        waited, self._waited = self._waited, []
        for track, bar, word, asked in waited:
            track.turn(bar.pass_, word)
            if asked is not None:
                track.asked[bar.pass_] = asked
            track.begin(replace(bar, word="waiting", start=self.last, end=None))
        self._note({track.node for track, _, _, _ in waited})
        self.revision += 1

    def _settle(self, word: str) -> frozenset[str]:
        touched = set()
        for track in self.tracks.values():
            for pass_, old in list(track.words.items()):
                if old in LIVE:
                    track.turn(pass_, word)
                    track.finish(pass_, self.last, word)
                    touched.add(track.node)
        self._note(touched)
        self.revision += 1
        return frozenset(touched)

    def _queued(self, track: Track, event: dict[str, Any]) -> None:
        pass_, why = event.get("pass", ""), event.get("reason", "")
        if why in _GATES:
            track.turn(pass_, "paused")
            track.summary = _GATES[why]
            track.begin(Bar("waiting", event["at"], pass_=pass_, label=track.summary))
            return
        track.turn(pass_, "queued")
        track.begin(Bar("queued", event["at"], pass_=pass_))

    def _started(self, track: Track, event: dict[str, Any]) -> None:
        pass_, attempt = event.get("pass", ""), event.get("attempt", 1)
        track.turn(pass_, "active")
        track.attempts = max(track.attempts, attempt)
        track.progress, track.summary = None, ""
        label = f"try {attempt}" if attempt > 1 else ""
        track.begin(Bar("active", event["at"], attempt=attempt, pass_=pass_, label=label))

    def _progress(self, track: Track, event: dict[str, Any]) -> None:
        share = event.get("progress", event.get("done", event.get("value")))
        track.progress = float(share) if isinstance(share, int | float) else None
        track.summary = str(event.get("text") or event.get("message") or track.summary)

    def _waiting(self, track: Track, event: dict[str, Any]) -> None:
        pass_ = event.get("pass", "")
        why = str(event.get("for") or event.get("reason") or "")
        track.turn(pass_, "paused" if why == "paused" else "waiting")
        whom = "a larger budget" if why == "budget" else why
        track.summary = _stop_words(event) if why == "paused" else f"waits for {whom}" if why else "waits"
        asked = asked_of(event)
        if asked is not None:
            track.asked[pass_] = asked
        track.begin(Bar("waiting", event["at"], pass_=pass_, label=track.summary))

    def _retrying(self, track: Track, event: dict[str, Any]) -> None:
        pass_ = event.get("pass", "")
        error = event.get("error") or {}
        why = str(error.get("class", event.get("reason", ""))).replace("_", " ")
        bar = track.open.get(pass_)
        attempt = bar.attempt if bar else event.get("attempt", 0)
        track.finish(pass_, event["at"], "error", f"try {attempt} · {why}" if why else f"try {attempt}")
        track.turn(pass_, "queued")
        track.begin(Bar("queued", event["at"], pass_=pass_))
        track.summary = f"tries again: {why}" if why else "tries again"

    def _output(self, track: Track, event: dict[str, Any]) -> None:
        outputs = event.get("outputs")
        if not isinstance(outputs, dict):
            outputs = {event["port"]: event.get("artifact", event.get("value"))} if "port" in event else {}
        for port, artifact in outputs.items():
            if artifact == track.outputs.get(port) and "pass" not in event:
                continue
            track.outputs[port] = artifact
            if isinstance(artifact, dict) and "hash" in artifact:
                where = {"node": track.node, "pass": event.get("pass", ""), "port": port, "at": event["at"]}
                self.artifacts.append(where | {"artifact": artifact})
                if artifact.get("quality") is not None:
                    track.quality = artifact["quality"]

    def _completed(self, track: Track, event: dict[str, Any], word: str = "complete") -> None:
        pass_ = event.get("pass", "")
        if event.get("outputs"):
            self._output(track, event)
            if any(isinstance(one, dict) and one.get("reconstructed") for one in event["outputs"].values()):
                word = "reconstructed"
        bar = track.finish(pass_, event["at"], word)
        if bar is None and word == "cached":
            track.moment(word, event["at"], pass_, "reused")
        track.turn(pass_, word)
        track.progress = None
        track.quality = event.get("quality", track.quality)
        track.came(bar.end - bar.start if bar and bar.attempt and bar.end else None, word)
        for name, amount in (event.get("spent") or {}).items():
            self.spent[name] = self.spent.get(name, 0) + amount
            track.spent[name] = track.spent.get(name, 0) + amount

    def _cached(self, track: Track, event: dict[str, Any]) -> None:
        self._completed(track, event, "cached")

    def _failed(self, track: Track, event: dict[str, Any]) -> None:
        pass_ = event.get("pass", "")
        track.error = event.get("error") or {"message": event.get("message", "")}
        label = str(track.error.get("class", "")).replace("_", " ")
        track.finish(pass_, event["at"], "error", label)
        track.turn(pass_, "error")
        track.progress, track.summary = None, str(track.error.get("message") or label)

    def _skipped(self, track: Track, event: dict[str, Any]) -> None:
        pass_, reason = event.get("pass", ""), str(event.get("reason", ""))
        word = "cancelled" if reason == "cancelled" else "gap" if event.get("error") else "skipped"
        track.finish(pass_, event["at"], word)
        track.turn(pass_, word)
        error = event.get("error")
        words = str(error.get("message") or "") if isinstance(error, dict) else ""
        track.progress, track.summary = None, words or reason.replace("_", " ")

    def _run(self, what: str, event: dict[str, Any]) -> None:
        if what in {"started", "resumed"}:
            self.started = self.started or event["at"]
            self.nodes = int(event.get("nodes") or self.nodes)
            self.status, self.ended = "running", None
        elif what in {"completed", "failed", "cancelled", "waiting", "paused"}:
            self.status, self.ended = what, event["at"]
            self.outputs = event.get("artifacts") or event.get("outputs") or {}
            self.error = event.get("error") or {}
            self.spent = event.get("spent") or self.spent
            if what in {"completed", "failed", "cancelled"}:
                self._settle("cancelled")

    def _line(self, family: str, event: dict[str, Any]) -> None:
        if family == "decision":
            self.decisions.append(event)
        elif family in {"gap", "letter"}:
            self.gaps.append(event)
        elif family == "log":
            self.dropped += len(self.log) == LOG_LINES
            self.log.append(event)


def _stop_words(event: dict[str, Any]) -> str:
    """Why a node stands until somebody says what becomes of it."""
    error = event.get("error")
    return f"stopped: {error.get('message', '')}" if isinstance(error, dict) else "stopped"


_GATES = {"breakpoint": "held by a breakpoint", "paused": "held"}
_STEPS = {
    "node.queued": Playing._queued,
    "node.started": Playing._started,
    "node.progress": Playing._progress,
    "node.waiting": Playing._waiting,
    "node.retrying": Playing._retrying,
    "node.output": Playing._output,
    "node.completed": Playing._completed,
    "node.cached": Playing._cached,
    "node.failed": Playing._failed,
    "node.skipped": Playing._skipped,
}
