"""The functions of a module: where, how long, how branched.

Only statements are walked, never expressions: that is a tenth of the tree.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Function = ast.FunctionDef | ast.AsyncFunctionDef
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_SCOPES = (*_FUNCTIONS, ast.ClassDef)
_BRANCHES = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.match_case)
_BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match)
_BODIES: dict[type, tuple[str, ...]] = {
    **dict.fromkeys((ast.Module, *_SCOPES, ast.With, ast.AsyncWith, ast.ExceptHandler, ast.match_case), ("body",)),
    **dict.fromkeys((ast.If, ast.For, ast.AsyncFor, ast.While), ("body", "orelse")),
    **dict.fromkeys((ast.Try, ast.TryStar), ("body", "handlers", "orelse", "finalbody")),
    ast.Match: ("cases",),
}
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Named:
    """A function with its dotted name; `is_inner` if it stands in another function."""

    name: str
    function: Function
    is_inner: bool


def inner(part: ast.AST) -> list[Any]:
    """The statements, handlers and cases right within a statement."""
    bodies = _BODIES.get(type(part))
    if bodies is None:
        return []
    return getattr(part, bodies[0]) if len(bodies) == 1 else [one for body in bodies for one in getattr(part, body)]


def statements(tree: ast.AST) -> Iterator[Any]:
    """All statements, handlers and cases below a part, in no order that counts."""
    stack = list(inner(tree))
    while stack:
        part = stack.pop()
        yield part
        stack.extend(inner(part))


def named(tree: ast.AST, prefix: str = "", *, is_inner: bool = False) -> Iterator[Named]:
    """Each function with its dotted name (`Class.method`, `outer.inner`)."""
    for child in inner(tree):
        if isinstance(child, _FUNCTIONS):
            yield Named(f"{prefix}{child.name}", child, is_inner)
            yield from named(child, f"{prefix}{child.name}.", is_inner=True)
        elif isinstance(child, ast.ClassDef):
            yield from named(child, f"{prefix}{child.name}.", is_inner=is_inner)
        else:
            yield from named(child, prefix, is_inner=is_inner)


def functions_of(found: list[Named]) -> list[dict[str, Any]]:
    """A row for each function and method, in order of their lines; inner ones too."""
    return sorted((_row(one) for one in found), key=lambda row: row["line"])


def _row(one: Named) -> dict[str, Any]:
    function = one.function
    doc = ast.get_docstring(function) or ""
    end = function.end_lineno or function.lineno
    return {
        "name": one.name,
        "line": function.lineno,
        "length": end - function.lineno + 1,
        "complexity": complexity(function),
        "arguments": arguments(function),
        "depth": max((_depth(part) for part in function.body), default=0),
        "is_public": not one.is_inner and not any(part.startswith("_") for part in one.name.split(".")),
        "is_async": isinstance(function, ast.AsyncFunctionDef),
        "docstring": doc.split("\n\n")[0].replace("\n", " ")[:_SHOWN],
    }


def arguments(function: Function) -> int:
    """How many arguments it takes; `self` and `cls` do not count."""
    spec = function.args
    names = [a.arg for a in (*spec.posonlyargs, *spec.args)]
    own = 1 if names[:1] in (["self"], ["cls"]) else 0
    return len(names) - own + len(spec.kwonlyargs) + bool(spec.vararg) + bool(spec.kwarg)


def complexity(function: Function) -> int:
    """McCabe's number: 1 and each branch (if, loop, except, case); functions within count on their own."""
    total, stack = 1, list[Any](function.body)
    while stack:
        part = stack.pop()
        if not isinstance(part, _SCOPES):
            total += isinstance(part, _BRANCHES)
            stack.extend(inner(part))
    return total


def _depth(part: ast.AST) -> int:
    """How deep blocks are nested; an `elif` is no deeper than its `if`."""
    if isinstance(part, _SCOPES):
        return 0
    if isinstance(part, ast.If) and len(part.orelse) == 1 and isinstance(part.orelse[0], ast.If):
        return max(1 + max(map(_depth, part.body), default=0), _depth(part.orelse[0]))
    return isinstance(part, _BLOCKS) + max(map(_depth, inner(part)), default=0)
