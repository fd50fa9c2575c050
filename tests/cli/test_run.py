import json
from pathlib import Path

import pytest

from tests.cli.conftest import Harmony

pytestmark = pytest.mark.slow

FAILS = """\
format: harmony/1
name: fails
nodes:
  boom:
    use: flow.fail@1
    title: The end
    with: {message: "it broke"}
"""
GAP = """\
format: harmony/1
name: gap
nodes:
  read:
    use: files.read@1
    with: {path: nowhere.txt}
    on_error: skip
"""


def events(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_prints_the_outputs(harmony: Harmony, hello: Path) -> None:
    result = harmony("run", hello, "-i", "who=Ada", "-i", "times=2")
    assert result.status == 0
    assert "text: Hello Ada!!" in result.out
    assert "✓ greet" in result.out


def test_json_is_one_event_a_line(harmony: Harmony, hello: Path) -> None:
    told = events(harmony("run", hello, "--json").out)
    assert told[-1]["kind"] == "run.completed"
    assert told[-1]["outputs"] == {"text": "Hello you!"}
    seqs = [e["seq"] for e in told]
    assert seqs == sorted(set(seqs))  # type: ignore[type-var]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-i", "times=many"), "Input “times” is to be of type integer"),
        (("-i", "whom=x"), "did you mean “who”"),
        (("-i", "who"), "NAME=VALUE"),
        (("--clock", "wall"), "real or virtual"),
        (("--nope",), "nope"),
        (("--from", "greeet"), "--from: there is no node “greeet”. Did you mean greet?"),
        (("--to", "x"), "--to: there is no node “x”. Nodes: greet"),
        (("--pin", "greet={file}"), "names no port: write NODE.PORT"),
        (("--pin", "great.text={file}"), "Did you mean greet?"),
        (("--pin", "greet.txt={file}"), "no output “txt”. Did you mean text?"),
    ],
)
def test_wrong_usage_is_2(harmony: Harmony, hello: Path, words: tuple[str, ...], said: str) -> None:
    result = harmony("run", hello, *(word.format(file=hello) for word in words))
    assert result.status == 2
    assert said in result.err
    assert result.out == ""
    assert harmony("runs", "list").out.startswith("Nothing has run yet")


def test_a_missing_input_is_wrong_usage(harmony: Harmony, hello: Path) -> None:
    hello.write_text(hello.read_text().replace(", default: you", ""))
    result = harmony("run", hello)
    assert result.status == 2
    assert "-i who=…" in result.err


def test_an_invalid_file_is_1(harmony: Harmony, hello: Path) -> None:
    hello.write_text(hello.read_text().replace("greet.text", "greet.txt"))
    result = harmony("run", hello)
    assert result.status == 1
    assert "no output port `txt`" in result.err
    assert harmony("runs", "list").out == "Nothing has run yet: harmony run FILE.\n"


def test_a_failed_run_is_1_and_names_the_node(harmony: Harmony, tmp_path: Path) -> None:
    path = tmp_path / "f.melody.yaml"
    path.write_text(FAILS)
    result = harmony("run", path)
    assert result.status == 1
    assert "boom" in result.out
    assert "The end" in result.out
    assert "it broke" in result.out


def test_gaps_end_0_and_strictly_1(harmony: Harmony, tmp_path: Path) -> None:
    path = tmp_path / "g.melody.yaml"
    path.write_text(GAP)
    result = harmony("run", path)
    assert result.status == 0
    assert "1 gap" in result.out
    assert "nowhere.txt" in result.out
    assert harmony("run", path, "--strict").status == 1


def test_virtual_time_does_not_wait(harmony: Harmony, tmp_path: Path) -> None:
    path = tmp_path / "w.melody.yaml"
    path.write_text("format: harmony/1\nname: w\nnodes:\n  wait: {use: flow.wait@1, with: {for: 7d}}\n")
    assert harmony("run", path, "--clock", "virtual").status == 0


def test_pins_stand_for_a_node(harmony: Harmony, hello: Path, tmp_path: Path) -> None:
    pinned = tmp_path / "text.txt"
    pinned.write_text("Pinned")
    assert "text: Pinned" in harmony("run", hello, "--pin", f"greet.text={pinned}").out


def test_a_file_that_is_not_there_is_wrong_usage(harmony: Harmony, hello: Path) -> None:
    hello.write_text(hello.read_text().replace("{type: text, default: you}", "{type: file}"))
    result = harmony("run", hello, "-i", "who=/nowhere/a.csv")
    assert result.status == 2
    assert "/nowhere/a.csv" in result.err
    assert harmony("runs", "list").out.startswith("Nothing has run yet")


def test_a_table_is_told_in_words(harmony: Harmony, tmp_path: Path) -> None:
    path = tmp_path / "t.melody.yaml"
    node = "ask: {use: sql.query@1, with: {sql: SELECT 1 AS a}}"
    path.write_text(f"format: harmony/1\nname: t\nnodes:\n  {node}\noutputs: {{rows: ask}}\n")
    assert "rows: (table, 1 row, " in harmony("run", path).out
    assert "rows: (table, 1 row, " in harmony("runs", "show", "last").out
