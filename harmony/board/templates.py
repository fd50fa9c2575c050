"""A Melody to begin with: a template's text as a document of its own, so that no template is written over."""

from __future__ import annotations

from pathlib import Path

from harmony.melody import edits
from harmony.melody.draft import Draft
from harmony.melody.load import load, loads

_FILES = frozenset({"path", "file", "image"})


def text_of(path: Path) -> str:
    """The text of a copy: what the template's inputs name beside it by default is named from anywhere.

    Raises:
        MelodyError: the template cannot be read or understood.
    """
    draft = Draft.open(load(path))
    for name, given in draft.melody.inputs.items():
        default = given.default
        if given.type not in _FILES or not isinstance(default, str) or not default or "{{" in default:
            continue
        place = path.parent / default
        if not Path(default).is_absolute() and place.exists():
            draft.do(edits.set_value(draft.melody, ("inputs", name, "default"), place.resolve().as_posix()))
    return draft.text


def begin(path: Path) -> Draft:
    """A draft of a copy; there is nothing to save in it yet.

    Raises:
        MelodyError: the template cannot be read or understood.
    """
    return Draft.open(loads(text_of(path), file=path.name))
