import pytest

from harmony.cli import main
from tests.cli.conftest import Harmony


def test_version(harmony: Harmony) -> None:
    assert harmony("--version").out.startswith("Harmony 0.")


def test_help_lists_the_commands(harmony: Harmony) -> None:
    said = harmony("--help")
    assert all(name in said.out for name in ("run", "check", "runs", "extensions", "board"))


@pytest.mark.parametrize("words", [("--help",), ("runs", "--help"), ("letters", "-h"), ("extensions", "--help"), ()])
def test_lists_say_what_each_command_is_for(harmony: Harmony, words: tuple[str, ...]) -> None:
    lines = harmony(*words).out.splitlines()
    listed = [line.strip("│ ") for line in lines if line.startswith("│ ") and line[2] != " "]
    assert len(listed) >= 5
    assert [line for line in listed if " " not in line] == []


def test_an_unknown_command_leads_to_the_list(harmony: Harmony) -> None:
    assert "harmony --help shows" in harmony("rum", "x").err
    said = harmony("runs", "shwo").err
    assert "did you mean show?" in said
    assert "harmony runs --help shows" in said
    assert "does not take “b”" in harmony("show", "a", "b").err


@pytest.mark.parametrize(
    "words", [("rum",), ("run",), ("check",), ("--home",), ("--home=", "runs"), ("run", "a\udcff")]
)
def test_wrong_usage(harmony: Harmony, words: tuple[str, ...]) -> None:
    said = harmony(*words)
    assert said.status == 2
    assert said.err
    assert "Traceback" not in said.err


def test_home_may_stand_anywhere(harmony: Harmony, tmp_path: object, hello: object) -> None:
    harmony("run", hello, "--home", f"{tmp_path}/elsewhere")
    assert "hello" in harmony("--home", f"{tmp_path}/elsewhere", "runs", "list").out


def test_a_bug_that_is_no_text_is_kept_all_the_same(harmony: Harmony, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_arguments: list[str]) -> int:
        raise RuntimeError("a\udcff")

    monkeypatch.setattr(main, "_dispatch", fail)
    said = harmony("run")
    assert (said.status, "crash-" in said.err) == (3, True)


def test_a_bug_is_said_as_one(harmony: Harmony, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_arguments: list[str]) -> int:
        raise ZeroDivisionError("x")

    monkeypatch.setattr(main, "_dispatch", fail)
    said = harmony("run")
    assert said.status == 3
    assert "fault in Harmony" in said.err
    assert "crash-" in said.err
