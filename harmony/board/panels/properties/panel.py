"""The panel at the right: what is selected, in four tabs; the Melody itself while nothing is."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from PySide6.QtCore import QMargins, QSize, QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from harmony.board import reach
from harmony.board.bridge import Bridge
from harmony.board.document import Document
from harmony.board.panels.properties import cards, targets
from harmony.board.panels.properties.form import Form
from harmony.board.panels.properties.header import Header
from harmony.board.panels.properties.live import Live
from harmony.board.panels.properties.picker import show_picker
from harmony.board.panels.properties.policy import Policy
from harmony.board.panels.properties.preview import Preview
from harmony.board.panels.properties.schemas import MELODY, POLICY
from harmony.board.panels.properties.wide import WideEditor
from harmony.board.panels.properties.wiring import Wiring
from harmony.board.widgets.empty import Empty
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.scroll import Scroll
from harmony.board.widgets.tabs import Tabs
from harmony.board.widgets.text import Label
from harmony.board.wording import count
from harmony.melody.draft import SESSION
from harmony.melody.wires import WireEnd

TURN_MS = 30
PAGES = ("Parameters", "Wiring", "Policy", "Preview")
ONE_NODE = ("Wiring", "Preview")


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
        self.tabs.setChangeCurrentOnDrag(True)  # from the preview to the field
        self.tabs.setAcceptDrops(True)
        for page in PAGES:
            self.tabs.addTab(page)
        self.stack = QStackedWidget()
        self.document: Document | None = None
        self.ids: tuple[str, ...] = ()
        self.card = ""
        self.form: Form | None = None
        self._built_for: object = None
        self._policy: Policy | None = None
        self._bridge, self._session = bridge, ""
        self.live, self._live_policy = Live(bridge, self), Live(bridge, self)
        self.only_changed = Pill(glyph="filter-variant", look="ghost", name="Only what was changed")
        self.only_changed.setCheckable(True)
        self.only_changed.toggled.connect(self._filter)
        self.wiring, self.preview = Wiring(), Preview(bridge)
        self._pages = [Scroll() for _ in PAGES]
        self._put(1, self.wiring)
        self._put(3, self.preview)
        for area in self._pages:
            self.stack.addWidget(area)
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 12, 16, 0)
        row.setSpacing(4)
        row.addWidget(self.tabs, 1)
        row.addWidget(self.only_changed)
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

    def _put(self, index: int, inner: QWidget) -> None:
        self._pages[index].show_parts([inner], QMargins(16, 14, 16, 18))

    def minimumSizeHint(self) -> QSize:
        """As wide with tabs as without: the canvas keeps its place when something is selected."""
        return super().minimumSizeHint().expandedTo(QSize(self._bar.minimumSizeHint().width(), 0))

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
        if document is not None and document.is_opening:  # the form has a turn of its own, after the window's picture
            self.stack.setVisible(False)
            QTimer.singleShot(TURN_MS, self, self.refresh)
        else:
            self.refresh()

    def _links(self, document: Document) -> list[tuple[Any, Any]]:
        return [
            (document.selection_changed, self.refresh),
            (document.changed, self._changed),
            (document.reset, self.refresh),
            (document.states_changed, self._states_changed),
            (document.run_changed, self._run_changed),
            (document.problems_changed, self._show_problems),
        ]

    # Showing

    @property
    def node_id(self) -> str:
        """Path of the node that is shown; empty for none or several."""
        return self.ids[0] if len(self.ids) == 1 else ""

    def refresh(self) -> None:
        """Show what is selected now."""
        document = self.document
        # An edit is told before the selection loses what it removed.
        self.ids = tuple(sorted(i for i in document.selection if document.node(i))) if document else ()
        self.card = cards.chosen(document) if document and not self.ids else ""
        self._bar.setVisible(bool(self.ids))
        # While nothing is selected the page that was shown waits for the next node.
        if len(self.ids) > 1 and PAGES[self.tabs.currentIndex()] in ONE_NODE:
            self.tabs.setCurrentIndex(0)
        for page in ONE_NODE:
            self.tabs.setTabEnabled(PAGES.index(page), len(self.ids) <= 1)
        self.header.tile.setVisible(document is not None)
        self.stack.setVisible(document is not None)
        self.nothing.setVisible(document is None)
        if document is None:
            self.header.show_what("", "", "", None)
            self.header.show_state(None)
            return
        self._show(document)
        self._turn(self.tabs.currentIndex())

    def _show(self, document: Document) -> None:
        if self.ids:
            self._show_nodes(document)
        elif self.card:
            self._show_card(document)
        else:
            self._show_melody(document)

    def _show_nodes(self, document: Document) -> None:
        kind, node = document.type_of(self.ids[0]), document.node(self.ids[0])
        assert node is not None
        if len(self.ids) == 1:
            self.header.show_what(document.title_of(self.node_id), node.use.split("@")[0], self.node_id, kind)
        else:
            uses = {n.use.split("@")[0] for n in map(document.node, self.ids) if n}
            what = next(iter(uses)) if len(uses) == 1 else count(len(uses), "type")
            self.header.show_what(f"{len(self.ids)} nodes", what, "", kind if len(uses) == 1 else None)
        self.header.show_state(document.state(self.node_id) if self.node_id else None)
        key = (self.ids, kind)
        if key != self._built_for:
            self._built_for = key
            self._build(targets.schema_of(document, self.ids), document, self._edit_param, kind is None)
        self._show_values()

    def _show_card(self, document: Document) -> None:
        """The form of an input or output; made anew when its type is another."""
        schema, (name, what) = cards.schema_of(document, self.card), cards.heading(self.card)
        self.header.show_what(name, what, "", None)
        self.header.show_state(None)
        key = (self.card, schema)
        if key != self._built_for:
            self._built_for = key
            self._build(schema, document, self._edit_card, False)
        self._show_values()
        self.stack.setCurrentIndex(0)

    def _show_melody(self, document: Document) -> None:
        self.header.show_what(document.melody.name, "melody", document.melody.version or "", None)
        self.header.show_state(None)
        if self._built_for != "melody":
            self._built_for = "melody"
            self._build(MELODY, document, self._edit_melody, False)
        self._show_values()
        self.stack.setCurrentIndex(0)

    def _build(self, schema: Mapping[str, Any], document: Document, slot: Any, is_missing: bool) -> None:
        """Make the form of the first page; only when another thing is selected."""
        self.form = Form(schema, document.path.parent if document.path else None, is_slow=True)
        self.form.edited.connect(slot)
        self.form.pick_asked.connect(self._pick)
        self.form.wide_asked.connect(self.open_wide)
        if self.node_id:
            self.form.set_names(reach.flat(reach.names(document, self.node_id)))
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        if is_missing and self.ids:
            text = "The extension of this node is not installed. Its parameters are kept as they are."
            column.addWidget(Label(text, 12, tone="amber", wraps=True))
        column.addWidget(self.form)
        if self.form.is_empty:
            what = "This node has no parameters." if self.node_id else "These nodes have no parameters in common."
            column.addWidget(Label(what, 12.5, tone="text_3", wraps=True))
        column.addStretch(1)
        self._put(0, page)
        self.form.show_only_changed(bool(self.ids) and self.only_changed.isChecked())

    def _filter(self, on: bool) -> None:
        if self.form is not None and self.ids:
            self.form.show_only_changed(on)

    def _show_values(self) -> None:
        document = self.document
        if document is None or self.form is None:
            return
        if self.ids:
            self.form.show_values(targets.params(document, self.ids))
        else:
            self.form.show_values(cards.values_of(document, self.card) if self.card else targets.melody(document))
        self._show_problems()
        self._follow_live()

    def _follow_live(self) -> None:
        if self.node_id and self.form is not None:
            self.live.follow(self.form, self.document, self.node_id)

    def _follow_policy(self) -> None:
        """Names for its conditions, and what they give; of one node only."""
        if self.document is None or not self.node_id:
            self._live_policy.follow(None, None, "")
            return
        names = reach.flat(reach.names(self.document, self.node_id))
        self.policy.set_names(names, [kind.use for kind in self.document.catalog.types()])
        self._live_policy.follow(self.policy, self.document, self.node_id)

    @property
    def policy(self) -> Policy:
        """The form of the third page; made when it is first looked at."""
        if self._policy is None:
            self._policy = Policy()
            self._policy.edited.connect(self._edit_policy)
            self._put(2, self._policy)
        return self._policy

    def _show_problems(self) -> None:
        if self.document is None or self.form is None or not self.node_id:
            return
        for problem in self.document.problems:
            if problem.node == self.node_id and problem.field:
                name = problem.field.removeprefix("with.").split(".")[0].split("[")[0]
                self.form.hint(name, problem.message)

    def _turn(self, index: int) -> None:
        if not self.ids or self.document is None:
            return
        self.only_changed.setVisible(PAGES[index] == "Parameters")
        self.stack.setCurrentIndex(index)
        if PAGES[index] == "Policy":
            values = targets.policy(self.document, self.ids, tuple(POLICY["properties"]))
            self.policy.show_values(values)
            self._follow_policy()
        elif PAGES[index] == "Wiring" and self.node_id:
            self.wiring.show_node(self.document, self.node_id)
        elif PAGES[index] == "Preview" and self.node_id:
            self.preview.show_node(self.document, self.node_id)

    def _changed(self, _changes: object) -> None:
        document = self.document
        if document is None:
            return
        if any(document.node(i) is None for i in self.ids) or (self.card and cards.chosen(document) != self.card):
            self.refresh()
            return
        self._show(document)
        self._turn(self.tabs.currentIndex())

    def _states_changed(self, ids: frozenset[str]) -> None:
        if self.document is None or not self.node_id or (ids and self.node_id not in ids):
            return
        self.header.show_state(self.document.state(self.node_id))
        if self.tabs.currentIndex() == PAGES.index("Preview"):
            self.preview.show_node(self.document, self.node_id)

    def _run_changed(self) -> None:
        """There is other data to preview expressions with."""
        if self.document is not None and self.node_id and self.form is not None:
            self.form.set_names(reach.flat(reach.names(self.document, self.node_id)))
            self._follow_live()

    # Editing: everything through the document

    def _edit_param(self, name: str, value: Any) -> None:
        assert self.document is not None
        targets.set_param(self.document, self.ids, name, value, self._session)

    def _edit_policy(self, name: str, value: Any) -> None:
        if self.document is not None and self.ids:
            targets.set_policy(self.document, self.ids, name, value)

    def _edit_card(self, name: str, value: Any) -> None:
        assert self.document is not None
        cards.set_value(self.document, self.card, name, value)

    def _edit_melody(self, name: str, value: Any) -> None:
        assert self.document is not None
        targets.set_melody(self.document, name, value)

    def _pick(self, name: str) -> None:
        """Show what can be named in a field."""
        form, document = self.form, self.document
        if form is None or document is None or name not in form.fields:
            return
        field = form.fields[name]
        found = reach.names(document, self.node_id) if self.node_id else []
        at = field.pick.mapToGlobal(field.pick.rect().bottomLeft())
        show_picker(self, at, found, self._bridge, field.insert)

    def code_fields(self) -> list[str]:
        """Names of the fields that a wide window is for; the one that is typed in first."""
        fields = self.form.fields if self.form is not None and self.node_id else {}
        found = [name for name, field in fields.items() if field.code is not None and not field.isHidden()]
        return sorted(found, key=lambda name: not fields[name].isAncestorOf(QApplication.focusWidget() or self))

    def open_wide(self, name: str = "") -> WideEditor | None:
        """Show a field's text in a wide window; the first that has one, if none is named."""
        form, document, found = self.form, self.document, self.code_fields()
        if form is None or document is None or not found:
            return None
        field = form.fields[name if name in found else found[0]]
        names = reach.names(document, self.node_id)
        title = document.title_of(self.node_id)
        wide = WideEditor(self.window(), title, field, names, reach.flat(names), self._fields_of)
        self._session = f"{SESSION}{uuid.uuid4().hex[:8]}:"
        live = Live(self._bridge, wide)
        live.follow(wide, document, self.node_id)
        document.changed.connect(live.again)
        wide.closed.connect(self._end_session)
        wide.open()
        return wide

    def _end_session(self) -> None:
        self._session = ""

    def _fields_of(self, name: reach.Name, done: Callable[[Iterable[reach.Name]], None]) -> None:
        """Ask for the fields of a large value."""
        if self._bridge is not None:
            self._bridge.request(
                "artifact.preview",
                {"artifact": name.artifact, "limit": 1},
                lambda result: done(reach.fields(name.expression, result.get("rows", result.get("json")))),
            )

    def _cut(self, wire: WireEnd) -> None:
        if self.document is not None:
            targets.cut(self.document, self.node_id, wire)

    def focus_first(self) -> None:
        """Show the parameters and put the cursor into the first field."""
        if self.form is not None and self.form.fields:
            self.focus_field(next(iter(self.form.fields)))

    def focus_field(self, name: str) -> None:
        """Show the parameters and put the cursor into a field."""
        self.tabs.setCurrentIndex(0)
        # A form that has just been made is shown by the next event; before that it takes no focus.
        QTimer.singleShot(0, self, lambda: self.form.focus_field(name) if self.form else None)
