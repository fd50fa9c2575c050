import re
from pathlib import Path
from typing import Any

import pytest

from harmony.app.inputs import from_text, gather
from harmony.errors import UsageError, ValueRefused
from harmony.melody.load import loads
from harmony.melody.model import Melody

TEXT = """\
format: harmony/1
name: asks
inputs:
  who: {type: text}
  times: {type: integer, default: 2}
  file: {type: path, default: data/in.csv}
  mood: {type: text, default: good, choices: [good, bad]}
nodes: {a: {use: data.set@1}}
"""
BASE, HERE = Path("/base"), Path("/here")


def melody(text: str = TEXT) -> Melody:
    found = loads(text).melody
    assert found is not None
    return found


def given(as_text: bool = True, **values: Any) -> dict[str, Any]:
    return gather(melody(), values, base=BASE, cwd=HERE, as_text=as_text)


def test_defaults_fill_in_and_keep_the_order() -> None:
    found = given(who="Ada")
    assert found == {"who": "Ada", "times": 2, "file": str(BASE / "data/in.csv"), "mood": "good"}
    assert list(found) == ["who", "times", "file", "mood"]


def test_given_paths_are_relative_to_where_one_is() -> None:
    assert given(who="x", file="../a.csv")["file"] == str(Path("/a.csv"))
    assert given(who="x", file="~/a.csv")["file"] == str(Path.home() / "a.csv")


def test_texts_become_values_of_their_types() -> None:
    assert given(who="7", times="3")["times"] == 3
    assert given(who="7", times="3")["who"] == "7"
    assert given(as_text=False, who="x", times=4)["times"] == 4


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "needs “who”: give -i who=…"),
        ({"whom": "x"}, "did you mean “who”"),
        ({"zzz": "x"}, "it has “who”, “times”"),
        ({"who": "x", "times": "many"}, "“times” is to be of type integer"),
        ({"who": "x", "mood": "so"}, "one of “good”, “bad”"),
    ],
)
def test_mistakes_are_named(values: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        given(**values)
    assert said in caught.value.message


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("yes", "boolean", True),
        ("Off", "boolean", False),
        ("1.5", "number", 1.5),
        ("[1, 2]", "list", [1, 2]),
        ('{"a": 1}', "json", {"a": 1}),
        ("[1", "any", "[1"),
        ("1", "any", 1),
        ("1", "text", "1"),
        ('[{"a": 1}]', "table", [{"a": 1}]),
        ("2026-03-31", "datetime", "2026-03-31"),
    ],
)
def test_from_text(text: str, kind: str, value: object) -> None:
    assert from_text(text, kind) == value


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("perhaps", "boolean"),
        ("1.5", "integer"),
        ("x", "number"),
        ("[", "list"),
        ("[1]", "table"),
        ("soon", "datetime"),
    ],
)
def test_a_text_that_is_no_such_value(text: str, kind: str) -> None:
    with pytest.raises(ValueRefused):
        from_text(text, kind)


def test_a_default_file_lies_beside_the_melody() -> None:
    asks = melody(TEXT.replace("type: path", "type: file"))
    assert gather(asks, {"who": "x"}, base=BASE, cwd=HERE, as_text=True)["file"] == str(BASE / "data/in.csv")


@pytest.mark.parametrize(
    ("kind", "form"), [("integer", "12"), ("list<number>", "[1.5, 2]"), ("list<text>", '["a", "b"]')]
)
def test_what_is_wrong_is_shown_right(kind: str, form: str) -> None:
    asks = melody(TEXT.replace("who: {type: text}", f"who: {{type: {kind}}}"))
    with pytest.raises(UsageError, match=re.escape(f"Write it as in {form}.")):
        gather(asks, {"who": "{"}, base=BASE, cwd=HERE, as_text=True)
