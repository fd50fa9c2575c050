"""All keys as a page to print, and the keys that two commands would share; no Qt widgets."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from PySide6.QtGui import QKeySequence

from harmony.board.actions import MENUS, Actions, Command

_STYLE = """
body { font: 10.5pt Inter, system-ui, sans-serif; margin: 14mm; color: #1c2130; }
h1 { font-size: 16pt; margin: 0 0 4mm; } h2 { font-size: 11.5pt; margin: 4mm 0 1mm; break-after: avoid; }
main { columns: 2; column-gap: 12mm; } table { width: 100%; border-collapse: collapse; break-inside: avoid; }
td { padding: 0.7mm 0; border-bottom: 1px solid #e1e4eb; } td + td { text-align: right; white-space: nowrap; }
kbd { font: 9pt "JetBrains Mono", monospace; border: 1px solid #d3d8e2; border-radius: 3px; padding: 0 1.2mm; }
.own { color: #4f5fe8; } .warning { color: #b27300; }
@media print { body { margin: 0; } }
"""


def conflicts(actions: Actions) -> list[tuple[str, list[Command]]]:
    """Keys that several commands have, each with those commands."""
    holders: dict[str, list[Command]] = {}
    for id, command in actions.commands.items():
        for key in dict.fromkeys(map(_plain, actions.keys(id))):
            holders.setdefault(key, []).append(command)
    return [(key, commands) for key, commands in holders.items() if len(commands) > 1]


def page(actions: Actions, gestures: Iterable[tuple[str, str]] = ()) -> str:
    """The page as HTML, for any browser to print: commands by menu with their keys of now, then gestures.

    Args:
        actions: the commands.
        gestures: what is done with the mouse: intent and how.
    """
    parts = []
    for menu in MENUS:
        rows = [_row(actions, c) for c in actions.commands.values() if c.menu == menu and actions.keys(c.id)]
        if rows:
            parts.append(f"<section><h2>{escape(menu)}</h2><table>{''.join(rows)}</table></section>")
    hands = "".join(f"<tr><td>{escape(what)}</td><td>{escape(how)}</td></tr>" for what, how in gestures)
    if hands:
        parts.append(f"<section><h2>Mouse</h2><table>{hands}</table></section>")
    doubled = "".join(
        f'<p class="warning">{_kbd(key)} is the key of {escape(" and ".join(c.title for c in commands))}.</p>'
        for key, commands in conflicts(actions)
    )
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Keys of Harmony Board</title>'
        f"<style>{_STYLE}</style><h1>Keys of Harmony Board</h1>{doubled}<main>{''.join(parts)}</main></html>"
    )


def _row(actions: Actions, command: Command) -> str:
    keys = actions.keys(command.id)
    mark = ' class="own"' if keys != command.keys else ""
    return f"<tr{mark}><td>{escape(command.title)}</td><td>{' '.join(map(_kbd, keys))}</td></tr>"


def _kbd(key: str) -> str:
    return f"<kbd>{escape(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText))}</kbd>"


def _plain(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


GESTURES = (
    ("Pan", "middle or right drag, Space + drag"),
    ("Zoom", "wheel, Ctrl + wheel, pinch"),
    ("Select", "click, drag; Shift adds, Ctrl toggles"),
    ("Everything before or after a node", "Shift + click on its left or right third"),
    ("Add a node", "double-click, Tab, or type its name"),
    ("Wire", "drag from port to port; W for letters"),
    ("Move wires", "Ctrl + drag from a port"),
    ("Break wires", "Alt + click on a port; X + drag cuts"),
    ("Lead a wire through a point", "double-click or Alt + click on it; drag, Delete"),
    ("Look at one iteration", "click on its cell in the footer"),
    ("Duplicate", "Ctrl + drag a node"),
    ("Insert into a wire", "drop a node on it"),
)
"""What is done with the mouse on the canvas."""
