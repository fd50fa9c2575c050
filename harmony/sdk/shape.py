"""The shape of a node function: which arguments are ports, which are parameters, what it gives back.

`describe` makes a manifest from it, `invoke` calls by it; so both see the same function.
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from harmony.errors import CatalogError
from harmony.sdk.annotations import UnknownAnnotation, port_type, schema, split
from harmony.sdk.context import Context
from harmony.sdk.docstrings import Doc, parse
from harmony.sdk.manifest import RESERVED
from harmony.sdk.marks import As
from harmony.sdk.types import NAMES
from harmony.sdk.values import File, Many, Out, Result, Table

MISSING: Any = inspect.Parameter.empty
Flow = Literal["plain", "generator", "coroutine", "async_generator"]


@dataclass(frozen=True, slots=True)
class Argument:
    """A port or a parameter of the function.

    Attributes:
        name: its name.
        annotation: as written.
        type: the port type; empty for parameters.
        default: MISSING if it must be given.
        many: a port that takes several wires.
        nullable: its annotation allows None.
        help: from the docstring.
    """

    name: str
    annotation: Any
    type: str
    default: Any
    many: bool
    nullable: bool
    help: str

    @property
    def required(self) -> bool:
        """True if the function has no default for it."""
        return self.default is MISSING


@dataclass(frozen=True, slots=True)
class Given:
    """An output port: the field of the returned record (empty: the value itself), and its port."""

    field: str
    name: str
    type: str
    help: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What a node function takes and gives.

    Attributes:
        inputs, params: in the order of the signature.
        is_open: it also takes input ports of any name.
        context: name of the argument that is the Context; empty if it wants none.
        outputs: in drawing order.
        flow: how it is run.
        doc: its docstring.
    """

    inputs: tuple[Argument, ...]
    params: tuple[Argument, ...]
    is_open: bool
    context: str
    outputs: tuple[Given, ...]
    flow: Flow
    doc: Doc


@cache
def shape_of(function: Callable[..., Any]) -> Shape:
    """Read a function's signature; the result is kept.

    Raises:
        CatalogError: an argument or the result has no annotation, or one without a port type; it is named.
    """
    doc = parse(function.__doc__ or "")
    hints = _hints(function)
    inputs: list[Argument] = []
    params: list[Argument] = []
    is_open, context = False, ""
    for name, argument in inspect.signature(function).parameters.items():
        if argument.kind is argument.VAR_KEYWORD:
            is_open = True
        elif split(hints.get(name)).base is Context:
            context = name
        elif argument.kind is argument.KEYWORD_ONLY:
            params.append(_argument(function, name, hints, argument.default, doc, is_port=False))
        elif argument.kind is argument.VAR_POSITIONAL:
            raise _refused(function, f"parameter `*{name}`", "write one port that takes several wires as `Many[T]`")
        else:
            inputs.append(_argument(function, name, hints, argument.default, doc, is_port=True))
    outputs = _outputs(function, hints, doc)
    for given in outputs:
        if given.name in RESERVED:
            raise _refused(function, f"output `{given.name}`", "this is a word of expressions: call it something else")
    return Shape(tuple(inputs), tuple(params), is_open, context, outputs, flow_of(function), doc)


@cache
def flow_of(function: Callable[..., Any]) -> Flow:
    """How a function is run."""
    if inspect.isasyncgenfunction(function):
        return "async_generator"
    if inspect.iscoroutinefunction(function):
        return "coroutine"
    return "generator" if inspect.isgeneratorfunction(function) else "plain"


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    try:
        return get_type_hints(function, include_extras=True)
    except (NameError, TypeError) as error:
        raise CatalogError(
            f"An annotation of `{_name(function)}` cannot be resolved: {error}. "
            "Import the type at the top of the module."
        ) from error


def _argument(
    function: Callable[..., Any], name: str, hints: dict[str, Any], default: Any, doc: Doc, *, is_port: bool
) -> Argument:
    """One argument; `Many[T]` counts as the port of a T."""
    if name not in hints:
        raise _refused(
            function, f"parameter `{name}`", "it has no annotation: say what it is, such as `str` or `Table`"
        )
    if is_port and name in RESERVED:
        raise _refused(function, f"parameter `{name}`", "this is a word of expressions: call the port something else")
    annotation = hints[name]
    parts = split(annotation)
    many = parts.base is Many or get_origin(parts.base) is Many
    try:
        if is_port:
            item = (get_args(parts.base) or (Any,))[0] if many else annotation
            kind = port_type(item)
        else:
            kind = ""
            schema(annotation)
    except UnknownAnnotation as error:
        raise _no_type(function, f"parameter `{name}`", error) from error
    return Argument(name, annotation, kind, default, many, parts.optional, doc.args.get(name, ""))


def _outputs(function: Callable[..., Any], hints: dict[str, Any], doc: Doc) -> tuple[Given, ...]:
    """The ports of the return annotation."""
    if "return" not in hints:
        raise _refused(function, "the result", "it has no annotation: say what is returned, `-> None` for nothing")
    annotation, mark = _returned(hints["return"], flow_of(function))
    if annotation is type(None) or annotation is None:
        return ()
    try:
        base = split(annotation).base
        if mark is None and _is_ports(base):
            return tuple(_fields(base))
        name = mark.name if mark else "value"
        kind = mark.type if mark and mark.type else port_type(annotation)
        return (Given("", name, kind, (mark.help if mark else "") or doc.returns),)
    except UnknownAnnotation as error:
        raise _no_type(function, "the result", error) from error


def _returned(annotation: Any, flow: Flow) -> tuple[Any, Out | None]:
    """What is returned in the end: the third of a Generator, what an async one yields besides `Result`."""
    parts = split(annotation)
    mark = _mark(parts.marks)
    origin, args = get_origin(parts.base), get_args(parts.base)
    if flow == "generator" and origin in (Generator, Iterator):
        annotation = args[2] if len(args) == 3 else args[0]
    elif flow == "async_generator" and origin in (AsyncGenerator, AsyncIterator):
        rest = tuple(a for a in (get_args(args[0]) or args[:1]) if a is not Result)
        is_alone = split(args[0]).marks or Result not in get_args(args[0])
        annotation = args[0] if is_alone else Union[rest]  # noqa: UP007 - made from a tuple
    return annotation, mark or _mark(split(annotation).marks)


def _mark(marks: tuple[Any, ...]) -> Out | None:
    return next((m for m in marks if isinstance(m, Out)), None)


def _is_ports(base: Any) -> bool:
    """True for a NamedTuple or dataclass whose fields are ports."""
    if not isinstance(base, type) or base in (File, Table):
        return False
    return is_dataclass(base) or (issubclass(base, tuple) and hasattr(base, "_fields"))


def _fields(base: Any) -> list[Given]:
    """A port for each field of a NamedTuple or dataclass."""
    helps = parse(base.__doc__ or "").args
    hints = get_type_hints(base, include_extras=True)
    names = [f.name for f in fields(base)] if is_dataclass(base) else list(base._fields)
    given = []
    for name in names:
        mark = _mark(split(hints[name]).marks)
        kind = mark.type if mark and mark.type else port_type(hints[name])
        given.append(Given(name, mark.name if mark else name, kind, (mark.help if mark else "") or helps.get(name, "")))
    return given


def is_path(annotation: Any) -> bool:
    """True if texts in this annotation are paths, alone or in a list."""
    parts = split(annotation)
    if any(isinstance(m, As) and m.type == "path" for m in parts.marks):
        return True
    if any(getattr(m, "format", "") == "path" for m in parts.marks):
        return True
    return (
        bool(get_args(parts.base))
        and get_origin(parts.base) is not Literal
        and any(is_path(a) for a in get_args(parts.base))
    )


def _name(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def _refused(function: Callable[..., Any], what: str, why: str) -> CatalogError:
    return CatalogError(f"`{_name(function)}`, {what}: {why}.")


def _no_type(function: Callable[..., Any], what: str, error: Exception) -> CatalogError:
    known = ", ".join(sorted(NAMES))
    return _refused(
        function,
        what,
        f"the annotation `{error}` has no port type; use a type that stands for one of {known}, "
        'or name it: `Annotated[T, As("json")]`',
    )
