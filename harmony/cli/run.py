"""`harmony run`: play a Melody here, showing how it goes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from harmony.cli.value import value_in
from harmony.errors import UsageError

if TYPE_CHECKING:
    from harmony.conductor.acts import Act

Flag = Annotated[bool, Parameter(negative="")]
Many = Parameter(negative="")


@Parameter(name="*")
@dataclass(frozen=True)
class Given:
    """What is played.

    Parameters
    ----------
    inputs
        NAME=VALUE for an input; repeat it for several.
    pins
        NODE.PORT=FILE: use this output instead of running the node.
    start
        Play only this node and what follows it.
    stop
        Play only up to this node.
    """

    inputs: Annotated[tuple[str, ...], Parameter(name=["--input", "-i"], negative="")] = ()
    pins: Annotated[tuple[str, ...], Parameter(name="--pin", negative="")] = ()
    start: Annotated[str | None, Parameter(name="--from")] = None
    stop: Annotated[str | None, Parameter(name="--to")] = None


@Parameter(name="*")
@dataclass(frozen=True)
class Stops:
    """Where it is held, to be led by hand.

    Parameters
    ----------
    pause
        Hold it before its first node: `harmony runs next` lets one begin.
    pause_before
        Hold it before this node begins; repeat it for several.
    pause_after
        Hold what this node gives before it goes on; repeat it for several.
    """

    pause: Flag = False
    pause_before: Annotated[tuple[str, ...], Many] = ()
    pause_after: Annotated[tuple[str, ...], Many] = ()

    def acts(self) -> list[Act]:
        """The acts of a debugger that this means."""
        from harmony.conductor.acts import Act

        acts = [Act("before", node) for node in self.pause_before] + [Act("behind", node) for node in self.pause_after]
        return [*acts, Act("pause")] if self.pause else acts


def run(
    file: Path,
    /,
    *,
    given: Given = Given(),
    stops: Stops = Stops(),
    json: Flag = False,
    strict: Flag = False,
    clock: str = "real",
    trust: Flag = False,
    metrics: int | None = None,
    log: str = "text",
) -> int:
    """Play a Melody.

    Ends with 0 when it completed, 1 when it failed or the file is wrong, 2 on wrong usage,
    4 when it waits for a person or is held, 130 when interrupted (`harmony runs resume` goes on).

    Parameters
    ----------
    file
        The Melody: *.melody.yaml or JSON.
    json
        Print one event a line.
    strict
        End with 1 when there are gaps or dead letters.
    clock
        virtual: waits and delays pass at once.
    trust
        Accepted for scripts; Melodies are not yet held back for lack of trust.
    metrics
        PORT: serve Prometheus metrics on 127.0.0.1 while it plays.
    log
        json: say all that happens on standard error, a JSON object a line.
    """
    from harmony.app.observe import Observed
    from harmony.cli.play import play

    if clock not in ("real", "virtual"):
        raise UsageError(f"--clock is “{clock}”; it takes real or virtual.")
    request = _request(file, given, stops)
    what = Observed(metrics, log)
    return play(lambda app, told: app.play(request, told), as_json=json, strict=strict, clock=clock, what=what)


def _request(file: Path, given: Given, stops: Stops) -> Any:
    from harmony.app import PlayRequest

    return PlayRequest(
        path=file,
        inputs=dict(pair(text, "-i", "NAME=VALUE") for text in given.inputs),
        pins={name: value_in(path, "--pin") for name, path in (pair(p, "--pin", "NODE.PORT=FILE") for p in given.pins)},
        start=given.start,
        stop=given.stop,
        acts=stops.acts(),
    )


def pair(text: str, option: str, form: str) -> tuple[str, str]:
    """The two halves of an option's NAME=VALUE.

    Raises:
        UsageError: there is no `=` or no name.
    """
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UsageError(f"{option} takes {form}, not “{text}”.")
    return name, value
