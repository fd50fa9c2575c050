"""What is known of one node of a run that a document shows: its state, its bars in the timeline, its values.

Plain Python; `playing` fills it from events.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

from harmony.board.asked import Asked
from harmony.board.strips import Strip, iteration
from harmony.board.wording import summary_of

LIVE = frozenset({"queued", "active", "waiting", "paused"})
# Of a node that was played many times (for-each, loops) the first of these that occurs is shown.
_RANK = (
    *("active", "waiting", "paused", "queued", "error", "gap", "complete", "reconstructed", "cached"),
    *("cancelled", "skipped", "idle"),
)


@dataclass(frozen=True, slots=True)
class NodeState:
    """How a node stands in the run that is shown.

    Attributes:
        word: idle, queued, active, complete, cached, reconstructed, error, waiting, paused, skipped, gap,
            cancelled or not_reached.
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
NOT_REACHED = NodeState("not_reached")


@dataclass(slots=True)
class Bar:
    """One stretch of time in a row of the timeline.

    Attributes:
        word: queued, active, waiting, complete, cached, reconstructed, error, skipped, gap or cancelled.
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
        bars: stretches in the order of their starts, without those in a queue.
        queues: stretches during which at least one pass stood in a queue. However many stand there,
            a row shows one queue, so that a thousand items that wait do not hide the two that are worked on.
        ended: all of both that are over, in the order in which they ended.
        at_work: bars that still last, by their pass.
        lanes: so many bars overlapped at most.
        above: strips of the nodes in whose bodies it is.
        asked: what a person is asked, by the pass that waits for it.
    """

    node: str
    bars: list[Bar] = field(default_factory=list)
    queues: list[Bar] = field(default_factory=list)
    ended: list[Bar] = field(default_factory=list)
    at_work: dict[str, Bar] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    open: dict[str, Bar] = field(default_factory=dict)
    progress: float | None = None
    attempts: int = 0
    quality: float | None = None
    outputs: dict[str, Any] = field(default_factory=dict)
    spent: dict[str, float] = field(default_factory=dict)
    error: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)
    lanes: int = 1
    above: tuple[Strip, ...] = ()
    _word: str = ""
    _line: str | None = ""
    _came: tuple[float | None, str] = (None, "")
    _queued: int = 0
    _taken: int = 0
    _free: list[int] = field(default_factory=list)

    def turn(self, pass_: str, word: str) -> None:
        """Put one pass into a state; what it asked of a person is past."""
        self.asked.pop(pass_, None)
        before = self.words.get(pass_)
        if before is not None:
            self.counts[before] -= 1
        self.words[pass_] = word
        self.counts[word] += 1
        for strip in self.above:
            strip.turn(pass_, before, word)
        self._word = ""  # worked out again when somebody asks

    def begin(self, bar: Bar) -> None:
        """Start a stretch; the one before in this pass ends with it."""
        before = self._end(bar.pass_, bar.start)
        if bar.word == "queued":
            self._release(before)
            self._join_queue(bar)
        else:
            # An attempt goes on in the lane of the one before; others take the first that is free.
            if before is not None and before.word != "queued":
                bar.lane = before.lane
            elif self._free:
                bar.lane = heappop(self._free)
            else:
                bar.lane, self.lanes = self._taken, max(self.lanes, self._taken + 1)
                self._taken += 1
            self.bars.append(bar)
            self.at_work[bar.pass_] = bar
        self.open[bar.pass_] = bar

    def finish(self, pass_: str, at: float, word: str = "", label: str = "") -> Bar | None:
        """End the stretch of a pass, and say how it ended. What ends in the queue is a moment of its own."""
        bar = self._end(pass_, at)
        if bar is None:
            return None
        if bar.word == "queued":
            bar = self.moment(bar.word, at, pass_)
        else:
            self._release(bar)
        bar.word = word or bar.word
        bar.label = label or bar.label
        return bar

    def moment(self, word: str, at: float, pass_: str, label: str = "") -> Bar:
        """A stretch that was over as soon as it began."""
        bar = Bar(word, at, at, pass_=pass_, label=label)
        self.bars.append(bar)
        self.ended.append(bar)
        return bar

    def _end(self, pass_: str, at: float) -> Bar | None:
        bar = self.open.pop(pass_, None)
        if bar is None:
            return None
        bar.end = max(at, bar.start)
        if bar.word == "queued":
            self._queued -= 1
            if not self._queued:
                self.queues[-1].end = bar.end
                self.ended.append(self.queues[-1])
        else:
            del self.at_work[pass_]
            self.ended.append(bar)
        return bar

    def _join_queue(self, bar: Bar) -> None:
        if not self._queued:
            self.queues.append(Bar("queued", bar.start))
        self._queued += 1

    def _release(self, bar: Bar | None) -> None:
        if bar is not None and bar.word != "queued":
            heappush(self._free, bar.lane)

    @property
    def word(self) -> str:
        """The state over all passes."""
        if not self._word:
            counts = self.counts
            self._word = next((w for w in _RANK if w in counts and counts[w] > 0), "idle")
        return self._word

    def in_iteration(self, depth: int, index: int) -> NodeState:
        """The state in one iteration of a node around it."""
        words = {word for pass_, word in self.words.items() if iteration(pass_, depth) == index}
        return NodeState(next((w for w in _RANK if w in words), "idle"))

    def state(self) -> NodeState:
        """The state as painters want it."""
        return NodeState(self.word, self.progress, self.attempts, self._over_all(), self.quality)

    @property
    def summary(self) -> str:
        """One short line about its last pass: what came out, or why not."""
        if self._line is None:
            self._line = summary_of(self.outputs, *self._came)
        return self._line

    @summary.setter
    def summary(self, line: str) -> None:
        self._line = line

    def came(self, took: float | None, word: str) -> None:
        """A pass has ended well; what came out is put into words when somebody asks, thousands of nodes end a second.

        Args:
            took: seconds of its last attempt, if there was one.
            word: complete, cached or reconstructed.
        """
        self._line, self._came = None, (took, word)

    def _over_all(self) -> str:
        total = len(self.words)
        if total < 2:
            return self.summary
        done = sum(self.counts[w] for w in ("complete", "cached", "reconstructed"))
        failed = self.counts["error"]
        return f"{done} of {total}" + (f" · {failed} failed" if failed else "")
