"""Reads Google-style docstrings: the first line, and what is said of each argument or attribute."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass, field

_SECTION = re.compile(r"^(Args|Attributes|Returns|Raises|Yields|Examples?|Notes?):\s*$")
_ENTRY = re.compile(r"^\*{0,2}([A-Za-z_]\w*(?:,\s*[A-Za-z_]\w*)*)(?:\s*\([^)]*\))?:\s*(.*)$")


@dataclass(slots=True)
class Doc:
    """A docstring taken apart.

    Attributes:
        summary: the first paragraph on one line.
        args: from `Args:` and `Attributes:`; name to text on one line.
        returns: the text under `Returns:`.
    """

    summary: str = ""
    args: dict[str, str] = field(default_factory=dict)
    returns: str = ""


def parse(docstring: str) -> Doc:
    """Take a docstring apart; what it does not say stays empty."""
    doc = Doc()
    sections: dict[str, list[str]] = {"": []}
    current = ""
    for line in inspect.cleandoc(docstring).splitlines():
        found = _SECTION.match(line)
        current = found[1] if found else current
        sections.setdefault(current, [])
        if not found:
            sections[current].append(line)
    doc.summary = _joined(_first_paragraph(sections[""]))
    doc.returns = _joined(_first_paragraph(sections.get("Returns", [])))
    doc.args = _entries(sections.get("Args", []) + sections.get("Attributes", []))
    return doc


def _entries(lines: list[str]) -> dict[str, str]:
    """`name: text` entries; deeper lines go on with the one before."""
    found: dict[str, list[str]] = {}
    names: list[str] = []
    indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    indent = min(indents, default=0)
    for line in lines:
        entry = _ENTRY.match(line.strip()) if len(line) - len(line.lstrip()) == indent else None
        if entry:
            names = [name.strip() for name in entry[1].split(",")]
            found |= {name: [entry[2]] for name in names}
        elif line.strip():
            for name in names:
                found[name].append(line.strip())
    return {name: _joined(parts) for name, parts in found.items()}


def _first_paragraph(lines: list[str]) -> list[str]:
    """Lines up to the first empty one."""
    text = "\n".join(lines).strip("\n")
    return text.split("\n\n", 1)[0].splitlines()


def _joined(lines: list[str]) -> str:
    return " ".join(line.strip() for line in lines if line.strip())
