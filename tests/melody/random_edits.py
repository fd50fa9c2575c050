"""Random edits of any document, for tests: the same seed gives the same edits."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

from harmony.errors import EditRefused
from harmony.melody import edits
from harmony.melody.apply import apply, value_at
from harmony.melody.change import MISSING, Edit, Path
from harmony.melody.frozen import thaw
from harmony.melody.model import Melody

TEXTS = [
    *("x", "yes", "12", "1.0", "", " padded ", "a: b", "a #b", "#c", "{{ inputs.a }}", "say {{ x }} now", "it's"),
    *('a "b"', "back\\slash", "ümlaut 🎵", "- dash", "-5x", "2026-11-21", "12:30", "one\ntwo\n", "one\n\ntwo"),
    *("\nlead", "  in\nout\n", "end\n\n", "tab\tin", "null", "~", "[a]", "{a: b}", "a, b", "*x", "&x", "!t", "| x"),
    *("> y", "%z", "@w", "`v`", "...", "---", "trail \nspace \n", "a\r\nb", "# h\ntext\n", "\n", "\n\n", "0x1f"),
    *("1e3", "=", "<<", "?", "? a", ":", ":a", "a:", "zero\u0000", "nel\u0085x", "ls\u2028x", "x" * 200, "word " * 40),
    *("\ttab first\nx\n", "n", "Off"),
]


class RandomEdits:
    """Makes edits that fit the document at hand."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.makers: list[Callable[[Melody], Edit]] = [
            *[self.set_leaf] * 3,
            *[self.set_param, self.move] * 2,
            *(self.add_key, self.remove_value, self.add_node, self.add_wired, self.connect, self.remove, self.rename),
            *(self.duplicate, self.title, self.grow_list, self.interface, self.describe, self.order, self.option),
        ]

    def edit(self, melody: Melody) -> Edit:
        """An edit that `apply` takes and that changes something."""
        while True:
            maker = self.random.choice(self.makers)
            try:
                made = maker(melody)
                apply(melody, made.changes)
            except (EditRefused, IndexError):
                continue
            if made.changes:
                return made

    def value(self, depth: int = 0) -> Any:
        pick = self.random.random()
        if depth < 3 and pick < 0.12:
            return [self.value(depth + 1) for _ in range(self.random.randrange(4))]
        if depth < 3 and pick < 0.24:
            names = ["a", "on", "key two", "12", "x:y", "ü"]
            return {self.random.choice(names): self.value(depth + 1) for _ in range(self.random.randrange(4))}
        if pick < 0.4:
            return self.random.choice([0, -3, 12, 1.5, 1e-7, 1e22, True, False, None])
        return self.random.choice(TEXTS)

    def nodes(self, melody: Melody) -> list[str]:
        return list(_nodes(melody.nodes, ""))

    def node(self, melody: Melody) -> str:
        return self.random.choice(self.nodes(melody))

    def set_leaf(self, melody: Melody) -> Edit:
        path = self.random.choice(list(_paths(thaw(melody))))
        return edits.set_value(melody, path, self.value())

    def set_param(self, melody: Melody) -> Edit:
        name = self.random.choice(["value", "text", "prompt", "on", "deep"])
        return edits.set_param(melody, self.node(melody), name, self.value())

    def add_key(self, melody: Melody) -> Edit:
        maps = [p for p in _paths(thaw(melody)) if "with" in p and isinstance(value_at(melody, p), dict)]
        return edits.set_value(melody, (*self.random.choice(maps), f"k{self.random.randrange(9)}"), self.value())

    def grow_list(self, melody: Melody) -> Edit:
        lists = [p for p in _paths(thaw(melody)) if isinstance(value_at(melody, p), list) and p[-1] != "at"]
        path = self.random.choice(lists)
        items = list(value_at(melody, path))
        at = self.random.randrange(len(items) + 1)
        if self.random.random() < 0.4:
            items[at : at + 1] = []
        else:
            items.insert(at, self.random.choice(items) if items else self.value())
        return edits.set_value(melody, path, items)

    def remove_value(self, melody: Melody) -> Edit:
        paths = [p for p in _paths(thaw(melody)) if not isinstance(p[-1], int) and len(p) > 2]
        return edits.set_value(melody, self.random.choice(paths), MISSING)

    def move(self, melody: Melody) -> Edit:
        chosen = self.random.sample(self.nodes(melody), min(len(self.nodes(melody)), self.random.randrange(1, 3)))
        return edits.move_nodes(
            melody, {n: (self.random.uniform(-999, 999), self.random.uniform(0, 99)) for n in chosen}
        )

    def add_node(self, melody: Melody) -> Edit:
        name = edits.fresh_id(melody, "data.set")
        options = {"with_": {"value": self.value()}} if self.random.random() < 0.5 else {}
        return edits.add_node(melody, name, "data.set@1", at=(self.random.randrange(500), 7), **options)

    def add_wired(self, melody: Melody) -> Edit:
        source = self.node(melody)
        owner = source.rpartition("/")[0]
        name = edits.fresh_id(melody, "text.template", owner)
        wires = {"in_": {"x": source.rpartition("/")[2] + ".value"}, "after": ["a"]}
        return edits.add_node(melody, f"{owner}/{name}".lstrip("/"), "text.template@1", at=(1, 2), **wires)

    def connect(self, melody: Melody) -> Edit:
        one, other = self.node(melody), self.node(melody)
        port = self.random.choice(["x", "y", "rows"])
        if self.random.random() < 0.3:
            return edits.disconnect(melody, other, port)
        max_passes = self.random.choice([0, 0, 3])
        source = one.rpartition("/")[2] + ".value"
        return edits.connect(melody, source, other, port, many=self.random.random() < 0.5, max=max_passes)

    def remove(self, melody: Melody) -> Edit:
        if self.random.random() < 0.6:
            raise EditRefused("rather keep some")
        return edits.remove_nodes(melody, {self.node(melody), self.node(melody)})

    def rename(self, melody: Melody) -> Edit:
        return edits.rename_id(melody, self.node(melody), self.random.choice(["n1", "n2", "y", "on", "Node-3", "_4"]))

    def duplicate(self, melody: Melody) -> Edit:
        if len(melody.nodes) > 12:
            raise EditRefused("enough")
        one, other = self.node(melody), self.node(melody)
        return edits.duplicate(melody, [one] if one.count("/") != other.count("/") else {one: 0, other: 0})

    def title(self, melody: Melody) -> Edit:
        return edits.rename_title(melody, self.node(melody), self.random.choice(TEXTS))

    def order(self, melody: Melody) -> Edit:
        one, other = self.node(melody), self.node(melody)
        make = edits.order_after if self.random.random() < 0.6 else edits.remove_order
        return make(melody, one.rpartition("/")[2], other)

    def option(self, melody: Melody) -> Edit:
        options = [
            *(("when", "a > 1"), ("when", MISSING), ("enabled", False), ("timeout", "30s"), ("tags", ["t"])),
            *(("notes", "One.\nTwo.\n"), ("timeout", {"queue": "1m"}), ("join", {"need": "75%"})),
            ("retry", {"attempts": 3, "delay": "2s"}),
            ("fallback", [{"use": "data.set@1", "with": {"value": 1}}, {"value": None}]),
        ]
        return edits.set_field(melody, self.node(melody), *self.random.choice(options))

    def interface(self, melody: Melody) -> Edit:
        name = f"p{self.random.randrange(4)}"
        if name in melody.inputs:
            return edits.remove_input(melody, name)
        if name in melody.outputs:
            return edits.remove_output(melody, name)
        if self.random.random() < 0.5:
            return edits.add_input(melody, name, "text", default=self.random.choice(TEXTS))
        return edits.add_output(melody, name, self.node(melody).partition("/")[0])

    def describe(self, melody: Melody) -> Edit:
        return edits.set_value(melody, ("description",), self.random.choice([*TEXTS, MISSING]))


def _nodes(nodes: Any, prefix: str) -> Iterator[str]:
    for name, node in nodes.items():
        yield prefix + name
        if node.body is not None:
            yield from _nodes(node.body.nodes, f"{prefix}{name}/")


def _paths(value: Any, path: Path = ()) -> Iterator[Path]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _paths(item, (*path, key))
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from _paths(item, (*path, at))
