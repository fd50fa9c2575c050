"""flow.join: a sync point (27 of the fine points of play)."""

from tests.conductor.nodes import echo, fired_at, play, sleep


def test_s27_join_carries_through() -> None:
    nodes = {
        "a": echo(1),
        "no": echo(2, when="false"),
        "j": {"use": "flow.join", "in": {"x": "a", "y": "no"}, "join": "any"},
        "b": echo(1, **{"in": {"y": "j.y"}}),
    }
    played = play(nodes, {"x": "j.x", "all": "j.all", "late": "j.late"})
    assert played.outputs == {"x": 1, "all": {"x": 1}, "late": []} and played.end("b") == "skipped:not_chosen"


def test_s27_join_has_its_join_in_with() -> None:
    nodes = {
        "a": sleep(1, 1),
        "b": sleep(9, 2),
        "j": {"use": "flow.join", "in": {"x": "a", "y": "b"}, "with": {"need": "50%"}},
    }
    assert fired_at(play(nodes)) == 1


def test_s27_late_holds_what_came_after_it_had_fired() -> None:
    nodes = {
        "a": sleep(1, 1),
        "b": sleep(2, 2),
        "c": sleep(3, 3),
        "j": {"use": "flow.join", "in": {"a": "a", "b": "b", "c": "c"}, "with": {"need": 1, "late": "merge"}},
        "z": echo(**{"in": {"x": "j.late"}}),
    }
    played = play(nodes, {"z": "z", "all": "j.all"})
    assert played.outputs == {"z": [2, 3], "all": {"a": 1, "b": 2, "c": 3}}
    lates = [e["outputs"]["late"]["value"] for e in played.of("node.completed", "j")]
    assert lates == [[], [2], [2, 3]]
