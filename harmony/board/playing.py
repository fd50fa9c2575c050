"""What is known of the run that a document shows, in plain Python: no Qt, no signals.

`Playing.apply` takes a batch of public events and says which nodes look different now. The
canvas asks for a node's state, the timeline for its bars, the panels for the lists.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from harmony.board.wording import summary_of

LOG_LINES = 10_000
LIVE = frozenset({"queued", "active", "waiting"})
# Of a node that was played many times (for-each, loops) the first of these that occurs is shown.
_RANK = ("active", "waiting", "queued", "error", "complete", "cached", "cancelled", "skipped", "idle")


@dataclass(frozen=True, slots=True)
class NodeState:
    """How a node stands in the run that is shown.

    Attributes:
        word: idle, queued, active, complete, cached, error, waiting, skipped or cancelled.
        progress: 0 to 1 while it says how far it is, else None.
        attempts: the highest attempt so far; 0 before the first.
        summary: one short line: what came out, or why not.
        quality: score of its output, or None while nothing has scored it.
    """

    word: str = "idle"
    progress: float | None = None
    attempts: int = 0
    summary: str = ""
    quality: float | None = None


IDLE = NodeState()


@dataclass(slots=True)
class Bar:
    """One stretch of time in a row of the timeline.

    Attributes:
        word: queued, active, waiting, complete, cached, error, skipped or cancelled.
        start, end: seconds since the epoch; `end` is None while it lasts.
        attempt: from 1; 0 for stretches that are no attempt.
        pass_: which pass of the enclosing loops.
        label: text inside the bar.
        lane: bars of one row that overlap (passes of a for-each) lie in lanes of their own.
    """

    word: str
    start: float
    end: float | None = None
    attempt: int = 0
    pass_: str = ""
    label: str = ""
    lane: int = 0


@dataclass(slots=True)
class Track:
    """All that is known of one node path.

    Attributes:
        asked: for each pass in which a person is asked for an approval, the JSON Schema of the form, or None.
    """

    node: str
    bars: list[Bar] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    open: dict[str, Bar] = field(default_factory=dict)
    progress: float | None = None
    attempts: int = 0
    summary: str = ""
    quality: float | None = None
    outputs: dict[str, Any] = field(default_factory=dict)
    spent: dict[str, float] = field(default_factory=dict)
    error: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, Any] = field(default_factory=dict)
    lanes: int = 1
    _word: str = ""

    def turn(self, pass_: str, word: str) -> None:
        """Put one pass into a state."""
        before = self.words.get(pass_)
        if before is not None:
            self.counts[before] -= 1
        self.words[pass_] = word
        self.counts[word] += 1
        self._word = ""  # worked out again when somebody asks

    def begin(self, bar: Bar) -> None:
        """Start a stretch; the one before in this pass ends with it."""
        before = self.finish(bar.pass_, bar.start)
        taken = {b.lane for b in self.open.values()}
        # An attempt goes on in the lane of the one before; others take the first that is free.
        if before is not None and before.lane not in taken:
            bar.lane = before.lane
        else:
            bar.lane = next(n for n in range(len(taken) + 1) if n not in taken)
        self.lanes = max(self.lanes, bar.lane + 1)
        self.bars.append(bar)
        self.open[bar.pass_] = bar

    def finish(self, pass_: str, at: float, word: str = "", label: str = "") -> Bar | None:
        """End the stretch of a pass, and say how it ended."""
        bar = self.open.pop(pass_, None)
        if bar is not None:
            bar.end = max(at, bar.start)
            bar.word = word or bar.word
            bar.label = label or bar.label
        return bar

    @property
    def word(self) -> str:
        """The state over all passes."""
        if not self._word:
            counts = self.counts
            self._word = next((w for w in _RANK if w in counts and counts[w] > 0), "idle")
        return self._word

    def state(self) -> NodeState:
        """The state as painters want it."""
        return NodeState(self.word, self.progress, self.attempts, self._summary(), self.quality)

    def _summary(self) -> str:
        total = len(self.words)
        if total < 2:
            return self.summary
        done = sum(self.counts[w] for w in ("complete", "cached"))
        failed = self.counts["error"]
        return f"{done} of {total}" + (f" · {failed} failed" if failed else "")


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
    """

    def __init__(self, run: str, started: float = 0.0) -> None:
        self.run = run
        self.status = "running"
        self.started = started
        self.ended: float | None = None
        self.last = started
        self.seq = -1
        self.tracks: dict[str, Track] = {}
        self.artifacts: list[dict[str, Any]] = []
        self.decisions: list[dict[str, Any]] = []
        self.gaps: list[dict[str, Any]] = []
        self.log: deque[dict[str, Any]] = deque(maxlen=LOG_LINES)
        self.dropped = 0
        self.outputs: dict[str, Any] = {}
        self.error: dict[str, Any] = {}
        self.spent: dict[str, float] = {}
        self.revision = 0

    @property
    def is_live(self) -> bool:
        """True while the engine plays it."""
        return self.status == "running"

    def state(self, node: str) -> NodeState:
        """The state of a node path; idle when nothing is known."""
        track = self.tracks.get(node)
        return track.state() if track else IDLE

    def word(self, node: str) -> str:
        """The word of a node path's state; asked a thousand times a frame."""
        track = self.tracks.get(node)
        return track.word if track else IDLE.word

    def asked(self) -> list[tuple[str, str, Any]]:
        """What waits for a person's approval now: node, pass, and the form's JSON Schema or None."""
        waiting = ((t, p, f) for t in self.tracks.values() for p, f in t.asked.items())
        return [(t.node, p, f) for t, p, f in waiting if t.words.get(p) == "waiting"]

    def ended_nodes(self) -> int:
        """How many nodes of the top level have ended so far."""
        return sum(t.word not in LIVE for t in self.tracks.values() if "/" not in t.node)

    def track(self, node: str) -> Track:
        """The track of a node path, made on first use."""
        found = self.tracks.get(node)
        if found is None:
            found = self.tracks[node] = Track(node)
        return found

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
        self.revision += 1
        return frozenset(touched)

    def lose(self) -> frozenset[str]:
        """The engine is gone: what was live stands still."""
        self.status = "lost"
        self.ended = self.last
        return self._settle("cancelled")

    def _settle(self, word: str) -> frozenset[str]:
        touched = set()
        for track in self.tracks.values():
            for pass_, old in list(track.words.items()):
                if old in LIVE:
                    track.turn(pass_, word)
                    track.finish(pass_, self.last, word)
                    touched.add(track.node)
        self.revision += 1
        return frozenset(touched)

    def _queued(self, track: Track, event: dict[str, Any]) -> None:
        pass_ = event.get("pass", "")
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
        track.turn(pass_, "waiting")
        why = str(event.get("for") or event.get("reason") or "")
        track.summary = f"waits for {why}" if why else "waits"
        if why == "approval" and "about" not in event:
            track.asked[pass_] = event.get("form")
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
        bar = track.finish(pass_, event["at"], word)
        if bar is None and word == "cached":
            track.bars.append(Bar(word, event["at"], event["at"], pass_=pass_, label="reused"))
        track.turn(pass_, word)
        track.progress = None
        track.quality = event.get("quality", track.quality)
        track.summary = summary_of(track.outputs, bar.end - bar.start if bar and bar.end else None, word)
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
        word = "cancelled" if reason == "cancelled" else "skipped"
        track.finish(pass_, event["at"], word)
        track.turn(pass_, word)
        track.progress, track.summary = None, reason.replace("_", " ")

    def _run(self, what: str, event: dict[str, Any]) -> None:
        if what in {"started", "resumed"}:
            self.started = self.started or event["at"]
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
