# Tables of cases read better with one case a line.
# ruff: noqa: E501
from __future__ import annotations

import resource
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony.errors import ExpressionError
from harmony.melody.expressions import Expressions, has_expression
from harmony.melody.frozen import freeze
from harmony.sdk.values import File, Table

EXPRESSIONS = Expressions()
SCOPE = {
    "a": {"b": None, "c": [1, True]},
    "l": [3, 1, 2],
    "x": 3,
    "f": 1.0,
    "t": "abc",
    "k": "items",
    "order": {"items": [1], "n": 2},
    "rows": Table([{"q": 1, "w": "x"}, {"q": 2, "w": "y|z"}]),
    "quality": 0.9,
    "nothing": None,
}


def value(text, **more):
    return EXPRESSIONS.evaluate(text, {**SCOPE, **more})


def text(template, **more):
    return EXPRESSIONS.render(template, {**SCOPE, **more})


def refusal(text_, *, template=False, **more):
    with pytest.raises(ExpressionError) as caught:
        (text if template else value)(text_, **more)
    return caught.value.message


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("x", 3), ("a.b", None), ("a.c[1]", True), ("order.items", [1]), ("order[k]", [1]), ("l.0", 3),
        ("quality > 0.8 and rows | length > 1", True), ("x in l", True), ("x not in l", False), ("not x", False),
        ("1 < x < 5", True), ("-x ** 2", 9), ("- x", -3), ("1 + 2 * 3", 7), ("'a' ~ 1 ~ none ~ true", "a1nulltrue"),
        ("7 // 2", 3), ("7 % 4", 3), ("2 ** 10", 1024), ("'ab' * 2", "abab"), ("[1] + [2]", [1, 2]), ("'a' + 'b'", "ab"),
        ("x if x > 5 else 'small'", "small"), ("{'k': [x, {'m': t}]}", {"k": [3, {"m": "abc"}]}), ("(1, 2)", [1, 2]),
        ("l[0:2]", [3, 1]), ("l[::-1]", [2, 1, 3]), ("l | sort | first", 1), ("l | max", 3), ("l | sum", 6),
        ("rows | map(attribute='q') | list", [1, 2]), ("l | map('string') | join('-')", "3-1-2"), ("t | upper", "ABC"),
        ("rows | selectattr('q', 'gt', 1) | list", [{"q": 2, "w": "y|z"}]), ("t.upper().lower()", "abc"),
        ("order.keys()", ["items", "n"]), ("order.get('zz', 5)", 5), ("'a,b'.split(',')", ["a", "b"]),
        ("'a-b' | replace('-', '+')", "a+b"), ("range(3)", [0, 1, 2]), ("x is odd", True), ("x is divisibleby 3", True),
        ("nothing is none", True), ("x is not none", True), ("t | tojson", '"abc"'), ("'%05.1f' | format(x)", "003.0"),
        ("'é' | urlencode", "%C3%A9"), ("l | batch(2) | list", [[3, 1], [2]]), ("'<a>' | escape", "&lt;a&gt;"),
    ],
)  # fmt: skip
def test_expressions_give_plain_values(expression, expected):
    assert value(expression) == expected


@pytest.mark.parametrize("name", ["nope", "nope.x", "nope[0]", "[1, nope]", "{'k': nope}", "x + nope", "nope | upper", "l | join(nope)", "x if nope else 2", "nope if x else 2", "x and nope"])  # fmt: skip
def test_an_unknown_name_is_an_error_wherever_it_stands(name):
    message = refusal(name)
    assert "`nope` is not known here" in message
    assert "`quality`" in message, "what is in scope is told"


@pytest.mark.parametrize("field", ["a.zz", "a['zz']", "[a.zz]", "{'k': a.zz}", "a.zz ~ 'x'", "a.zz == 1", "l | join(a.zz)", "a.zz if x else 1", "[[a.zz]] | list"])  # fmt: skip
def test_an_unknown_field_is_an_error_that_tells_what_there_is(field):
    message = refusal(field)
    assert "no field `zz`" in message
    assert "`b`, `c`" in message


@pytest.mark.parametrize("template", ["{{ nope }}", "{{ nope }} x", "{% if nope %}x{% endif %}", "{% for i in a.zz %}{% endfor %}", "{% set y = a.zz %}", "{% for i in l %}{{ i.zz }}{% endfor %}"])  # fmt: skip
def test_templates_are_as_strict(template):
    assert refusal(template, template=True)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("nope | default(1)", 1), ("a.zz | default(2)", 2), ("a.b | default(2)", None), ("order.keys | default(3)", 3),
        ("a['zz'] | d(4)", 4), ("[] | first | default(5)", 5), ("nope is defined", False), ("a.zz is undefined", True),
        ("a.c is defined and a.c[0] == 1", True), ("a.items is defined", False), ("order.items is defined", True),
    ],
)  # fmt: skip
def test_default_and_is_defined_look_before_they_leap(expression, expected):
    assert value(expression) == expected


@pytest.mark.parametrize("field", ["a.items", "a.keys", "a['values']", "l.append", "t.upper", "a.__class__", "a.with_item", "a | attr('pop')"])  # fmt: skip
def test_python_objects_show_nothing_of_themselves(field):
    assert refusal(field)
    assert refusal(field, a=freeze(SCOPE["a"]))


@pytest.mark.parametrize("call", ["order.clear()", "l.append(1)", "t.format(1)", "t.__len__()", "debug()", "cycler(1)", "x()", "l[0]()", "a.b()", "t | debug", "self.x()", "super()", "__at(a, 'b', '')", "lipsum()"])  # fmt: skip
def test_what_is_not_known_cannot_be_called(call):
    assert refusal(call)
    assert SCOPE["order"] == {"items": [1], "n": 2}


@pytest.mark.parametrize("pair", ["'high' > 1", "x > nothing", "true < 2", "l > 1", "x + 'a'", "true + 1", "a * 2", "[1] + 'x'", "[1, 'a'] | max", "[1, 'a'] | sum"])  # fmt: skip
def test_kinds_are_not_mixed_in_silence(pair):
    assert "cannot" in refusal(pair)


@pytest.mark.parametrize("expression", ["1 / 0", "1e999", "10 ** 500", "[] | first", "(1 if false)", "[] | min", "l[7]", "'' | split('')"])  # fmt: skip
def test_what_has_no_result_is_an_error(expression):
    assert refusal(expression)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ x }}", 3), (" {{ x + 1 }}\n", 4), ("{{ rows }}", [{"q": 1, "w": "x"}, {"q": 2, "w": "y|z"}]),
        ("{{ a }}", {"b": None, "c": [1, True]}), ("{{- x -}}", 3), ("{{ nothing }}", None), ("{{ f }}", 1.0),
    ],
)  # fmt: skip
def test_one_whole_expression_keeps_its_type(template, expected):
    assert text(template) == expected
    assert EXPRESSIONS.is_expression(template)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("x={{ x }}", "x=3"), ("{{ f }}{{ nothing }}{{ true }}", "1nulltrue"), ("{{ t }}{{ t }}", "abcabc"),
        ("l: {{ l }}", "l: [\n  3,\n  1,\n  2\n]"), ("{{ a.c }}.", "[\n  1,\n  true\n]."), ("{{ {'é': none} }}!", '{\n  "é": null\n}!'),
        ("{{ rows }}.", "| q | w |\n| --- | --- |\n| 1 | x |\n| 2 | y\\|z |."),
        ("{{ rows | table(1) }}.", "| q | w |\n| --- | --- |\n| 1 | x |\n\n… and 1 more rows."),
        ("{% for i in l %}{{ loop.index }}:{{ i }} {% endfor %}", "1:3 2:1 3:2 "),
        ("{% for r in rows if r.q > 1 %}{{ r.w }}{% else %}-{% endfor %}", "y|z"),
        ("{% if x > 5 %}a{% elif x > 2 %}b{% else %}c{% endif %}", "b"), ("{%- if x -%}  yes  {%- endif -%}", "yes"),
        ("{% set y = x * 2 %}{{ y }};", "6;"), ("{% set y %}in {{ x }}{% endset %}{{ y }}", "in 3"),
        ("{% with q = x %}{{ q }}{% endwith %}", "3"), ("{% raw %}{{ x }}{% endraw %}", "{{ x }}"), ("a{# note #}b", "ab"),
        ("{% for k, v in order | items %}{{ k }}={{ v }};{% endfor %}", "items=[\n  1\n];n=2;"),
        ("{% for i in l %}{% if i == 1 %}{% continue %}{% endif %}{{ i }}{% endfor %}", "32"),
        ("{% set n = namespace(c=0) %}{% for i in l %}{% set n.c = n.c + i %}{% endfor %}{{ n.c }}", "6"),
        ("{% for i in l %}{{ loop.cycle('a', 'b') }}{{ loop.previtem | default('-') }}{% endfor %}", "a-b3a1"),
        ("{% for i in l %}\n  a long line of text\n{%- endfor %}", "\n  a long line of text" * 3),
        ("{{ '}}' }}{{ x }}", "}}3"), ("{ {x} }", "{ {x} }"), ("100 %", "100 %"),
    ],
)  # fmt: skip
def test_longer_texts_are_text(template, expected):
    assert text(template) == expected
    assert not EXPRESSIONS.is_expression(template)


def test_render_goes_to_any_depth_and_leaves_other_values():
    given_ = freeze({"a": ["{{ x }}", {"b": "n={{ x }}"}], "c": 1, "d": None, "e": "plain"})
    assert text(given_) == {"a": [3, {"b": "n=3"}], "c": 1, "d": None, "e": "plain"}


def test_what_comes_out_is_plain_and_a_copy():
    frozen = freeze({"k": [1]})
    result = value("v", v=frozen)
    assert type(result) is dict
    assert type(result["k"]) is list
    result["k"].append(2)
    assert frozen["k"] == (1,)


def test_tables_are_seen_up_to_ten_thousand_rows():
    assert value("rows | length", rows=Table([{"q": 1}] * 10_000)) == 10_000
    message = refusal("rows | length", rows=Table([{"q": 1}] * 10_001))
    assert "meta.PORT.rows" in message
    assert "sql.query" in message


def test_a_long_table_that_is_not_named_costs_nothing():
    assert value("x", rows=Table([{"q": 1}] * 10_001)) == 3


def test_tables_in_lists_and_files_are_seen(tmp_path):
    assert value("parts[0][0].q", parts=[Table([{"q": 5}]), Table([{"q": 6}])]) == 5
    assert value("file", file=File(tmp_path)) == str(tmp_path)
    assert "bytes" in refusal("b", b=b"x")


BOMBS = [
    '"x" * 10**9', "[1] * 100000000", "range(100000000) | list", '"%999999999d" | format(1)', '"%*d" | format(9, 1)',
    '("a" * 4000000) | replace("a", "bbbbbbbbbb")', '("a" * 4000000) | list', '["a", "b", "c"] | join("x" * 7000000)',
    '("a\\n" * 100000) | indent(1000)', "[1] | batch(999999999, 0)", "[1] | slice(999999999)", '("a" * 7000000) ~ ("b" * 7000000)',
    "(" * 200 + "1" + ")" * 200, '("a " * 2000000).split()', "[t * 7000000, 2] | tojson", "2 ** 1000", 't * 7000000 + t * 7000000',
]  # fmt: skip
TEMPLATE_BOMBS = [
    "{% set n = namespace(x='ab') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    "{% set n = namespace(l=[1]) %}{% for i in range(60) %}{% set n.l = n.l + n.l %}{% endfor %}",
    "{% for i in range(100000) %}{% for j in range(100000) %}x{% endfor %}{% endfor %}",
    "{% for i in range(100000) %}" + "lorem ipsum " * 200 + "{% endfor %}",
    "{% for i in range(100000) %}{% raw %}" + "lorem ipsum " * 200 + "{% endraw %}{% endfor %}",
    "{% for i in range(100000) %}{{ big }}{% endfor %}",
    "{% for i in range(100000) %}{% set y %}{{ big }}{% endset %}{% endfor %}",
]


@pytest.mark.slow
@pytest.mark.parametrize("bomb", [*BOMBS, *TEMPLATE_BOMBS], ids=lambda b: b[:40])
def test_nothing_fills_the_memory_or_runs_for_ever(bomb):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refusal(bomb, template=bomb in TEMPLATE_BOMBS, big="x" * 10_000)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 128 * 1024 or sys.platform == "darwin"


@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        ("{{ x", "}}"), ("{{ x + }}", "value is expected"), ("{{ (x }}", "`(` is not closed"), ("{{ x) }}", "closes nothing"),
        ("{% if x %}", "not closed"), ("{% endif %}", "closes nothing"), ("{% for x in y %}{% endif %}", "inside"),
        ("{{ x | uper }}", "Did you mean `upper`"), ("{{ x is od }}", "Did you mean `odd`"), ("{{ rnge(3) }}", "Did you mean `range`"),
        ("{% include 'x' %}", "not allowed"), ("{% macro m() %}", "not allowed"), ("{% import 'x' as y %}", "not allowed"),
        ("{{ 'abc }}", "not closed"), ("{{ $ }}", "cannot stand"), ("{# x", "`#}` is missing"), ("{{ }}", "value is expected"),
        ("{% raw %}x", "endraw"), ("{{ a b }}", "cannot stand there"), ("{{ f(x) }}", "no function `f`"),
    ],
)  # fmt: skip
def test_what_does_not_parse_is_explained(wrong, part):
    message = EXPRESSIONS.check_template(wrong)
    assert message is not None
    assert part in message
    assert part in refusal(wrong, template=True)


def test_a_condition_is_written_without_braces():
    assert "without `{{ }}`" in EXPRESSIONS.check_expression("{{ x }}")
    assert EXPRESSIONS.check_expression("  ") == "the expression is empty"
    assert EXPRESSIONS.check_expression("x > 1 and y == {'a': {'b': 1}}") is None


def test_names_and_paths_of_a_text():
    assert EXPRESSIONS.names_in("{{ inputs.a }}{{ rows | length }}") == {"inputs", "rows"}
    assert EXPRESSIONS.paths_in("{{ inputs.a }}-{{ b }}") == {("inputs", "a"), ("b",)}
    assert EXPRESSIONS.names_in("{% for i in rows %}{{ i.x }}{{ loop.index }}{{ range(i) }}{% endfor %}") == {"rows"}
    assert EXPRESSIONS.names_in("{% set y = x %}{{ y }}") == {"x"}
    assert EXPRESSIONS.names_in("a.b > c", is_bare=True) == {"a", "c"}
    assert EXPRESSIONS.names_in("plain") == set()


def test_what_is_an_expression():
    assert has_expression("a {% if %}")
    assert not has_expression("{ x }")
    assert not EXPRESSIONS.is_expression("{{ a }} {{ b }}")
    assert not EXPRESSIONS.is_expression("{{ a ")
    assert EXPRESSIONS.is_expression("{{ '}}' ~ a }}")


def test_the_message_names_the_expression():
    assert refusal("a.zz") == "“a.zz”: `a` has no field `zz`; it has `b`, `c`"


def test_many_texts_are_forgotten_again(monkeypatch):
    monkeypatch.setattr("harmony.melody.expressions.MAX_COMPILED", 10)
    mine = Expressions()
    assert [mine.evaluate(f"x + {n}", {"x": 1}) for n in range(30)] == [n + 1 for n in range(30)]


@given(st.text(alphabet="abx{}%|()[]'\"+-*~,.: \n0_", max_size=40))
def test_no_text_raises_anything_but_an_expression_error(source):
    mine = EXPRESSIONS
    error = mine.check_template(source)
    try:
        mine.render(source, {"a": 1, "b": [1], "x": "t"})
    except ExpressionError:
        return
    assert error is None


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.slow
@given(plain)
def test_values_pass_through_the_engine_unchanged(data):
    assert value("[v][0]", v=data) == data
    assert value("v if true else 1", v=data) == data


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{{ files[:limit] }}", {"files", "limit"}),
        ("{{ (files | list)[1:] | length }}", {"files"}),
        ("{{ a[b[:c]] }}", {"a", "b", "c"}),
        ("{{ x[1:][2:][3:] }}", {"x"}),
        ("{% set q = x %}{{ q[1:] }}{% for i in y[1:] %}{{ i[1:] }}{% endfor %}", {"x", "y"}),
    ],
)
def test_the_names_of_what_is_sliced_are_known(text, names):
    assert Expressions().names_in(text) == names


def test_a_slice_of_what_is_sliced():
    assert Expressions().render("{{ x[1:][1:] }}", {"x": [1, 2, 3]}) == [3]
    assert ("inputs", "a") in Expressions().paths_in("{{ inputs.a[1:] }}")
