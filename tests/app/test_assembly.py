"""What an app knows of Players: from their manifests, and from what was learnt (3.08, 3.42 of the features)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harmony.app import App, PlayRequest
from harmony.app.why import why
from harmony.settings import Settings
from harmony.store import Database
from harmony.store.learnt import SqlLearnt
from tests.app.playing import lookup_of, melody_of

MANIFEST = """\
[extension]
id = "{id}"
version = "1.0.0"
title = "Sums {id}"

[player]
capabilities = ["summary"]
tier = "{tier}"
cost = {{usd = {usd}}}

[nodes.sum]
help = "Sums up."
function = "code:sum_up"
effects = "none"
isolation = "inline"
scores = true
inputs = [{{name = "text", type = "text"}}]
outputs = [{{name = "summary", type = "text"}}]
"""
CODE = """\
from typing import Annotated

from harmony.sdk import Context, Out, node


@node(effects="none", inline=True)
async def sum_up(text: str, ctx: Context) -> Annotated[str, Out("summary")]:
    ctx.spend(usd={usd})
    ctx.score("summary", {quality})
    return text[:{length}]
"""
CHOOSE = melody_of(
    "  text: {use: data.set@1, with: {value: a long text}}\n"
    "  sum:\n"
    "    use: flow.choose@1\n"
    "    in: {text: text.value}\n"
    "    with: {capability: summary}\n"
    "    quality: {min: 0.7, else: escalate}\n",
    "outputs: {summary: sum.summary, who: sum.player}\n",
)


@pytest.fixture
def settings() -> Settings:
    made = Settings.load()
    for id, tier, usd, quality, length in (("cheap", "economy", 0.01, 0.4, 1), ("good", "premium", 0.5, 0.9, 6)):
        folder = made.extensions / id
        folder.mkdir(parents=True)
        (folder / "extension.toml").write_text(MANIFEST.format(id=id, tier=tier, usd=usd))
        (folder / "code.py").write_text(CODE.format(usd=usd, quality=quality, length=length))
    return made


async def play(settings: Settings, text: str = CHOOSE) -> tuple[Any, list[Any]]:
    async with App(settings) as app:
        played = await app.play(PlayRequest(text=text, as_text=False))
        return await played.result(), app.events(played.id)


def starts(records: list[Any]) -> list[str]:
    return [r.body["player"] for r in records if r.kind == "node.started" and r.node == "sum"]


async def test_3_42_a_capability_is_played_by_installed_players_and_it_is_learnt(settings: Settings) -> None:
    for _ in range(3):
        result, records = await play(settings)
        assert result.outputs == {"summary": "a long", "who": "good.sum@1"}
        assert starts(records) == ["cheap.sum@1", "good.sum@1"]
    result, records = await play(settings)
    assert starts(records) == ["good.sum@1"]
    told = "\n".join(why(records, "sum", lookup_of(CHOOSE)))
    assert "cheap.sum@1 was seen to give too little" in told and "good.sum@1 (premium" in told
    database = Database(settings.database)
    rows = SqlLearnt(database).rows()
    database.close()
    assert (rows["good.sum", "summary"].ok, rows["cheap.sum", "summary"].scored) == (4, 3)
    assert rows["good.sum", "summary"].usd == pytest.approx(2.0)


async def test_3_08_learning_can_be_switched_off(settings: Settings) -> None:
    for _ in range(4):
        _, records = await play(replace(settings, learn="off"))
        assert starts(records) == ["cheap.sum@1", "good.sum@1"]


async def test_a_capability_that_nobody_has_is_a_warning_and_a_failure(settings: Settings) -> None:
    async with App(settings) as app:
        played = await app.play(PlayRequest(text=CHOOSE.replace("summary}", "sumary}"), as_text=False))
        result = await played.result()
        warnings = [p for p in played.warnings if p.code == "choose.nobody"]
        assert result.status == "failed" and "`sumary`" in str(result.error)
        assert len(warnings) == 1 and "`summary`" in warnings[0].hint


async def test_wires_are_checked_against_what_all_players_have(settings: Settings, tmp_path: Path) -> None:
    wrong = CHOOSE.replace("sum.summary", "sum.summery")
    with pytest.raises(Exception, match="error") as caught:
        await play(settings, wrong)
    assert "summary" in str(caught.value) or any("summary" in str(p) for p in caught.value.problems)  # type: ignore[attr-defined]
