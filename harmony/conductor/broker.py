"""What nodes of several runs share: tokens of the machine, and the rates of Players.

Tokens are rows in the store, so that other processes see them. They are taken and given back on a
thread of its own, in order; whoever waits for one that this process gives back gets it at once, for
what others hold it is looked from time to time.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any, Final

from harmony.conductor.plan.commands import GiveBack, Permit, Take, Trip
from harmony.conductor.plan.messages import Evaluated
from harmony.conductor.ports import Breakers, Clock, Tokens
from harmony.errors import HarmonyError

_logger = logging.getLogger(__name__)
LOOK_SECONDS: Final = 0.2
"""Time between two looks at tokens that other processes hold."""
RENEW_SECONDS: Final = 5.0
Feed = Callable[[Evaluated], None]
Needs = Mapping[str, list[float]]
Key = tuple[str, str, str]


class Rates:
    """When a step of a Player with a rate limit may start, over all runs of this process."""

    def __init__(self) -> None:
        self._starts: dict[str, deque[float]] = {}

    def when(self, name: str, count: int, seconds: float, at: float) -> float:
        """The first moment from `at` on that keeps the rate; it counts as taken."""
        starts = self._starts.get(name)
        if starts is None or starts.maxlen != count:
            starts = self._starts[name] = deque(starts or (), count)
        when = max(at, starts[0] + seconds) if len(starts) == count else at
        starts.append(when)
        return when


class Broker:
    """Answers questions about what runs share.

    Args:
        tokens: where tokens of the machine are kept; None: in this process alone, without bound.
        breakers: where circuit breakers are kept; None: in this process alone.
        clock: held while the store is asked.
    """

    def __init__(self, tokens: Tokens | None, breakers: Breakers | None, clock: Clock) -> None:
        self._tokens = tokens
        self._breakers = breakers
        self._known: dict[str, list[float]] = {}
        self._clock = clock
        self._rates = Rates()
        self._waiting: dict[Key, tuple[Needs, Callable[[Any], None], bool]] = {}
        self._fresh: dict[Key, None] = {}
        self._lines: dict[tuple[str, ...], dict[Key, None]] = {}
        self._held: set[Key] = set()
        self._pool: ThreadPoolExecutor | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._renewal: asyncio.TimerHandle | None = None
        self._is_looking = self._is_due = False

    def permit(self, question: Permit, at: float) -> Evaluated:
        """When a step may start."""
        when = self._rates.when(question.name, question.count, question.seconds, at)
        return Evaluated(at, question.state.path, question.state.pass_, question.purpose, when)

    def breakers(self) -> dict[str, list[float]]:
        """Failures in a row and the end of their rest, of all node types that are not as new."""
        if self._breakers is not None:
            try:
                self._known = self._breakers.known()
            except HarmonyError as error:
                _logger.warning("circuit breakers cannot be read: %s", error)
        return dict(self._known)

    def trip(self, trip: Trip) -> bool:
        """A run has seen a node type fail, or answer; True if other runs are to be told."""
        before = self._known.get(trip.name, [0, 0.0])
        if trip.failures:
            self._known[trip.name] = [trip.failures, trip.until]
        else:
            self._known.pop(trip.name, None)
        if self._breakers is not None:
            self._submit(self._breakers.put, trip.name, trip.failures, trip.until)
        return bool(trip.until) != bool(before[1])

    def take(self, run: str, question: Take, feed: Feed) -> None:
        """Take tokens for a node and feed the answer back."""
        state = question.state
        path, pass_, purpose = state.path, state.pass_, question.purpose

        def answer(value: Any) -> None:
            feed(Evaluated(self._clock.now(), path, pass_, purpose, value))

        self._add((run, path, pass_), question.needs, answer, is_patient=question.is_patient)

    async def regain(self, run: str, held: Mapping[tuple[str, str], Needs]) -> None:
        """Take again, before a run goes on, what its nodes held when it stopped."""
        loop = asyncio.get_running_loop()
        for (node, pass_), needs in list(held.items()):
            done: asyncio.Future[Any] = loop.create_future()

            def answer(value: Any, done: asyncio.Future[Any] = done) -> None:
                if not done.done():
                    done.set_result(value)

            self._add((run, node, pass_), needs, answer, is_patient=True)
            await done

    def give_back(self, run: str, given: GiveBack) -> None:
        """A node has ended, or waits no more."""
        key = (run, given.node, given.pass_)
        self._remove(key)
        self._held.discard(key)
        if self._tokens is not None:
            self._submit(self._tokens.give_back, *key)
            self._look()

    def drop(self, run: str) -> None:
        """A run plays no more here: all that its nodes hold is given back."""
        mine = [key for key in (*self._waiting, *self._held) if key[0] == run]
        for _, node, pass_ in mine:
            self.give_back(run, GiveBack(node, pass_))

    def close(self) -> None:
        """Look no further; what is still to be given back is."""
        for timer in (self._timer, self._renewal):
            if timer is not None:
                timer.cancel()
        self._waiting.clear()
        self._lines.clear()
        self._fresh.clear()
        if self._pool is not None:
            self._pool.shutdown()

    # --- looking ---------------------------------------------------------------------------

    def _add(self, key: Key, needs: Needs, answer: Callable[[Any], None], *, is_patient: bool) -> None:
        """Have somebody wait: in a line with those who need the same, or just for the first answer."""
        self._waiting[key] = (needs, answer, is_patient)
        line = self._lines.setdefault(tuple(sorted(needs)), {}) if is_patient else self._fresh
        line[key] = None
        self._look()

    def _remove(self, key: Key) -> None:
        waiting = self._waiting.pop(key, None)
        if waiting is None:
            return
        names = tuple(sorted(waiting[0]))
        line = self._lines.get(names, {}) if waiting[2] else self._fresh
        line.pop(key, None)
        if waiting[2] and not line:
            self._lines.pop(names, None)

    def _asked(self) -> dict[Key, Needs]:
        """Who is to be looked at: of each line as many as could have tokens at once, then those who have just come."""
        found: dict[Key, Needs] = {}
        for line in self._lines.values():
            needs = self._waiting[next(iter(line))][0]
            most = max(1, min(int(limit / amount) if amount else 1 for amount, limit in needs.values()))
            found |= {key: self._waiting[key][0] for key in islice(line, most)}
        return found | {key: self._waiting[key][0] for key in self._fresh}

    def _look(self) -> None:
        """See, on the thread, who of those that wait can have what they need."""
        if self._tokens is None:
            for key, (_needs, answer, _) in list(self._waiting.items()):
                self._remove(key)
                answer(True)
        elif self._is_looking:
            self._is_due = True
        elif self._waiting:
            self._is_looking = True
            self._clock.hold()
            self._submit(self._try, self._asked(), asyncio.get_running_loop())

    def _try(self, asked: dict[Key, Needs], loop: asyncio.AbstractEventLoop) -> None:
        """On the thread: take what can be had, in the order in which it was asked for."""
        assert self._tokens is not None
        found: dict[Key, Any] = {}
        blocked: dict[str, str] = {}
        for key, needs in asked.items():
            name = next((name for name in needs if name in blocked), "")
            if name:
                found[key] = [name, blocked[name]]
                continue
            try:
                lacking = self._tokens.take(*key, needs)
            except HarmonyError as error:
                _logger.warning("tokens of the machine cannot be taken: %s", error)
                lacking = (next(iter(needs)), "the store cannot be written")
            found[key] = True if lacking is None else list(lacking)
            if lacking is not None:
                blocked |= dict.fromkeys(needs, lacking[1])
        loop.call_soon_threadsafe(self._found, found)

    def _found(self, found: dict[Key, Any]) -> None:
        """Answer those who have what they need, and those who are to be told that they wait."""
        self._is_looking = False
        for key, value in found.items():
            waiting = self._waiting.get(key)
            if waiting is None:
                if value is True:  # it ended meanwhile
                    self.give_back(key[0], GiveBack(*key[1:]))
                continue
            _needs, answer, is_patient = waiting
            if value is True:
                self._held.add(key)
            if value is True or not is_patient:
                self._remove(key)
                answer(value)
        if self._is_due:
            self._is_due = False
            self._look()
        self._clock.release()
        self._set_timers()

    def _set_timers(self) -> None:
        loop = asyncio.get_running_loop()
        if self._waiting and self._timer is None:
            self._timer = loop.call_later(LOOK_SECONDS, self._look_again)
        if self._held and self._renewal is None:
            self._renewal = loop.call_later(RENEW_SECONDS, self._renew)

    def _look_again(self) -> None:
        self._timer = None
        self._look()

    def _renew(self) -> None:
        self._renewal = None
        if self._held and self._tokens is not None:
            self._submit(self._tokens.renew)
            self._renewal = asyncio.get_running_loop().call_later(RENEW_SECONDS, self._renew)

    def _submit(self, work: Callable[..., Any], *args: Any) -> None:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, "tokens")
        self._pool.submit(_guarded, work, *args)


def _guarded(work: Callable[..., Any], *args: Any) -> None:
    try:
        work(*args)
    except HarmonyError as error:
        _logger.warning("tokens of the machine: %s", error)
