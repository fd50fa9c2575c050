"""Keys that a person chose: kept in `keys.toml`, given to the commands, and heard on the canvas.

Only what differs from the table in `actions` is written. A key that two commands would have is
refused; one that Qt does not know is passed over.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from harmony.board import kept
from harmony.board.actions import Actions, Command

_HEAD = "# Keys of Harmony Board that differ from the built-in ones: command = [keys]. An empty list: no key.\n"


class Keymap(QObject):
    """The keys of one window.

    Args:
        actions: its commands.
        path: `keys.toml`.

    Attributes:
        problems: what in the file could not be used, as sentences.
        unkept: why the keys as they are now could not be written down, as a sentence; empty if they were.
    """

    def __init__(self, actions: Actions, path: Path) -> None:
        super().__init__(actions)
        self._actions, self._path = actions, path
        self._own: dict[QObject, frozenset[str]] = {}
        self.problems: list[str] = []
        self.unkept = ""
        for id, keys in self._read().items():
            self._take(id, keys)

    def _read(self) -> dict[str, list[str]]:
        try:
            found = tomllib.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            self.problems.append(f"{self._path} cannot be read: {error}")
            return {}
        flat: dict[str, list[str]] = {}
        for id, keys in found.items():
            if isinstance(keys, list) and all(isinstance(k, str) for k in keys):
                flat[id] = keys
            else:
                self.problems.append(f"{self._path}: `{id}` is not a list of keys.")
        return flat

    def _take(self, id: str, keys: list[str]) -> None:
        if id not in self._actions.commands:
            self.problems.append(f"{self._path}: there is no command `{id}`.")
            return
        good = [k for k in keys if is_key(k)]
        self.problems += [f"{self._path}: `{k}` is no key." for k in keys if k not in good]
        self._actions.set_keys(id, good)

    def bind(self, id: str, keys: Iterable[str]) -> Command | None:
        """Give a command these keys and write them down; the command that has one of them already, if any."""
        wanted = tuple(keys)
        for key in wanted:
            holder = self._actions.holder(key, but=id)
            if holder is not None:
                return holder
        self._actions.set_keys(id, wanted)
        self._write()
        return None

    def reset(self, id: str) -> Command | None:
        """Give a command its built-in keys again; as `bind`."""
        return self.bind(id, self._actions.commands[id].keys)

    def _write(self) -> None:
        table = self._actions.commands
        others = {id: self._actions.keys(id) for id in table if self._actions.keys(id) != table[id].keys}
        lines = [f"{json.dumps(id)} = {json.dumps(list(keys), ensure_ascii=False)}\n" for id, keys in others.items()]
        try:
            kept.write(self._path, _HEAD + "".join(lines))
            self.unkept = ""
        except OSError as error:
            reason = error.strerror or str(error)
            self.unkept = f"{self._path} cannot be written ({reason}): the keys hold until the board is closed."

    # The canvas

    def listen_on(self, widget: QWidget, own: Iterable[str] = ()) -> None:
        """Hear the keys of commands of scope `canvas` while a canvas, or what stands for it, has the focus.

        Args:
            widget: the canvas, or the outline.
            own: keys that the widget keeps to itself.
        """
        self._own[widget] = frozenset(own)
        widget.destroyed.connect(lambda _gone=None: self._own.pop(widget, None))
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Run the command of a key; swallow built-in keys that were taken from their command."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = key_of(event)
        if not key or key in self._own.get(watched, ()):
            return False
        for id, command in self._actions.commands.items():
            if command.scope == "canvas" and key in map(_normal, self._actions.keys(id)):
                return self._press(id, key)
        return self._is_taken_away(key)

    def _press(self, id: str, key: str) -> bool:
        """A letter is a command only while something is selected; else it begins a name."""
        action = self._actions.action(id)
        self._actions.refresh()
        if not action.isEnabled():
            return not (len(key) == 1 and key.isalpha())
        action.trigger()
        return True

    def _is_taken_away(self, key: str) -> bool:
        is_letter = len(key) == 1 and key.isalpha()
        built_in = (c for c in self._actions.commands.values() if c.scope == "canvas")
        return not is_letter and any(key in map(_normal, c.keys) for c in built_in)


def key_of(event: QKeyEvent) -> str:
    """A press as a portable text (`Ctrl+Shift+V`); empty for a modifier alone."""
    if event.key() in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_unknown, 0):
        return ""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    key = Qt.Key.Key_Return if event.key() == Qt.Key.Key_Enter else Qt.Key(event.key())
    text = event.text()
    is_sign = len(text) == 1 and text.isprintable() and not text.isalpha() and not text.isspace()
    if modifiers == Qt.KeyboardModifier.ShiftModifier and is_sign:
        modifiers = Qt.KeyboardModifier.NoModifier  # Shift is how `?` is typed, not a part of the key
    return QKeySequence(QKeyCombination(modifiers, key)).toString(QKeySequence.SequenceFormat.PortableText)


def is_key(text: str) -> bool:
    """True for a key that Qt knows."""
    return bool(_normal(text))


def _normal(text: str) -> str:
    return QKeySequence(text).toString(QKeySequence.SequenceFormat.PortableText)
