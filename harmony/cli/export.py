"""`harmony export`: a Melody in another form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal


def export(file: Path, *, to: Literal["json", "yaml", "mermaid"] = "json") -> int:
    """Print a Melody in another form.

    Parameters
    ----------
    file
        The Melody.
    to
        json or yaml (the same document), or mermaid (a diagram for Markdown).
    """
    from harmony.cli.files import read_melody
    from harmony.cli.show import diagram
    from harmony.melody.frozen import thaw
    from harmony.melody.write import dump

    melody = read_melody(file)
    if to == "json":
        print(json.dumps(thaw(melody), indent=2, ensure_ascii=False))
    elif to == "yaml":
        print(dump(melody), end="")
    else:
        print(diagram(melody))
    return 0
