"""flow.repeat: pass after pass (23 of the fine points of play)."""

from tests.conductor.nodes import echo, play, repeat


def test_s23_repeat_until_and_previous() -> None:
    node = repeat({"n": echo("{{ 1 if previous is none else previous.n + 1 }}")}, {"n": "n"}, max=9, until="n >= 3")
    played = play({"r": node}, {"o": "r.n", "p": "r.passes"})
    assert played.outputs == {"o": 3, "p": 3}
    assert [e["pass"] for e in played.of("node.started", "r/n")] == ["0", "1", "2"]


def test_s23_at_max_it_completes_and_says_so() -> None:
    played = play(
        {"r": repeat({"n": echo("{{ iteration }}")}, {"n": "n"}, max=2, until="false")}, {"o": "r.n", "p": "r.passes"}
    )
    assert played.outputs == {"o": 1, "p": 2} and played.of("decision", "r")[0]["choice"] == "max"


def test_s23_an_output_skipped_in_the_last_pass_skips() -> None:
    node = repeat({"n": echo(1, when="iteration == 0")}, {"n": "n"}, max=2, until="false")
    played = play({"r": node, "b": echo(1, **{"in": {"x": "r.n"}})})
    assert played.end("b") == "skipped:not_chosen"
