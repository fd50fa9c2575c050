"""Every complaint, every fine point and every known defect has a test that is there and is collected."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

HERE = Path(__file__).resolve().parent
COMPLAINTS: dict[str, dict[str, Any]] = tomllib.loads((HERE / "complaints.toml").read_text(encoding="utf-8"))
POINTS = 51
DEFECTS = 11


@cache
def functions(file: Path) -> frozenset[str]:
    """Names of the tests that pytest collects from a file: functions of the module, and methods of its classes."""
    found = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        inner = node.body if isinstance(node, ast.ClassDef) and node.name.startswith("Test") else [node]
        found |= {n.name for n in inner if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)}
    return frozenset(name for name in found if name.startswith("test_"))


@cache
def numbered(mark: str) -> dict[int, list[str]]:
    """Tests whose names have `mark` and a number: `test_s12_…`, `test_defect_3_…`."""
    found: dict[int, list[str]] = {}
    for file in HERE.rglob("test_*.py"):
        for name in functions(file):
            for number in re.findall(rf"(?:test|_)_?{mark}(\d+)_", name):
                found.setdefault(int(number), []).append(f"{file.relative_to(HERE)}::{name}")
    return found


def test_every_complaint_has_a_rule_and_tests() -> None:
    assert [int(number) for number in COMPLAINTS] == list(range(1, 52))
    assert all(entry["rule"] and entry["tests"] for entry in COMPLAINTS.values())
    assert len({entry["rule"] for entry in COMPLAINTS.values()}) == len(COMPLAINTS)


@pytest.mark.parametrize("number", COMPLAINTS)
def test_the_tests_against_a_complaint_are_there(number: str) -> None:
    for test in COMPLAINTS[number]["tests"]:
        file, _, name = test.partition("::")
        assert Path(file).name.startswith("test_") and (HERE / Path(file).parent / "__init__.py").exists(), test
        assert name in functions(HERE / file), test


@pytest.mark.slow
def test_tests_that_name_a_complaint_are_listed_under_it() -> None:
    for number, tests in numbered("c").items():
        assert set(tests) <= set(COMPLAINTS[str(number)]["tests"]), number


def test_every_fine_point_of_play_has_a_test_that_names_it() -> None:
    assert [number for number in range(1, POINTS + 1) if number not in numbered("s")] == []


def test_every_defect_of_the_second_seed_has_a_test_that_names_it() -> None:
    assert [number for number in range(1, DEFECTS + 1) if number not in numbered("defect_")] == []
