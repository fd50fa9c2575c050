"""What may be asked of an engine: one function a method, each `(app, params) -> result`.

Results are plain data. A `HarmonyError` becomes the answer's `error`; anything else is a
fault of the program and is said as such.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import islice
from pathlib import Path
from typing import Any

from harmony.app import App, PlayRequest
from harmony.app.answers import Reply
from harmony.app.moments import moment, seq_of
from harmony.conductor.acts import Act
from harmony.conductor.artifacts import from_public
from harmony.conductor.events import public
from harmony.engine.preview import evaluated
from harmony.engine.protocol import pack
from harmony.errors import RunError
from harmony.melody.load import load
from harmony.sdk.values import File, Table

PREVIEW_CHARACTERS = 20_000
Method = Callable[[App, dict[str, Any]], Awaitable[Any]]


async def run_play(app: App, params: dict[str, Any]) -> dict[str, Any]:
    """Start a run: `{text | path, base?, inputs?, pins?, from?, to?, as_text?}` -> `{run, warnings}`."""
    path = params.get("path")
    request = PlayRequest(
        path=Path(path) if path else None,
        text=params.get("text"),
        inputs=params.get("inputs", {}),
        as_text=params.get("as_text", True),
        pins=params.get("pins", {}),
        start=params.get("from"),
        stop=params.get("to"),
        cwd=Path(params["cwd"]) if params.get("cwd") else Path.home(),
    )
    played = await app.play(request)
    return {"run": played.id, "warnings": [str(p) for p in played.warnings]}


async def run_cancel(app: App, params: dict[str, Any]) -> dict[str, Any]:
    """Cancel a run that plays here: `{run}` -> `{}`."""
    played = app.playing.get(params["run"])
    if played is None:
        raise RunError(f"Run {params['run']} does not play here.")
    played.cancel(params.get("reason", ""))
    return {}


async def run_resume(app: App, params: dict[str, Any]) -> dict[str, Any]:
    """Go on with a run: `{run, path?, extensions?}` -> `{run, warnings}`; `path` is an edited Melody.

    `extensions`: `ask`, `again` or `keep`; see `versions.Consent`.
    """
    path = params.get("path")
    consent = params.get("extensions", "ask")
    played = await app.resume(params["run"], file=Path(path) if path else None, extensions=consent)
    return {"run": played.id, "warnings": [str(w) for w in played.warnings]}


async def run_fork(app: App, params: dict[str, Any]) -> dict[str, Any]:
    """A new run with another's past: `{run, before}` (NODE or NODE@PASS) -> `{run}`."""
    played = await app.fork(params["run"], params["before"])
    return {"run": played.id}


async def letters_retry(app: App, params: dict[str, Any]) -> dict[str, Any]:
    """Send dead letters again: `{run, node?}` (NODE or NODE@PASS) -> `{run}`."""
    played = await app.retry_letters(params["run"], params.get("node") or "")
    return {"run": played.id}


async def run_answer(app: App, params: dict[str, Any]) -> dict[str, Any]:
    """Answer a node: `{run, node, pass?, choice, values?, as_text?}` -> `{run}`; plays a run on that nobody plays."""
    node = f"{params['node']}@{params['pass']}" if params.get("pass") else params["node"]
    reply = Reply(node, params["choice"], params.get("values") or {}, params.get("as_text", False))
    played = await app.answer(params["run"], reply)
    return {"run": played.id}


async def run_debug(app: App, params: dict[str, Any]) -> dict[str, Any]:
    """An act of a debugger: `{run, action, node?, pass?, on?, outputs?}` -> `{run}`; see
    `plan.gates.debug` and `plan.one_node`."""
    node, pass_ = params.get("node") or "", params.get("pass") or ""
    act = Act(params["action"], node, pass_, params.get("on", True), params.get("outputs") or {})
    await app.act(params["run"], act)
    return {"run": params["run"]}


async def run_send(app: App, params: dict[str, Any]) -> dict[str, Any]:
    """Send an event: `{run, event, value?}` -> `{runs}`; run `*` is every run that waits for such events."""
    if params["run"] == "*":
        return {"runs": await app.send_to_all(params["event"], params.get("value"))}
    await app.send(params["run"], params["event"], params.get("value"))
    return {"runs": [params["run"]]}


async def runs_list(app: App, params: dict[str, Any]) -> dict[str, Any]:
    """Stored runs, newest first: `{limit?}` -> `{runs: [{id, name, path, status, created, ended, outcome}]}`."""
    rows = await asyncio.to_thread(app.runs.list, params.get("limit", 100))
    return {"runs": [row.summary() for row in rows]}


async def runs_events(app: App, params: dict[str, Any]) -> dict[str, Any]:
    """A run's public events: `{run, after?}` -> `{events}`."""
    records = await asyncio.to_thread(app.events, params["run"], params.get("after", -1))
    return {"events": [public(params["run"], r) for r in records if r.is_public]}


async def runs_state(app: App, params: dict[str, Any]) -> dict[str, Any]:
    """A run as it stood at an event: `{run, at?, since?, nodes?, wires?}` -> see `moments.moment`.

    `at` is an event's number (by default the last) or a text as `--at` takes it; with `since`, another event's
    number, only nodes that differ from how they stood there.
    """
    return await asyncio.to_thread(_state, app, params)


def _state(app: App, params: dict[str, Any]) -> dict[str, Any]:
    trail = app.trails.of(params["run"])
    at = params.get("at")
    seq = trail.last if at is None else seq_of(trail.ats, at) if isinstance(at, str) else int(at)
    nodes, wires = params.get("nodes") or (), params.get("wires", False)
    return moment(trail, seq, since=params.get("since"), nodes=nodes, wires=wires)


async def runs_melody(app: App, params: dict[str, Any]) -> dict[str, Any]:
    """The exact Melody that a run plays: `{run}` -> `{melody, inputs, base}`."""
    row = await asyncio.to_thread(app.runs.get, params["run"])
    return {"melody": row.melody, "inputs": row.inputs, "base": row.base}


async def artifact_path(app: App, params: dict[str, Any]) -> dict[str, Any]:
    """A file that holds an artifact and can be opened: `{artifact}` -> `{path}`."""
    return {"path": str(await asyncio.to_thread(app.artifacts.named, from_public(params["artifact"])))}


async def artifact_preview(app: App, params: dict[str, Any]) -> dict[str, Any]:
    """An artifact's beginning: `{artifact, limit?}` -> `{rows, columns, total}`, `{text}`, `{json}` or `{path}`."""
    artifact = from_public(params["artifact"])
    return await asyncio.to_thread(_preview, app, artifact, params.get("limit", 200))


def _preview(app: App, artifact: Any, limit: int) -> dict[str, Any]:
    value = app.artifacts.get(artifact)
    if isinstance(value, Table):
        rows = [{k: _plain(v) for k, v in row.items()} for row in value.rows(limit)]
        return {"columns": value.columns, "rows": rows, "total": len(value)}
    if isinstance(value, File):
        return {"path": str(app.artifacts.named(artifact))}
    if isinstance(value, bytes):
        return {"text": value[:512].hex(" "), "total": len(value)}
    if isinstance(value, str):
        return {"text": value[:PREVIEW_CHARACTERS], "total": len(value)}
    if isinstance(value, list):
        return {"json": value[:limit], "total": len(value)}
    return {"json": value}


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | type(None) | list | dict) else str(value)


async def expression_preview(app: App, params: dict[str, Any]) -> dict[str, Any]:
    """An expression with a run's data: see `preview.evaluated`."""
    return await asyncio.to_thread(evaluated, app, params)


async def melody_load(_app: App, params: dict[str, Any]) -> dict[str, Any]:
    """A file as plain data: `{path}` -> `{plain, nodes, places, text}`.

    Nodes, and their places, come in packets, so that the reader can unpack them one by one and never stops for long.
    The answer is `{}` where the file has problems or is of an older format.
    """
    return await asyncio.to_thread(_loaded, Path(params["path"]))


def _loaded(path: Path) -> dict[str, Any]:
    found = load(path)
    if found.melody is None or found.problems or found.upgraded_from:
        return {}
    plain = dict(found.plain)
    answer: dict[str, Any] = {"plain": plain, "text": found.text, "nodes": _packets(plain["nodes"]), "places": []}
    plain["nodes"] = {}
    layout = plain.get("layout")
    if layout and layout.get("nodes"):
        answer["places"] = _packets(layout["nodes"])
        plain["layout"] = {**layout, "nodes": {}}
    return answer


def _packets(table: dict[str, Any]) -> list[bytes]:
    items = iter(table.items())
    return [pack(some) for some in iter(lambda: dict(islice(items, PACKET)), {})]


PACKET = 100
"""Nodes of one packet."""


METHODS: dict[str, Method] = {
    "melody.load": melody_load,
    "expression.preview": expression_preview,
    "run.play": run_play,
    "run.cancel": run_cancel,
    "run.resume": run_resume,
    "run.fork": run_fork,
    "letters.retry": letters_retry,
    "run.answer": run_answer,
    "run.debug": run_debug,
    "run.send": run_send,
    "runs.list": runs_list,
    "runs.events": runs_events,
    "runs.state": runs_state,
    "runs.melody": runs_melody,
    "artifact.path": artifact_path,
    "artifact.preview": artifact_preview,
}
