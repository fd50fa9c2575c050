"""files.list on a real folder."""

import pytest

from harmony.sdk import StepFailed
from harmony.sdk.testing import play_node


@pytest.fixture
def listed(tmp_path):
    for name in ("b.py", "a.py", "notes.txt", "inner/c.py", ".venv/lib/d.py", "inner/test_c.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")

    def call(**with_):
        files = play_node("files.list", None, with_, base=tmp_path)["files"]
        return [f.removeprefix(f"{tmp_path}/") for f in files]

    return call


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ({}, ["a.py", "b.py", "notes.txt"]),
        ({"pattern": "*.py"}, ["a.py", "b.py"]),
        ({"pattern": "**/*.py", "exclude": [".venv", "test_*"]}, ["a.py", "b.py", "inner/c.py"]),
        ({"pattern": "**/*.py", "exclude": ["inner/c.py", ".*"]}, ["a.py", "b.py", "inner/test_c.py"]),
        ({"path": "inner", "pattern": "c.*"}, ["inner/c.py"]),
        ({"path": "a.py"}, ["a.py"]),
        ({"pattern": "*.nothing"}, []),
    ],
)
def test_patterns(listed, options, wanted):
    assert listed(**options) == wanted


@pytest.mark.parametrize(
    ("options", "said"), [({"path": "gone"}, "no folder .*gone"), ({"pattern": "/x"}, "no pattern")]
)
def test_what_cannot_be_listed(listed, options, said):
    with pytest.raises(StepFailed, match=said) as caught:
        listed(**options)
    assert caught.value.error_class == "invalid_input"
