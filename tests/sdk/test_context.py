"""What a step says goes where its runner wants it."""

import pytest

from harmony.sdk import Context


@pytest.fixture
def said():
    return []


@pytest.fixture
def ctx(said):
    return Context(send=lambda kind, body: said.append((kind, body)), secrets={"KEY": "k"})


def test_everything_that_can_be_said(ctx, said):
    ctx.progress(0.5, "half")
    ctx.log("line")
    ctx.spend(usd=0.1, tokens=5)
    ctx.score("rows", 0.9, "good")
    assert said == [
        ("progress", {"share": 0.5, "text": "half"}),
        ("log", {"text": "line"}),
        ("spend", {"usd": 0.1, "tokens": 5}),
        ("score", {"port": "rows", "score": 0.9, "reason": "good"}),
    ]


def test_shares_stay_within_bounds(ctx, said):
    ctx.progress(3)
    ctx.score("rows", -1)
    assert (said[0][1]["share"], said[1][1]["score"]) == (1.0, 0.0)


def test_secrets_by_name(ctx):
    assert ctx.secret("KEY") == "k"
    with pytest.raises(KeyError):
        ctx.secret("OTHER")


def test_secrets_are_not_shown(ctx):
    assert "'k'" not in repr(ctx)


def test_nobody_listens_and_nobody_cancels():
    Context().log("x")
    assert not Context().cancelled
    assert Context(is_cancelled=lambda: True).cancelled


@pytest.mark.parametrize("usd", [float("nan"), float("inf"), -0.1])
def test_what_is_no_amount_is_not_spent(usd: float) -> None:
    told: list[object] = []
    with pytest.raises(ValueError, match="usd is"):
        Context(send=lambda kind, body: told.append(body)).spend(usd=usd)
    assert told == []
