import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import Harmony

MELODY = """\
format: harmony/1
name: listens
outputs: {got: wait.event}
nodes:
  ask: {use: flow.approve@1}
  wait:
    use: flow.wait@1
    after: [ask]
    with: {event: ready}
"""


def end(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text.splitlines()[-1])
    return found


def test_an_event_is_kept_for_a_run_that_nobody_plays(harmony: Harmony, tmp_path: Path) -> None:
    path = tmp_path / "m.melody.yaml"
    path.write_text(MELODY)
    assert harmony("run", path).status == 4
    assert "Written down" in harmony("send", "last", "ready", '{"n": 1}').out
    assert harmony("send", "last", "ready", "second").status == 0
    told = harmony("answer", "last", "ask", "approve", "--json")
    assert told.status == 0
    assert end(told.out)["outputs"] == {"got": {"n": 1}}


def test_to_all_who_listen(harmony: Harmony, tmp_path: Path, hello: Path) -> None:
    path = tmp_path / "m.melody.yaml"
    path.write_text(MELODY)
    harmony("run", hello)
    assert harmony("send", "*", "ready").out == "No run waits for events called “ready”.\n"
    harmony("run", path)
    harmony("run", path)
    assert harmony("send", "*", "ready", "5").out.count("Written down") == 2
    assert end(harmony("answer", "last", "ask", "approve", "--json").out)["outputs"] == {"got": 5}


def test_what_has_ended_takes_nothing(harmony: Harmony, hello: Path) -> None:
    harmony("run", hello)
    result = harmony("send", "last", "ready")
    assert result.status == 1
    assert "is completed" in result.err
    assert harmony("send", "nobody", "ready").status == 1


TELLS = """\
format: harmony/1
name: tells
inputs: {to: {type: text}}
nodes:
  tell: {use: flow.send@1, with: {event: news, to: "{{ inputs.to }}"}}
"""


def test_who_sends_to_a_run_in_vain_is_told(harmony: Harmony, tmp_path: Path) -> None:
    file = tmp_path / "tells.melody.yaml"
    file.write_text(TELLS)
    failed = harmony("run", str(file), "-i", "to=nobody")
    assert failed.status == 1 and "there is no run `nobody` to send “news” to" in failed.out
    assert harmony("run", str(file), "-i", "to=all").status == 0
    last = harmony("runs", "list", "--json").out.splitlines()[0]
    warned = harmony("run", str(file), "-i", f"to={json.loads(last)['id']}")
    assert warned.status == 0 and "`tell`: Run " in warned.err and "takes nothing in any more" in warned.err
    assert "warning   `tell`: Run " in harmony("runs", "show", "last").out
    assert "It warned at" in harmony("runs", "show", "last", "--why", "tell").out
