"""What a module imports."""

import ast
from pathlib import Path

import pytest

from harmony.catalog.discover import BUILT_IN
from harmony.sdk.loading import load_module

imports = load_module(BUILT_IN / "code", "imports")


def found(source, module="a.b.c", *, is_package=False):
    return imports.imports_of(ast.parse(source), module, is_package=is_package)


@pytest.mark.parametrize(
    ("source", "is_package", "wanted"),
    [
        ("import x, y.z as q\n", False, [("x", ""), ("y.z", "")]),
        ("from x import a, b\n", False, [("x", "a"), ("x", "b")]),
        ("from . import a\n", False, [("a.b", "a")]),
        ("from .. import a\n", False, [("a", "a")]),
        ("from .d import a\n", False, [("a.b.d", "a")]),
        ("from . import a\n", True, [("a.b.c", "a")]),
        ("from .d import *\n", True, [("a.b.c.d", "*")]),
    ],
)
def test_full_names(source, is_package, wanted):
    assert [(row["imports"], row["name"]) for row in found(source, is_package=is_package)] == wanted


def test_where_they_stand():
    source = (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a\n"
        "def f():\n    try:\n        import b\n    except ImportError:\n        import c\n"
    )
    marks = {row["imports"]: (row["line"], row["is_lazy"], row["is_typing"]) for row in found(source)}
    assert marks == {
        "typing": (1, False, False),
        "a": (3, False, True),
        "b": (6, True, False),
        "c": (8, True, False),
    }


def test_names_of_modules(tmp_path):
    (tmp_path / "pkg" / "inner").mkdir(parents=True)
    for folder in ("pkg", "pkg/inner"):
        (tmp_path / folder / "__init__.py").touch()
    names = [imports.module_name(tmp_path / p) for p in ("alone.py", "pkg/__init__.py", "pkg/inner/deep.py")]
    assert names == ["alone", "pkg", "pkg.inner.deep"]
    assert imports.module_name(Path("/nowhere/__init__.py")) == "nowhere"
