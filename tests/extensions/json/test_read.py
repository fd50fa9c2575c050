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
