from __future__ import annotations

import minijinja
import pytest

from harmony.melody.expressions import Expressions
from harmony.melody.language.known import FILTERS, TESTS


@pytest.mark.parametrize("name", sorted(FILTERS))
def test_every_filter_is_there(name):
    error = Expressions().check_template("{{ x | %s }}" % name)  # noqa: UP031
    assert error is None or name == "attr"


@pytest.mark.parametrize("name", sorted(TESTS))
def test_every_test_is_one_of_the_engine(name):
    try:
        minijinja.Environment().eval_expr(f"1 is {name}")
    except minijinja.TemplateError as error:
        assert "unknown test" not in error.message
