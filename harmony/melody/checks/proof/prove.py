"""All that can be proved of one part."""

from __future__ import annotations

from harmony.melody.checks.part import Part
from harmony.melody.checks.proof.conflicts import prove_conflicts
from harmony.melody.checks.proof.effects import prove_effects
from harmony.melody.checks.proof.fallbacks import prove_fallbacks
from harmony.melody.checks.proof.guards import prove_guards
from harmony.melody.checks.proof.joins import prove_joins
from harmony.melody.checks.proof.paths import Paths
from harmony.melody.checks.proof.reach import prove_reach


def prove(part: Part) -> None:
    """Every kind of proof, in turn."""
    paths = Paths(part)
    prove_reach(part, paths)
    prove_joins(part, paths)
    prove_guards(part, paths)
    prove_conflicts(part, paths)
    prove_effects(part)
    prove_fallbacks(part, paths)
