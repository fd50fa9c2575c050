"""The `player` table of manifests, and who may be chosen (2.20-2.23, 3.01 of the features)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harmony.catalog import Catalog
from harmony.catalog.manifest import parse
from harmony.sdk.manifest import NodeType, Player

HEAD = {"id": "words", "version": "1.2.0", "title": "Words"}


def read(player: dict[str, Any] | None) -> tuple[dict[str, NodeType], list[str], Any]:
    nodes = {name: {"help": "Help.", "function": "m:f"} for name in ("sum", "turn", "plain")}
    data = {"extension": HEAD, "nodes": nodes} | ({} if player is None else {"player": player})
    extension, problems = parse(data, Path("/none"))
    assert extension is not None
    return {type.id: type for type in extension.nodes}, [str(p) for p in problems], extension


def test_what_nodes_share_and_what_is_their_own() -> None:
    own = {"sum": {"capabilities": ["summary"], "cost": {"tokens": 900}}, "turn": {"tier": "premium", "rate": "60/m"}}
    types, problems, _ = read({"cost": {"usd": 0.01}, "tier": "economy", "nodes": own})
    assert not problems
    assert types["words.sum"].player == Player(("summary",), "economy", {"usd": 0.01, "tokens": 900.0})
    assert types["words.turn"].player == Player((), "premium", {"usd": 0.01}, (60, 60.0))


def test_without_a_table_there_is_no_player() -> None:
    types, problems, _ = read(None)
    assert not problems and all(type.player is None for type in types.values())
    types, _, _ = read({"nodes": {"sum": {"capabilities": ["summary"]}}})
    assert types["words.plain"].player is None


@pytest.mark.parametrize(
    ("player", "words"),
    [
        ({"tier": "royal"}, "player.tier"),
        ({"rate": "often"}, "10/s"),
        ({"rate": "0/s"}, "10/s"),
        ({"cost": {"euro": 1}}, "cost.euro"),
        ({"cost": {"usd": -1}}, "cost.usd"),
        ({"nodes": {"sun": {}}}, "sum"),
        ({"capability": ["x"]}, "capabilities"),
        ({"state": "famous"}, "player.state"),
    ],
)
def test_what_is_wrong_is_named(player: dict[str, Any], words: str) -> None:
    _, problems, _ = read(player)
    assert len(problems) == 1 and words in problems[0]


@pytest.mark.parametrize(("state", "chosen"), [("active", 1), ("monitoring", 1), ("pending", 0), ("validated", 0)])
def test_3_01_only_a_registered_player_is_chosen(state: str, chosen: int) -> None:
    _, _, extension = read({"state": state, "nodes": {"sum": {"capabilities": ["summary"]}}})
    catalog = Catalog([extension])
    assert len(catalog.players(["summary"])) == chosen and catalog.find("words.sum") is not None


def test_2_23_a_candidate_has_every_capability() -> None:
    own = {"sum": {"capabilities": ["summary"]}, "turn": {"capabilities": ["translation", "summary"]}}
    _, _, extension = read({"nodes": own})
    catalog = Catalog([extension])
    assert [t.id for t in catalog.players(["summary"])] == ["words.sum", "words.turn"]
    assert [t.id for t in catalog.players(["summary", "translation"])] == ["words.turn"]
    # An intersection that is empty stays so, whatever comes behind it (defect 9 of the listing).
    assert catalog.players(["summary", "song", "translation"]) == () and catalog.players([]) == ()
    assert catalog.capabilities == ("summary", "translation")
