"""Puts the nodes of a body back beside the node that had it: the way back from `extract`.

Only a body that is played once, as it is, means the same without its node; all else is refused
with a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from harmony.errors import EditRefused
from harmony.melody import refs, routes
from harmony.melody.change import Change, Edit, Path
from harmony.melody.editing import Point, count, edit, fresh_ids, name_of
from harmony.melody.extract_check import names_loop
from harmony.melody.frozen import thaw
from harmony.melody.graph import Graph
from harmony.melody.model import BackWire, Body, Melody, Node
from harmony.melody.refs import node_path, scope_path, split_node
from harmony.melody.regroup import check_rules, corner, framed, noted, placed, replacing, ruled, tested
from harmony.melody.usages import is_bare, texts_of, with_inputs
from harmony.melody.wires import parse_ref

IsOpen = Callable[[str], bool]
"""Tells whether a node (by path) takes input ports of any name."""

_KEPT: Final = frozenset({"use", "title", "in_", "after", "with_", "body", "notes", "tags"})


class _Dissolving:
    def __init__(self, melody: Melody, group: str, node: Node, body: Body, is_open: IsOpen) -> None:
        self.melody, self.group, self.node, self.body, self.is_open = melody, group, node, body, is_open
        self.owner, self.id = split_node(group)
        self.prefix = self.owner + "/" if self.owner else ""
        self.ids = fresh_ids(refs.nodes_of(melody, self.owner), body.nodes)
        self.graph = Graph(body.nodes)
        self.title = name_of(melody, group)

    # Inside

    def nodes(self) -> dict[str, Any]:
        """The plain nodes, by their ids outside."""
        return {self.ids[name]: self._outer(name, node) for name, node in self.body.nodes.items()}

    def _outer(self, name: str, node: Node) -> dict[str, Any]:
        who = node.title or name
        word = "" if any(name in self.graph.region(wire) for wire in self.graph.back) else names_loop(node)
        if word:
            raise EditRefused(f"`{word}` in {who} is that of the body: outside it would be another, or none")
        data: dict[str, Any] = thaw(node)
        for path, ref in reversed(list(refs.named_by(node))):
            head, port = parse_ref(ref)
            if head != "inputs":
                _set(data, path, refs.renamed(ref, self.ids.get(head, head)))
            else:
                self._rewire(data, path, port or "", who)
        self._respell(name, node, data)
        if self.node.after and not self.graph.before[name]:
            outside = [self.node.after] if isinstance(self.node.after, str) else list(self.node.after)
            data["after"] = [
                *([data["after"]] if isinstance(data.get("after"), str) else data.get("after", ())),
                *outside,
            ]
        return data

    def _rewire(self, data: dict[str, Any], path: Path, name: str, who: str) -> None:
        """Let what took an input of the body take what the node was wired to."""
        source = self._source(name)
        if path[-1] == "from":
            path = path[:-1]
        if isinstance(source, str) or (len(path) == 2 and path[0] == "in" and isinstance(source, list)):
            _set(data, path, source)
        elif len(path) == 2 and path[0] == "in":
            del data["in"][path[1]]
            value = self._value(name)
            if value is not None:
                data.setdefault("with", {})[path[1]] = value
        else:
            raise EditRefused(
                f"`{name}` of {self.title} brings several wires or a value, and {who} has it beside others: "
                "wire it to a port of its own first"
            )
        if "in" in data and not data["in"]:
            del data["in"]

    def _source(self, name: str) -> str | list[str] | None:
        """What is wired to an input of the body; None if it has a value, or nothing."""
        wire = self.node.in_.get(name)
        if isinstance(wire, tuple):
            return [w if isinstance(w, str) else w.from_ for w in wire]
        return wire.from_ if isinstance(wire, BackWire) else wire

    def _value(self, name: str) -> Any:
        spec = self.body.inputs.get(name)
        return thaw(self.node.with_.get(name, spec.default if spec is not None else None))

    def _respell(self, name: str, node: Node, data: dict[str, Any]) -> None:
        """Write `inputs.x` in expressions as what it is outside: an input there, or a port of the node's own."""
        texts = [(path, text) for path, text in texts_of(node) if "inputs" in text]
        written: dict[str, str] = {}
        for wanted in (*self.body.inputs, *(n for n in self.node.in_ if n not in self.body.inputs)):
            probe = {wanted: "-"}
            if any(with_inputs(text, probe, is_bare=is_bare(node, path)) != text for path, text in texts):
                written[wanted] = self._expression(name, node, data, wanted)
        for path, text in texts:
            _set(data, path, with_inputs(text, written, is_bare=is_bare(node, path)))

    def _expression(self, name: str, node: Node, data: dict[str, Any], wanted: str) -> str:
        source = self._source(wanted)
        if isinstance(source, str) and refs.head(source) == "inputs":
            outer = source.partition(".")[2]
            return f"inputs.{outer}" if outer.isidentifier() else f'inputs["{outer}"]'
        own = next((port for port, wire in node.in_.items() if wire == f"inputs.{wanted}"), None)
        if own is not None and source is not None:
            return own
        if source is None or not self.is_open(f"{self.group}/{name}"):
            who = node.title or name
            raise EditRefused(f"`inputs.{wanted}` in {who} could not be named outside: bring it by a wire first")
        port = wanted
        while port in node.in_ or port in node.with_:
            port += "_in"
        data.setdefault("in", {})[port] = source
        return port

    # Outside

    def rewire(self) -> list[Change]:
        """Let all that took an output of the node take it where it is made."""
        changes: list[Change] = []
        for name, node in refs.nodes_of(self.melody, self.owner).items():
            if name != self.id:
                changes += self._rewire_node(name, node)
        part = refs.scope(self.melody, self.owner)
        for key, ref in part.outputs.items() if part is not None else ():
            if refs.head(ref) == self.id:
                changes.append(Change((*scope_path(self.owner), "outputs", key), ref, self._made(ref)))
        if not self.owner:
            check_rules(self.melody, [self.id])
            changes += ruled(self.melody, [self.id], self._made)
            self._check_tests()
        return changes

    def _rewire_node(self, name: str, node: Node) -> list[Change]:
        changes: list[Change] = []
        path = node_path(self.prefix + name)
        for key, named in (("after", node.after), ("cancels", node.cancels)):
            before = [named] if isinstance(named, str) else list(named)
            after = [new for ref in before for new in self._order(key, ref)]
            if after != before:
                changes.append(Change((*path, key), thaw(named), after))
        for inner, ref in refs.named_by(node):
            if inner[0] not in ("after", "cancels") and refs.head(ref) == self.id:
                changes.append(Change((*path, *inner), ref, self._made(ref)))
        return changes

    def _order(self, key: str, ref: str) -> list[str]:
        """What waits for the node waits for the last of its body; what cancels it cancels all of it."""
        if refs.head(ref) != self.id:
            return [ref]
        if "." in ref:
            return [self._made(ref)]
        names = [n for n in self.body.nodes if key == "cancels" or not self.graph.after[n]]
        return [self.ids[name] for name in names]

    def _made(self, ref: str) -> str:
        port = ref.partition(".")[2]
        inside = self.body.outputs.get(port) if port else next(iter(self.body.outputs.values()), None)
        if inside is None:
            raise EditRefused(f"`{ref}` is used, and only {self.title} itself gives it: take that wire away first")
        head, name = parse_ref(inside)
        if head != "inputs":
            return refs.renamed(inside, self.ids.get(head, head))
        source = self._source(name or "")
        if not isinstance(source, str):
            raise EditRefused(f"`{ref}` hands on a value that is no single wire: take that wire away first")
        return source

    def _check_tests(self) -> None:
        for test in self.melody.tests:
            if any(refs.head(key) == self.id for key in (*test.pins, *test.expect.states)):
                raise EditRefused(f"The test “{test.name}” names `{self.id}`: change it first")

    # Places

    def layout(self) -> list[Change]:
        """The nodes where their node stood, as they stand in its body."""
        layout, inner = self.melody.layout, self.group + "/"
        changes = [*framed(self.melody, self._frame), *tested(self.melody, self._moved)]
        changes += noted(self.melody, lambda body: self.owner if body == self.group else self._moved(body))
        for table in ("inputs", "outputs"):
            cards = getattr(layout, table)
            old = [key for key in cards if key.startswith(inner)]
            new = {self._moved(key): cards[key].at for key in old if "/" in key[len(inner) :]}
            changes += placed(self.melody, table, old, new) if old else []
        spots = {key: place.at for key, place in layout.nodes.items() if key.startswith(inner)}
        tops = [at for key, at in spots.items() if "/" not in key[len(inner) :]]
        here = layout.nodes.get(self.group)
        (left, top), at = corner(tops), here.at if here is not None else (0, 0)
        new_spots: dict[str, Point] = {}
        for key, (x, y) in spots.items():
            is_top = "/" not in key[len(inner) :]
            new_spots[self._moved(key)] = (x - left + at[0], y - top + at[1]) if is_top else (x, y)
        old = [*([self.group] if here is not None else []), *spots]
        shift = (at[0] - left, at[1] - top)
        changes += routes.regrouped(
            self.melody, self._wire, lambda end: shift if "/" not in end[len(inner) :] else (0, 0)
        )
        return changes + (placed(self.melody, "nodes", old, new_spots) if old else [])

    def _moved(self, key: str) -> str:
        inner = self.group + "/"
        if not key.startswith(inner):
            return key
        name, slash, rest = key[len(inner) :].partition("/")
        name, dot, port = name.partition(".")
        return self.prefix + self.ids.get(name, name) + dot + port + slash + rest

    def _wire(self, source: str, target: str) -> tuple[str, str] | None:
        """A wire between two nodes of the body stays one; those at the node itself or its ports are others then."""
        inner = self.group + "/"
        names = [routes.node_of(end) for end in (source, target)]
        at_ports = any(name in (self.group, inner + "inputs", inner + "outputs") for name in names)
        return None if at_ports else (self._moved(source), self._moved(target))

    def _frame(self, nodes: tuple[str, ...]) -> list[str]:
        all_of_them = [self.prefix + id for id in self.ids.values()]
        return [new for key in nodes for new in (all_of_them if key == self.group else [self._moved(key)])]


def dissolve_body(melody: Melody, node: str, is_open: IsOpen) -> Edit:
    """Put the nodes of a body in the place of the node that plays it once.

    Args:
        melody: the document.
        node: path of the node.
        is_open: tells which nodes take input ports of any name.

    Raises:
        EditRefused: it would not mean the same afterwards; the sentence says what is in the way.
    """
    title, found = name_of(melody, node), refs.find_node(melody, node)
    assert found is not None
    if found.body is None:
        raise EditRefused(f"{title} has no body to dissolve")
    _check(title, found)
    work = _Dissolving(melody, node, found, found.body, is_open)
    path = (*scope_path(work.owner), "nodes")
    new: Mapping[str, Any] = work.nodes()
    changes = [*work.rewire(), *replacing(melody, path, [work.id], new), *work.layout()]
    return edit(f"Dissolve the body of {title} ({count(len(new), 'node')})", changes)


def _check(title: str, node: Node) -> None:
    """Refuse a node that does more than to play its body once."""
    if node.use.partition("@")[0] != "flow.repeat" or node.with_.get("max") != 1:
        raise EditRefused(f"{title} plays its body more than once, or for each item: without it that would be lost")
    extra = sorted(key.rstrip("_") for key in node.model_fields_set - _KEPT)
    if extra:
        raise EditRefused(f"{title} has settings that its nodes would lose: {', '.join(extra)}. Take them out first")


def _set(data: Any, path: Path, value: Any) -> None:
    for key in path[:-1]:
        data = data[key]
    data[path[-1]] = value
