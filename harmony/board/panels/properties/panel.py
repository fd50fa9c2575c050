"""The panel at the right: what is selected, in four tabs; the Melody itself while nothing is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from harmony.board import theme
from harmony.board.bridge import Bridge
from harmony.board.document import Document
from harmony.board.panels.properties.form import Form
from harmony.board.panels.properties.preview import Preview
from harmony.board.panels.properties.schemas import MELODY, POLICY, value_at
from harmony.board.panels.properties.wiring import Wiring
from harmony.board.widgets.empty import Empty
from harmony.board.widgets.tabs import Tabs
from harmony.board.widgets.text import Label
from harmony.board.widgets.tile import Tile
from harmony.board.wording import state as state_text
from harmony.melody import edits
from harmony.melody.change import MISSING, Path
from harmony.melody.frozen import thaw
from harmony.melody.refs import node_path
from harmony.melody.wires import WireEnd
from harmony.sdk.manifest import NodeType

PAGES = ("Parameters", "Wiring", "Policy", "Preview")


class Header(QWidget):
    """Tile, title, id, state: the title bar of the panel."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(62)
        self.tile = Tile(34)
        self.title = Label("", 15, weight=600)
        self.name = Label("", 11, tone="text_3", is_mono=True)
        self.state = Label("", 12, weight=600)
        self.state.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addStretch(1)
        names.addWidget(self.title)
        names.addWidget(self.name)
        names.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(11)
        row.addWidget(self.tile)
        row.addLayout(names, 1)
        row.addWidget(self.state)
        theme.changes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """The height that a dock gives to its title bar."""
        return QSize(240, 62)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A line below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().panel)
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), theme.current().line)
        painter.end()


class Properties(QWidget):
    """Follows the selection of a document.

    Signals:
        open_asked(artifact): a file among the outputs shall be opened.
        visit(node_id): show this node on the canvas.
    """

    open_asked = Signal(object)
    visit = Signal(str)

    def __init__(self, bridge: Bridge | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Properties")
        self.header = Header()
        self.tabs = Tabs("segments")
        self.tabs.setAccessibleName("Properties pages")
        for page in PAGES:
            self.tabs.addTab(page)
        self.stack = QStackedWidget()
        self.document: Document | None = None
        self.node_id = ""
        self.form: Form | None = None
        self._built_for: object = None
        self._policy: Form | None = None
        self.wiring, self.preview = Wiring(), Preview(bridge)
        self._pages = [_scroll(QWidget()), _scroll(self.wiring), _scroll(QWidget()), _scroll(self.preview)]
        for area in self._pages:
            self.stack.addWidget(area)
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 12, 16, 0)
        row.addWidget(self.tabs)
        self._bar = bar
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        self.nothing = Empty("tune-variant", "Nothing is open", "What is selected on the canvas is edited here.")
        column.addWidget(self.stack, 1)
        column.addWidget(self.nothing, 1)
        self.tabs.currentChanged.connect(self._turn)
        self.wiring.visit.connect(self.visit)
        self.wiring.cut.connect(self._cut)
        self.preview.open_asked.connect(self.open_asked)

    def set_document(self, document: Document | None) -> None:
        """Follow another document."""
        if self.document is not None:
            for signal, slot in self._links(self.document):
                signal.disconnect(slot)
        self.document = document
        self._built_for = None
        if document is not None:
            for signal, slot in self._links(document):
                signal.connect(slot)
        self.refresh()

    def _links(self, document: Document) -> list[tuple[Any, Any]]:
        return [
            (document.selection_changed, self.refresh),
            (document.changed, self._changed),
            (document.reset, self.refresh),
            (document.states_changed, self._states_changed),
            (document.problems_changed, self._show_problems),
        ]

    # Showing

    def refresh(self) -> None:
        """Show what is selected now."""
        document = self.document
        # An edit is told before the selection loses what it removed.
        chosen = sorted(i for i in document.selection if document.node(i)) if document else []
        self.node_id = chosen[0] if len(chosen) == 1 else ""
        self._bar.setVisible(bool(self.node_id))
        if document is None:
            self._head("", "", "", None)
            self.header.setAccessibleName("Properties")
        self.header.tile.setVisible(document is not None)
        self.stack.setVisible(document is not None)
        self.nothing.setVisible(document is None)
        if document is None:
            return
        if self.node_id:
            self._show_node(document)
        else:
            self._show_melody(document, len(chosen))
        self._turn(self.tabs.currentIndex())

    def _show_node(self, document: Document) -> None:
        kind = document.type_of(self.node_id)
        node = document.node(self.node_id)
        assert node is not None
        self._head(document.title_of(self.node_id), node.use.split("@")[0], self.node_id, kind)
        self._show_state()
        key = (self.node_id, kind)
        if key != self._built_for:
            self._built_for = key
            schema: Mapping[str, Any] = kind.params if kind else _guess(node.with_)
            self._build(schema, document, self._edit_param, kind is None)
        self._show_values()

    def _show_melody(self, document: Document, count: int) -> None:
        title = f"{count} nodes selected" if count > 1 else document.melody.name
        self._head(title, "melody", document.melody.version or "", None)
        self.header.state.setText("")
        if self._built_for != "melody":
            self._built_for = "melody"
            self._build(MELODY, document, self._edit_melody, False)
        self._show_values()
        self.stack.setCurrentIndex(0)

    def _build(self, schema: Mapping[str, Any], document: Document, slot: Any, is_missing: bool) -> None:
        """Make the form of the first page; only when another thing is selected."""
        self.form = Form(schema, document.path.parent if document.path else None)
        self.form.edited.connect(slot)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        if is_missing:
            text = "The extension of this node is not installed. Its parameters are kept as they are."
            column.addWidget(Label(text, 12, tone="amber", wraps=True))
        column.addWidget(self.form)
        if not self.form.fields:
            column.addWidget(Label("This node has no parameters.", 12.5, tone="text_3", wraps=True))
        column.addStretch(1)
        _put(self._pages[0], page)

    def _head(self, title: str, use: str, name: str, kind: NodeType | None) -> None:
        self.header.title.setText(title)
        self.header.name.setText(" · ".join(p for p in (use, name) if p))
        self.header.tile.show_type(kind.icon if kind else "music-note-eighth", kind.kind if kind else "flow")
        self.header.setAccessibleName(f"{title} {use} {name}")

    def _show_state(self) -> None:
        assert self.document is not None
        state = self.document.state(self.node_id)
        text = "" if state.word == "idle" else state_text(state.word)
        if state.progress is not None and state.word == "active":
            text += f" {round(state.progress * 100)} %"
        self.header.state.setText(text)
        self.header.state.set_state(state.word)

    def _show_values(self) -> None:
        document = self.document
        if document is None or self.form is None:
            return
        if not self.node_id:
            plain = _melody_plain(document)
            self.form.show_values({n: value_at(plain, n, MISSING) for n in self.form.fields})
            return
        node = document.node(self.node_id)
        if node is not None:
            self.form.show_values(thaw(node.with_))
        self._show_problems()

    @property
    def policy(self) -> Form:
        """The form of the third page; made when it is first looked at."""
        if self._policy is None:
            self._policy = Form(POLICY)
            self._policy.edited.connect(self._edit_policy)
            _put(self._pages[2], self._policy)
        return self._policy

    def _show_policy(self, document: Document) -> None:
        node = document.node(self.node_id)
        if node is not None:
            plain = thaw(node)
            self.policy.show_values({n: _policy_value(plain, n) for n in self.policy.fields})

    def _show_problems(self) -> None:
        if self.document is None or self.form is None or not self.node_id:
            return
        for problem in self.document.problems:
            if problem.node == self.node_id and problem.field:
                name = problem.field.removeprefix("with.").split(".")[0].split("[")[0]
                field = self.form.fields.get(name)
                if field is not None and not field.error.text():
                    field.say(problem.message)

    def _turn(self, index: int) -> None:
        if not self.node_id or self.document is None:
            return
        self.stack.setCurrentIndex(index)
        if PAGES[index] == "Wiring":
            self.wiring.show_node(self.document, self.node_id)
        elif PAGES[index] == "Policy":
            self._show_policy(self.document)
        elif PAGES[index] == "Preview":
            self.preview.show_node(self.document, self.node_id)

    def _changed(self, _changes: object) -> None:
        if self.document is None:
            return
        if self.node_id and self.document.node(self.node_id) is None:
            self.refresh()
            return
        if self.node_id:
            self._show_node(self.document)
            self._turn(self.tabs.currentIndex())
        else:
            self._show_melody(self.document, len(self.document.selection))

    def _states_changed(self, ids: frozenset[str]) -> None:
        if self.node_id and (not ids or self.node_id in ids):
            self._show_state()
            if self.tabs.currentIndex() == PAGES.index("Preview") and self.document is not None:
                self.preview.show_node(self.document, self.node_id)

    # Editing: everything through the document

    def _edit_param(self, name: str, value: Any) -> None:
        assert self.document is not None
        key = f"{self.node_id}.with.{name}"
        self.document.try_edit(edits.set_param, self.node_id, name, value, merge_key=key)

    def _edit_policy(self, name: str, value: Any) -> None:
        if self.document is None or not self.node_id:
            return
        self._set(node_path(self.node_id), name, value)

    def _edit_melody(self, name: str, value: Any) -> None:
        self._set((), name, value)

    def _set(self, root: Path, dotted: str, value: Any) -> None:
        assert self.document is not None
        path = (*root, *dotted.split("."))
        self.document.try_edit(edits.set_value, path, value, merge_key=".".join(map(str, path)))

    def _cut(self, wire: WireEnd) -> None:
        if self.document is None:
            return
        if wire.port is None:
            self.document.try_edit(edits.remove_order, wire.source, wire.target)
        else:
            self.document.try_edit(edits.disconnect, wire.target, wire.port, wire.index)

    def focus_first(self) -> None:
        """Show the parameters and put the cursor into the first field."""
        if self.form is not None and self.form.fields:
            self.focus_field(next(iter(self.form.fields)))

    def focus_field(self, name: str) -> None:
        """Show the parameters and put the cursor into a field."""
        self.tabs.setCurrentIndex(0)
        # A form that has just been made is shown by the next event; before that it takes no focus.
        QTimer.singleShot(0, self, lambda: self.form.focus_field(name) if self.form else None)


def _scroll(inner: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.viewport().setAutoFillBackground(False)
    _put(area, inner)
    return area


def _put(area: QScrollArea, inner: QWidget) -> None:
    page = QWidget()
    page.setObjectName("page")
    column = QVBoxLayout(page)
    column.setContentsMargins(16, 14, 16, 18)
    column.addWidget(inner)
    column.addStretch(1)
    area.setWidget(page)


def _policy_value(plain: dict[str, Any], name: str) -> Any:
    found = value_at(plain, name, MISSING)
    # `timeout: {attempt: …}` is the long form of the same thing.
    return found.get("attempt", MISSING) if name == "timeout" and isinstance(found, dict) else found


def _melody_plain(document: Document) -> dict[str, Any]:
    melody = document.melody
    plain: dict[str, Any] = {"name": melody.name}
    if melody.description:
        plain["description"] = melody.description
    if "run" in melody.model_fields_set:
        plain["run"] = thaw(melody.run)
    return plain


def _guess(values: Mapping[str, Any]) -> dict[str, Any]:
    """A schema for a node whose type is not installed: fields for what is there."""
    kinds = ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"), (tuple, "array"))
    properties = {}
    for name, value in values.items():
        kind = next((word for type_, word in kinds if isinstance(value, type_)), "object")
        properties[name] = {"title": name, "type": kind}
    return {"type": "object", "properties": properties}
