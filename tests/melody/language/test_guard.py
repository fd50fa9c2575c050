from __future__ import annotations

import pytest

from harmony.errors import ExpressionError
from harmony.melody.language.guard import MAX_NESTING, Parser
from harmony.melody.language.tokens import tokens


def anew(source):
    return Parser(tokens(source)[0], []).whole()


def test_a_look_up_must_be_there():
    assert anew("a.b") == '(a.b if a.b is defined else __gone("a.b"))'


def test_operators_that_grow_are_replaced():
    assert anew("1 + 2 * 3 ~ 4") == "__add(1, __cat(__mul(2, 3), 4))"
    assert anew("1 - 2 / 3") == "(1 - (2 / 3))"


def test_orders_need_one_kind():
    assert anew("1 < 2") == '__cmp(1, "<", 2)'
    assert anew("1 == 2") == "(1 == 2)"


def test_names_of_python_objects_are_looked_up_by_hand():
    assert anew("a.items").startswith('__at((a if a is defined else __gone("a")), "items"')


def test_look_ups_are_collected():
    paths = []
    Parser(tokens("a.b + c | default(d)")[0], paths).whole()
    assert set(paths) == {("a",), ("a", "b"), ("c",), ("d",)}


def test_nesting_is_bounded():
    anew("(" * (MAX_NESTING - 1) + "1" + ")" * (MAX_NESTING - 1))
    with pytest.raises(ExpressionError, match="nested"):
        anew("(" * MAX_NESTING + "1" + ")" * MAX_NESTING)


def test_code_does_not_grow_much():
    assert len(anew("a[b[c[d[e[f]]]]]")) < 1000
    assert len(anew("[" * 30 + "a.b" + "]" * 30)) < 200
