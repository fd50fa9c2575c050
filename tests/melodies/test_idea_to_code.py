"""The starter: from a wish to code, one step after the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from harmony.catalog import Catalog
from harmony.melody.check import check
from harmony.melody.load import load
from tests.cli.conftest import Harmony, harmony  # noqa: F401

PATH = Path(__file__).resolve().parents[2] / "melodies" / "idea-to-code.melody.yaml"
WAY = ["enhance", "features", "generate", "code", "page"]


def test_3_31_it_leads_from_the_users_input_to_the_code_in_the_order_of_the_seed() -> None:
    melody = load(PATH).require()
    assert list(melody.nodes) == WAY
    assert check(melody, Catalog.discover(entry_points=False), base=PATH.parent) == []
    assert [melody.nodes[name].in_.get("answer") for name in ("features", "code")] == ["enhance.body", "generate.body"]
    places = [melody.layout.nodes[name].at for name in WAY]
    assert [x for x, _y in places] == sorted(x for x, _y in places), "from left to right"


@pytest.mark.slow
def test_its_own_tests_pass(harmony: Harmony) -> None:  # noqa: F811
    said = harmony("test", PATH)
    assert (said.status, "3 tests, none failed" in said.out) == (0, True), said


@pytest.mark.slow
def test_without_a_model_it_plays_out_of_the_box(harmony: Harmony) -> None:  # noqa: F811
    said = harmony("run", PATH)
    assert said.status == 0
    assert "def count_words_text(text: str):" in said.out
