"""Makes a working extension from a template: a manifest, a node type, a test."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from harmony.catalog import regenerate
from harmony.errors import UsageError
from harmony.sdk.describe import words

_TEMPLATE = Path(__file__).parent / "template"
_ID = re.compile(r"[a-z][a-z0-9_]*\Z")


def new_extension(name: str, root: Path, taken: Collection[str] = ()) -> Path:
    """Make the extension `name` in a folder of that name.

    Args:
        name: the extension's id: lower-case letters, digits and `_`.
        root: where its folder is made; the user's folder of extensions, mostly.
        taken: ids that are in use.

    Returns:
        Its folder: `extension.toml`, `nodes.py`, `test_nodes.py`.

    Raises:
        UsageError: the name is no id or is taken, or the folder is there already.
    """
    if not _ID.match(name):
        raise UsageError(f"`{name}` is no id for an extension: use lower-case letters, digits and `_`, a letter first.")
    if name in taken:
        raise UsageError(f"There is an extension `{name}` already: choose another name.")
    folder = root / name
    if folder.exists():
        raise UsageError(f"{folder} is there already: choose another name, or delete it.")
    folder.mkdir(parents=True)
    for source in sorted(_TEMPLATE.glob("*.in")):
        text = source.read_text(encoding="utf-8").replace("@ID@", name).replace("@TITLE@", words(name))
        (folder / source.stem).write_text(text, encoding="utf-8")
    regenerate.write(folder)
    return folder
