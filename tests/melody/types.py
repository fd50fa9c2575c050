"""Node types for tests, made by hand: the catalog is not needed to check a document."""

from __future__ import annotations

from typing import Any

from harmony.melody.check import check
from harmony.melody.load import Loaded, loads
from harmony.melody.problems import Problem, closest
from harmony.sdk.manifest import NodeType, Port

SWITCH = {
    "type": "object",
    "required": ["cases"],
    "properties": {
        "cases": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["when", "to"],
                "properties": {"when": {"type": "string", "format": "condition"}, "to": {"type": "string"}},
            },
        },
        "else": {"type": "string"},
        "all": {"type": "boolean"},
    },
}


def _params(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


_ALL = (
    NodeType("data.set", outputs=(Port("value"),), open_inputs=True, params=_params(value={}), effects="none"),
    NodeType(
        "text.template",
        outputs=(Port("text", "text"),),
        open_inputs=True,
        params=_params(template={"type": "string", "format": "template"}) | {"required": ["template"]},
        effects="none",
    ),
    NodeType("python.code", outputs=(Port("value"),), open_inputs=True, params=_params(code={"format": "code:python"})),
    NodeType(
        "csv.read",
        inputs=(Port("files", "list<path>", required=False),),
        outputs=(Port("rows", "table"),),
        params=_params(path={"type": "string"}, delimiter={"type": "string"}, limit={"type": "integer", "minimum": 1}),
    ),
    NodeType(
        "table.check",
        inputs=(Port("rows", "table"),),
        outputs=(Port("valid", "table"), Port("rejected", "table"), Port("report", "json")),
        params=_params(rules={"type": "array", "items": {"properties": {"expression": {"format": "condition"}}}}),
        scores=True,
        effects="none",
    ),
    NodeType(
        "http.request",
        outputs=(Port("body"), Port("status", "integer")),
        open_inputs=True,
        params=_params(url={"type": "string"}, timeout={"type": "string", "format": "duration"}),
        secrets=True,
    ),
    NodeType("text.join", inputs=(Port("parts", "list<text>", many=True),), outputs=(Port("text", "text"),)),
    NodeType("image.show", inputs=(Port("image", "image"),)),
    NodeType("flow.switch", inputs=(Port("value"),), open_inputs=True, dynamic_outputs=True, params=SWITCH),
    NodeType(
        "flow.each",
        inputs=(Port("items", "list"),),
        open_inputs=True,
        dynamic_outputs=True,
        params=_params(concurrency={"type": "integer"}, join={}, key={"type": "string"}, grow={"type": "string"}),
    ),
    NodeType(
        "flow.repeat",
        open_inputs=True,
        dynamic_outputs=True,
        params=_params(until={"type": "string", "format": "condition"}, max={"type": "integer"})
        | {"required": ["max"]},
    ),
    NodeType("flow.melody", open_inputs=True, dynamic_outputs=True, params=_params(melody={"type": "string"})),
    NodeType("flow.join", open_inputs=True, dynamic_outputs=True, params=_params(need={}, wait={"type": "string"})),
    NodeType("flow.wait", inputs=(Port("value", required=False),), params=_params(**{"for": {"format": "duration"}})),
    NodeType("flow.choose", open_inputs=True, dynamic_outputs=True, params=_params(capability={"type": "string"})),
)


class HandMade:
    """Types as `check` wants them."""

    def __init__(self) -> None:
        self.types = {t.id: t for t in _ALL}

    def find(self, use: str) -> NodeType | None:
        name, _, major = use.partition("@")
        found = self.types.get(name)
        return found if found is not None and major in ("", str(found.major)) else None

    def suggest(self, use: str) -> str | None:
        return closest(use.partition("@")[0], self.types)


TYPES = HandMade()
HEAD = "format: harmony/1\nname: test\n"


def read(text: str) -> Loaded:
    """A Melody with the two lines that all begin with."""
    return loads(HEAD + text, "a.melody.yaml")


def problems(text: str) -> list[Problem]:
    """What the loader and the checks find in a Melody."""
    loaded = read(text)
    if loaded.melody is None:
        return list(loaded.problems)
    return check(loaded.melody, TYPES, loaded.places, "a.melody.yaml")


def only(text: str) -> Problem:
    """The one thing that is wrong with a Melody."""
    found = problems(text)
    assert len(found) == 1, "\n".join(map(str, found)) or "nothing is wrong"
    return found[0]
