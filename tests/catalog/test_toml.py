"""TOML out; the standard library reads it back."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harmony.catalog import toml

TEXTS = st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=20)
PLAIN = st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3))


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.dictionaries(TEXTS, VALUES, max_size=4))
def test_what_is_written_is_read_again(data):
    assert tomllib.loads(toml.table(["nodes", "a b"], data)) == {"nodes": {"a b": data}}


def test_looks_like_what_a_person_writes():
    data = {"title": "Read", "inputs": [{"name": "rows", "many": True}], "params": {"type": "object"}, "none": None}
    assert toml.table(["nodes", "read"], data) == (
        '[nodes.read]\ntitle = "Read"\ninputs = [\n    {name = "rows", many = true},\n]\n'
        '\n[nodes.read.params]\ntype = "object"\n'
    )


def test_a_long_text_takes_lines():
    assert toml.value("a\nb\n", is_broad=True) == "'''\na\nb\n'''"


def test_what_toml_has_no_form_for():
    with pytest.raises(TypeError, match="object"):
        toml.value(object())
