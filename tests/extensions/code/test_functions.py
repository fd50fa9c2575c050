"""Measures of functions."""

import ast

import pytest

from harmony.catalog.discover import BUILT_IN
from harmony.sdk.loading import load_module

functions = load_module(BUILT_IN / "code", "functions")


def rows(source):
    return functions.functions_of(list(functions.named(ast.parse(source))))


def one(body):
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    return rows(f"def f():\n{lines}")[0]


@pytest.mark.parametrize(
    ("body", "complexity", "depth"),
    [
        ("pass", 1, 0),
        ("if a:\n    pass", 2, 1),
        ("if a:\n    pass\nelif b:\n    pass\nelse:\n    pass", 3, 1),
        ("for x in y:\n    while z:\n        pass", 3, 2),
        ("try:\n    pass\nexcept A:\n    pass\nexcept B:\n    pass\nfinally:\n    pass", 3, 1),
        ("with a:\n    if b:\n        pass", 2, 2),
        ("match a:\n    case 1:\n        pass\n    case _:\n        pass", 3, 1),
        ("def g():\n    if a:\n        pass", 1, 0),
        ("class C:\n    if a:\n        x = 1", 1, 0),
    ],
)
def test_complexity_and_depth(body, complexity, depth):
    row = one(body)
    assert (row["complexity"], row["depth"]) == (complexity, depth)


@pytest.mark.parametrize(
    ("signature", "wanted"),
    [("", 0), ("self, a", 1), ("cls", 0), ("a, /, b, *c, d, **e", 5), ("a=1, *, b=2", 2)],
)
def test_arguments(signature, wanted):
    assert rows(f"def f({signature}): ...\n")[0]["arguments"] == wanted


def test_names_and_who_may_see_them():
    source = "class A:\n    def b(self):\n        def c(): ...\n    def _d(self): ...\nif x:\n    async def e(): ...\n"
    found = [(row["name"], row["is_public"], row["is_async"]) for row in rows(source)]
    assert found == [("A.b", True, False), ("A.b.c", False, False), ("A._d", False, False), ("e", True, True)]


def test_the_docstring_is_its_first_paragraph():
    assert one('"""One\ntwo.\n\nThree.\n"""')["docstring"] == "One two."
