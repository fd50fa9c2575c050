"""Reuse by content: the key of a step, and the look into what was kept."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from harmony.conductor.artifacts import Artifact, Slot
from harmony.conductor.plan.commands import Start
from harmony.conductor.plan.table import effects_of
from harmony.conductor.policy import reuse
from harmony.conductor.ports import Cache, StepCall

_NONCE = re.compile(r"(⟨secret:[^:⟩]*):[^⟩]*⟩")


class Reuse:
    """Looks into a cache for one run.

    Args:
        cache: where results are kept; None plays every step.
    """

    def __init__(self, cache: Cache | None) -> None:
        self._cache = cache

    def key(self, start: Start, call: StepCall, stamps: list[Any] | None = None) -> str:
        """The key of a call that may be answered from the cache; else empty.

        A step that is tried again, because it failed or its result was too poor, is played.

        Args:
            stamps: of the files that it reads.
        """
        state = start.state
        if self._cache is None or state.tries > 1 or state.gate_tries:
            return ""
        node = state.spec.node
        effects = effects_of(node, call.type)
        is_inline = call.isolation not in ("thread", "process")
        if not reuse.may_look(node.cache, effects=effects, deterministic=call.type.deterministic, is_inline=is_inline):
            return ""
        return key_of(call, "" if effects == "none" else call.base, stamps)

    def reads(self, start: Start, call: StepCall) -> bool:
        """True if the call may be answered from the cache as long as the files that it reads stay the same."""
        return effects_of(start.state.spec.node, call.type) == "reads" and bool(self.key(start, call))

    def find(self, key: str) -> dict[str, Artifact] | None:
        """What an earlier step of that key gave."""
        return self._cache.find(key) if self._cache is not None and key else None

    def keep(self, start: Start, key: str, outputs: dict[str, Artifact], seconds: float) -> None:
        """Keep what a step gave, if that is worth it."""
        if self._cache is not None and key and reuse.is_worth_keeping(start.state.spec.node.cache, seconds):
            self._cache.keep(key, outputs)


def key_of(call: StepCall, base: str, stamps: list[Any] | None = None) -> str:
    """SHA-256, in hex, of all that decides what a step gives; of secrets the names alone."""
    type = call.type
    inputs = [(port, _identity(slot)) for port, slot in call.inputs.items()]
    parts: list[Any] = [type.id, type.major, type.version, type.code_hash, call.params, inputs, base]
    if stamps:
        parts.append(stamps)
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"), default=repr)
    return hashlib.sha256(_NONCE.sub(r"\1⟩", text).encode()).hexdigest()


def _identity(slot: Slot) -> Any:
    if isinstance(slot, list):
        return [_identity(item) for item in slot]
    return None if slot is None else [slot.type, slot.hash]
