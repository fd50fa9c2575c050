"""A run's row in the store, and the admission that can be made from it again."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from harmony.conductor.admission import Admission
from harmony.melody.frozen import thaw
from harmony.melody.model import Melody
from harmony.store import RunRow

if TYPE_CHECKING:
    from harmony.app.played import Result
    from harmony.conductor.events import Record


def row_of(admission: Admission, *, created: float, endpoint: str) -> RunRow:
    """What is stored of a run that begins; never a secret."""
    melody = admission.melody
    return RunRow(
        id=admission.run,
        name=melody.name,
        path=admission.file,
        status="running",
        created=created,
        melody=thaw(melody),
        inputs={n: v for n, v in admission.inputs.items() if melody.inputs[n].type != "secret"},
        base=admission.base,
        options={
            "pins": thaw(admission.pins),
            "start": admission.start,
            "stop": admission.stop,
            "seed": admission.seed,
            "melodies": {k: thaw(v) for k, v in admission.melodies.items()},
        },
        endpoint=endpoint,
    )


def admission_of(row: RunRow, secrets: dict[str, str] | None = None) -> Admission:
    """A stored run, ready to be gone on with.

    Args:
        row: the run.
        secrets: by name; by default they are looked for.

    Raises:
        UsageError: a secret is missing; names it.
    """
    melody = Melody.model_validate(row.melody)
    if secrets is None:
        from harmony.app.request import find_secrets  # checks and expressions: who only looks back needs none of it

        secrets = find_secrets(melody, os.environ)
    return Admission(
        run=row.id,
        melody=melody,
        inputs=row.inputs,
        base=row.base,
        pins=row.options.get("pins", {}),
        start=row.options.get("start"),
        stop=row.options.get("stop"),
        secrets=secrets,
        melodies={k: Melody.model_validate(v) for k, v in row.options.get("melodies", {}).items()},
        seed=row.options.get("seed", 0),
        file=row.path,
    )


def beginning_of(row: RunRow, first: Record) -> Admission:
    """A run as it was first admitted, to look back at it; without secrets.

    Args:
        row: the run; it holds what is played now, which may have been edited since.
        first: of its journal.
    """
    options = row.options | {"melodies": first.body.get("melodies", {})}
    return admission_of(replace(row, melody=first.body["melody"], options=options), secrets={})


def going_on(row: RunRow, admission: Admission) -> dict[str, Any]:
    """What changes in a row when its run goes on: nothing, unless that is under an edited Melody."""
    melody = thaw(admission.melody)
    melodies = {k: thaw(v) for k, v in admission.melodies.items()}
    if melody == row.melody and melodies == row.options.get("melodies", {}):
        return {}
    return {"melody": melody, "base": admission.base, "options": row.options | {"melodies": melodies}}


def fork_of(row: RunRow, id: str, *, created: float, endpoint: str) -> RunRow:
    """The row of a new run with another's past."""
    return replace(
        row,
        id=id,
        status="running",
        created=created,
        ended=None,
        outcome={},
        owner="",
        epoch=0,
        endpoint=endpoint,
        options=row.options | {"forked": row.id},
    )


def summary_of(result: Result) -> dict[str, Any]:
    """What is stored of how a run ended."""
    return {"error": result.error, "gaps": len(result.gaps), "letters": len(result.letters), "spent": result.spent}
