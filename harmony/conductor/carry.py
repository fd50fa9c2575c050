"""Carries out what a plan commands about things beyond its run: Players, tokens of the machine, rates."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from harmony.conductor.plan.commands import GiveBack, Inquire, Learn, Locate, Permit, Take, Trip, Used
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.messages import Evaluated, Event

if TYPE_CHECKING:
    from harmony.conductor.stage import Stage

Feed = Callable[[Event], None]


def beyond(stage: Stage, plan: Core, feed: Feed, note: Feed) -> dict[type, Callable[[Any], None]]:
    """What carries out each command.

    Args:
        feed: takes an answer that comes later; `note`: one that is there at once.
    """
    players, broker, now = stage.players, stage.broker, stage.clock.now
    return {
        Inquire: lambda question: note(players.answer(question, now(), plan)),
        Locate: lambda question: note(_located(question, now(), stage.find(question.run, question.event))),
        Learn: players.learn,
        Used: stage.used,
        Take: lambda question: broker.take(stage.run, question, feed),
        Permit: lambda question: note(broker.permit(question, now())),
        Trip: lambda trip: stage.trip(stage.run, trip),
        GiveBack: lambda given: broker.give_back(stage.run, given),
    }


def _located(question: Locate, at: float, found: tuple[str, bool] | None) -> Evaluated:
    value = None if found is None else {"status": found[0], "hears": found[1]}
    return Evaluated(at, question.state.path, question.state.pass_, question.purpose, value)
