"""Every command as data: what it is called, where it stands, which keys it has, when it can be used.

Menus, the command palette and the keys are derived from one table. The window binds what a
command does; a command that nobody bound stays disabled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

MENUS = ("File", "Edit", "View", "Melody", "Run", "Extensions", "Help")


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can ask for.

    Attributes:
        id: stable name; keys are bound to it.
        title: as menus and the command palette show it.
        menu: one of MENUS; a line is drawn above where `group` differs from the entry before.
        keys: portable texts (`Ctrl+S`); the first is shown.
        group: commands of one group stand together.
        is_toggle: it has a tick.
        scope: `window`, or `canvas` for keys that the canvas itself handles while it has focus;
            these are listed, found and clicked like all others.
        words: more words under which the command palette finds it.
    """

    id: str
    title: str
    menu: str
    keys: tuple[str, ...] = ()
    group: str = ""
    is_toggle: bool = False
    scope: str = "window"
    words: str = ""


def _c(id: str, title: str, keys: str = "", group: str = "", **more: object) -> Command:
    menu = id.split(".")[0].capitalize()
    return Command(id, title, menu, tuple(keys.split()), group, **more)  # type: ignore[arg-type]


TABLE: tuple[Command, ...] = (
    _c("file.new", "New Melody", "Ctrl+N", "open"),
    _c("file.open", "Open…", "Ctrl+O", "open"),
    _c("file.save", "Save", "Ctrl+S", "save"),
    _c("file.save_as", "Save as…", "Ctrl+Shift+S", "save"),
    _c("file.export_picture", "Export picture…", "Ctrl+Alt+E", "save", words="svg png image canvas"),
    _c("file.close", "Close tab", "Ctrl+W", "close"),
    _c("file.reopen", "Open closed tab again", "Ctrl+Shift+T", "close", words="undo close"),
    _c("file.quit", "Quit", "Ctrl+Q", "close", words="exit"),
    _c("edit.undo", "Undo", "Ctrl+Z", "history"),
    _c("edit.redo", "Redo", "Ctrl+Shift+Z Ctrl+Y", "history"),
    _c("edit.cut", "Cut", "Ctrl+X", "clipboard", scope="canvas"),
    _c("edit.copy", "Copy", "Ctrl+C", "clipboard", scope="canvas", words="yaml clipboard"),
    _c("edit.paste", "Paste", "Ctrl+V", "clipboard", scope="canvas", words="yaml clipboard insert"),
    _c("edit.paste_wired", "Paste with incoming wires", "Ctrl+Shift+V", "clipboard", scope="canvas"),
    _c("edit.duplicate", "Duplicate", "Ctrl+D", "clipboard", scope="canvas"),
    _c("edit.delete", "Delete", "Del Backspace", "clipboard", scope="canvas", words="remove"),
    _c("edit.delete_heal", "Delete and join the wires", "Ctrl+Del", "clipboard", scope="canvas", words="heal"),
    _c("edit.select_all", "Select all", "Ctrl+A", "select", scope="canvas"),
    _c("edit.rename", "Rename title…", "F2", "node", words="title name"),
    _c("edit.change_id", "Change id…", "Shift+F2", "node", words="rename refactor"),
    _c("edit.change_type", "Change type…", "R", "node", scope="canvas", words="replace swap kind"),
    _c("edit.code", "Edit code in a wide window", "Ctrl+E", "node", words="template python sql text wide"),
    _c("edit.usages", "Find usages…", "Shift+F12", "node", words="references where used"),
    _c("edit.enable", "Disable", "D", "node", scope="canvas", is_toggle=True, words="enable skip off"),
    _c("edit.bypass", "Bypass", "B", "node", scope="canvas", is_toggle=True, words="pass through"),
    _c("edit.pin", "Pin output", "P", "node", scope="canvas", is_toggle=True, words="freeze keep value"),
    _c("edit.next_wire", "Select its wires", "Shift+W", "wire", scope="canvas", words="next wire of node"),
    _c("edit.wire_letters", "Wire by letters", "W", "wire", scope="canvas", words="keyboard connect ports hints"),
    _c("edit.add_point", "Add a point to the wire", "K", "wire", scope="canvas", words="reroute knot dot"),
    _c("edit.straighten", "Straighten wires", "Shift+K", "wire", scope="canvas", words="reroute points remove"),
    _c("edit.pin_value", "Show value on wire", "V", "wire", scope="canvas", is_toggle=True, words="pin badge data"),
    _c("edit.next_conflict", "Next conflict with the file", "F8", "find", words="merge mine theirs both decide"),
    _c("edit.find", "Find…", "Ctrl+F", "find", words="search nodes values"),
    _c("edit.replace", "Replace…", "Ctrl+H", "find", words="search find"),
    _c("edit.preferences", "Preferences…", "Ctrl+,", "preferences", words="settings theme keys motion density"),
    _c("view.commands", "Command palette…", "Ctrl+K Ctrl+Shift+P", "find"),
    _c("view.fit_all", "Show everything", "1", "zoom", scope="canvas", words="fit zoom all"),
    _c("view.fit_selection", "Show selection", "F", "zoom", scope="canvas", words="fit zoom focus"),
    _c("view.zoom_100", "Zoom to 100 %", "0", "zoom", scope="canvas"),
    _c("view.focus_mode", "Focus on the selection", "Shift+F", "look", scope="canvas", is_toggle=True, words="dim"),
    _c("view.minimap", "Minimap", "Alt+M", "look", scope="canvas", is_toggle=True, words="map overview"),
    _c("view.lens_state", "Colour by state", "Alt+1", "lens", scope="canvas", is_toggle=True, words="lens"),
    _c("view.lens_duration", "Colour by duration", "Alt+2", "lens", scope="canvas", is_toggle=True, words="lens time"),
    _c("view.lens_quality", "Colour by quality", "Alt+3", "lens", scope="canvas", is_toggle=True, words="lens score"),
    _c("view.lens_cost", "Colour by cost", "Alt+4", "lens", scope="canvas", is_toggle=True, words="lens money spent"),
    _c("view.wires_curved", "Curved wires", "", "wires", is_toggle=True, words="style spline"),
    _c("view.wires_straight", "Straight wires", "", "wires", is_toggle=True, words="style lines"),
    _c("view.wires_orthogonal", "Right-angled wires", "", "wires", is_toggle=True, words="style orthogonal"),
    _c("view.next_iteration", "Next iteration", "]", "loop", scope="canvas", words="pass for-each loop strip item"),
    _c("view.previous_iteration", "Previous iteration", "[", "loop", scope="canvas", words="pass for-each loop strip"),
    _c("view.back", "Back to the last place", "Alt+Left", "travel", scope="canvas", words="visited history"),
    _c("view.forth", "Forward again", "Alt+Right", "travel", scope="canvas", words="visited history"),
    _c("view.palette", "Left panel", "", "panels", is_toggle=True, words="extensions dock palette"),
    _c("view.properties", "Properties panel", "", "panels", is_toggle=True, words="right dock inspector"),
    _c("view.outline", "Outline", "Ctrl+Shift+O", "panels", words="tree list"),
    _c("view.yaml", "YAML", "Ctrl+Shift+Y", "panels", is_toggle=True, words="text source code"),
    _c("view.edits", "Edits", "", "panels", words="undo list history"),
    _c("view.runs", "Stored runs", "", "panels", words="history past"),
    _c("view.bottom", "Bottom panel", "", "panels", is_toggle=True, words="timeline dock"),
    _c("view.timeline", "Timeline", "", "panels"),
    _c("view.problems", "Problems", "", "panels"),
    _c("view.next_tab", "Next tab", "Ctrl+PgDown Ctrl+Tab", "panels", words="melody page"),
    _c("view.previous_tab", "Previous tab", "Ctrl+PgUp Ctrl+Shift+Tab", "panels", words="melody page"),
    _c("view.next_panel", "Next panel", "Ctrl+F6", "panels"),
    _c("view.previous_panel", "Previous panel", "Ctrl+Shift+F6", "panels"),
    _c("view.reset_panels", "Reset panels", "", "panels", words="layout dock"),
    _c("view.theme_system", "Theme of the system", "", "theme", is_toggle=True, words="theme look"),
    _c("view.theme_dark", "Dark theme", "", "theme", is_toggle=True, words="theme look"),
    _c("view.theme_light", "Light theme", "", "theme", is_toggle=True, words="theme look"),
    _c("melody.check", "Check now", "", "check", words="problems validate"),
    _c("melody.add_node", "Add a node…", "", "check", words="insert quick"),
    _c("melody.tidy", "Tidy everything", "Shift+L", "tidy", scope="canvas", words="layout arrange"),
    _c("melody.tidy_selection", "Tidy selection", "L", "tidy", scope="canvas", words="layout arrange"),
    _c("melody.add_frame", "Frame the selection", "Ctrl+G", "ground", scope="canvas", words="group comment box"),
    _c("melody.add_note", "Add a note", "Ctrl+Shift+N", "ground", scope="canvas", words="comment markdown text"),
    _c("melody.frame_colour", "Colour of the frame…", "C", "ground", scope="canvas", words="color group"),
    _c("melody.open_body", "Open", "Return", "body", scope="canvas", words="enter inside body parameters"),
    _c("melody.make_body", "Make a body", "Ctrl+Shift+E", "body", words="extract group subgraph collapse"),
    _c("melody.dissolve_body", "Dissolve body", "Ctrl+Alt+D", "body", words="ungroup expand inline"),
    _c("melody.leave_body", "Leave body", "Alt+Up", "body", words="out up"),
    _c("melody.add_files", "Add files…", "", "io", words="drop csv json parquet text picture folder read"),
    _c("melody.add_input", "Add an input…", "", "io"),
    _c("melody.add_output", "Add an output…", "", "io"),
    _c("melody.show_file", "Show in its folder", "", "file"),
    _c("run.play", "Run", "Ctrl+Return F5", "run", words="play start"),
    _c("run.stop", "Stop", "Shift+F5", "run", words="cancel"),
    _c("run.pause", "Pause, or go on", "F6", "run", words="hold continue break"),
    _c("run.resume", "Resume", "", "run", words="continue engine lost"),
    _c("run.with_inputs", "Run with inputs…", "Ctrl+Shift+Return", "run", words="form parameters"),
    _c("run.to_here", "Run to here", "", "part", words="partial selection"),
    _c("run.from_here", "Run from here", "", "part", words="partial selection"),
    _c("run.only", "Run only this", "", "part", words="partial selection single"),
    _c("run.skip_node", "Skip this node now", "", "at play", words="while it plays gap"),
    _c("run.retry_node", "Begin this node anew", "", "at play", words="while it plays retry again attempt"),
    _c("run.cancel_node", "Cancel this node", "", "at play", words="while it plays stop withdraw"),
    _c("run.clear", "Clear run from canvas", "", "clear", words="reset states"),
    _c("extensions.find", "Find an extension", "Ctrl+L", "find", words="palette search"),
    _c("extensions.folder", "Open my extensions' folder", "", "find"),
    _c("help.keys", "All keys", "F1 ?", "help", words="shortcuts keyboard"),
    _c("help.keys_page", "Print keys…", "", "help", words="shortcuts list page"),
    _c("help.about", "About Harmony Board", "", "help", words="version licence"),
)


class Actions(QObject):
    """The commands of one window as QActions.

    Args:
        window: where keys of scope `window` work.
        table: the commands.

    Signals:
        keys_changed(): a command has other keys.
    """

    keys_changed = Signal()

    def __init__(self, window: QWidget, table: Iterable[Command] = TABLE) -> None:
        super().__init__(window)
        self.commands = {c.id: c for c in table}
        self._keys = {c.id: c.keys for c in self.commands.values()}
        self._actions: dict[str, QAction] = {}
        self._enabled: dict[str, Callable[[], bool]] = {}
        self._ticks: dict[str, Callable[[], bool]] = {}
        for command in self.commands.values():
            self._actions[command.id] = self._make(command, window)

    def _make(self, command: Command, window: QWidget) -> QAction:
        action = QAction(command.title, self)
        action.setObjectName(command.id)
        action.setEnabled(False)
        action.setCheckable(command.is_toggle)
        # The canvas handles its own keys: a letter must stay a letter in a text field.
        if command.scope == "canvas":
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setShortcuts([QKeySequence(k) for k in command.keys])
        if command.scope == "window":
            window.addAction(action)
        return action

    def bind(self, id: str, call: Callable[[], object], when: Callable[[], bool] | None = None) -> None:
        """Say what a command does, and when it can be used (always, without `when`)."""
        action = self._actions[id]
        action.triggered.connect(lambda _checked=False: call())
        self._enabled[id] = when or (lambda: True)
        action.setEnabled(self._enabled[id]())

    def tick(self, id: str, is_on: Callable[[], bool]) -> None:
        """Say when a command that is a toggle has its tick."""
        self._ticks[id] = is_on

    def refresh(self) -> None:
        """Look again at which commands can be used, and which have a tick."""
        for id, is_enabled in self._enabled.items():
            self._actions[id].setEnabled(is_enabled())
        for id, is_on in self._ticks.items():
            self._actions[id].setChecked(is_on())

    def action(self, id: str) -> QAction:
        """The QAction of a command."""
        return self._actions[id]

    def run(self, id: str) -> None:
        """Do it, if it can be used now."""
        self.refresh()
        self._actions[id].trigger()

    def keys(self, id: str) -> tuple[str, ...]:
        """The keys of a command as they are now, as portable texts."""
        return self._keys[id]

    def set_keys(self, id: str, keys: Iterable[str]) -> None:
        """Give a command other keys from now on."""
        self._keys[id] = tuple(keys)
        self._actions[id].setShortcuts([QKeySequence(k) for k in self._keys[id]])
        self.keys_changed.emit()

    def holder(self, key: str, but: str = "") -> Command | None:
        """The command that has a key; `but` is not looked at."""
        wanted = QKeySequence(key)
        for id, keys in self._keys.items():
            if id != but and any(QKeySequence(k) == wanted for k in keys):
                return self.commands[id]
        return None

    def key(self, id: str) -> str:
        """The first key of a command as the platform writes it; empty without one."""
        keys = self._keys[id]
        return QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if keys else ""

    def fill(self, menu: QMenu, name: str, skip: Iterable[str] = ()) -> None:
        """Put the commands of a menu into it, in table order, with lines between groups."""
        group = None
        left_out = frozenset(skip)
        for command in self.commands.values():
            if command.menu != name or command.id in left_out:
                continue
            if group not in (None, command.group):
                menu.addSeparator()
            group = command.group
            menu.addAction(self._actions[command.id])

    def search(self, text: str) -> list[Command]:
        """Commands for what was typed, best first; those that cannot be used now are left out.

        While nothing is typed they stand as in the menus, those to run with first.
        """
        self.refresh()
        words = text.lower().split()
        found = []
        for command in self.commands.values():
            if not self._actions[command.id].isEnabled():
                continue
            score = _score(words, command)
            if score is not None:
                place = command.title if words else ("" if command.menu == "Run" else "-")
                found.append((score, place, command))
        return [command for _score_, _title, command in sorted(found, key=lambda f: f[:2])]


def _score(words: list[str], command: Command) -> int | None:
    """How well a command fits: 0 best, None not at all."""
    title = command.title.lower()
    hay = f"{title} {command.menu.lower()} {command.words}"
    if not all(w in hay for w in words):
        return None
    if not words or title.startswith(words[0]):
        return 0
    return 1 if all(w in title for w in words) else 2
