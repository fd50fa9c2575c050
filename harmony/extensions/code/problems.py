"""What is wrong with a module, as far as its tree shows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .functions import Function, Named, statements


@dataclass(frozen=True, slots=True)
class Limits:
    """What functions may have at most."""

    length: int
    complexity: int
    arguments: int


def problems_of(
    tree: ast.Module, source: str, found: list[Named], functions: list[dict[str, Any]], limits: Limits
) -> list[dict[str, Any]]:
    """A row for each problem, in order of lines."""
    rows = [*_sizes(functions, limits), *_habits(tree)]
    if "eval(" in source or "exec(" in source:
        rows += _dynamic(tree)
    for one in found:
        rows += _defaults(one.name, one.function)
    return sorted(rows, key=lambda row: (row["line"], row["rule"]))


def _problem(line: int, name: str, rule: str, message: str) -> dict[str, Any]:
    return {"line": line, "name": name, "rule": rule, "message": message}


def _sizes(functions: list[dict[str, Any]], limits: Limits) -> Iterator[dict[str, Any]]:
    """Functions over the limits, and public ones without a docstring."""
    for row in functions:
        line, name = row["line"], row["name"]
        if row["length"] > limits.length:
            yield _problem(line, name, "long", f"{row['length']} lines, more than {limits.length}")
        if row["complexity"] > limits.complexity:
            yield _problem(line, name, "complex", f"complexity {row['complexity']}, more than {limits.complexity}")
        if row["arguments"] > limits.arguments:
            yield _problem(line, name, "arguments", f"{row['arguments']} arguments, more than {limits.arguments}")
        if row["is_public"] and not row["docstring"] and row["length"] > 3:
            yield _problem(line, name, "undocumented", "a public function without a docstring")


def _habits(tree: ast.Module) -> Iterator[dict[str, Any]]:
    """Constructs that hide errors."""
    for part in statements(tree):
        if isinstance(part, ast.ExceptHandler):
            yield from _handler(part)
        elif isinstance(part, ast.ImportFrom) and any(alias.name == "*" for alias in part.names):
            message = f"`from {part.module or '.'} import *` hides where names are from"
            yield _problem(part.lineno, "", "star-import", message)


def _dynamic(tree: ast.Module) -> Iterator[dict[str, Any]]:
    """Calls of eval and exec."""
    for part in ast.walk(tree):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id in ("eval", "exec"):
            yield _problem(part.lineno, part.func.id, "dynamic-code", f"`{part.func.id}` runs code made at run time")


def _handler(part: ast.ExceptHandler) -> Iterator[dict[str, Any]]:
    if part.type is None:
        yield _problem(part.lineno, "", "bare-except", "`except:` also catches the end of the program")
    is_broad = part.type is None or (isinstance(part.type, ast.Name) and part.type.id in ("Exception", "BaseException"))
    if is_broad and all(isinstance(statement, ast.Pass) for statement in part.body):
        yield _problem(part.lineno, "", "swallowed", "every error is passed over in silence")


def _defaults(name: str, function: Function) -> Iterator[dict[str, Any]]:
    """Defaults that all calls share."""
    for default in (*function.args.defaults, *function.args.kw_defaults):
        if isinstance(default, ast.List | ast.Dict | ast.Set):
            yield _problem(default.lineno, name, "mutable-default", "all calls share this default")
