"""Layered layout: columns from left to right along the wires, few crossings, on the grid.

Pure and deterministic: the same graph gives the same places. Sugiyama's method without dummy
cards: longest-path layers, barycentre order, then heights pulled towards the neighbours.
Parts that are not connected are stacked; cards without any wire come last, in rows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Mapping
from math import isqrt
from typing import TypeVar

from harmony.board.canvas.measures import COLUMN_GAP, ROW_GAP, snap

Size = tuple[int, int]
Place = tuple[int, int]
Places = dict[str, Place]
Edges = Iterable[tuple[str, str]]

T = TypeVar("T")
Steps = Generator[float, None, T]
"""Work in small steps: gives the share that is done, returns its result."""

_SWEEPS = 6
_STEP = 128


def tidy(sizes: Mapping[str, Size], edges: Edges, origin: Place = (0, 0)) -> Places:
    """Places for all cards.

    Args:
        sizes: width and height of each card; their order breaks ties.
        edges: pairs (from, to); unknown ids, self-loops and edges that close a cycle are passed over.
        origin: top left corner of the result.

    Returns:
        The top left corner of every card, on the grid.
    """
    return at_once(tidying(sizes, edges, origin))


def at_once(steps: Steps[T]) -> T:
    """The result of work in steps."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


def tidying(sizes: Mapping[str, Size], edges: Edges, origin: Place = (0, 0)) -> Steps[Places]:
    """The work of `tidy`, a little at a time."""
    after, before = yield from _neighbours(sizes, edges)
    places: Places = {}
    top = origin[1]
    parts = yield from _parts(sizes, after, before)
    done = 0
    for part in (p for p in parts if len(p) > 1):
        share = done / len(sizes)
        layers = yield from _layers(part, after, before, share)
        yield from _order(layers, after, before, share)
        top = yield from _place(layers, sizes, (after, before), (origin[0], top), places)
        top += 2 * ROW_GAP
        done += len(part)
    _place_singles([p[0] for p in parts if len(p) == 1], sizes, (origin[0], top), places)
    return places


Neighbours = dict[str, list[str]]


def _neighbours(sizes: Mapping[str, Size], edges: Edges) -> Steps[tuple[Neighbours, Neighbours]]:
    after: Neighbours = {name: [] for name in sizes}
    before: Neighbours = {name: [] for name in sizes}
    for number, (a, b) in enumerate(dict.fromkeys(edges)):
        if number % _STEP == 0:
            yield 0.0
        if a in after and b in after and a != b:
            after[a].append(b)
            before[b].append(a)
    return after, before


def _parts(sizes: Mapping[str, Size], after: Neighbours, before: Neighbours) -> Steps[list[list[str]]]:
    """The connected parts, each in the given order."""
    rank = {name: i for i, name in enumerate(sizes)}
    seen: set[str] = set()
    parts = []
    for name in sizes:
        if name in seen:
            continue
        seen.add(name)
        stack, part = [name], []
        while stack:
            one = stack.pop()
            part.append(one)
            if len(part) % _STEP == 0:
                yield 0.0
            for other in (*after[one], *before[one]):
                if other not in seen:
                    seen.add(other)
                    stack.append(other)
        parts.append(sorted(part, key=rank.__getitem__))
    return parts


def _layers(part: list[str], after: Neighbours, before: Neighbours, share: float) -> Steps[list[list[str]]]:
    """Cards by the length of the longest path to them; cycles are entered at their first card."""
    waiting = {name: len(before[name]) for name in part}
    layer = dict.fromkeys(part, 0)
    done: set[str] = set()
    ready = deque(name for name in part if not waiting[name])
    rest = iter(part)
    while len(done) < len(part):
        if not ready:
            ready.append(next(name for name in rest if name not in done))
        name = ready.popleft()
        if len(done) % _STEP == 0:
            yield share
        if name in done:
            continue
        done.add(name)
        for other in after[name]:
            if other in done:
                continue
            layer[other] = max(layer[other], layer[name] + 1)
            waiting[other] -= 1
            if waiting[other] == 0:
                ready.append(other)
    _pull_sources(part, after, layer)
    columns: list[list[str]] = [[] for _ in range(max(layer.values()) + 1)]
    for name in part:
        columns[layer[name]].append(name)
    return [column for column in columns if column]


def _pull_sources(part: list[str], after: Neighbours, layer: dict[str, int]) -> None:
    """A card that nothing leads to stands just before what it feeds, not far away at the left."""
    fed = {other for name in part for other in after[name]}
    for name in part:
        if name not in fed and after[name]:
            layer[name] = max(0, min(layer[o] for o in after[name]) - 1)


def _order(layers: list[list[str]], after: Neighbours, before: Neighbours, share: float) -> Steps[None]:
    """Sort each column by where its neighbours stand, to and fro."""
    index = {name: float(i) for layer in layers for i, name in enumerate(layer)}
    for sweep in range(_SWEEPS):
        forth = sweep % 2 == 0
        near = before if forth else after
        for layer in layers if forth else reversed(layers):
            layer.sort(key=lambda n: _mean([index[o] for o in near[n] if o in index], index[n]))
            for i, name in enumerate(layer):
                index[name] = float(i)
            yield share


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _place(
    layers: list[list[str]],
    sizes: Mapping[str, Size],
    near: tuple[Neighbours, Neighbours],
    origin: Place,
    places: Places,
) -> Steps[int]:
    """Give one part its places; returns its lower edge."""
    ys: dict[str, float] = {}
    ways = ((layers, near[1]), (layers[::-1], near[0]), (layers[1:], near[1]))
    for some, side in ways:
        for layer in some:
            _stack(layer, sizes, side, ys)
            yield 1.0
    lift = origin[1] - min(ys.values())
    x, lower = origin[0], origin[1]
    for layer in layers:
        for name in layer:
            places[name] = (x, snap(ys[name] + lift))
            lower = max(lower, places[name][1] + sizes[name][1])
        x += snap(max(sizes[name][0] for name in layer)) + COLUMN_GAP
    return lower


def _stack(layer: list[str], sizes: Mapping[str, Size], near: Neighbours, ys: dict[str, float]) -> None:
    """Put a column's cards where their neighbours are, in order and without overlap."""
    wanted = [_mean([ys[o] for o in near[n] if o in ys], ys.get(n, -1e9)) for n in layer]
    wanted = [0.0 if w == -1e9 else w for w in wanted]
    tops: list[float] = []
    for i, name in enumerate(layer):
        lowest = tops[-1] + sizes[layer[i - 1]][1] + ROW_GAP if tops else wanted[i]
        tops.append(max(wanted[i], lowest))
        ys[name] = tops[-1]
    shift = sum(t - w for t, w in zip(tops, wanted, strict=True)) / len(layer)
    for name in layer:
        ys[name] -= shift


def _place_singles(names: list[str], sizes: Mapping[str, Size], origin: Place, places: Places) -> None:
    columns = max(isqrt(len(names)), 4)
    x, y, row = origin[0], origin[1], 0
    for i, name in enumerate(names):
        if i and i % columns == 0:
            x, y, row = origin[0], y + row + ROW_GAP, 0
        places[name] = (x, y)
        x += snap(sizes[name][0]) + ROW_GAP
        row = max(row, snap(sizes[name][1]))
