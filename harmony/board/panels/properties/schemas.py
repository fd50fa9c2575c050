"""The forms that do not come from an extension: a node's policy, the Melody itself."""

from __future__ import annotations

from typing import Any

_DURATION = {"type": "string", "format": "duration", "pattern": r"^\d+(\.\d+)?(ms|s|m|h|d)$"}

# Paths below the node, in form order; a property's name is its path joined by dots.
POLICY: dict[str, Any] = {
    "type": "object",
    "x-plain": True,  # no expressions here
    "properties": {
        "retry.attempts": {
            "title": "Attempts", "type": "integer", "minimum": 1, "placeholder": "auto",
            "description": "How often it is tried in all. Empty: the Conductor decides.",
        },
        "retry.backoff": {
            "title": "Wait between attempts", "enum": ["constant", "linear", "exponential"], "default": "constant",
        },
        "retry.delay": _DURATION | {"title": "First wait", "default": "1s", "description": "Such as 250ms, 30s or 5m."},
        "fallback": {
            "title": "Instead of it", "type": "array",
            "items": {"properties": {
                "use": {"title": "Node type", "type": "string"},
                "value": {"title": "or a fixed value"},
                "with": {"title": "with"},
            }},
            "description": "Tried in order when all attempts have failed: another node type, or a fixed value.",
        },
        "timeout": _DURATION | {
            "title": "Time limit of an attempt", "placeholder": "no limit", "description": "Such as 30s or 5m.",
        },
        "on_error": {
            "title": "When nothing helps", "enum": ["fail", "skip", "route", "pause", "dead_letter"], "x-unset": "fail",
            "description": "`route` gives the node an error output.",
        },
        "importance": {
            "title": "Importance", "enum": ["essential", "recommended", "optional"], "default": "essential",
            "description": "An essential node that fails, fails the run.",
        },
        "quality.min": {
            "title": "Quality at least", "type": "number", "minimum": 0, "maximum": 1, "x-no-slider": True,
            "placeholder": "any",
            "description": "Outputs that score lower are not let through.",
        },
        "quality.by": {
            "title": "Scored by", "type": "string", "placeholder": "the node itself",
            "description": "A node type that scores the output, such as llm.judge.",
        },
        "quality.else": {
            "title": "Below that", "enum": ["repeat", "route", "escalate", "ask", "fail"], "default": "fail",
        },
        "quality.times": {
            "title": "Times more", "type": "integer", "minimum": 0, "default": 1,
            "description": "For repeat: how many attempts more.",
        },
        "join.need": {
            "title": "Wires that must come", "type": "string", "placeholder": "all",
            "pattern": r"^(all|any|[1-9][0-9]*|[0-9]+(\.[0-9]+)?%)$",
            "description": "How many of its wires must deliver: all, any, a number such as 2, or a share such as 75%.",
        },
        "join.wait": _DURATION | {
            "title": "Wait for more", "placeholder": "0s",
            "description": "From the first delivery on; more may come until then. Such as 30s or 5m.",
        },
        "join.on_timeout": {
            "title": "When too few have come by then", "enum": ["proceed", "fail", "route"], "default": "fail",
        },
        "join.late": {
            "title": "What comes later", "enum": ["drop", "merge", "cancel"], "default": "drop",
            "description": "drop: not used. merge: the node is played again with it. cancel: it is stopped.",
        },
        "when": {
            "title": "Only when", "type": "string", "format": "condition", "placeholder": "quality > 0.8",
            "description": "An expression; false skips the node.",
        },
        "cache": {"title": "Reuse of earlier results", "enum": ["auto", "off", "always"], "default": "auto"},
        "isolation": {
            "title": "Where it runs", "enum": ["inline", "thread", "process", "cluster"], "x-unset": "as it says",
            "description": "Unset: as its extension says.",
        },
        "notes": {"title": "Notes", "type": "string", "format": "prose"},
    },
}  # fmt: skip

MELODY: dict[str, Any] = {
    "type": "object",
    "x-plain": True,
    "required": ["name"],
    "properties": {
        "name": {"title": "Name", "type": "string"},
        "version": {"title": "Version", "type": "string", "placeholder": "1.0.0"},
        "description": {"title": "Description", "type": "string", "format": "prose"},
        "run.mode": {
            "title": "Mode", "enum": ["parallel", "sequential", "adaptive"], "default": "parallel",
            "description": "How much is played at once.",
        },
        "run.concurrency": {
            "title": "Steps at once", "type": "integer", "minimum": 1, "default": 64,
        },
        "run.deadline": _DURATION | {"title": "Deadline", "description": "A longer run fails: 10m, 2h."},
        "run.budget.usd": {
            "title": "Budget", "type": "number", "minimum": 0, "unit": "USD",
            "description": "What a run may spend at most.",
        },
        "run.budget.tokens": {"title": "Token budget", "type": "integer", "minimum": 0, "unit": "tokens"},
        "run.budget.time": _DURATION | {"title": "Time budget", "description": "Working time summed over steps."},
        "run.budget.else": {
            "title": "When a budget is spent", "enum": ["stop", "ask"], "default": "stop",
            "description": "Stop the run, or ask a person for more.",
        },
        "run.risk": {
            "title": "Risk", "enum": ["careful", "balanced", "bold"], "default": "balanced",
            "description": "How readily steps are skipped when they fail.",
        },
        "run.durability": {
            "title": "Durability", "enum": ["step", "batch", "exit"], "default": "step",
            "description": "When a step counts as kept: at once, with the next group, or at the end.",
        },
        "run.priority": {
            "title": "Priority", "enum": ["critical", "high", "normal", "low", "background"], "default": "normal",
            "description": "Among runs.",
        },
    },
}  # fmt: skip


def value_at(plain: Any, dotted: str, missing: Any) -> Any:
    """The value at a dotted path in plain data; `missing` where there is none."""
    for key in dotted.split("."):
        if not isinstance(plain, dict) or key not in plain:
            return missing
        plain = plain[key]
    return plain
