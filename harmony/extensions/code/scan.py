"""code.scan: reads Python sources without running them: functions, problems, imports, sizes.

The outputs are lists of objects, not tables: a step for each file of a large tree gives
thousands of small results, and a Parquet file for each would cost more than the scan.
"""

from __future__ import annotations

import ast
import tokenize
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Annotated, Any

from harmony.sdk import Context, File, FilePath, Json, Param, StepFailed, node
from harmony.sdk.paths import chosen

from .functions import functions_of, named, statements
from .imports import imports_of, module_name
from .problems import Limits, problems_of

Rows = list[Json]


@dataclass(frozen=True, slots=True)
class Scanned:
    """What was found, a row each.

    Attributes:
        functions: file, module, name, line, length, complexity, arguments, depth, is_public, is_async, docstring.
        problems: file, module, line, name, rule, message.
        imports: file, module, imports, name, line, is_lazy, is_typing.
        modules: file, module, lines, code, functions, classes, complexity, docstring.
    """

    functions: Rows = field(default_factory=list)
    problems: Rows = field(default_factory=list)
    imports: Rows = field(default_factory=list)
    modules: Rows = field(default_factory=list)


@node(title="Scan code", kind="instrument", icon="fa6s.magnifying-glass-chart", effects="reads", idempotent=True)
def scan(
    files: Any = None,
    *,
    ctx: Context,
    path: FilePath = "",
    exclude: Sequence[str] = (),
    max_length: Annotated[int, Param(ge=1, unit="lines")] = 50,
    max_complexity: Annotated[int, Param(ge=1)] = 10,
    max_arguments: Annotated[int, Param(ge=0)] = 6,
) -> Scanned:
    """Python files → findings.

    Args:
        files: A Python file, a folder, or a list of them; without it `path` counts.
        path: A Python file, or a folder, which is read with all below it.
        exclude: Names of files and folders to leave out, such as .venv.
        max_length: Longer functions are a problem.
        max_complexity: Functions with more branches are a problem.
        max_arguments: Functions with more arguments are a problem.
    """
    found = Scanned()
    limits = Limits(max_length, max_complexity, max_arguments)
    sources = [s for one in _given(files, path) for s in _sources(one, exclude)]
    for index, file in enumerate(sources):
        _add(found, file, limits)
        if index % 20 == 19:
            ctx.progress((index + 1) / len(sources), file.name)
    return found


def _given(files: Any, path: str) -> list[Path]:
    """The files and folders to read; none for an empty list."""
    if files is None:
        return [Path(path)] if path and Path(path).is_dir() else chosen(None, path, suffixes=(".py",))
    given = files if isinstance(files, list) else [files]
    paths = [one.path if isinstance(one, File) else Path(str(one)) for one in given]
    return [found for one in paths for found in ([one] if one.is_dir() else chosen(str(one), "", suffixes=(".py",)))]


def _sources(path: Path, exclude: Sequence[str]) -> list[Path]:
    """A file, or the Python files below a folder, sorted."""
    if not path.is_dir():
        return [path]
    return [
        file
        for file in sorted(path.rglob("*.py"))
        if not any(fnmatch(part, pattern) for part in file.relative_to(path).parts for pattern in exclude)
    ]


def _add(found: Scanned, file: Path, limits: Limits) -> None:
    """Add what one file holds."""
    source = _text(file)
    tree = _tree(source, file)
    where = {"file": str(file), "module": module_name(file)}
    named_functions = list(named(tree))
    functions = functions_of(named_functions)
    found.functions.extend(where | row for row in functions)
    found.problems.extend(where | row for row in problems_of(tree, source, named_functions, functions, limits))
    found.imports.extend(where | row for row in imports_of(tree, where["module"], is_package=file.stem == "__init__"))
    lines = source.splitlines()
    found.modules.append(
        where
        | {
            "lines": len(lines),
            "code": sum(1 for line in lines if line.strip() and not line.lstrip().startswith("#")),
            "functions": len(functions),
            "classes": sum(isinstance(n, ast.ClassDef) for n in statements(tree)),
            "complexity": sum(row["complexity"] for row in functions),
            "docstring": ast.get_docstring(tree) is not None,
        }
    )


def _text(file: Path) -> str:
    """A source as Python itself would decode it."""
    try:
        with tokenize.open(file) as source:
            return source.read()
    except (SyntaxError, UnicodeDecodeError) as error:
        raise _refused(f"{file}, line 1: it cannot be decoded: {error}.") from error
    except OSError as error:
        raise _refused(f"{file} cannot be read: {error}.") from error


def _tree(source: str, file: Path) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd escapes in the sources
            return ast.parse(source, str(file))
    except SyntaxError as error:
        raise _refused(f"{file}, line {error.lineno or 1}: it does not parse: {error.msg}.") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise _refused(f"{file}, line 1: it does not parse: {error}.") from error


def _refused(message: str) -> StepFailed:
    return StepFailed(message, error_class="invalid_input", retryable=False)
