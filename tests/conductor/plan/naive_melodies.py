"""Random Melodies with all that the naive player knows: flow nodes, joins, failures, back wires, withdrawals."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

KINDS = ["step"] * 8 + [
    "switch",
    "join",
    "wait",
    "event",
    "send",
    "approve",
    "each",
    "repeat",
    "melody",
    "loop",
    "list",
]
DEEP = ("each", "repeat", "melody")
PORTS = {"step": ["value"], "list": ["value"], "join": ["all"], "wait": ["event"], "event": ["event"], "send": []}
PORTS |= {"repeat": ["o", "passes"], "melody": ["o"], "each": ["o", "failed", "report"], "stop": [], "fail": []}
PORTS |= {"approve": ["approved", "rejected", "answer"]}
Spec = dict[str, Any]


class Made:
    """A Melody in the making.

    Attributes:
        melodies: what `flow.melody` nodes play, by name.
    """

    def __init__(self, draw: Any, *, is_wild: bool = False) -> None:
        self.draw = draw
        self.is_wild = is_wild
        self.melodies: dict[str, Spec] = {}
        self.count = 0
        self.melody = self.level(0, 8, is_body=False)
        if is_wild:
            self.make_wild()

    def of(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def rarely(self, one_in: int = 8) -> bool:
        return bool(self.draw(st.integers(0, one_in - 1)) == one_in - 1)

    def some_ms(self, low: int = 50, high: int = 4000) -> str:
        """A duration that hardly any other node has."""
        self.count += 1
        return f"{self.draw(st.integers(low // 50, high // 50)) * 50 + self.count % 49 + 0.37}ms"

    def make_wild(self) -> None:
        """Add what only the whole run has."""
        nodes = list(self.melody["nodes"])
        run: Spec = {"concurrency": self.of(1, 2, 64)}
        if self.rarely(3):
            run["budget"] = {"usd": self.of(2, 5, 20)}
        if self.rarely(5):
            run["deadline"] = self.some_ms(3000, 20000)
        self.melody["run"] = run
        steps = [id for id in nodes if "value" in id or self.melody["nodes"][id]["use"].startswith("t.")]
        if steps and self.rarely(3):
            otherwise = self.of("gap", "fail", {"repeat": self.of(*steps), "times": 1})
            check = f"{self.of(*steps)}.value == {self.of(*steps)}.value"
            self.melody["rules"] = [{"check": check, "message": "they differ", "else": otherwise}]

    def level(self, depth: int, size: int, *, is_body: bool, in_each: bool = False) -> Spec:
        """Nodes of one level, wired to earlier ones, and its outputs."""
        level = Level(self, depth, is_body, in_each)
        for _ in range(self.draw(st.integers(1, size))):
            level.add(self.of(*[kind for kind in KINDS if depth < 2 or kind not in DEEP]))
        if depth and self.rarely(6):
            level.add(self.of("stop", "fail"))
        if self.rarely(6):
            level.withdraw()
        part: Spec = {"nodes": level.nodes, "outputs": level.outputs()}
        if level.region:
            part["region"] = level.region
        return part


class Level:
    """One level in the making: its nodes and what their ports are."""

    def __init__(self, made: Made, depth: int, is_body: bool, in_each: bool) -> None:
        self.made, self.depth, self.is_body, self.in_each = made, depth, is_body, in_each
        self.nodes: dict[str, Spec] = {}
        self.kinds: dict[str, str] = {}
        self.ports: dict[str, list[str]] = {}
        self.region: list[str] = []
        self.has_late = False

    def outputs(self) -> dict[str, str]:
        there = [f"{id}.{self.ports[id][0]}" for id in self.nodes if self.ports[id]]
        found = {f"o{i}" if i else "o": ref for i, ref in enumerate(there[-1:] if self.is_body else there[-3:])}
        lists = [id for id, kind in self.kinds.items() if kind == "list"]
        return {**found, "more": f"{lists[0]}.value"} if self.is_body and lists else found

    def add(self, kind: str) -> None:
        if kind == "loop":
            self.add_loop()
            return
        id = f"{'nbc'[self.depth]}{len(self.nodes)}"
        spec: Spec = {"use": "t.step" if kind == "step" else f"flow.{kind}"}
        getattr(self, f"_{kind}")(spec)
        self.keep(id, kind, spec)

    def keep(self, id: str, kind: str, spec: Spec) -> None:
        if self.made.rarely():
            names = ["true", "false", "nope"] + (["index > 0"] if self.in_each else [])
            spec["when"] = self.made.of(*names)
        elif self.made.rarely(16):
            spec["enabled"] = False
        if kind not in ("stop", "fail", "send"):
            self.policy(spec)
        if kind == "step" and not self.depth and self.made.rarely(5):
            spec["concurrency_key"] = self.made.of("k", "l")
        if self.made.is_wild:
            self.make_wild(kind, spec)
        self.nodes[id], self.kinds[id] = spec, kind
        ports = list(PORTS.get(kind, ()))
        if kind == "switch":
            ports = sorted({case["to"] for case in spec["with"]["cases"]} | {spec["with"].get("else", "x")})
        if kind == "join":
            ports += list(spec.get("in", {}))
        if kind == "send" and "in" in spec:
            ports = ["value"]
        if spec.get("on_error") == "route":
            ports = [*ports, "error"]
        self.ports[id] = ports

    def make_wild(self, kind: str, spec: Spec) -> None:
        """Add what the naive player does not know."""
        made = self.made
        if made.rarely(6):
            spec["compensate"] = {"use": "t.spare", "with": {"c": 1, "fails": made.of(0, 0, 99)}}
        if kind == "step" and self.nodes and made.rarely(5):
            there = [f"{id}.value" for id, other in self.kinds.items() if other == "step"]
            if there:
                spec["reconstruct"] = {"use": "t.spare", "in": {"x": made.of(*there)}, "with": {"c": 2}}
        if made.rarely(8) and "join" not in spec:
            spec["on_error"] = "pause"
        if kind == "approve" and made.rarely(2):
            spec["with"] = {}
        if kind == "step":
            spec["with"]["usd"] = made.of(0, 0, 1, 3)

    # --- wires ---------------------------------------------------------------------------

    def refs(self, most: int, least: int = 0) -> list[str]:
        there = [f"{id}.{port}" for id in self.nodes for port in self.ports[id]]
        found = self.made.draw(st.lists(st.sampled_from(there), min_size=least, max_size=most)) if there else []
        return list(found)

    def after(self, spec: Spec) -> None:
        there = [*self.nodes, *(f"{id}.{port}" for id in self.nodes for port in self.ports[id])]
        if there and self.made.rarely(3):
            spec["after"] = list(self.made.draw(st.lists(st.sampled_from(there), min_size=1, max_size=3)))

    def join(self, spec: Spec) -> None:
        wires = [ref for v in spec.get("in", {}).values() for ref in (v if isinstance(v, list) else [v])]
        total = sum(not ref.startswith("inputs.") for ref in wires) + len(spec.get("after", ()))
        if not total or self.made.rarely(2):
            return
        how = self.made.of("any", "need", "percent", "when", "wait", "wait")
        need = self.made.draw(st.integers(1, total))
        if how == "any":
            spec["join"] = "any"
        elif how == "when":
            spec["join"] = {"when": f"completed >= {need}"}
        else:
            spec["join"] = {"need": f"{self.made.of(1, 34, 50, 75, 100)}%" if how == "percent" else need}
            if how == "wait":
                spec["join"] |= {"wait": self.made.some_ms(), "on_timeout": self.made.of("proceed", "fail", "route")}
            if self.made.rarely(3) and not self.region:
                spec["join"]["late"] = "cancel"
            elif self.made.is_wild and self.made.rarely(2) and not self.region and not self.has_late:
                spec["join"]["late"] = "merge"
                self.has_late = True

    def policy(self, spec: Spec) -> None:
        """What becomes of its failures."""
        of = self.made.of
        how = of("none", "none", "skip", "dead_letter", "route", "optional", "recommended", "fail")
        if how in ("optional", "recommended"):
            spec["importance"] = how
        elif how != "none":
            spec["on_error"] = how
        if self.made.rarely(4):
            backoff = of("constant", "linear", "exponential")
            spec["retry"] = {"attempts": of(2, 3), "delay": self.made.some_ms(high=1500), "backoff": backoff}
        if spec["use"] == "t.step" and self.made.rarely(5):
            other = {"use": "t.spare", "with": {"c": 3, "fails": of(0, 0, 99)}}
            spec["fallback"] = of([other], [{"value": 5}], [other, {"value": 6}], [other, other])

    # --- kinds ---------------------------------------------------------------------------

    def _step(self, spec: Spec) -> None:
        made = self.made
        spec["with"] = {"c": made.draw(st.integers(1, 40)), "fails": made.of(0, 0, 0, 1, 2, 99), "odd": made.rarely(3)}
        if self.in_each and made.rarely(3):
            spec["with"]["c"] = "{{ index }}"
        wires = self.refs(4)
        if self.is_body and made.rarely(4):
            wires.insert(0, "inputs.v")
        if wires and made.rarely(2):
            spec["in"] = {"m": wires}
            if made.rarely(4):
                spec["merge"] = {"m": made.of("first", "last")}
        elif wires:
            spec["in"] = {f"p{i}": wire for i, wire in enumerate(wires)}
        if not self.depth and made.rarely(5):
            # A type of its own: no breaker counts its failures with those of others.
            made.count += 1
            spec["use"] = f"t.own{made.count}"
            spec["with"]["cls"] = made.of("network", "bug")
            if made.rarely(2):
                spec["timeout"] = made.some_ms(1000, 3000)
        self.after(spec)
        self.join(spec)

    def _list(self, spec: Spec) -> None:
        spec["use"] = "t.list"
        spec["with"] = {"c": self.made.draw(st.integers(1, 40))}

    def _switch(self, spec: Spec) -> None:
        numbers = [f"{id}.value" for id, kind in self.kinds.items() if kind == "step" and self.is_plain(id)]
        conditions = ["true", "false", "nope"]
        if numbers:
            spec["in"] = {"value": self.made.of(*numbers)}
            conditions += ["value % 2 == 0", "value % 3 == 0", "value > 20"] * 2
        if self.in_each:
            conditions += ["index > 0"]
        cases = [{"when": self.made.of(*conditions), "to": f"w{i}"} for i in range(self.made.draw(st.integers(1, 3)))]
        spec["with"] = {"cases": cases}
        if self.made.rarely(2):
            spec["with"]["all"] = True
        if self.made.rarely(2):
            spec["with"]["else"] = "x"
        self.after(spec)

    def is_plain(self, id: str) -> bool:
        """True if it gives a number if anything."""
        return True

    def _join(self, spec: Spec) -> None:
        wires = self.refs(4)
        if wires:
            spec["in"] = {f"x{i}": wire for i, wire in enumerate(wires)}
        self.join(spec)
        if isinstance(spec.get("join"), dict) and "need" in spec["join"] and self.made.rarely(2):
            spec["with"] = spec.pop("join")

    def _wait(self, spec: Spec) -> None:
        spec["with"] = {"for": self.made.some_ms()}
        self.after(spec)
        self.join(spec)

    def _event(self, spec: Spec) -> None:
        spec["use"] = "flow.wait"
        spec["with"] = {"for": self.made.some_ms(2000, 9000), "event": self.made.of("e", "f")}
        if self.made.rarely(4):
            spec["with"]["keep"] = False
        self._value(spec)

    def _send(self, spec: Spec) -> None:
        spec["with"] = {"event": self.made.of("e", "f")}
        self._value(spec)

    def _value(self, spec: Spec) -> None:
        wires = self.refs(1)
        if wires:
            spec["in"] = {"value": wires[0]}
        self.after(spec)

    def _approve(self, spec: Spec) -> None:
        wires = self.refs(2)
        if wires:
            spec["in"] = {f"x{i}": wire for i, wire in enumerate(wires)}
        spec["with"] = {"wait": self.made.some_ms()}
        if not self.made.rarely(3):
            spec["with"]["else"] = self.made.of("approved", "rejected")
        self.join(spec)

    def _stop(self, spec: Spec) -> None:
        self.after(spec)

    _fail = _stop

    def _body(self, spec: Spec, in_each: bool) -> Spec:
        wires = self.refs(1)
        if wires:
            spec.setdefault("in", {})["v"] = wires[0]
        else:
            spec["in"] = spec.get("in", {})
        self.after(spec)
        return self.made.level(self.depth + 1, 4, is_body=True, in_each=in_each)

    def _each(self, spec: Spec) -> None:
        made = self.made
        lists = [id for id, kind in self.kinds.items() if kind == "list"]
        spec["body"] = body = self._body(spec, True)
        given: Spec = {"concurrency": made.of(1, 2, 3), "on_item_error": made.of("fail", "skip", "dead_letter")}
        if lists and made.rarely(2):
            spec["in"]["items"] = f"{made.of(*lists)}.value"
        else:
            given["items"] = list(range(made.draw(st.integers(0, 4))))
        how = made.of("none", "none", "need", "percent", "when", "wait")
        if how in ("need", "wait"):
            given["join"] = {"need": made.of(1, 2, 3), "late": made.of("drop", "cancel")}
        elif how == "percent":
            given["join"] = {"need": f"{made.of(50, 75)}%", "empty": made.of("pass", "fail")}
        elif how == "when":
            # All are begun at once: whether one more begins while the condition is looked at is nobody's business.
            given |= {"join": {"when": f"completed >= {made.of(1, 2)}"}, "concurrency": 99}
        if how == "wait":
            given["join"] |= {"wait": made.some_ms(), "on_timeout": made.of("proceed", "fail")}
        if "more" in body["outputs"]:
            given["max_items"] = made.of(4, 12)
            if made.rarely(2):
                given["grow"] = "more"
        spec["with"] = given

    def _repeat(self, spec: Spec) -> None:
        spec["body"] = self._body(spec, self.in_each)
        spec["with"] = {"max": self.made.of(1, 2, 3)}
        until = self.made.of("none", "nope", *[f"iteration >= {n}" for n in range(4)])
        if until != "none":
            spec["with"]["until"] = until

    def _melody(self, spec: Spec) -> None:
        part = self._body(spec, False)
        name = f"/w/m{len(self.made.melodies)}"
        self.made.melodies[name] = part
        spec["with"] = {"melody": name}

    def add_loop(self) -> None:
        """Three nodes and a wire back from the last to the first."""
        if self.region or self.has_late:
            return
        made = self.made
        first, middle, last = (f"{'nbc'[self.depth]}{len(self.nodes) + i}" for i in range(3))
        back = {"from": f"{last}.again", "back": True, "max": made.of(1, 2)}
        wires = self.refs(1)
        target: Spec = {"use": "t.step", "in": {"x": [wires[0], back] if wires else back}, "with": {"c": 1}}
        work: Spec = {"use": "t.step", "in": {"x": f"{first}.value", **self.outside()}, "with": {"c": 2}}
        cases = [{"when": made.of("value % 2 == 0", "iteration < 1", "iteration < 2", "false"), "to": "again"}]
        look: Spec = {
            "use": "flow.switch",
            "in": {"value": f"{middle}.value"},
            "with": {"cases": cases, "else": "done"},
        }
        if made.rarely(2):
            work["join"] = "any"
        for spec in (target, work):
            spec["with"] |= {"fails": made.of(0, 0, 0, 1, 99), "odd": True}
        self.keep(first, "step", target)
        self.keep(middle, "step", work)
        self.keep(last, "switch", look)
        self.ports[last] = ["done"]
        self.region = [first, middle, last]

    def outside(self) -> Spec:
        wires = self.refs(1)
        return {"side": wires[0]} if wires else {}

    def withdraw(self) -> None:
        """One node cancels another when it completes; not what is played again."""
        free = [id for id in self.nodes if id not in self.region]
        if len(free) > 1:
            who, whom = self.made.of(*free), self.made.of(*free)
            if who != whom:
                self.nodes[who]["cancels"] = [whom]


@st.composite
def melodies(draw: Any) -> Made:
    return Made(draw)


@st.composite
def wild_melodies(draw: Any) -> Made:
    """With budgets, rules, compensation, reconstruction, pauses and late values besides."""
    return Made(draw, is_wild=True)
