"""flow.melody: a Melody as one node (24 of the fine points of play)."""

from tests.conductor.kit import melody_of
from tests.conductor.nodes import echo, fail, play, sleep

INNER = {"inputs": {"a": {"type": "integer", "default": 4}, "b": {"default": 1}}, "outputs": {"sum": "s.value"}}


def test_s24_a_sub_melody_has_its_own_inputs_and_paths() -> None:
    inner = melody_of(
        {"s": {"use": "t.add", "in": {"x": "inputs.a", "y": "inputs.b"}}},
        **{k: v for k, v in INNER.items() if k != "outputs"},
        outputs={"sum": "s.value"},
    )
    nodes = {"n": echo("5"), "m": {"use": "flow.melody", "in": {"a": "n"}, "with": {"melody": "./in.melody.yaml"}}}
    played = play(nodes, {"o": "m.sum"}, base="/w", melodies={"/w/in.melody.yaml": inner})
    assert played.outputs == {"o": 6} and played.end("m/s") == "completed"


def test_s24_a_failure_inside_is_the_nodes_and_cancels_what_ran_beside_it() -> None:
    inner = melody_of({"f": sleep(1), "g": fail(after=["f"]), "h": sleep(50)})
    nodes = {"m": {"use": "flow.melody", "with": {"melody": "in"}, "on_error": "skip"}}
    played = play(nodes, base="/w", melodies={"/w/in": inner})
    assert played.end("m") == "skipped:policy_skip" and played.end("m/h") == "skipped:cancelled" and played.seconds == 1


def test_s24_it_may_call_itself_64_deep_at_most() -> None:
    inner = melody_of({"m": {"use": "flow.melody", "with": {"melody": "in"}}})
    played = play({"m": {"use": "flow.melody", "with": {"melody": "in"}}}, base="/w", melodies={"/w/in": inner})
    assert played.status == "failed" and len(played.of("node.started")) == 65
