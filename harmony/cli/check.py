"""`harmony check`: every problem of a file at once, with its place and the way out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from harmony.cli.status import FAILED


def check(
    *files: Path,
    json: Annotated[bool, Parameter(negative="")] = False,
    proof: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Check Melodies without playing them.

    Ends with 1 when a file has errors; warnings alone end with 0.

    Parameters
    ----------
    files
        The Melodies.
    json
        Print one problem a line as JSON.
    proof
        Also print notes, which are advice, and the worst case: attempts and costs at most.
    """
    from harmony.errors import UsageError

    if not files:
        raise UsageError("Give the files to check: harmony check FILE…")
    failed = [_check(file, as_json=json, proof=proof) for file in files]
    return FAILED if any(failed) else 0


def _check(file: Path, *, as_json: bool, proof: bool) -> bool:
    from dataclasses import asdict

    import msgspec

    from harmony.catalog import Catalog
    from harmony.cli.worst import cost_of, print_worst_case
    from harmony.melody.check import check as check_melody
    from harmony.melody.load import load
    from harmony.settings import Settings

    loaded = load(file)
    problems = list(loaded.problems)
    catalog, base = Catalog(), file.absolute().parent
    if loaded.melody is not None:
        settings = Settings.load()
        catalog = Catalog.discover(settings.extensions, cache=settings.cache / "manifests.json")
        costs = cost_of(catalog)
        problems += check_melody(loaded.melody, catalog, loaded.places, str(file), base, notes=proof, cost_of=costs)
    for problem in problems:
        if as_json:
            sys.stdout.write(msgspec.json.encode(asdict(problem)).decode() + "\n")
        else:
            print(problem)
    errors = sum(p.severity == "error" for p in problems)
    if proof and not errors and loaded.melody is not None:
        print_worst_case(loaded.melody, catalog, base, as_json=as_json)
    if not as_json:
        warnings = sum(p.severity == "warning" for p in problems)
        nodes = f"{_count(len(loaded.melody.nodes), 'node')}, " if loaded.melody else ""
        print(f"{file}: {nodes}{_count(errors, 'error')}, {_count(warnings, 'warning')}")
    return errors > 0


def _count(number: int, word: str) -> str:
    return f"{number or 'no'} {word}{'' if number == 1 else 's'}"
