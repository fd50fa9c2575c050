"""Random Melodies whose outputs and steps do not depend on time, so that a disturbed run can be compared."""

from __future__ import annotations

import random
from typing import Any

Nodes = dict[str, Any]


class Made:
    """A random Melody.

    Args:
        seed: the same one gives the same Melody.

    Attributes:
        nodes: as in a file.
        outputs: the last few nodes.
        has_processes: some of its steps run in processes of their own.
    """

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed)
        self.nodes: Nodes = {}
        self._numbers: list[str] = []
        kinds = [self._step, self._step, self._moody, self._switch, self._each, self._repeat, self._fallback, self._gap]
        # Not both: a run that waits for an event as well stays at play, so that nobody would be asked for an answer.
        kinds += [self._loop, self._wait, self._ask if seed % 2 else self._event]
        self.has_processes = seed % 8 == 5
        if self.has_processes:
            kinds += [self._process] * 4
        for at in range(self._draw.randrange(3, 9)):
            self._draw.choice(kinds if at else kinds[:1])(f"n{at}")
        self.outputs = {f"out_{name}": name for name in self._numbers[-3:]}

    def _wires(self) -> tuple[dict[str, str], str]:
        """Wires from up to three nodes, and an expression over them that is a number."""
        few = self._draw.sample(self._numbers, min(len(self._numbers), self._draw.randrange(1, 4)))
        wires = {f"x{i}": name for i, name in enumerate(few)}
        return wires, f"({' + '.join([*wires, str(self._draw.randrange(100))])}) % 1000"

    def _use(self) -> str:
        return self._draw.choice(["k.step", "k.pure"])

    def _add(self, name: str, use: str, wires: dict[str, Any], expression: str, **more: Any) -> None:
        self.nodes[name] = {"use": use, "in": wires, "with": {"value": f"{{{{ {expression} }}}}"}, **more}

    def _step(self, name: str) -> None:
        self._add(name, self._use(), *self._wires())
        self._numbers.append(name)

    def _moody(self, name: str) -> None:
        self._add(name, "k.moody", *self._wires(), retry={"attempts": 12, "delay": "1ms"})
        self._numbers.append(name)

    def _fallback(self, name: str) -> None:
        wires, expression = self._wires()
        other = {"use": self._use(), "with": {"value": f"{{{{ {expression} + 1 }}}}"}}
        retry = {"attempts": 2, "delay": "1ms"}
        self._add(name, "k.broken", wires, expression, retry=retry, fallback=[other])
        self._numbers.append(name)

    def _gap(self, name: str) -> None:
        """One that fails and is left out, beside one that does not."""
        self._add(f"{name}_gone", "k.broken", *self._wires(), on_error="skip", importance="optional")
        self._add(f"{name}_there", self._use(), *self._wires())
        wires = {"gone": f"{name}_gone", "there": f"{name}_there"}
        self._add(name, self._use(), wires, "(gone or 5) + there", join="any")
        self._numbers.append(name)

    def _switch(self, name: str) -> None:
        (source,) = self._draw.sample(self._numbers, 1)
        cases = [{"when": "value % 2 == 0", "to": "even"}]
        self.nodes[f"{name}_way"] = {
            "use": "flow.switch",
            "in": {"value": source},
            "with": {"cases": cases, "else": "odd"},
        }
        for port in ("even", "odd"):
            self._add(f"{name}_{port}", self._use(), {"x": f"{name}_way.{port}"}, "x + 3")
        wires = {"even": f"{name}_even", "odd": f"{name}_odd"}
        self._add(name, self._use(), wires, "(even or 0) + (odd or 0)", join="any")
        self._numbers.append(name)

    def _each(self, name: str) -> None:
        (source,) = self._draw.sample(self._numbers, 1)
        self._add(f"{name}_list", "k.pure", {"x": source}, "range(x % 6 + 1) | list")
        second = {"use": "k.moody", "retry": {"attempts": 12, "delay": "1ms"}} if self._draw.random() < 0.4 else {}
        body = {
            "nodes": {
                "s": {"use": self._use(), "with": {"value": "{{ item * 10 }}"}},
                "t": {"use": "k.step", "in": {"x": "s"}, "with": {"value": "{{ x + 1 }}"}} | second,
            },
            "outputs": {"t": "t"},
        }
        self.nodes[f"{name}_each"] = {
            "use": "flow.each",
            "in": {"items": f"{name}_list"},
            "with": {"concurrency": self._draw.randrange(1, 4)},
            "body": body,
        }
        self._add(name, self._use(), {"t": f"{name}_each.t"}, "(t | last) + (t | length)")
        self._numbers.append(name)

    def _repeat(self, name: str) -> None:
        (source,) = self._draw.sample(self._numbers, 1)
        inner = {"use": self._use(), "with": {"value": "{{ inputs.x * 0 + iteration }}"}}
        self.nodes[f"{name}_loop"] = {
            "use": "flow.repeat",
            "in": {"x": source},
            "with": {"max": 6, "until": f"q >= {self._draw.randrange(1, 5)}"},
            "body": {"nodes": {"q": inner}, "outputs": {"q": "q"}},
        }
        self._add(name, self._use(), {"q": f"{name}_loop.q"}, "q + 1")
        self._numbers.append(name)

    def _loop(self, name: str) -> None:
        """Three nodes and a wire back."""
        (source,) = self._draw.sample(self._numbers, 1)
        back = {"from": f"{name}_look.again", "back": True, "max": 5}
        self._add(f"{name}_try", self._use(), {"x": [source, back]}, "(x + 7) % 1000")
        self._add(f"{name}_work", "k.step", {"x": f"{name}_try"}, "(x * 2) % 1000")
        cases = [{"when": f"iteration < {self._draw.randrange(0, 4)}", "to": "again"}]
        look = {"use": "flow.switch", "in": {"value": f"{name}_work"}, "with": {"cases": cases, "else": "done"}}
        self.nodes[f"{name}_look"] = look
        self._add(name, self._use(), {"x": f"{name}_look.done"}, "x + 1")
        self._numbers.append(name)

    def _wait(self, name: str) -> None:
        (source,) = self._draw.sample(self._numbers, 1)
        wait = {"use": "flow.wait", "in": {"value": source}, "with": {"for": f"{self._draw.randrange(1, 9)}ms"}}
        self.nodes[f"{name}_wait"] = wait
        self._add(name, self._use(), {"x": f"{name}_wait.value"}, "x + 2")
        self._numbers.append(name)

    def _event(self, name: str) -> None:
        (source,) = self._draw.sample(self._numbers, 1)
        self.nodes[f"{name}_hear"] = {"use": "flow.wait", "with": {"event": name}}
        self.nodes[f"{name}_say"] = {"use": "flow.send", "in": {"value": source}, "with": {"event": name}}
        self._add(name, self._use(), {"x": f"{name}_hear.event"}, "x + 3")
        self._numbers.append(name)

    def _ask(self, name: str) -> None:
        """A person who says yes whenever the run waits for nothing else."""
        (source,) = self._draw.sample(self._numbers, 1)
        self.nodes[f"{name}_ask"] = {"use": "flow.approve", "in": {"x": source}}
        self._add(name, self._use(), {"x": f"{name}_ask.approved"}, "x + 4")
        self._numbers.append(name)

    def _process(self, name: str) -> None:
        """A step in a process of its own."""
        self._add(name, "k.process", *self._wires())
        self._numbers.append(name)
