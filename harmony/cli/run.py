"""`harmony run`: play a Melody here, showing how it goes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from harmony.errors import UsageError


def run(
    file: Path,
    *,
    inputs: Annotated[tuple[str, ...], Parameter(name=["--input", "-i"], negative="")] = (),
    pins: Annotated[tuple[str, ...], Parameter(name="--pin", negative="")] = (),
    json: Annotated[bool, Parameter(negative="")] = False,
    start: Annotated[str | None, Parameter(name="--from")] = None,
    stop: Annotated[str | None, Parameter(name="--to")] = None,
    strict: Annotated[bool, Parameter(negative="")] = False,
    clock: str = "real",
    trust: Annotated[bool, Parameter(negative="")] = False,
    metrics: int | None = None,
    log: str = "text",
) -> int:
    """Play a Melody.

    Ends with 0 when it completed, 1 when it failed or the file is wrong, 2 on wrong usage,
    4 when it waits for a person, 130 when interrupted (`harmony runs resume` goes on).

    Parameters
    ----------
    file
        The Melody: *.melody.yaml or JSON.
    inputs
        NAME=VALUE for an input; repeat it for several.
    pins
        NODE.PORT=FILE: use this output instead of running the node.
    json
        Print one event a line.
    start
        Play only this node and what follows it.
    stop
        Play only up to this node.
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
    from harmony.app import PlayRequest
    from harmony.app.observe import Observed
    from harmony.cli.play import play

    if clock not in ("real", "virtual"):
        raise UsageError(f"--clock is “{clock}”; it takes real or virtual.")
    request = PlayRequest(
        path=file,
        inputs=dict(pair(text, "-i", "NAME=VALUE") for text in inputs),
        pins={name: _pinned(path) for name, path in (pair(p, "--pin", "NODE.PORT=FILE") for p in pins)},
        start=start,
        stop=stop,
    )
    what = Observed(metrics, log)
    return play(lambda app, told: app.play(request, told), as_json=json, strict=strict, clock=clock, what=what)


def pair(text: str, option: str, form: str) -> tuple[str, str]:
    """The two halves of an option's NAME=VALUE.

    Raises:
        UsageError: there is no `=` or no name.
    """
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UsageError(f"{option} takes {form}, not “{text}”.")
    return name, value


def _pinned(path: str) -> Any:
    """The value in a file: JSON where it is, else its text."""
    try:
        text = Path(path).expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--pin: {path} cannot be read: {error}.") from error
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
