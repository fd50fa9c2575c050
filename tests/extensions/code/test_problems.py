"""What is wrong with a module."""

import ast

import pytest

from harmony.catalog.discover import BUILT_IN
from harmony.sdk.loading import load_module

problems = load_module(BUILT_IN / "code", "problems")
functions = load_module(BUILT_IN / "code", "functions")


def found(source, length=50):
    tree = ast.parse(source)
    named = list(functions.named(tree))
    limits = problems.Limits(length, 10, 6)
    rows = problems.problems_of(tree, source, named, functions.functions_of(named), limits)
    return [(row["line"], row["rule"]) for row in rows]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("try:\n    x\nexcept:\n    y\n", [(3, "bare-except")]),
        ("try:\n    x\nexcept:\n    pass\n", [(3, "bare-except"), (3, "swallowed")]),
        ("try:\n    x\nexcept Exception:\n    pass\n", [(3, "swallowed")]),
        ("try:\n    x\nexcept ValueError:\n    pass\n", []),
        ("from x import *\n", [(1, "star-import")]),
        ("x = eval('1')\n", [(1, "dynamic-code")]),
        ("x = node.eval('1')\n", []),
        ("def _f(a=[], *, b={}): ...\n", [(1, "mutable-default"), (1, "mutable-default")]),
        ("def f():\n    a\n    b\n    c\n", [(1, "undocumented")]),
        ("def f():\n    a\n", []),
    ],
)
def test_each_rule(source, wanted):
    assert found(source) == wanted


def test_the_limit_itself_is_allowed():
    source = 'def f():\n    """D."""\n    a\n'
    assert found(source, length=3) == []
    assert found(source, length=2) == [(1, "long")]
