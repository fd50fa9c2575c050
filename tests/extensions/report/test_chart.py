"""Bars as SVG."""

import xml.etree.ElementTree as ET

import pytest

from harmony.catalog.discover import BUILT_IN
from harmony.sdk.loading import load_module

chart = load_module(BUILT_IN / "report", "chart")
blocks = load_module(BUILT_IN / "report", "blocks")


def rects(*bars):
    root = ET.fromstring(chart.svg(blocks.Bars("T", bars)))
    return [{k: float(r.get(k)) for k in ("x", "width")} for r in root.iter("rect")], root


def test_lengths_are_in_proportion():
    found, _ = rects(("a", 10.0), ("b", 5.0))
    assert found[0]["width"] == pytest.approx(2 * found[1]["width"], abs=0.11)
    assert found[0]["x"] == found[1]["x"]


def test_negative_bars_stand_left_of_the_axis():
    found, _ = rects(("a", 10.0), ("b", -10.0))
    assert found[1]["x"] + found[1]["width"] == pytest.approx(found[0]["x"], abs=0.11)


def test_all_zero_and_long_names():
    found, root = rects(("x" * 80, 0.0), ("<b>", 0.0))
    assert all(r["width"] == 1 for r in found)
    shown = next(t.text for t in root.iter("text"))
    assert shown.startswith("…x")
    assert len(shown) < 50


def label_of(name: str) -> tuple[str, float]:
    _, root = rects((name, 1.0))
    text = next(t for t in root.iter("text") if t.get("class") == "label")
    return text.text or "", float(text.get("x"))


@pytest.mark.parametrize(
    ("name", "units"),
    # Measured in DejaVu Sans, the widest of the usual fonts, at 12 px; two ideographs are two squares.
    [("harmony.melody.build._Nodes.node", 212.6), ("MWmw", 43.8), ("ABCDEFGH", 66.7), ("測試", 24.0)],
)
def test_a_label_has_room_to_its_left(name: str, units: float) -> None:
    shown, end = label_of(name)
    assert shown == name
    assert end >= units


def test_a_long_label_says_that_it_is_cut() -> None:
    shown, _ = label_of("harmony.melody." * 6 + "node")
    assert shown.startswith("…")
    assert shown.endswith(".node")
