"""How much runs at once: the adaptive mode's choice from the graph and the machine."""

from __future__ import annotations

from typing import Final

from harmony.conductor.policy.decision import Decision

BRANCHES: Final = {"parallel": 5, "sequential": 1, "adaptive": 3}
"""Branches that are open at once, at most."""
FULL_SIZE: Final = 100
"""Nodes and wires from which a graph counts as fully complex."""


def complexity_of(nodes: int, wires: int) -> float:
    """In [0, 1]: how much there is, nodes and wires together against `FULL_SIZE`."""
    return min(1.0, (nodes + wires) / FULL_SIZE)


def dependency_of(nodes: int, longest: int) -> float:
    """In [0, 1]: how much stands one behind the other; 1 for a chain, near 0 for a fan."""
    return 0.0 if nodes <= 1 else (longest - 1) / (nodes - 1)


def decide(complexity: float, dependency: float, *, cpu: float, workers: int) -> Decision:
    """`parallel`, `sequential` or `adaptive`; comparisons are strict, in this order.

    Args:
        complexity, dependency: of the graph, in [0, 1].
        cpu: share of the processors that is free, in [0, 1].
        workers: steps that may run at once.
    """
    factors = {"complexity": complexity, "dependency": dependency, "cpu": cpu, "workers": workers}
    if complexity > 0.8 and cpu > 0.7:
        branches = min(BRANCHES["parallel"], workers)
        said = f"complexity {complexity:.2f} is above 0.8 and {cpu:.0%} of the processors are free"
        return Decision("parallel", factors | {"branches": branches}, f"{said}: {branches} branches at once")
    if dependency > 0.6:
        said = f"dependency {dependency:.2f} is above 0.6"
        return Decision("sequential", factors | {"branches": 1}, f"{said}: one branch at a time")
    said = "neither complexity with free processors nor dependency decides"
    return Decision("adaptive", factors | {"branches": BRANCHES["adaptive"]}, f"{said}: 3 branches at once")
