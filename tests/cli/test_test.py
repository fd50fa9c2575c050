import json
from pathlib import Path

import pytest

from harmony import assets
from harmony.app.trials import compare
from tests.cli.conftest import Harmony

pytestmark = pytest.mark.slow

MELODY = """\
format: harmony/1
name: letters
inputs:
  name: {type: text}
secrets: {KEY: {}}
nodes:
  fetch: {use: http.request@1, with: {url: "https://a.example/{{ inputs.name }}", headers: {k: "{{ secrets.KEY }}"}}}
  greet: {use: text.template@1, in: {person: fetch.body}, with: {template: "Dear {{ person.title }} {{ inputs.name }}"}}
  later: {use: flow.wait@1, in: {value: greet.text}, with: {for: 3d}}
  boom: {use: flow.fail@1, after: greet, when: inputs.name == 'Nobody', with: {message: nobody}}
outputs:
  letter: later.value
tests:
"""
GOOD = """\
  - name: greets with the title
    inputs: {name: Ada}
    pins: {fetch.body: {title: Countess}}
    expect: {output: {letter: Dear Countess Ada}, states: {greet: complete, boom: skipped}}
"""
BAD = """\
  - name: greets wrongly
    inputs: {name: Ada}
    pins: {fetch.body: {title: Countess}}
    expect: {output: {letter: Dear Ada}, states: {boom: error}}
"""
NOBODY = """\
  - name: nobody
    inputs: {name: Nobody}
    pins: {fetch.body: {title: Countess}}
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HARMONY_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def write(folder: Path, *tests: str) -> Path:
    path = folder / "letters.melody.yaml"
    path.write_text(MELODY + "".join(tests))
    return path


def test_a_good_test_passes_and_leaves_no_run(harmony: Harmony, home: Path, tmp_path: Path) -> None:
    said = harmony("test", write(tmp_path, GOOD))
    assert said.status == 0, said
    assert "✓" in said.out and "greets with the title" in said.out
    assert not (home / "harmony.db").exists()


def test_differences_are_shown_value_by_value(harmony: Harmony, tmp_path: Path) -> None:
    said = harmony("test", write(tmp_path, GOOD, BAD))
    assert said.status == 1
    assert 'output letter: expected "Dear Ada", got "Dear Countess Ada"' in said.out
    assert 'state boom: expected "error", got "skipped": condition false' in said.out
    assert said.out.endswith("2 tests, 1 failed\n")


def test_a_failed_run_fails_unless_it_is_expected(harmony: Harmony, tmp_path: Path) -> None:
    said = harmony("test", write(tmp_path, NOBODY))
    assert said.status == 1
    assert "nobody" in said.out and 'got "failed"' in said.out
    assert harmony("test", write(tmp_path, NOBODY, "    expect: {states: {boom: error}}\n")).status == 0


def test_a_missing_input_is_told(harmony: Harmony, tmp_path: Path) -> None:
    said = harmony("test", write(tmp_path, "  - name: none\n"))
    assert said.status == 1
    assert "-i name=…" in said.out


def test_json_is_one_test_a_line(harmony: Harmony, tmp_path: Path) -> None:
    said = harmony("test", "--json", write(tmp_path, GOOD, BAD))
    good, bad = map(json.loads, said.out.splitlines())
    assert good["passed"] and not bad["passed"]
    assert bad["differences"][0] == {"at": "output letter", "expected": "Dear Ada", "actual": "Dear Countess Ada"}


def test_a_file_that_cannot_be_read_does_not_stop_the_others(harmony: Harmony, tmp_path: Path) -> None:
    said = harmony("test", tmp_path / "nowhere", write(tmp_path, GOOD))
    assert said.status == 1
    assert "nowhere" in said.err and "1 file not readable" in said.out


@pytest.mark.parametrize(
    ("expected", "actual", "at"),
    [
        (0.3, 0.1 + 0.2, []),
        (1, 1.0, []),
        (1, True, ["x"]),
        ([1, 2], [1], ["x[1]"]),
        ({"a": 1}, {"a": 1, "b": 2}, ["x.b"]),
        ([{"a": [1]}], [{"a": [2]}], ["x[0].a[0]"]),
        ("a\nb\nc", "a\nB\nc", ["x, line 2"]),
        (None, {}, ["x"]),
    ],
)
def test_where_values_differ(expected: object, actual: object, at: list[str]) -> None:
    assert [d.at for d in compare("x", expected, actual)] == at


@pytest.mark.slow
def test_the_flagship_keeps_its_own_tests(harmony: Harmony) -> None:
    said = harmony("test", assets.melody("code-health.melody.yaml"))
    assert said.status == 0, said.out
    assert "2 tests, none failed" in said.out


def test_a_run_that_waits_for_an_event_ends_its_test(harmony: Harmony, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "waits.melody.yaml"
    path.write_text(
        "format: harmony/1\nname: waits\nnodes:\n"
        "  first: {use: flow.wait@1, with: {for: 1d}}\n"
        "  go: {use: flow.wait@1, after: first, with: {event: go}}\n"
        "outputs: {go: go.event}\n"
        "tests:\n"
        "  - {name: as expected, expect: {states: {first: complete, go: waiting}}}\n"
        "  - {name: not so, expect: {output: {go: 1}}}\n"
    )
    said = harmony("test", path)
    assert said.status == 1
    assert "✓ " + str(path) + ": as expected" in said.out
    assert 'run: expected "completed", got "waiting": it waits for an event' in said.out
    assert "output go: expected 1, got nothing" in said.out
