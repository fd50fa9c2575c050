"""json.read on real files."""

import pytest

from harmony.sdk import StepFailed
from harmony.sdk.testing import play_node


@pytest.fixture
def read(tmp_path):
    def call(text, name="x.json", **with_):
        (tmp_path / name).write_text(text)
        return play_node("json.read", None, {"path": name} | with_, base=tmp_path)["rows"].rows()

    return call


@pytest.mark.parametrize(
    ("text", "name", "options", "wanted"),
    [
        ('[{"a": 1}, {"b": 2}]', "x.json", {}, [{"a": 1, "b": None}, {"a": None, "b": 2}]),
        ('{"a": 1}', "x.json", {}, [{"a": 1}]),
        ("[1, 2]", "x.json", {}, [{"value": 1}, {"value": 2}]),
        ('{"a": 1}\n\n{"a": 2}\n', "x.jsonl", {}, [{"a": 1}, {"a": 2}]),
        ('{"a": 1}\n{"a": 2}\n', "x.json", {"format": "lines"}, [{"a": 1}, {"a": 2}]),
        ('{"data": {"items": [{"a": 1}]}}', "x.json", {"at": "data.items"}, [{"a": 1}]),
        ('[{"a": [{"b": 1}]}]', "x.json", {"at": "0.a"}, [{"b": 1}]),
    ],
)
def test_rows(read, text, name, options, wanted):
    assert read(text, name, **options) == wanted


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ('{"a":\n 1,}', {}, "x.json, line 2, column "),
        ('{"a": 1}\n{"a": }\n', {"format": "lines"}, "x.json, line 2, column 7"),
        ('{"data": 1}', {"at": "items"}, "no `items` .* there is data"),
        ('{"data": 1}', {"at": "data.x"}, "no `x`"),
        ("[]", {"encoding": "nonsense"}, "cannot be read as nonsense"),
    ],
)
def test_bad_files_say_where(read, text, options, said):
    with pytest.raises(StepFailed, match=said) as caught:
        read(text, **options)
    assert caught.value.error_class == "invalid_input"


def test_lines_end_where_json_lines_do(tmp_path):
    (tmp_path / "x.jsonl").write_text(
        '\ufeff{"a": "one\u2028two\x85three"}\r\n\r\n{"a": "four"}\n', encoding="utf-8", newline=""
    )
    played = play_node("json.read", {}, {"path": "x.jsonl"}, base=tmp_path)
    assert [row["a"] for row in played["rows"].rows()] == ["one\u2028two\x85three", "four"]


def test_what_is_nested_too_deeply_is_refused(tmp_path):
    (tmp_path / "x.json").write_text("[" * 100_000)
    with pytest.raises(StepFailed, match="too deeply") as caught:
        play_node("json.read", {}, {"path": "x.json"}, base=tmp_path)
    assert caught.value.error_class == "invalid_input"
