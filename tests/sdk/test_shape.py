"""What a signature says."""

from collections.abc import AsyncGenerator, AsyncIterator, Generator
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

import pytest

from harmony.errors import CatalogError
from harmony.sdk import Context, File, FilePath, Many, Out, Result, Table
from harmony.sdk.shape import is_path, shape_of


class Pair(NamedTuple):
    """Two.

    Attributes:
        left: The left one.
    """

    left: str
    right: Annotated[int, Out("r", help="The right one.")]


@dataclass
class Record:
    rows: Table
    count: int


def names(given):
    return [(g.name, g.type) for g in given]


def test_positional_are_ports_keyword_only_are_parameters():
    def f(rows: Table, extra: str = "x", *, ctx: Context, limit: int = 3, **more: Any) -> str: ...

    shape = shape_of(f)
    assert [(a.name, a.type, a.required) for a in shape.inputs] == [("rows", "table", True), ("extra", "text", False)]
    assert [a.name for a in shape.params] == ["limit"]
    assert (shape.is_open, shape.context) == (True, "ctx")


def test_a_context_may_be_positional_too():
    def f(ctx: Context, text: str) -> str: ...

    assert [a.name for a in shape_of(f).inputs] == ["text"]


def test_many_is_a_port_of_its_items():
    def f(parts: Many[str], rest: Many) -> str: ...

    assert [(a.type, a.many) for a in shape_of(f).inputs] == [("text", True), ("any", True)]


@pytest.mark.parametrize(
    ("annotation", "wanted"),
    [
        (str, [("value", "text")]),
        (Annotated[str, Out("text")], [("text", "text")]),
        (Annotated[str, Out("where", type="path")], [("where", "path")]),
        (Annotated[list[FilePath], Out("files")], [("files", "list<path>")]),
        (File, [("value", "file")]),
        (None, []),
        (Pair, [("left", "text"), ("r", "integer")]),
        (Record, [("rows", "table"), ("count", "integer")]),
    ],
)
def test_outputs(annotation, wanted):
    def f(): ...

    f.__annotations__["return"] = annotation
    assert names(shape_of(f).outputs) == wanted


def test_help_of_ports_from_docstring_and_mark():
    def f(text: str) -> Pair:
        """Splits.

        Args:
            text: To split.
        """

    shape = shape_of(f)
    assert shape.inputs[0].help == "To split."
    assert [o.help for o in shape.outputs] == ["The left one.", "The right one."]


def test_a_generator_gives_what_it_returns():
    def f() -> Generator[str, None, Annotated[int, Out("n")]]:
        yield "x"
        return 1

    assert names(shape_of(f).outputs) == [("n", "integer")]


def test_an_async_generator_gives_what_its_result_holds():
    async def f() -> Annotated[AsyncIterator[str | Result], Out("text")]:
        yield "x"

    async def g() -> AsyncGenerator[Table, None]:
        yield Table([])

    assert names(shape_of(f).outputs) == [("text", "text")]
    assert names(shape_of(g).outputs) == [("value", "table")]


def unannotated(x) -> str: ...
def odd(x: complex) -> str: ...
def odd_parameter(*, size: complex) -> str: ...
def no_result(x: str): ...
def starred(*parts: str) -> str: ...
def odd_result() -> complex: ...
def reserved(quality: str) -> str: ...
def reserved_output() -> Annotated[str, Out("error")]: ...
def unresolved(x: "Nowhere") -> str: ...  # noqa: F821


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (unannotated, "parameter `x`: it has no annotation"),
        (odd, "parameter `x`: the annotation `complex` has no port type"),
        (odd_parameter, "parameter `size`: the annotation `complex`"),
        (no_result, "the result: it has no annotation"),
        (starred, r"parameter `\*parts`"),
        (odd_result, "the result: the annotation `complex`"),
        (unresolved, "Nowhere"),
        (reserved, "parameter `quality`: this is a word of expressions"),
        (reserved_output, "output `error`: this is a word of expressions"),
    ],
)
def test_what_cannot_be_a_node_is_refused_by_name(function, said):
    with pytest.raises(CatalogError, match=said):
        shape_of(function)


def test_paths_are_known_in_any_nesting():
    assert is_path(list[FilePath] | None)
    assert not is_path(list[str])
