from __future__ import annotations

import pytest

from harmony.errors import ExpressionError
from harmony.melody.language.data import Scope, plain, seen, walk
from harmony.melody.language.spell import Rows
from harmony.sdk.values import Table


def test_results_are_plain_copies():
    given = {"a": (1, {"b": None})}
    assert plain(given) == {"a": [1, {"b": None}]}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), ["x" * 9_000_000]])
def test_what_is_no_plain_data_or_too_large_is_refused(value):
    with pytest.raises(ExpressionError):
        plain(value)


def test_what_holds_itself_is_refused():
    loop: list[object] = []
    loop.append(loop)
    with pytest.raises(ExpressionError, match="nested"):
        plain(loop)


def test_tables_are_turned_into_rows_when_they_are_looked_at():
    scope = Scope({"t": Table([{"a": 1}]), "x": 1})
    assert isinstance(seen(Table([{"a": 1}])), Rows)
    assert walk(("t",), scope) == [{"a": 1}]
    assert list(scope) == ["t", "x"]
    assert len(scope) == 2
