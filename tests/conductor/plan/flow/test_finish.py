"""flow.fail and flow.stop (25 of the fine points of play)."""

from tests.conductor.nodes import each, echo, play, sleep


def test_s25_fail_and_stop_end_what_they_stand_in() -> None:
    body = {
        "f": {"use": "flow.fail", "with": {"message": "bad {{ item }}"}, "when": "item == 2"},
        "n": echo("{{ item }}"),
    }
    played = play({"e": each(body, {"n": "n"}, [1, 2], on_item_error="skip")}, {"o": "e.n", "f": "e.failed"})
    assert played.outputs["o"] == [1] and played.outputs["f"][0]["error"]["message"] == "bad 2"
    stopped = play({"a": sleep(1, 1), "b": sleep(9, 2), "s": {"use": "flow.stop", "after": "a"}}, {"a": "a", "b": "b"})
    assert (
        stopped.status == "completed"
        and stopped.outputs == {"a": 1, "b": None}
        and stopped.end("b") == "skipped:cancelled"
    )
