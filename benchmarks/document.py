"""Loading and checking a file of 10,000 nodes, and expressions, beside their floors.

The floor of loading is PyYAML's C parser over the same text, doing nothing with its events; the
peer is PyYAML's C loader, which gives plain data without places or checks. The floor of an
expression is MiniJinja alone, without the guard.
"""

from __future__ import annotations

import gc
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import minijinja
import yaml

from harmony.catalog import Catalog
from harmony.errors import ExpressionError
from harmony.melody.check import check
from harmony.melody.expressions import Expressions
from harmony.melody.load import loads

NODES = 10_000
BODIES = 30
ROUNDS = 5


def generate(nodes: int = NODES, bodies: int = BODIES) -> str:
    """A file of `nodes` nodes, 12 lines each, nine of ten with an expression, `bodies` of them bodies."""
    inside = nodes // (bodies + 1)
    top = nodes - bodies * (inside + 1)
    lines = ["format: harmony/1", "name: big", "inputs:", "  folder: {type: path, default: samples}", "nodes:"]
    number = 0
    for _ in range(top):
        lines += _node(number, 2)
        number += 1
    for body in range(bodies):
        lines += [
            f"  each{body}:",
            "    use: flow.each@1",
            f"    in: {{items: n{body}.text}}",
            "    body:",
            "      nodes:",
        ]
        first = number
        for _ in range(inside):
            lines += _node(number, 8, first)
            number += 1
        lines.append(f"      outputs: {{text: n{number - 1}.text}}")
    lines += ["layout:", "  nodes:"]
    for place in range(top):
        lines += [f"    n{place}:", f"      at: [{place % 100 * 260}, {place // 100 * 160}]"]
    return "\n".join(lines) + "\n"


def _node(number: int, indent: int, first: int = 0) -> list[str]:
    lead = " " * indent
    is_wired = number > first and number % 10
    expression = (
        ("{{ inputs.folder }}/{{ text }}", "{{ text | upper }}", "{{ text ~ 1 }}")[number % 3] if is_wired else "x"
    )
    if indent > 2:
        expression = expression.replace("inputs.folder", "item")
    wire = (
        [f"{lead}  in:", f"{lead}    text: n{number - 1}.text"]
        if is_wired
        else [f"{lead}  tags: [a, b]", f"{lead}  notes: first"]
    )
    return [
        f"{lead}n{number}:",
        f"{lead}  use: text.template@1",
        f"{lead}  title: Step {number}",
        *wire,
        f"{lead}  with:",
        f'{lead}    template: "{expression} number {number}"',
        f"{lead}  retry:",
        f"{lead}    attempts: 3",
        f"{lead}    delay: 1s",
        f"{lead}  timeout: 30s",
        f"{lead}  importance: recommended",
    ]


def measure(work: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """Seconds of processor time of the best round; the machine's other work counts less so."""
    best = float("inf")
    for _ in range(rounds):
        gc.collect()
        gc.disable()
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
        gc.enable()
    return best


def parse(text: str) -> None:
    """The floor: events, and nothing done with them."""
    loader = yaml.CSafeLoader(text)
    try:
        while type(loader.get_event()) is not yaml.StreamEndEvent:
            pass
    finally:
        loader.dispose()


def document() -> None:
    """Loading and checking."""
    text = generate()
    catalog = Catalog.discover(entry_points=False)
    loaded = loads(text, "big.melody.yaml")
    problems = check(loaded.require(), catalog, loaded.places)
    size = f"{len(text.splitlines()):,} lines, {len(text) / 1e6:.1f} MB"
    print(f"{NODES:,} nodes, {BODIES} bodies, {size}, {len(problems)} problems")
    floor = measure(lambda: parse(text))
    peer = measure(lambda: yaml.load(text, Loader=yaml.CSafeLoader), 2)

    def whole() -> None:
        again = loads(text, "big.melody.yaml")
        check(again.require(), catalog, again.places, proof=False)

    for name, seconds in (
        ("C parser alone (floor)", floor),
        ("PyYAML C loader, plain data (peer)", peer),
        ("load", measure(lambda: loads(text, "big.melody.yaml"))),
        ("check", measure(lambda: check(loaded.require(), catalog, loaded.places, proof=False))),
        ("load and check", measure(whole)),
        (
            "check with the static proof of `harmony check`",
            measure(lambda: check(loaded.require(), catalog, loaded.places)),
        ),
    ):
        print(f"{name:48} {seconds:7.3f} s  {seconds / floor:5.2f} x the floor")


def expressions() -> None:
    """One expression, again and again."""
    ours, theirs = Expressions(), minijinja.Environment(undefined_behavior="strict", fuel=1_000_000)
    scope = {"inputs": {"folder": "samples"}, "rows": [1, 2, 3, 4], "quality": 0.9}
    print(f"\n{'expression':52} {'ours':>9} {'MiniJinja alone':>16}")
    for text in ("rows", "quality > 0.8 and rows | length > 3", "rows | map('string') | join(', ')"):
        _compare(text, lambda t: ours.evaluate(t, scope), lambda t: theirs.eval_expr(t, **scope))
    for text in ("{{ inputs.folder }}/x.csv", "{% for r in rows %}{{ r }}, {% endfor %}"):
        _compare(text, lambda t: ours.render(t, scope), lambda t: theirs.render_str(t, **scope))


def _compare(text: str, ours: Callable[[str], Any], theirs: Callable[[str], Any], count: int = 3000) -> None:
    seconds = [measure(lambda f=f: [f(text) for _ in range(count)], 3) / count * 1e6 for f in (ours, theirs)]  # type: ignore[misc]
    print(f"{text:52} {seconds[0]:6.1f} us {seconds[1]:13.1f} us")


BOMBS = (
    '"x" * 10**9',
    "[1] * 100000000",
    "range(100000000) | list",
    '"%999999999d" | format(1)',
    '("a" * 4000000) | replace("a", "bbbbbbbbbb")',
    '("a" * 4000000) | list',
    '["a", "b", "c"] | join("x" * 7000000)',
    '("a\\n" * 100000) | indent(1000)',
    '("a" * 7000000) ~ ("b" * 7000000)',
    "[1] | batch(999999999, 0)",
)
TEMPLATES = (
    "{% set n = namespace(x='ab') %}{% for i in range(40) %}{% set n.x = n.x ~ n.x %}{% endfor %}{{ n.x }}",
    "{% for i in range(100000) %}{% for j in range(100000) %}x{% endfor %}{% endfor %}",
    "{% for i in range(100000) %}" + "lorem ipsum " * 200 + "{% endfor %}",
    "{% set n = namespace(l=[]) %}{% for i in range(100000) %}{% set n.l = n.l + [i] %}{% endfor %}",
)


def bombs() -> None:
    """What would fill the memory: refused, how soon, and how much it took."""
    ours = Expressions()
    print(f"\n{'refused':74} {'after':>8} {'memory':>10}")
    for text in (*BOMBS, *TEMPLATES):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.process_time()
        try:
            _ = ours.evaluate(text, {}) if text in BOMBS else ours.render(text, {})
            word = "PLAYED"
        except ExpressionError:
            word = ""
        took = time.process_time() - start
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        print(f"{text[:72]:74} {took * 1000:5.0f} ms {grown:7.0f} MB {word}")


if __name__ == "__main__":
    document()
    expressions()
    bombs()
