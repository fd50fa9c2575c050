"""All keys (?): listed, searched, and changed with a check for conflicts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QWidget

from harmony.board.actions import Actions, Command
from harmony.board.keymap import Keymap, key_of
from harmony.board.keys_page import conflicts
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.records import Line, Records
from harmony.board.widgets.search import Search
from harmony.board.widgets.sheet import Sheet
from harmony.board.widgets.text import Label


class Keys(Sheet):
    """The list; Enter on a command waits for its new key."""

    def __init__(self, window: QWidget, actions: Actions, keymap: Keymap) -> None:
        super().__init__(window, 600, top=70)
        self.setObjectName("keys")
        self._actions, self._keymap = actions, keymap
        self.waiting: Command | None = None
        self._pressed = ""
        self.search = Search("Search keys and commands")
        self.list = Records("Keys", self._line, ("magnify", "Nothing found", ""), 0)
        self.list.setFixedHeight(420)
        self.said = Label(self._first_words(), 12, tone="text_3", wraps=True)
        self.take, self.reset = Pill("Take it"), Pill("Built-in key", "restore", "ghost")
        self.none = Pill("No key", look="ghost")
        self.column.addWidget(Label("All keys", 15, weight=600))
        self.column.addWidget(self.search)
        self.column.addWidget(self.list)
        foot = QHBoxLayout()
        foot.addWidget(self.said, 1)
        for button in (self.take, self.none, self.reset):
            button.hide()
            foot.addWidget(button)
        self.column.addLayout(foot)
        self.search.textChanged.connect(lambda _text: self._show())
        self.search.left.connect(self.close)
        self.search.moved.connect(self._move)
        self.search.returnPressed.connect(self._enter)
        self.list.chosen.connect(self.wait_for)
        self.take.clicked.connect(self._take)
        self.none.clicked.connect(lambda: self._give(()))
        self.reset.clicked.connect(self._reset)
        for part in (self.search, self.list):
            part.installEventFilter(self)
        self._show()

    def open(self) -> None:
        """Show it, ready to type."""
        super().open()
        self.search.setFocus()

    def _first_words(self) -> str:
        """What is wrong with the keys as they are, or how they are changed."""
        doubled = [
            f"{key} is the key of {' and '.join(c.title for c in found)}." for key, found in conflicts(self._actions)
        ]
        return " ".join([*doubled, *self._keymap.problems]) or "Enter on a command, then press its new key."

    def _line(self, command: Command) -> Line:
        native = QKeySequence.SequenceFormat.NativeText
        keys = "   ".join(QKeySequence(k).toString(native) for k in self._actions.keys(command.id))
        is_own = self._actions.keys(command.id) != command.keys
        return Line(
            command.title, command.menu, tail=keys or "–", glyph="pencil-outline" if is_own else "keyboard-outline"
        )

    def _show(self) -> None:
        row = self.list.currentIndex().row()
        words = self.search.text().lower().split()
        rows = []
        for command in self._actions.commands.values():
            hay = f"{command.title} {command.menu} {command.words} {' '.join(self._actions.keys(command.id))}".lower()
            if all(w in hay for w in words):
                rows.append(command)
        self.list.show_items([])
        self.list.show_items(sorted(rows, key=lambda c: not self._actions.keys(c.id)))
        self.list.setCurrentIndex(self.list.model().index(max(0, row), 0))

    def _move(self, steps: int) -> None:
        row = min(len(self.list.items) - 1, max(0, self.list.currentIndex().row() + steps))
        self.list.setCurrentIndex(self.list.model().index(row, 0))

    def _enter(self) -> None:
        row = self.list.currentIndex().row()
        if 0 <= row < len(self.list.items):
            self.wait_for(self.list.items[row])

    def wait_for(self, command: Command) -> None:
        """The next key is this command's."""
        self.waiting = command
        self.said.setText(f"{command.title}: press its new key. Esc leaves it.")
        self.take.hide()
        self.none.setVisible(bool(self._actions.keys(command.id)))
        self.reset.setVisible(self._actions.keys(command.id) != command.keys)
        self.list.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While a key is waited for, every key is meant."""
        if self.waiting is not None and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._heard(event)
                return True
        return super().eventFilter(watched, event)

    def _heard(self, event: QKeyEvent) -> None:
        key = key_of(event)
        if event.key() == Qt.Key.Key_Escape:
            self._done("Nothing was changed.")
        elif key and self.waiting is not None:
            self._pressed = key
            self._give((key,))

    def _give(self, keys: tuple[str, ...]) -> None:
        command = self.waiting
        if command is None:
            return
        holder = self._keymap.bind(command.id, keys)
        if holder is None:
            self._done(f"{command.title}: {' '.join(keys) or 'no key'}.")
        else:
            self.said.setText(f"{keys[0]} is the key of {holder.title}. Take it, or press another one.")
            self.take.show()

    def _take(self) -> None:
        """Take the key from the command that has it."""
        command = self.waiting
        holder = self._actions.holder(self._pressed, but=command.id) if command else None
        if holder is not None:
            wanted = QKeySequence(self._pressed)
            self._keymap.bind(holder.id, [k for k in self._actions.keys(holder.id) if QKeySequence(k) != wanted])
        self._give((self._pressed,))

    def _reset(self) -> None:
        command = self.waiting
        if command is not None:
            holder = self._keymap.reset(command.id)
            said = (
                f"{command.keys[0]} is the key of {holder.title} now." if holder else f"{command.title}: as built in."
            )
            self._done(said)

    def _done(self, said: str) -> None:
        self.waiting = None
        self.said.setText(f"{said} {self._keymap.unkept}".strip())
        for button in (self.take, self.none, self.reset):
            button.hide()
        self._show()
        self.search.setFocus()


def show_keys(window: QWidget, actions: Actions, keymap: Keymap) -> Keys:
    """Show the sheet."""
    sheet = Keys(window, actions, keymap)
    sheet.open()
    return sheet
