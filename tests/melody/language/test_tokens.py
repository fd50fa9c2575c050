from __future__ import annotations

import pytest

from harmony.errors import ExpressionError
from harmony.melody.language.tokens import tokens


def texts(source, **options):
    return [t.text for t in tokens(source, **options)[0]][:-1]


def test_an_expression_is_cut_into_tokens():
    assert texts("a.b>=1.5e3 and 'x\\'y' ** 0x1F") == ["a", ".", "b", ">=", "1.5e3", "and", "'x\\'y'", "**", "0x1F"]


def test_in_a_template_it_ends_at_the_closing_outside_of_brackets_and_texts():
    found, stop = tokens("{{ {'a': {'b': '}}'}} -}} rest", 2, "}}")
    assert found[-1].kind == "end"
    assert stop == 22


@pytest.mark.parametrize("source", ["a ' b", "a $ b", "(a", "a)", "(a]", "a \\ b"])
def test_what_cannot_stand_is_refused(source):
    with pytest.raises(ExpressionError):
        tokens(source)
