"""Random Melodies with flow constructs, and a small model of what becomes of their nodes.

The model knows the format page alone: it walks the nodes in file order (wires go forward) and
says how each ends. What a schedule can change (who is cancelled in time) it leaves open.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

LET_GO = {"skip": {"on_error": "skip"}, "letter": {"on_error": "dead_letter"}, "optional": {"importance": "optional"}}
FATES: dict[str, dict[str, Any]] = {
    "ok": {},
    **LET_GO,
    "route": {"on_error": "route"},
    "retry": {"retry": {"attempts": 2, "delay": "1s"}},
    "fallback": {"on_error": "fail", "fallback": [{"use": "t.step"}]},
    "value": {"on_error": "fail", "fallback": [{"value": 1}]},
    "fatal": {"on_error": "fail"},
}
STEPS = ["ok"] * 6 + ["skip", "letter", "optional", "route", "retry", "fallback", "value"]
KINDS = ["step"] * 7 + ["switch", "switch", "wait", "join", "each", "repeat"]
PORTS = {"step": ["value"], "switch": ["yes", "no"], "wait": ["event"], "join": ["all"], "each": ["o", "failed"]}
PORTS["repeat"] = ["o", "passes"]


@dataclass
class Fated:
    """A node with what is to become of it.

    Attributes:
        node: as the format has it.
        kind: step, switch, wait, join, each or repeat.
        fate: of a step; fails: only in passes with an even last number (or at the top).
        count: items, or passes until `until` holds; body: what it plays.
    """

    node: dict[str, Any]
    kind: str
    fate: str = "ok"
    is_even: bool = False
    count: int = 0
    body: dict[str, Fated] = field(default_factory=dict)

    def fails(self, pass_: str, attempt: int, alternative: int) -> bool:
        """True if that attempt fails."""
        if self.fate == "ok" or alternative or (self.is_even and pass_.endswith(("1", "3"))):
            return False
        return self.fate != "retry" or attempt == 1


def choice_of(name: str, pass_: str) -> str:
    """What a switch chooses: fixed for a node and pass, but not the same everywhere."""
    return "yes" if (len(name) + int(name[-1]) + sum(map(int, pass_.replace(".", "")))) % 3 else "no"


@st.composite
def levels(draw: Any, depth: int = 0, size: int = 9) -> dict[str, Fated]:
    """Nodes of one level, wired to earlier ones."""
    found: dict[str, Fated] = {}
    fatal = depth > 0 and draw(st.booleans())
    for number in range(draw(st.integers(1, size))):
        kind = draw(st.sampled_from([k for k in KINDS if depth < 2 or k not in ("each", "repeat")]))
        name = f"{'nbc'[depth]}{number}"
        found[name] = draw(fated(kind, found, depth, fatal))
    if draw(st.integers(0, 9)) == 0:
        who, whom = (draw(st.sampled_from(sorted(found))) for _ in range(2))
        if who != whom:
            found[who].node["cancels"] = [whom]
    return found


def has_cancels(nodes: dict[str, Fated]) -> bool:
    """True if a node withdraws another, at any level: then the schedule decides how nodes end."""
    return any("cancels" in fate.node or has_cancels(fate.body) for fate in nodes.values())


@st.composite
def fated(draw: Any, kind: str, earlier: dict[str, Fated], depth: int, fatal: bool) -> Fated:
    node: dict[str, Any] = {"use": "t.step" if kind == "step" else f"flow.{kind}"}
    _wire(draw, node, earlier, kind)
    made = Fated(node, kind)
    if kind == "step":
        made.fate = draw(st.sampled_from(STEPS + ["fatal"] * fatal))
        made.is_even = draw(st.booleans())
        node |= FATES[made.fate]
    elif kind == "switch":
        node["with"] = {"cases": [{"when": "chosen", "to": "yes"}], "else": "no"}
    elif kind == "wait":
        node["with"] = {"for": f"{draw(st.integers(0, 5))}s"}
    elif kind in ("each", "repeat"):
        made.body = draw(levels(depth + 1, 4))
        made.count = draw(st.integers(0, 3)) if kind == "each" else draw(st.integers(1, 3))
        _give_body(draw, made)
    if draw(st.integers(0, 11)) == 0:
        node["when"] = "false"
    elif draw(st.integers(0, 11)) == 0:
        node["enabled"] = False
    return made


def _wire(draw: Any, node: dict[str, Any], earlier: dict[str, Fated], kind: str) -> None:
    sources = draw(st.lists(st.sampled_from(sorted(earlier)), max_size=3)) if earlier else []
    wires = [f"{s}.{draw(st.sampled_from(_ports(earlier[s])))}" for s in sources]
    if kind == "join":
        node["in"] = {f"p{i}": wire for i, wire in enumerate(wires)}
    elif wires and kind == "step":
        node["in"] = {"m": wires}
    elif wires:
        node["after"] = wires
    if sources and draw(st.booleans()):
        node["after"] = [*node.get("after", []), draw(st.sampled_from(sorted(earlier)))]
    total = len(wires) + (len(node.get("after", [])) if "in" in node else len(node.get("after", [])) - len(wires))
    if total:
        need = st.integers(1, total)
        node["join"] = draw(st.one_of(st.just("all"), st.just("any"), need.map(lambda n: {"need": n})))


def _ports(source: Fated) -> list[str]:
    return PORTS[source.kind] + (["error"] if source.fate == "route" else [])


def _give_body(draw: Any, made: Fated) -> None:
    last = sorted(made.body)[-1]
    port = _ports(made.body[last])[0]
    body = {"nodes": {n: f.node for n, f in made.body.items()}, "outputs": {"o": f"{last}.{port}"}}
    made.node["body"] = body
    if made.kind == "each":
        policy = draw(st.sampled_from(["skip", "dead_letter"]))
        made.node["with"] = {"items": [0] * made.count, "concurrency": draw(st.integers(1, 3)), "on_item_error": policy}
    else:
        made.node["with"] = {"max": 3, "until": "enough"}
        made.node["on_error"] = "skip"


# --- the model ---------------------------------------------------------------------------

End = tuple[str, frozenset[str]]
"""completed, skipped or failed, as its wires see it, and the ports that deliver."""
SKIPPED: End = ("skipped", frozenset())
FAILED: End = ("failed", frozenset())


class Model:
    """How each node of each pass ends; `None` for a node of a pass that fails as a whole."""

    def __init__(self, nodes: dict[str, Fated]) -> None:
        self.ends: dict[tuple[str, str], str] = {}
        self.open: set[tuple[str, str]] = set()
        self.level(nodes, "", "")

    def level(self, nodes: dict[str, Fated], prefix: str, pass_: str) -> dict[str, End] | None:
        """Ends of one playing of a level; None if it fails."""
        found: dict[str, End] = {}
        for name, fate in nodes.items():
            found[name] = self.node(fate, prefix + name, name, pass_, found)
            self.ends[prefix + name, pass_] = found[name][0]
        if any(end == ("fatal", frozenset()) for end in found.values()):
            self.open |= {key for key in self.ends if key[0].startswith(prefix) and _is_in(key[1], pass_)}
            return None
        return found

    def node(self, fate: Fated, path: str, name: str, pass_: str, found: dict[str, End]) -> End:
        if fate.node.get("enabled") is False or not fires(fate.node, found) or fate.node.get("when") == "false":
            return SKIPPED
        if fate.kind == "step":
            return self.step(fate, pass_)
        if fate.kind == "switch":
            return "completed", frozenset({choice_of(name, pass_)})
        if fate.kind == "each":
            for index in range(fate.count):
                self.level(fate.body, f"{path}/", f"{pass_}.{index}".lstrip("."))
            return "completed", frozenset({"o", "failed"})
        if fate.kind == "repeat":
            return self.repeat(fate, path, pass_)
        return "completed", frozenset(PORTS[fate.kind])

    @staticmethod
    def step(fate: Fated, pass_: str) -> End:
        if not fate.fails(pass_, 1, 0) or fate.fate in ("retry", "fallback", "value"):
            return "completed", frozenset({"value"})
        if fate.fate == "route":
            return "failed", frozenset({"error"})
        return ("fatal", frozenset()) if fate.fate == "fatal" else FAILED

    def repeat(self, fate: Fated, path: str, pass_: str) -> End:
        inside: dict[str, End] | None = {}
        for index in range(fate.count):
            inside = self.level(fate.body, f"{path}/", f"{pass_}.{index}".lstrip("."))
            if inside is None:
                return FAILED
        assert inside is not None
        name, _, port = fate.node["body"]["outputs"]["o"].partition(".")
        return "completed", frozenset({"passes"} | ({"o"} if port in inside[name][1] else set()))


def fires(node: dict[str, Any], found: dict[str, End]) -> bool:
    """True if a node's join fires, sooner or later."""
    wires = wires_of(node)
    came = sum(delivers(wire, found) for wire in wires)
    return not wires or came >= needed(node, len(wires))


def wires_of(node: dict[str, Any]) -> list[str]:
    """Its wires, one an entry."""
    named = node.get("in", {})
    return [*named["m"], *node.get("after", [])] if "m" in named else [*named.values(), *node.get("after", [])]


def needed(node: dict[str, Any], total: int) -> int:
    """n of its join."""
    join = node.get("join", "all")
    return {"all": total, "any": 1}[join] if isinstance(join, str) else int(join["need"])


def delivers(wire: str, found: dict[str, End]) -> bool:
    """True if something comes along a wire."""
    name, _, port = wire.partition(".")
    how, ports = found[name]
    return port in ports if port else how == "completed"


def _is_in(pass_: str, outer: str) -> bool:
    return not outer or pass_ == outer or pass_.startswith(outer + ".")
