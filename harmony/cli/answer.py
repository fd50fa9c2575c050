"""`harmony answer`: what a person says to a node that waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from harmony.app.answers import Reply
    from harmony.store import RunRow

Flag = Annotated[bool, Parameter(negative="")]


def answer(
    run: str,
    node: str,
    choice: Literal["approve", "reject", "skip", "fail", "retry", "raise", "stop"],
    *,
    inputs: Annotated[tuple[str, ...], Parameter(name=["--input", "-i"], negative="")] = (),
    only_record: Flag = False,
    json: Flag = False,
    strict: Flag = False,
) -> int:
    """Answer a node that waits for a person; a run that nobody plays goes on here.

    Ends as `harmony run` does when it plays on, else with 0. The first answer counts; a second is refused.

    Parameters
    ----------
    run
        The run's id, the beginning of it, or last.
    node
        The node's path, with @PASS where it waits in several.
    choice
        approve or reject an approval; skip, fail or retry a node that is paused after a failure; raise a budget
        (-i usd=0.5; without it by what is short), skip the node or stop the run.
    inputs
        NAME=VALUE for a field of the form; repeat it for several.
    only_record
        Write the answer down and play nothing: `harmony runs resume` goes on.
    json
        Print the new events, one a line.
    strict
        End with 1 when there are gaps or dead letters.
    """
    from harmony.app.answers import Reply
    from harmony.cli.run import pair
    from harmony.cli.stored import find_run

    reply = Reply(node, choice, dict(pair(text, "-i", "NAME=VALUE") for text in inputs))
    row = find_run(run)
    if _told(row, reply):
        print(f"Answered: the run {row.id} goes on where it plays.")
        return 0
    if only_record:
        _write_down(row, reply)
        return 0
    return _play_on(row, reply, as_json=json, strict=strict)


def _told(row: RunRow, reply: Reply) -> bool:
    """True if the process that plays the run was told."""
    from harmony.cli.stored import attach

    client = attach(row)
    if client is None:
        return False
    path, _, pass_ = reply.node.partition("@")
    asked = {"run": row.id, "node": path, "pass": pass_, "choice": reply.choice}
    with client:
        client.ask("run.answer", asked | {"values": reply.values, "as_text": True})
    return True


def _write_down(row: RunRow, reply: Reply) -> None:
    from harmony.cli.stored import with_app

    with_app(lambda app: app.record_answer(row.id, reply))
    print(f"Written down: `harmony runs resume {row.id}` goes on with it.")


def _play_on(row: RunRow, reply: Reply, *, as_json: bool, strict: bool) -> int:
    from harmony.cli.play import play

    return play(lambda app, listener: app.answer(row.id, reply, listener), as_json=as_json, strict=strict)
