"""The document: what a Melody is, how it is read, checked, changed and written.

model       the Melody as frozen models: format `harmony/1` in full
frozen      immutable plain data: `freeze`, `thaw`
units       durations and sizes
places      line and column of every value

load        YAML and JSON to a Melody, every problem at once
reading, reading_json, scalars, shape, upgrade
            the text, its scalars, the shape of the data, older formats
problems    what is wrong, where, and the way out
check       what a Melody means: everything that can be known to be wrong; topics in `checks`

wires       what leads into a node
interface   the ports that a node really has
graph       order, cycles, what lies between
hashes      what a Melody does, as a number
expressions the one language for parameters, conditions and templates; inside: `language`

change      the one kind of change
edits       pure builders of edits (`editing`, `refactor`, `refs`, `form`, `plain` beside it)
apply       changes to a Melody
write       changes to its text, in place (`text`); `dump` for a new file
draft       Melody, text and history together
diff        what differs between two, by id
merge       three versions to one
save        a text to a file, whole or not at all

build       a Melody in a few lines of Python
schema      the JSON Schema of the format

Names that do not hide a module of the package can be had from here; they are imported when
they are first asked for, so that a part that needs `units` alone does not pay for the models.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harmony.melody.build import Builder
    from harmony.melody.expressions import Expressions
    from harmony.melody.load import Loaded, loads
    from harmony.melody.model import FORMAT, Melody, Node
    from harmony.melody.problems import Problem
    from harmony.melody.schema import json_schema
    from harmony.melody.write import dump

__all__ = [
    "FORMAT",
    "Builder",
    "Expressions",
    "Loaded",
    "Melody",
    "Node",
    "Problem",
    "dump",
    "json_schema",
    "loads",
]

_HOMES = {
    "FORMAT": "model",
    "Builder": "build",
    "Expressions": "expressions",
    "Loaded": "load",
    "Melody": "model",
    "Node": "model",
    "Problem": "problems",
    "dump": "write",
    "json_schema": "schema",
    "loads": "load",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)
