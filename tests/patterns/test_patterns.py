"""The 43 control-flow workflow patterns: each Melody against its allowed and forbidden traces."""

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from harmony.melody.check import check
from harmony.melody.load import load
from tests.patterns.player import FOLDER, catalog, happens_in, melody_of, play, steps_of, tasks_of, trace_of

pytestmark = pytest.mark.slow

PAGE = Path(__file__).resolve().parents[2] / "docs" / "patterns.md"
LEAST, MOST = 8, 250
"""Schedules that are played of each scenario: more until every trace was seen that must be."""


@functools.cache
def scenarios() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = yaml.safe_load((FOLDER.parent / "traces.yaml").read_text())
    return found


def names() -> list[str]:
    return sorted(path.name.removesuffix(".melody.yaml") for path in FOLDER.glob("*.yaml"))


def cases() -> Iterator[Any]:
    for name, given in scenarios().items():
        for number, scenario in enumerate(given):
            marks = [pytest.mark.slow] if scenario.get("slow") else []
            yield pytest.param(name, scenario, id=f"{name}-{number}", marks=marks)


@pytest.mark.parametrize(("name", "scenario"), list(cases()))
def test_traces(name: str, scenario: dict[str, Any]) -> None:
    tasks = tasks_of(melody_of(name), scenario.get("also", []))
    wanted = set(scenario.get("exactly", []) + scenario.get("allowed", []))
    seen: set[str] = set()
    for seed in range(MOST):
        played = play(name, seed, scenario)
        assert played.status == scenario.get("status", "completed")
        check_orders(scenario, list(steps_of(played, tasks)))
        seen.add(trace_of(played, tasks, starts=scenario.get("starts", False)))
        if seed >= LEAST and wanted <= seen:
            break
    assert wanted <= seen, sorted(seen)
    assert "exactly" not in scenario or seen == wanted


def check_orders(scenario: dict[str, Any], steps: list[str]) -> None:
    for order in scenario.get("never", []):
        assert not happens_in(order, steps), (order, steps)
    for order in scenario.get("always", []):
        assert happens_in(order, steps), (order, steps)


@pytest.mark.parametrize("name", names())
def test_every_melody_is_checked_and_has_traces(name: str) -> None:
    path = FOLDER / f"{name}.melody.yaml"
    assert check(melody_of(name), catalog(), load(path).places, path.name, FOLDER) == []
    assert melody_of(name).name == name
    assert any("never" in scenario for scenario in scenarios()[name])


def rows() -> dict[int, str]:
    """The table of the page: number of a pattern to its row."""
    found = {int(m[1]): m[0] for m in re.finditer(r"^\| WCP(\d\d) .*$", PAGE.read_text(), re.M)}
    assert len(re.findall(r"^\| WCP\d\d ", PAGE.read_text(), re.M)) == len(found)
    return found


def test_the_page_has_a_row_for_each_pattern_and_links_every_melody() -> None:
    table = rows()
    assert sorted(table) == list(range(1, 44))
    linked = [
        (number, name)
        for number, row in table.items()
        for name in re.findall(r"\]\(\.\./tests/patterns/melodies/([\w-]+)\.melody\.yaml\)", row)
    ]
    assert sorted(name for _, name in linked) == names() == sorted(scenarios())
    assert all(name.startswith(f"wcp{number:02}-") for number, name in linked)
    assert len({number for number, _ in linked}) >= 40


def test_a_pattern_without_a_melody_says_why() -> None:
    assert all("melodies/" in row or "cannot" in row for row in rows().values())
