"""What a module imports, by full name, so that tangles can be found in the list."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from .functions import inner


def module_name(file: Path) -> str:
    """A file's dotted name, from the topmost folder that is a package."""
    parts = [] if file.stem == "__init__" else [file.stem]
    folder = file.parent
    while (folder / "__init__.py").is_file():
        parts.insert(0, folder.name)
        folder = folder.parent
    return ".".join(parts) or file.parent.name


def imports_of(tree: ast.Module, module: str, *, is_package: bool) -> list[dict[str, Any]]:
    """A row for each imported name, in order of lines.

    Args:
        tree: the module's tree.
        module: its dotted name; relative imports are counted from it.
        is_package: it is an `__init__.py`.

    Returns:
        `imports` is the module that is imported, `name` the name out of it (empty for `import x`),
        `is_lazy` true within a function, `is_typing` true under `if TYPE_CHECKING`.
    """
    rows: list[dict[str, Any]] = []
    _collect(tree, _Place(module, is_package), rows, is_lazy=False, is_typing=False)
    return sorted(rows, key=lambda row: row["line"])


class _Place:
    """Where relative imports start."""

    def __init__(self, module: str, is_package: bool) -> None:
        self._parts = module.split(".") if is_package else module.split(".")[:-1]

    def resolve(self, node: ast.ImportFrom) -> str:
        """The full name of what `from …` names."""
        if not node.level:
            return node.module or ""
        kept = self._parts[: len(self._parts) - node.level + 1]
        return ".".join([*kept, *([node.module] if node.module else [])])


def _collect(part: ast.AST, place: _Place, rows: list[dict[str, Any]], *, is_lazy: bool, is_typing: bool) -> None:
    """Add the imports within a part of the tree."""
    for child in inner(part):
        marks = {"line": getattr(child, "lineno", 0), "is_lazy": is_lazy, "is_typing": is_typing}
        if isinstance(child, ast.Import):
            rows += [{"imports": alias.name, "name": "", **marks} for alias in child.names]
        elif isinstance(child, ast.ImportFrom):
            source = place.resolve(child)
            rows += [{"imports": source, "name": alias.name, **marks} for alias in child.names]
        else:
            in_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
            for_types = isinstance(child, ast.If) and _is_type_checking(child.test)
            _collect(child, place, rows, is_lazy=is_lazy or in_function, is_typing=is_typing or for_types)


def _is_type_checking(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", "")
    return name == "TYPE_CHECKING"
