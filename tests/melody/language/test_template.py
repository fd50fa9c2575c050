# Tables of cases read better with one case a line.
# ruff: noqa: E501
from __future__ import annotations

import pytest

from harmony.errors import ExpressionError
from harmony.melody.language.template import Template


def test_text_and_marks_stay_as_they_are():
    assert Template("a {%- if 1 -%} b {%+ endif %} {# c #}").code() == "a {%- if 1 -%} b {%+ endif %} {# c #}"


def test_text_in_a_loop_is_counted_inside_its_white_space():
    code = Template("{% for i in [1] -%}  twenty characters long  {%- endfor %}").code()
    assert "-%}  {% set __t = __tick(26) %}twenty characters long  {%-" in code


def test_raw_text_is_left_alone():
    assert Template("{% raw %}{{ x | nope }}{% endraw %}").code() == "{% raw %}{{ x | nope }}{% endraw %}"


@pytest.mark.parametrize("source", ["{% block x %}{% endblock %}", "{% for a in b recursive %}{% endfor %}", "{% if %}", "{% for in x %}", "{% set %}", "{% with x %}", "{% else x %}"])  # fmt: skip
def test_what_is_not_known_is_refused(source):
    with pytest.raises(ExpressionError):
        Template(source).code()
