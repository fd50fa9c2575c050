"""Where expressions mention a name, and giving an output another name: beside `usages`, which follows wires."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from harmony.errors import EditRefused
from harmony.melody import refs
from harmony.melody.apply import raw_at, value_at
from harmony.melody.change import MISSING, Change, Edit
from harmony.melody.editing import edit
from harmony.melody.extract_check import paths_in
from harmony.melody.model import RESERVED, Melody, Node
from harmony.melody.refactor import rename_key
from harmony.melody.regroup import ruled
from harmony.melody.usages import Usage, is_bare, port_usages, texts_of


def mentions(melody: Melody, name: str, node: str | None = None) -> list[Usage]:
    """Where expressions mention a name: `inputs.folder`, `secrets.KEY`, `item`, a port.

    Args:
        melody: the document.
        name: as it is written; what begins with it counts (`rows` finds `rows.name`).
        node: only in the expressions of this node; None: in all, those of bodies too.
    """
    wanted = tuple(name.replace("[", ".").split(".")) if name else ()
    found: list[Usage] = []
    for path, one in _walk(melody.nodes) if node is None else _one(melody, node):
        root = refs.node_path(path)
        for inner, text in texts_of(one):
            if wanted and wanted[0] in text and _has(text, wanted, bare=is_bare(one, inner)):
                found.append(Usage((*root, *inner), "expression", path, text))
    for at, rule in enumerate(melody.rules if node is None else ()):
        if wanted and wanted[0] in rule.check and _has(rule.check, wanted, bare=True):
            found.append(Usage(("rules", at, "check"), "rule", "", rule.check))
    return found


def _has(text: str, wanted: tuple[str, ...], *, bare: bool) -> bool:
    return any(steps[: len(wanted)] == wanted for steps in paths_in(text, bare))


def _one(melody: Melody, node: str) -> Iterator[tuple[str, Node]]:
    found = refs.find_node(melody, node)
    if found is not None:
        yield node, found


def _walk(nodes: Mapping[str, Node], owner: str = "") -> Iterator[tuple[str, Node]]:
    for name, node in nodes.items():
        yield owner + name, node
        if node.body is not None:
            yield from _walk(node.body.nodes, f"{owner}{name}/")


def output_usages(melody: Melody, name: str, owner: str = "") -> list[Usage]:
    """Where an output of the Melody, or of the body of `owner`, is used."""
    if owner:
        return port_usages(melody, owner, name)
    tests = enumerate(melody.tests)
    return [
        Usage(("tests", at, "expect", "output", name), "test", "", test.name)
        for at, test in tests
        if test.expect.output is not None and name in test.expect.output
    ]


def rename_output(melody: Melody, name: str, new: str, owner: str = "") -> Edit:
    """Give an output another name: in wires, rules, tests and the layout.

    Raises:
        EditRefused: there is no such output, or `new` is taken or reserved.
    """
    part = refs.scope(melody, owner)
    if part is None or name not in part.outputs:
        raise EditRefused(f"There is no output `{name}` (any more): undo, or choose another one")
    if new == name:
        return edit(f"Rename output {name}", [])
    if new in part.outputs or new in RESERVED:
        raise EditRefused(f"`{new}` is taken: choose another name for the output")
    changes = rename_key(melody, (*refs.scope_path(owner), "outputs"), name, new)
    for usage in output_usages(melody, name, owner):
        changes += _renamed(melody, usage, name, new)
    return edit(f"Rename output {name} to {new}", [*changes, *_around(melody, name, new, owner)])


def _renamed(melody: Melody, usage: Usage, name: str, new: str) -> list[Change]:
    if usage.kind == "rule":
        return []  # all of a rule is done at once
    if usage.path[-2:] == ("output", name):
        return rename_key(melody, usage.path[:-1], name, new)
    ref = f"{refs.head(usage.text)}.{new}"
    if usage.kind == "test":
        return rename_key(melody, usage.path[:-1], usage.text, ref)
    return [Change(usage.path, usage.text, ref)]


def _around(melody: Melody, name: str, new: str, owner: str) -> list[Change]:
    """Rules, the card's place, and the list that a for-each grows by."""
    prefix, changes = owner + "/" if owner else "", list[Change]()
    if owner and "/" not in owner:
        changes += ruled(melody, [owner], lambda ref: f"{owner}.{new}" if ref == f"{owner}.{name}" else ref)
    if raw_at(melody, ("layout", "outputs", prefix + name)) is not MISSING:
        changes += rename_key(melody, ("layout", "outputs"), prefix + name, prefix + new)
    grow = (*refs.node_path(owner), "with", "grow") if owner else ()
    if grow and value_at(melody, grow) == name:
        changes.append(Change(grow, name, new))
    return changes
