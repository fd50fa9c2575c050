"""From a function to its manifest."""

from typing import Annotated, Any, Literal

import pytest

from harmony.errors import CatalogError
from harmony.sdk import Context, Out, Param, Table, Template, node
from harmony.sdk.describe import describe, words


@node(title="Ask", kind="instrument", icon="fa6s.robot", effects="reads", secrets=True, scores=True)
async def ask(
    text: str,
    more: Table | None = None,
    *,
    ctx: Context,
    prompt: Template,
    mode: Literal["fast", "good"] = "fast",
    heat: Annotated[float, Param(ge=0, le=2)] = 0.3,
    **ports: Any,
) -> Annotated[str, Out("answer")]:
    """Asks a model.

    Args:
        text: What it is about.
        prompt: What to ask.

    Returns:
        What it said.
    """
    return prompt


def test_the_whole_manifest():
    made = describe(ask, "llm", 2, "2.1.0", "abc")
    assert (made.use, made.version, made.code_hash, made.help) == ("llm.ask@2", "2.1.0", "abc", "Asks a model.")
    assert (made.kind, made.icon, made.effects) == ("instrument", "fa6s.robot", "reads")
    assert made.secrets
    assert made.scores
    assert made.open_inputs
    assert [(p.name, p.type, p.required, p.help) for p in made.inputs] == [
        ("text", "text", True, "What it is about."),
        ("more", "table", False, ""),
    ]
    assert [(p.name, p.type, p.help) for p in made.outputs] == [("answer", "text", "What it said.")]


def test_parameters_are_a_json_schema():
    assert describe(ask, "llm").params == {
        "type": "object",
        "properties": {
            "prompt": {"title": "Prompt", "type": "string", "format": "template", "description": "What to ask."},
            "mode": {"title": "Mode", "type": "string", "enum": ["fast", "good"], "default": "fast"},
            "heat": {"title": "Heat", "type": "number", "minimum": 0, "maximum": 2, "default": 0.3},
        },
        "required": ["prompt"],
    }


def isolation_of(**options: Any) -> str:
    @node(**options)
    def f() -> None: ...

    return describe(f, "x").isolation


def test_where_it_runs():
    assert describe(ask, "llm").isolation == "inline"
    assert isolation_of() == "process"
    assert isolation_of(blocking="io") == "thread"
    assert isolation_of(inline=True) == "inline"
    assert isolation_of(isolation="cluster", inline=True) == "cluster"


def test_a_name_that_python_keeps_for_itself():
    @node()
    def list_() -> None: ...

    @node(name="set")
    def make() -> None: ...

    assert (describe(list_, "files").id, describe(list_, "files").title) == ("files.list", "List")
    assert describe(make, "data").id == "data.set"


def test_an_unmarked_function_is_refused():
    with pytest.raises(CatalogError, match="mark it with `@node"):
        describe(words, "x")
