"""Melodies to measure with: made up, from real runs, and as files."""

from __future__ import annotations

import gzip
import json
import random
from math import isqrt
from pathlib import Path
from typing import Any

from harmony.melody.model import Melody
from harmony.sdk.manifest import NodeType, Port

BURN = ("def main():", "    import time", "    end = time.time() + 30", "    while time.time() < end:", "        pass")
KINDS = ("instrument", "operator", "flow", "addon")
TYPES = ("table", "text", "json", "file", "number")


class Types:
    """A catalog of made-up node types: one to three inputs, one or two outputs."""

    def __init__(self) -> None:
        self._types = {f"bench.t{i}": self._make(i) for i in range(20)}

    @staticmethod
    def _make(i: int) -> NodeType:
        ins = tuple(Port(f"in_{k}", TYPES[(i + k) % 5]) for k in range(1 + i % 3))
        outs = tuple(Port(f"out_{k}", TYPES[(i + k) % 5]) for k in range(1 + i % 2))
        icon = ("table-large", "creation", "source-branch", "database-search-outline")[i % 4]
        return NodeType(f"bench.t{i}", title=f"Bench step {i}", kind=KINDS[i % 4], icon=icon, inputs=ins, outputs=outs)

    def find(self, use: str) -> NodeType | None:
        return self._types.get(use.partition("@")[0])

    def suggest(self, use: str) -> str | None:
        return None

    def players(self, capabilities: object) -> tuple[NodeType, ...]:
        return ()

    def types(self) -> tuple[NodeType, ...]:
        return tuple(self._types.values())


def make_melody(count: int, types: Types) -> Melody:
    """Columns of nodes, wired from the three columns before, 1.5 wires a node."""
    chance = random.Random(7)
    rows = max(isqrt(count // 2), 1)
    nodes: dict[str, Any] = {}
    places: dict[str, Any] = {}
    names = [f"n{i}" for i in range(count)]
    for i, name in enumerate(names):
        kind = types.find(f"bench.t{i % 20}")
        assert kind is not None
        node: dict[str, Any] = {"use": kind.use, "title": f"Step {i} of the plan"}
        if i >= rows:
            wires = {}
            for port in kind.inputs[: 1 + i % 2]:
                source = min(max(i - rows * chance.choice((1, 1, 1, 2)) + chance.randint(-2, 2), 0), i - 1)
                wires[port.name] = f"{names[source]}.out_0"
            node["in"] = wires
        node["with"] = {"path": f"data/part-{i}.csv"}
        nodes[name] = node
        places[name] = {"at": [(i // rows) * 300, (i % rows) * 160]}
    return Melody.model_validate(
        {"format": "harmony/1", "name": f"bench-{count}", "nodes": nodes, "layout": {"nodes": places}}
    )


def suite_graphs(file: Path, most: int = 3) -> list[dict[str, Any]]:
    """The largest graphs of a file of WfCommons runs, one a line."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return sorted((json.loads(line) for line in lines), key=lambda g: -int(g["tasks"]))[:most]


def melody_of(graph: dict[str, Any], kind: NodeType) -> Melody:
    """A real run as a Melody: tasks are nodes, their parents wires; `tidy` lays it out."""
    nodes: dict[str, Any] = {}
    for number, (name, parents, _seconds) in enumerate(graph["T"]):
        after = {"after": [f"n{p}" for p in parents]} if parents else {}
        nodes[f"n{number}"] = {"use": kind.use, "title": name, **after}
    return Melody.model_validate({"format": "harmony/1", "name": "suite", "nodes": nodes})


def write_file(path: Path, count: int, *, plays: bool = False) -> Path:
    """A file of so many nodes in columns, 1.5 wires a node.

    Args:
        path: where.
        count: nodes.
        plays: the nodes wait for 50 ms each, a column of 70 at a time, which gives about 5,000 events a second; one
            more node works without a pause for half a minute.
    """
    chance, rows = random.Random(7), 70 if plays else max(isqrt(count // 2), 1)
    use, port, with_ = (
        ("flow.wait@1", "value", "{for: 50ms}") if plays else ("text.template@1", "text", "{template: a part}")
    )
    lines, places = ["format: harmony/1", f"name: bench-{count}", "nodes:"], ["layout:", "  nodes:"]
    if plays:
        lines.insert(2, "inputs: {start: {type: any, default: 1}}")
        lines += ["  burn:", "    use: python.code@1", "    with:", "      code: |", *(f"        {c}" for c in BURN)]
        places += ["    burn:", "      at: [-300, 0]"]
    for i in range(count):
        lines += [f"  n{i}:", f"    use: {use}", f"    title: Step {i} of the plan"]
        if plays:
            lines.append(f"    in: {{value: {f'n{i - rows}.{port}' if i >= rows else 'inputs.start'}}}")
        elif i >= rows:
            sources = [min(max(i - rows + chance.randint(-2, 2), 0), i - 1) for _ in range(1 + i % 2)]
            lines.append("    in: {" + ", ".join(f"v{k}: n{one}.{port}" for k, one in enumerate(sources)) + "}")
        lines.append(f"    with: {with_}")
        places += [f"    n{i}:", f"      at: [{(i // rows) * 300}, {(i % rows) * 160}]"]
    path.write_text("\n".join(lines + places) + "\n", encoding="utf-8")
    return path
