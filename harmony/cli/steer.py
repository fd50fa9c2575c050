"""`harmony runs pause`, `next`, `deliver`, `go`, `skip` and `retry`: a run held, and led by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from harmony.cli.stored import attach, find_run, with_app
from harmony.errors import UsageError

if TYPE_CHECKING:
    from harmony.conductor.acts import Act
    from harmony.store import RunRow

Flag = Annotated[bool, Parameter(negative="")]
_SAID = {"branch": "the branch from", "before": "before", "behind": "the outputs of"}


def pause(run: str, *, node: str | None = None, before: str | None = None, after: str | None = None) -> int:
    """Hold a run, wherever it plays: what is at work ends, and nothing more begins.

    Parameters
    ----------
    run
        Its id, the beginning of it, or last.
    node
        Hold only this node and what follows it; the rest plays on.
    before
        Hold only this node, before it begins (in each of its passes).
    after
        Hold only what this node gives, before it goes on.
    """
    from harmony.conductor.acts import Act

    given = [("branch", node), ("before", before), ("behind", after)]
    acts = [Act(action, path) for action, path in given if path is not None] or [Act("pause")]
    row = find_run(run)
    for act in acts:
        _set(row, act)
    what = ", ".join(f"{_SAID[act.action]} `{act.node}`" for act in acts if act.node)
    print(f"The run {row.id} is held{f': {what}' if what else ''}. `harmony runs go {row.id}` lets it go on.")
    return 0


def next_(run: str, node: str | None = None, *, into: Flag = False, out: Flag = False, json: Flag = False) -> int:
    """Let one ready node of a held run begin; all others stay held. A run that nobody plays goes on here.

    Ends with 4 when the run stands again, else as `harmony run` does.

    Parameters
    ----------
    run
        Its id, the beginning of it, or last.
    node
        Which: NODE or NODE@PASS; without it the first that is ready.
    into
        Hold what is inside the node, too: its body is played step by step.
    out
        Let all go on that stands in the same body, up to its end.
    json
        Print the new events, one a line.
    """
    from harmony.conductor.acts import Act

    path, _, pass_ = (node or "").partition("@")
    return _go_on(run, Act("out" if out else "step", path, pass_, not into), as_json=json)


def deliver(run: str, node: str, port: str | None = None, value: str | None = None, *, json: Flag = False) -> int:
    """Let the held outputs of a node go on, or a value of yours in the place of one.

    Parameters
    ----------
    run
        Its id, the beginning of it, or last.
    node
        The node: NODE or NODE@PASS, held by `--pause-after` or `runs pause --after`.
    port
        The output to replace.
    value
        What goes on instead: JSON where it is, else a text.
    json
        Print the new events, one a line.
    """
    from harmony.app.inputs import from_text
    from harmony.conductor.acts import Act

    if port is not None and value is None:
        raise UsageError(f"Give the value for `{port}`: harmony runs deliver RUN NODE PORT VALUE.")
    outputs = {} if port is None or value is None else {port: from_text(value, "any")}
    path, _, pass_ = node.partition("@")
    return _go_on(run, Act("deliver", path, pass_, outputs=outputs), as_json=json)


def go(run: str, *, node: str | None = None, detach: Flag = False, json: Flag = False) -> int:
    """Let a held run go on; places where it is to stop again stay.

    Parameters
    ----------
    run
        Its id, the beginning of it, or last.
    node
        Take away what holds this node alone: a branch, or a stop before or after it.
    detach
        Forget all places where it is to stop.
    json
        Print the new events, one a line.
    """
    from harmony.conductor.acts import Act

    return _go_on(run, Act("detach" if detach else "go", node or ""), as_json=json)


def skip(run: str, node: str, *, json: Flag = False) -> int:
    """Skip one node of a run that plays: what is at work is stopped, and a gap says so.

    What can start only with it is skipped too. A run that nobody plays goes on here.

    Parameters
    ----------
    run
        Its id, the beginning of it, or last.
    node
        NODE or NODE@PASS.
    json
        Print the new events, one a line.
    """
    return _go_on(run, of_node("skip", node), as_json=json)


def retry(run: str, node: str, *, json: Flag = False) -> int:
    """Stop what a node does and begin it anew at once, as a new attempt. A run that nobody plays goes on here.

    Parameters
    ----------
    run
        Its id, the beginning of it, or last.
    node
        NODE or NODE@PASS: at work, or waiting for its next attempt.
    json
        Print the new events, one a line.
    """
    return _go_on(run, of_node("retry", node), as_json=json)


def cancel_node(run: str, node: str) -> int:
    """Cancel one node, wherever its run plays; see `harmony runs cancel --node`."""
    return _go_on(run, of_node("cancel", node), as_json=False)


def of_node(action: str, node: str) -> Act:
    """An act on one node, given as NODE or NODE@PASS."""
    from harmony.conductor.acts import Act

    path, _, pass_ = node.partition("@")
    return Act(action, path, pass_)


def _set(row: RunRow, act: Act) -> None:
    """Set a gate where the run plays, or write it down."""
    if not _told(row, act):
        with_app(lambda app: app.act(row.id, act))


def _go_on(run: str, act: Act, *, as_json: bool) -> int:
    """Let something go on: where the run plays, else here."""
    from harmony.cli.play import play

    row = find_run(run)
    if _told(row, act):
        print(f"The run {row.id} goes on where it plays.")
        return 0

    async def begin(app: Any, listener: Any) -> Any:
        return await app.act(row.id, act, listener)

    return play(begin, as_json=as_json)


def _told(row: RunRow, act: Act) -> bool:
    """True if the process that plays the run was told."""
    client = attach(row)
    if client is None:
        return False
    asked = {"run": row.id, "action": act.action, "node": act.node, "pass": act.pass_, "on": act.on}
    with client:
        client.ask("run.debug", asked | {"outputs": dict(act.outputs)})
    return True
