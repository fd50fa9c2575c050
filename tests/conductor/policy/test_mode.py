"""2.06: the boundaries of the adaptive mode, exactly."""

import math

import pytest

from harmony.conductor.policy.mode import complexity_of, decide, dependency_of


@pytest.mark.parametrize(
    ("complexity", "dependency", "cpu", "choice"),
    [
        (0.8, 0.0, 1.0, "adaptive"),
        (0.81, 0.0, 0.7, "adaptive"),
        (0.81, 0.9, 0.71, "parallel"),
        (0.81, 0.61, 0.7, "sequential"),
        (0.5, 0.6, 0.9, "adaptive"),
        (0.5, 0.61, 0.9, "sequential"),
    ],
)
def test_2_06_boundaries(complexity: float, dependency: float, cpu: float, choice: str) -> None:
    assert decide(complexity, dependency, cpu=cpu, workers=8).choice == choice


@pytest.mark.parametrize(("workers", "branches"), [(2, 2), (5, 5), (64, 5)])
def test_2_06_parallel_has_five_branches_at_most(workers: int, branches: int) -> None:
    assert decide(0.9, 0.1, cpu=0.9, workers=workers).factors["branches"] == branches


def test_scores_are_shares() -> None:
    assert (dependency_of(10, 10), dependency_of(1, 1), complexity_of(3, 2), complexity_of(900, 9)) == (1, 0, 0.05, 1)


def test_s39_the_decision_has_its_factors() -> None:
    assert {"complexity", "dependency", "cpu", "workers"} <= decide(0.1, 0.1, cpu=0.5, workers=4).factors.keys()


@pytest.mark.parametrize("cpu", [0.0, 0.7, math.nextafter(0.7, 1), 1.0])
@pytest.mark.parametrize("dependency", [0.0, 0.6, math.nextafter(0.6, 1), 1.0])
@pytest.mark.parametrize("complexity", [0.0, 0.8, math.nextafter(0.8, 1), 1.0])
def test_2_06_the_whole_table_to_the_last_digit(complexity: float, dependency: float, cpu: float) -> None:
    is_parallel, is_sequential = complexity > 0.8 and cpu > 0.7, dependency > 0.6
    expected = "parallel" if is_parallel else "sequential" if is_sequential else "adaptive"
    found = decide(complexity, dependency, cpu=cpu, workers=3)
    assert (found.choice, found.factors["branches"]) == (
        expected,
        {"parallel": 3, "sequential": 1, "adaptive": 3}[expected],
    )
