"""The forms that do not come from an extension: a node's policy, the Melody itself."""

from __future__ import annotations

from typing import Any

from harmony.melody.checks.words import COUNTS
from harmony.sdk.failure import CLASSES

_DURATION = {"type": "string", "format": "duration", "pattern": r"^\d+(\.\d+)?(ms|s|m|h|d)$"}
_LIMIT = _DURATION | {"placeholder": "no limit"}
_OBJECT: dict[str, Any] = {"type": "object", "x-lines": (1, 8)}
_USE: dict[str, Any] = {"type": "string", "format": "node-type", "placeholder": "nothing"}
_WIRES = _OBJECT | {
    "additionalProperties": {"type": "string"}, "placeholder": '{"text": "write.text"}',
    "description": "Its input port: the output that it is given, as NODE.PORT.",
}  # fmt: skip
_WITH = _OBJECT | {"placeholder": '{"template": "Sorry"}', "description": "Its parameters; may hold expressions."}

# Paths below the node; a property's name is its path in the long form, joined by dots. What has
# `x-needs` means nothing without that other option.
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
        "retry.factor": {
            "title": "Growth of exponential waits", "type": "number", "minimum": 1, "default": 2,
            "description": "Each wait is so many times the one before.",
        },
        "retry.max_delay": _DURATION | {"title": "Longest wait", "default": "5m"},
        "retry.jitter": {
            "title": "Jitter of waits", "enum": ["none", "full"], "default": "none",
            "description": "full: a wait is anything between nothing and its length, so that many do not come at once.",
        },
        "retry.errors": {
            "title": "Failures that are tried again", "type": "array",
            "items": {"type": "string", "enum": sorted(CLASSES)},
            "description": f"None: all that can be tried again. One of {', '.join(sorted(CLASSES))}.",
        },
        "retry.vary": _OBJECT | {
            "title": "Other values for later attempts", "placeholder": '{"temperature": [0.2, 0.6]}',
            "description": "Parameter: its values for the second attempt, the third and so on.",
        },
        "fallback": {
            "title": "Instead of it", "type": "array",
            "items": {"properties": {
                "use": {"title": "Node type", "type": "string"},
                "value": {"title": "or a fixed value"},
                "with": {"title": "with"},
            }},
            "description": "Tried in order when all attempts have failed: another node type, or a fixed value.",
        },
        "timeout.attempt": _LIMIT | {"title": "Time limit of an attempt", "description": "Such as 30s or 5m."},
        "timeout.queue": _LIMIT | {
            "title": "Time limit until it starts", "description": "From all its wires having come to its start.",
        },
        "timeout.idle": _LIMIT | {
            "title": "Time limit of silence", "description": "Since the last progress, output or log line.",
        },
        "timeout.total": _LIMIT | {"title": "Time limit in all", "description": "All attempts and the waits between."},
        "on_error": {
            "title": "When nothing helps", "enum": ["fail", "skip", "route", "pause", "dead_letter"],
            "x-unset": "it depends",
            "description": "`route` gives the node an error output. Unset: the Conductor decides, by its importance.",
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
            "title": "Scored by", "type": "string", "format": "node-type", "placeholder": "the node itself",
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
        "join.when": {
            "title": "Enough wires have come once", "type": "string", "format": "condition",
            "x-no-preview": True, "x-lines": (1, 8),
            "placeholder": "completed >= 2 and failed == 0",
            "description": f"Looked at each time a wire ends; counts the wires: {', '.join(sorted(COUNTS))}.",
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
        "reconstruct.use": _USE | {
            "title": "Made good by", "description": "A node type that makes the missing output from later artifacts.",
        },
        "reconstruct.in": _WIRES | {"title": "Wires of what makes it good", "x-needs": "reconstruct.use"},
        "reconstruct.with": _WITH | {"title": "Parameters of what makes it good", "x-needs": "reconstruct.use"},
        "compensate.use": _USE | {
            "title": "Undone by",
            "description": "A node type that is played when the run fails; what was completed last is undone first.",
        },
        "compensate.in": _WIRES | {"title": "Wires of what undoes it", "x-needs": "compensate.use"},
        "compensate.with": _WITH | {"title": "Parameters of what undoes it", "x-needs": "compensate.use"},
        "concurrency_key.key": {
            "title": "Takes turns by the name", "type": "string", "placeholder": "nobody",
            "description": "Nodes with the same name take turns; may hold an expression.",
        },
        "concurrency_key.limit": {
            "title": "How many of the name at once", "type": "integer", "minimum": 1, "default": 1,
            "x-needs": "concurrency_key.key",
        },
        "concurrency_key.scope": {
            "title": "Among which", "enum": ["run", "machine"], "default": "run", "x-needs": "concurrency_key.key",
            "description": "machine: all runs on this machine take turns.",
        },
        "resources": _OBJECT | {
            "title": "What it holds", "placeholder": '{"cpu": 2, "memory": "1GB"}',
            "additionalProperties": {"anyOf": [{"type": "number"}, {"type": "string"}]},
            "description": "Resource: how much of it is held while the node runs.",
        },
        "effects": {
            "title": "What it does outside of the run", "enum": ["none", "reads", "writes"], "x-unset": "as it says",
            "description": "For programs and code that nobody can know. Unset: as its extension says.",
        },
        "cancels": {
            "title": "Nodes it withdraws", "type": "array", "items": {"type": "string"},
            "description": "Ids of nodes; those that wait are withdrawn, those that run are cancelled.",
        },
        "tags": {"title": "Tags", "type": "array", "items": {"type": "string"}, "description": "For the search."},
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
