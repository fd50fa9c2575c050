"""One edit in a large document, against the floor of doing the work for the whole of it.

    python benchmarks/edits.py [NODES]

Floors: validating the whole document again (what `apply` saves) and writing the whole file
again (what the text in place saves). Bars: 2 ms for `apply`, 5 ms for the text at 10,000 nodes.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from harmony.melody.apply import apply
from harmony.melody.change import Edit
from harmony.melody.edits import add_node, connect, move_nodes, remove_nodes, rename_id, set_param
from harmony.melody.frozen import thaw
from harmony.melody.model import Melody
from harmony.melody.write import Text, dump

APPLY_MS, TEXT_MS, ROUNDS = 2.0, 5.0, 7


def document(count: int) -> Melody:
    """A chain of nodes, some twelve lines each."""
    nodes = {}
    for at in range(count):
        nodes[f"node_{at}"] = {
            "use": "text.template@1",
            "title": f"Step {at}",
            **({"in": {"text": f"node_{at - 1}.text"}} if at else {}),
            "with": {"template": f"Line one of {at}\nand {{{{ text }}}}\n", "width": at},
            "retry": {"attempts": 3, "delay": "1s", "backoff": "linear"},
        }
    places = {name: {"at": [at * 200, 0]} for at, name in enumerate(nodes)}
    return Melody.model_validate({"format": "harmony/1", "name": "large", "nodes": nodes, "layout": {"nodes": places}})


def best_ms(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The shortest of some rounds, in milliseconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times) * 1000


def main() -> int:
    """Print the table; 1 if a bar is missed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    melody = document(count)
    source = dump(melody)
    validate_ms = best_ms(lambda: Melody.model_validate(thaw(melody)), 3)
    dump_ms = best_ms(lambda: dump(melody), 3)
    split_ms = best_ms(lambda: Text(source), 3)
    print(f"{count} nodes, {source.count(chr(10))} lines; floors: validate {validate_ms:.0f} ms, dump {dump_ms:.0f} ms")
    print(f"taking the text apart, once: {split_ms:.1f} ms")
    middle = f"node_{count // 2}"
    edits: dict[str, Edit] = {
        "set a parameter": set_param(melody, middle, "width", 7),
        "type in a prompt": set_param(melody, middle, "template", "Other text\nof two lines\n"),
        "move a node": move_nodes(melody, {middle: (5, 6)}),
        "wire": connect(melody, "node_1.text", middle, "other"),
        "add a node": add_node(melody, "fresh", "data.set@1", at=(1, 2), in_={"x": f"{middle}.text"}),
        "rename an id": rename_id(melody, middle, "fresh"),
        "remove a node": remove_nodes(melody, [middle]),
    }
    missed = False
    print(f"{'edit':18} {'apply ms':>9} {'of floor':>9} {'text ms':>9} {'of floor':>9}")
    for name, edit in edits.items():
        apply_ms, text_ms = _measure(melody, source, edit)
        missed |= apply_ms > APPLY_MS or text_ms > TEXT_MS
        print(f"{name:18} {apply_ms:9.2f} {apply_ms / validate_ms:9.4f} {text_ms:9.2f} {text_ms / dump_ms:9.4f}")
    return int(missed and count <= 10_000)


def _measure(melody: Melody, source: str, edit: Edit) -> tuple[float, float]:
    apply_ms = best_ms(lambda: apply(melody, edit.changes))
    after = apply(melody, edit.changes)
    text = Text(source)
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        patch = text.apply(edit.changes, after)
        times.append(time.perf_counter() - start)
        text.revert(patch)
    return apply_ms, min(times) * 1000


if __name__ == "__main__":
    sys.exit(main())
