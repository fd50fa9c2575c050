"""Makes a body of nodes: what stood beside each other is played inside one node from then on.

The node is a `flow.repeat` that is played once (`max: 1`): of the flow nodes that have a body it is
the one that plays it as it is. `flow.melody` would need a second file, which undo could not take
back; `flow.each` wants a list. `dissolve` is the way back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from harmony.errors import EditRefused
from harmony.melody import refs
from harmony.melody.change import Change, Edit, Path
from harmony.melody.editing import count, edit, fresh_id, name_of
from harmony.melody.extract_check import check_region, paths_in
from harmony.melody.frozen import thaw
from harmony.melody.model import RESERVED, Melody, Node
from harmony.melody.refs import node_path, scope_path, split_node
from harmony.melody.regroup import BodyPorts, Moving, check_rules, replacing, ruled
from harmony.melody.usages import is_bare, texts_of
from harmony.melody.wires import parse_ref
from harmony.sdk.manifest import Port

USE: Final = "flow.repeat"
TAKEN: Final = RESERVED | {"passes"}
PortOf = Callable[[str, str | None], Port | None]
"""Gives the output port of a node (by path) of that name; for None its only one."""


class _Extraction:
    """One extraction while it is worked out.

    Args:
        melody: the document.
        owner: the node in whose body the nodes stand; empty at the top.
        names: ids of the nodes, in the order of the file.
        port_of: tells ports.
        use: the node type that gets the body, pinned.
    """

    def __init__(self, melody: Melody, owner: str, names: list[str], port_of: PortOf, use: str) -> None:
        self.melody, self.owner, self.port_of, self.use = melody, owner, port_of, use
        self.names, self.among = names, frozenset(names)
        self.nodes = refs.nodes_of(melody, owner)
        self.prefix = owner + "/" if owner else ""
        self.id = fresh_id(melody, "group", owner)
        self.ports = BodyPorts()
        self.after: list[str] = []
        self.changes: list[Change] = []

    def _title(self, name: str) -> str:
        return name_of(self.melody, self.prefix + name)

    # Inwards

    def body(self) -> dict[str, Any]:
        """The plain nodes of the body, their wires from outside taken from its inputs."""
        for name in self.names:  # what texts name keeps its name, so they go first
            for wanted in self._mentioned(self.nodes[name]):
                self.ports.inputs.setdefault(f"inputs.{wanted}", wanted)
        return {name: self._inner(self.nodes[name]) for name in self.names}

    def _mentioned(self, node: Node) -> list[str]:
        part = refs.scope(self.melody, self.owner)
        known = tuple(part.inputs) if part is not None else ()
        found: dict[str, None] = {}
        for path, text in texts_of(node):
            for steps in paths_in(text, is_bare(node, path)) if "inputs" in text else ():
                if steps[0] == "inputs":
                    found |= dict.fromkeys(known if len(steps) == 1 else steps[1:2])
        return [name for name in known if name in found] + [name for name in found if name not in known]

    def _inner(self, node: Node) -> dict[str, Any]:
        data: dict[str, Any] = thaw(node)
        for path, ref in refs.named_by(node):
            if refs.head(ref) in self.among or path[0] == "after":
                continue
            _set(data, path, f"inputs.{self._input(ref)}")
        after = [node.after] if isinstance(node.after, str) else list(node.after)
        kept = [ref for ref in after if refs.head(ref) in self.among]
        self.after += [ref for ref in after if ref not in kept and ref not in self.after]
        if after and not kept:
            del data["after"]
        elif kept != after:
            data["after"] = kept
        return data

    def _input(self, ref: str) -> str:
        known = self.ports.inputs
        if ref not in known:
            source, port = parse_ref(ref)
            wanted = port or (found.name if (found := self.port_of(self.prefix + source, None)) else source)
            known[ref] = _free(wanted, source, set(known.values()))
        return known[ref]

    # Outwards

    def rewire(self) -> None:
        """Let everything outside that names one of the nodes name the body's outputs."""
        for name, node in self.nodes.items():
            if name in self.among:
                continue
            for path, ref in refs.named_by(node):
                if refs.head(ref) in self.among:
                    self._rewire_node(name, path, ref)
        part = refs.scope(self.melody, self.owner)
        for key, ref in part.outputs.items() if part is not None else ():
            if refs.head(ref) in self.among:
                path = (*scope_path(self.owner), "outputs", key)
                self.changes.append(Change(path, ref, self._output(ref)))
        if not self.owner:
            check_rules(self.melody, self.names)
            self.changes += ruled(self.melody, self.names, self._output)

    def _rewire_node(self, name: str, path: Path, ref: str) -> None:
        if path[0] == "cancels":
            raise EditRefused(f"{self._title(name)} cancels `{ref}`, which would be in the body: select it too")
        whole = (*node_path(self.prefix + name), *path)
        source, port = parse_ref(ref)
        is_whole = path[0] == "after" and port is None and self.port_of(self.prefix + source, None) is None
        self.changes.append(Change(whole, ref, self.id if is_whole else self._output(ref)))

    def _output(self, ref: str) -> str:
        source, port = parse_ref(ref)
        if port is None:
            found = self.port_of(self.prefix + source, None)
            port = found.name if found is not None else None
        inside = f"{source}.{port}" if port else source
        known = self.ports.outputs
        if inside not in known:
            known[inside] = _free(port or source, source, set(known.values()))
        return f"{self.id}.{known[inside]}"

    # The node

    def node(self, nodes: Mapping[str, Any]) -> dict[str, Any]:
        """The plain node that has the body."""
        part = refs.scope(self.melody, self.owner)
        declared = part.inputs if part is not None else {}
        inputs: dict[str, Any] = {}
        for ref, name in self.ports.inputs.items():
            source, port = parse_ref(ref)
            if source == "inputs":
                spec = thaw(declared[port]) if port in declared else {}
                inputs[name] = {k: spec[k] for k in ("type", "description") if k in spec} or {"type": "any"}
            else:
                found = self.port_of(self.prefix + source, port)
                inputs[name] = {"type": found.type if found is not None else "any"}
        body: dict[str, Any] = {"inputs": inputs} if inputs else {}
        body["nodes"] = nodes
        if self.ports.outputs:
            body["outputs"] = {name: ref for ref, name in self.ports.outputs.items()}
        made: dict[str, Any] = {"use": self.use, "title": "Group"}
        if inputs:
            made["in"] = {name: ref for ref, name in self.ports.inputs.items()}
        if self.after:
            made["after"] = self.after
        return made | {"with": {"max": 1}, "body": body}


def extract_body(melody: Melody, nodes: Iterable[str], port_of: PortOf, use: str = USE) -> Edit:
    """Make nodes that stand beside each other the body of a new node.

    Wires from outside become inputs of the body, wires to outside its outputs, both with their
    types; order, outputs, rules, tests, frames and places follow.

    Args:
        melody: the document.
        nodes: paths of the nodes.
        port_of: tells the ports of nodes.
        use: the node type that gets the body, pinned.

    Raises:
        EditRefused: it would not mean the same afterwards; the sentence says what is in the way.
    """
    chosen = list(dict.fromkeys(nodes))
    owners = {split_node(node)[0] for node in chosen}
    if not chosen or len(owners) > 1:
        raise EditRefused("A body is made of nodes that stand beside each other: select at least one")
    for node in chosen:
        name_of(melody, node)
    owner = owners.pop()
    wanted = {split_node(node)[1] for node in chosen}
    order = [name for name in refs.nodes_of(melody, owner) if name in wanted]
    work = _Extraction(melody, owner, order, port_of, use)
    check_region(melody, owner, order)
    inner = work.body()
    work.rewire()
    path = (*scope_path(owner), "nodes")
    changes = [
        *work.changes,
        *replacing(melody, path, order, {work.id: work.node(inner)}),
        *Moving(melody, owner, order, work.id).changes(work.ports),
    ]
    return edit(f"Make a body of {count(len(order), 'node')}", changes)


def _set(data: Any, path: Path, value: str) -> None:
    for key in path[:-1]:
        data = data[key]
    data[path[-1]] = value


def _free(wanted: str, source: str, taken: set[str]) -> str:
    """A name for a port: the one it has, with its node's in front if that is taken, with a number at last."""
    names = [wanted, f"{source}_{wanted}", *(f"{source}_{wanted}_{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken and name not in TAKEN)
