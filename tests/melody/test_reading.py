from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony.melody.reading import MAX_ALIASED, read_yaml


def flaw(text):
    """Code, line and column of the first flaw."""
    found = read_yaml(text).flaws
    assert found, "nothing is wrong"
    return found[0].code, found[0].line, found[0].column


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\na: 2\n", ("yaml.doubled", 2, 1)),
        ("a: !!python/object:os.system x\n", ("yaml.tag", 1, 4)),
        ("a: !x [1]\n", ("yaml.tag", 1, 4)),
        ("a: *b\n", ("yaml.alias", 1, 4)),
        ("a: &x [*x]\n", ("yaml.alias", 1, 8)),
        ("a: .nan\n", ("yaml.number", 1, 4)),
        ("? [1]\n: 2\n", ("yaml.key", 1, 3)),
        ("a: b: c\n", ("yaml.syntax", 1, 5)),
        ("a:\n\tb: 1\n", ("yaml.syntax", 2, 1)),
        ("a: 'x\n", ("yaml.syntax", 2, 1)),
        ("a: 1\n---\nb: 2\n", ("yaml.documents", 2, 1)),
        ("a: x\x01\n", ("yaml.character", 1, 5)),
        ("a: {{ x }}\n", ("yaml.unquoted", 1, 4)),
        ("a: {{ x }}/b\n", ("yaml.unquoted", 1, 4)),
        ("a:\n  - {{ x | y }}\n", ("yaml.unquoted", 2, 5)),
        ("n: {p: {{ x }} }\n", ("yaml.unquoted", 1, 8)),
    ],
)
def test_what_is_wrong_with_a_text_is_told_with_its_place(text, expected):
    assert flaw(text) == expected


def test_the_way_out_of_an_unquoted_expression_is_shown():
    assert read_yaml("a: {{ x }}/b\n").flaws[0].hint == 'Write "{{ x }}/b"'


def test_all_flaws_are_told_at_once():
    codes = [f.code for f in read_yaml("a: !x 1\nb: .inf\nb: 2\nc: {{ x }}\n").flaws]
    assert codes == ["yaml.tag", "yaml.number", "yaml.doubled", "yaml.unquoted"]


def test_a_flaw_knows_the_keys_that_lead_to_it():
    assert read_yaml("nodes:\n  a:\n    with: {n: [1, .nan]}\n").flaws[0].path == ("nodes", "a", "with", "n", 1)


def test_nesting_is_refused_beyond_64_levels():
    assert read_yaml("a: " + "[" * 63 + "]" * 63).flaws == []
    assert flaw("a: " + "[" * 64 + "]" * 64)[0] == "yaml.deep"
    assert flaw("[" * 5000)[0] == "yaml.deep"


def test_aliases_are_read_and_bombs_refused():
    assert read_yaml("a: &x [1]\nb: *x\n").data == {"a": [1], "b": [1]}
    lines = ["a0: &a0 [" + "x, " * 10 + "]"]
    lines += [f"a{n}: &a{n} [" + f"*a{n - 1}, " * 10 + "]" for n in range(1, 9)]
    assert flaw("\n".join(lines))[0] == "yaml.aliases"
    assert MAX_ALIASED < 10**6


def test_merge_keys_take_what_is_not_written():
    text = "b: &b {x: 1, y: 2}\nc: {<<: *b, x: 3}\nd: {x: 4, <<: [*b, {z: 5}]}\n"
    data = read_yaml(text).data
    assert data["c"] == {"x": 3, "y": 2}
    assert data["d"] == {"x": 4, "y": 2, "z": 5}


def test_keys_are_text_as_they_are_written():
    assert read_yaml("1: a\nnull: b\ntrue: c\n").data == {"1": "a", "null": "b", "true": "c"}


def test_a_line_break_of_windows_and_a_comment_only_file_are_read():
    assert read_yaml("a: 1\r\nb: [2]\r\n").data == {"a": 1, "b": [2]}
    assert read_yaml("# nothing\n").data is None


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(alphabet="abc :#-é{}'\"\n"),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(alphabet="kx y", max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.mark.slow
@given(plain)
def test_json_is_read_as_json_reads_it(data):
    reading = read_yaml(json.dumps({"k": data}, ensure_ascii=False))
    assert reading.flaws == []
    assert reading.data == {"k": data}


@given(st.text(alphabet=" \t\n-:{}[]&*!|>'\"%@`#,?ab01", max_size=60))
def test_no_text_makes_it_raise(text):
    reading = read_yaml(text)
    assert reading.flaws or not reading.is_broken
