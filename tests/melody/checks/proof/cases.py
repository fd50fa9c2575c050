"""Melodies by their nodes alone, checked with the built-in node types."""

from __future__ import annotations

from functools import cache

from harmony.catalog import Catalog
from harmony.melody.check import check
from harmony.melody.load import loads
from harmony.melody.problems import Problem

HEAD = "format: harmony/1\nname: test\n"
SHORT = {"set": "data.set@1", "switch": "flow.switch@1", "http": "http.request@1", "py": "python.code@1"}


@cache
def catalog() -> Catalog:
    return Catalog.discover(entry_points=False)


def proofs(text: str) -> list[Problem]:
    """What is proved of a Melody, notes included; anything else that is wrong fails the test.

    `nodes:` may be left out, and the commonest node types are written short (`use: set`).
    """
    for short, use in SHORT.items():
        text = text.replace(f"use: {short},", f"use: {use},").replace(f"use: {short}}}", f"use: {use}}}")
    lines = text.strip("\n").splitlines()
    if not any(line.startswith("nodes:") for line in lines):
        lines = ["nodes:", *(f"  {line}" for line in lines)]
    loaded = loads(HEAD + "\n".join(lines) + "\n", "test.melody.yaml")
    found = check(loaded.require(), catalog(), loaded.places, "test.melody.yaml", notes=True)
    others = [p for p in found if not p.code.startswith("proof.")]
    assert not others, "\n".join(map(str, others))
    return found


def of_kind(text: str, code: str) -> list[Problem]:
    """What one kind of proof says of a Melody."""
    found = [p for p in proofs(text) if p.code == code]
    for problem in found:
        assert problem.line > 2, problem
        assert problem.hint
        assert not problem.is_error
    return found
