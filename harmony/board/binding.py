"""What each command does in a window, and when it can be used."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QFileDialog, QMenu, QWidget

from harmony.board import keys_page, theme
from harmony.board.actions import MENUS
from harmony.board.canvas.view import CanvasView
from harmony.board.document import Document
from harmony.board.drawing import bind_drawing
from harmony.board.editing import bind_edit, chosen, on_canvas, on_document, selected
from harmony.board.facts import limits_of
from harmony.board.panels.about import show_about
from harmony.board.panels.commands import Commands
from harmony.board.panels.keys import show_keys
from harmony.board.panels.preferences import show_preferences
from harmony.board.refactoring import bind_refactoring
from harmony.board.running import bind_run, sets_menu
from harmony.board.shell import Shell
from harmony.board.widgets.question import ask_text
from harmony.melody.change import MISSING

INNER = {
    "Colour by": ("view.lens_state", "view.lens_duration", "view.lens_quality", "view.lens_cost"),
    "Wires": ("view.wires_curved", "view.wires_straight", "view.wires_orthogonal"),
    "Appearance": ("view.theme_system", "view.theme_dark", "view.theme_light"),
}
"""Menus within the View menu."""


def bind(window: Shell) -> None:
    """Bind all commands, fill the menus, connect the buttons of the top bar."""
    for part in (_files, bind_edit, bind_refactoring, bind_drawing, _view, _melody, bind_run, _help):
        part(window)
    _menus(window)
    _buttons(window)


def _files(window: Shell) -> None:
    bind, desk = window.actions_.bind, window.desk
    is_open = lambda: desk.page is not None  # noqa: E731
    bind("file.new", desk.new)
    bind("file.open", desk.ask_open)
    bind("file.save", lambda: desk.save(), is_open)
    bind("file.save_as", lambda: desk.ask_save(), is_open)
    bind("file.close", lambda: desk.close(), lambda: desk.shown is not None)
    bind("file.reopen", desk.reopen_closed, lambda: bool(desk.left))
    bind("file.quit", window.close)


def _view(window: Shell) -> None:
    bind, desk = window.actions_.bind, window.desk
    is_open = lambda: desk.page is not None  # noqa: E731

    def with_canvas(call: Callable[[CanvasView], object]) -> Callable[[], object]:
        return lambda: call(desk.page.canvas) if desk.page else None

    bind("view.commands", lambda: open_commands(window))
    bind("view.fit_all", with_canvas(CanvasView.fit), is_open)
    bind("view.fit_selection", with_canvas(CanvasView.fit_selection), lambda: selected(window) > 0)
    bind("view.zoom_100", with_canvas(lambda c: c.zoom_to(100)), is_open)
    for name, dock in window.docks.items():
        action = window.actions_.action(f"view.{name}")
        bind(f"view.{name}", partial(_toggle, dock))
        dock.visibilityChanged.connect(lambda _on, a=action, d=dock: a.setChecked(not d.isHidden()))
        action.setChecked(True)
    for id, page in (("timeline", "Timeline"), ("problems", "Problems"), ("edits", "Edits"), ("runs", "History")):
        bind(f"view.{id}", partial(window.show_bottom, page))
    bind("view.outline", lambda: show_left(window, "Outline"))
    bind("view.yaml", lambda: toggle_yaml(window), is_open)
    window.actions_.tick("view.yaml", lambda: bool(desk.page and desk.page.yaml))
    bind("view.next_tab", lambda: desk.turn(1), lambda: len(desk.tabs) > 1)
    bind("view.previous_tab", lambda: desk.turn(-1), lambda: len(desk.tabs) > 1)
    bind("view.next_panel", lambda: walk_panels(window, 1))
    bind("view.previous_panel", lambda: walk_panels(window, -1))
    bind("view.reset_panels", window.reset_panels)
    for mode in ("system", "dark", "light"):
        bind(f"view.theme_{mode}", partial(apply_theme, window, mode))
        window.actions_.tick(f"view.theme_{mode}", partial(_is_theme, mode))
    # To the window's own timer: a function would hold the window, for the theme outlives it.
    theme.changes.changed.connect(window.look_again)


def apply_theme(window: Shell, mode: str) -> None:
    """Change the look now, and keep it."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, mode)
    window.memory.put("theme", mode)
    window.look_again()


def preferences(window: Shell) -> None:
    """Show the preferences; each holds at once."""
    names = ("density", "text", "motion", "wires", "wheel", "open_last", "folder")
    values = {name: window.memory.get(name) for name in names if window.memory.get(name) is not None}

    def change(name: str, value: object) -> None:
        if name == "theme":
            apply_theme(window, str(value))
            return
        window.memory.put(name, None if value is MISSING else value)
        prefer(window)

    ways = {
        "Keys…": lambda: window.actions_.run("help.keys"),
        "Print keys…": lambda: window.actions_.run("help.keys_page"),
    }
    settings = window.settings
    folders = {
        "Runs and edits": settings.data, "Settings": settings.config, "Caches": settings.cache,
        "My extensions": settings.extensions,
    }  # fmt: skip
    show_preferences(window, {"theme": theme.mode(), **values}, change, ways, folders, window.open_file)


def prefer(window: Shell) -> None:
    """Let what a person prefers hold."""
    get = window.memory.get
    motion = get("motion")
    theme.prefer(
        density=get("density") or "cosy",
        motion=motion if isinstance(motion, bool) else True,
        wires=get("wires") or "curved",
        text=get("text") or "normal",
        wheel=get("wheel") or "zoom",
    )
    folder = get("folder")
    window.desk.folder = Path(folder).expanduser() if isinstance(folder, str) and folder else None


def print_keys(window: Shell) -> None:
    """Show all keys as a page that the browser prints."""
    path = window.settings.cache / "keys.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(keys_page.page(window.actions_, keys_page.GESTURES), encoding="utf-8")
    window.open_file(str(path))


def toggle_yaml(window: Shell) -> None:
    """Show or hide the text beside the canvas."""
    if window.desk.page is not None:
        window.desk.page.show_yaml(window.desk.page.yaml is None)


def show_left(window: Shell, page: str) -> None:
    """Show a page of the panel at the left, ready to type."""
    window.docks["palette"].show()
    window.left.show_page(page)
    (window.left.outline if page == "Outline" else window.palette_.search).setFocus()


def _toggle(dock: QDockWidget) -> None:
    dock.setVisible(dock.isHidden())


def _find_extension(window: Shell) -> None:
    show_left(window, "Extensions")


def _is_theme(mode: str) -> bool:
    return theme.mode() == mode


def walk_panels(window: Shell, by: int) -> None:
    """Put the focus into the next panel that is shown."""
    page = window.desk.page
    first = window.left.outline if window.left.currentIndex() else window.palette_.search
    stops: list[tuple[QWidget, QWidget]] = [(window.left, first), (window.bottom, window.bottom.bar.tabs)]
    stops.insert(1, (window.properties, window.properties.tabs))
    if page is not None:
        stops.insert(1, (page, page.canvas))
    shown = [(panel, target) for panel, target in stops if panel.isVisible() and target.isVisible()]
    if not shown:
        return
    now = QApplication.focusWidget()
    at = next(
        (i for i, (p, t) in enumerate(shown) if now is t or (now is not None and p.isAncestorOf(now))),
        -1 if by > 0 else 0,
    )
    shown[(at + by) % len(shown)][1].setFocus()


def _melody(window: Shell) -> None:
    bind, desk = window.actions_.bind, window.desk
    is_open = lambda: desk.page is not None  # noqa: E731
    bind("melody.check", on_document(window, Document.check_now), is_open)
    on = partial(on_canvas, window)
    bind("melody.add_node", on(lambda c: c.open_quick_add()), is_open)
    bind("melody.tidy", on(CanvasView.tidy), is_open)
    bind("melody.tidy_selection", on(CanvasView.tidy_selection), lambda: bool(chosen(window)))
    bind("melody.open_body", on(lambda c: c.open_card(next(iter(c.chosen)))), lambda: len(chosen(window)) == 1)
    bind("melody.leave_body", on(CanvasView.leave), lambda: bool(desk.page and desk.page.canvas.scope.owners))
    bind("melody.add_files", lambda: _ask_files(window), is_open)
    bind("melody.add_input", lambda: _add_input(window), is_open)
    bind("melody.add_output", lambda: _add_output(window), lambda: len(chosen(window)) == 1)
    bind(
        "melody.show_file",
        lambda: desk.document and desk.document.path and window.open_file(str(desk.document.path.parent)),
        lambda: bool(desk.document and desk.document.path),
    )
    bind("extensions.find", lambda: _find_extension(window))
    bind("extensions.folder", lambda: _extensions_folder(window))


def _ask_files(window: Shell) -> None:
    """Ask for files that nodes shall read."""
    start = window.desk.document.path.parent if window.desk.document and window.desk.document.path else Path.cwd()
    dialog = QFileDialog(window, "Add files", str(start))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(lambda names: window.take_files([Path(name) for name in names]))
    dialog.open()


def _add_input(window: Shell) -> None:
    page = window.desk.page
    if page is not None:
        at = page.canvas.scene_pos(page.canvas.menu_target.at) if page.canvas.menu_target else None
        ask_text(window, "Name of the input", "input", lambda name: page.canvas.add_input(at, name.strip()))


def _add_output(window: Shell) -> None:
    """Give the selected node's first output back as an output of the run."""
    page, paths = window.desk.page, chosen(window)
    if page is None or not paths:
        return
    ports, name = page.document.ports_of(paths[0]).outputs, paths[0].rpartition("/")[2]
    if ports:
        port = ports[0].name
        ask_text(
            window, "Name of the output", port, lambda n: page.canvas.add_output(f"{name}.{port}", None, n.strip())
        )


def _extensions_folder(window: Shell) -> None:
    folder = window.settings.extensions
    folder.mkdir(parents=True, exist_ok=True)
    window.open_file(str(folder))


def _help(window: Shell) -> None:
    window.actions_.bind("help.keys", lambda: show_keys(window, window.actions_, window.keymap))
    window.actions_.bind("help.keys_page", lambda: print_keys(window))
    window.actions_.bind("edit.preferences", lambda: preferences(window))
    window.actions_.bind("help.about", lambda: show_about(window))


def open_commands(window: Shell) -> None:
    """Show the command palette."""
    Commands(window, window.actions_, window.desk.document, window.visit).open()


def _menus(window: Shell) -> None:
    for name in MENUS:
        menu = window.top.menus.addMenu(name)
        inner = INNER if name == "View" else {}
        window.actions_.fill(menu, name, skip=[id for ids in inner.values() for id in ids])
        if inner:
            menu.addSeparator()
        for title, ids in inner.items():
            part = QMenu(title, menu)
            for id in ids:
                part.addAction(window.actions_.action(id))
            menu.addMenu(part)
        if name == "File":
            _templates_menu(window, menu)
            _recent_menu(window, menu)
        if name == "Run":
            sets_menu(window, menu)
        menu.aboutToShow.connect(window.actions_.refresh)


def _templates_menu(window: Shell, menu: QMenu) -> None:
    inner = QMenu("New from a template", menu)
    for card in window.welcome.templates:
        inner.addAction(card.text()).triggered.connect(lambda _c=False, path=card.path: window.desk.begin(path))
    menu.insertMenu(window.actions_.action("file.open"), inner)


def _recent_menu(window: Shell, menu: QMenu) -> None:
    recent = QMenu("Open recent", menu)
    menu.insertMenu(window.actions_.action("file.save"), recent)

    def fill() -> None:
        recent.clear()
        for path in window.memory.recent:
            recent.addAction(str(path)).triggered.connect(lambda _c=False, p=path: window.desk.open_path(p))
        if window.memory.recent:
            recent.addSeparator()
            recent.addAction("Forget this list").triggered.connect(lambda: window.memory.put("recent", []))
        recent.setEnabled(bool(window.memory.recent))

    menu.aboutToShow.connect(fill)


def _buttons(window: Shell) -> None:
    top, run = window.top, window.actions_.run
    top.search.clicked.connect(lambda: run("view.commands"))
    top.run.clicked.connect(lambda: run("run.play"))
    top.stop.clicked.connect(lambda: run("run.stop"))
    top.more.clicked.connect(lambda: run("file.new"))
    top.place.clicked.connect(lambda: _place_menu(window))
    top.budget.clicked.connect(lambda: _show_budget(window))
    window.actions_.keys_changed.connect(lambda: _hints(window))
    _hints(window)
    window.welcome.new_asked.connect(lambda: run("file.new"))
    window.welcome.open_asked.connect(lambda: run("file.open"))
    window.welcome.sample_asked.connect(lambda: open_sample(window))
    window.welcome.template_asked.connect(window.desk.begin)
    window.welcome.path_asked.connect(window.desk.open_path)


def _hints(window: Shell) -> None:
    """Say at the buttons what they do and which key does it, as the keys are now."""
    top, actions = window.top, window.actions_
    said = {
        top.search: ("view.commands", "Find a command, a node or a value"),
        top.run: ("run.play", "Play this Melody"),
        top.stop: ("run.stop", "Stop the run"),
        top.more: ("file.new", "New Melody"),
        top.budget: ("", "What the run has spent, and may"),
    }
    for button, (id, words) in said.items():
        key = actions.key(id) if id else ""
        button.setToolTip(f"{words} ({key})" if key else words)
    top.search.set_hint(actions.key("view.commands").replace("+", " "))
    top.run.set_hint(actions.key("run.play").replace("Return", "↵").replace("+", " "))


def open_sample(window: Shell) -> None:
    """Open the Melody that ships with the program."""
    from harmony.assets import melody

    window.desk.open_path(melody("code-health.melody.yaml"))


def _place_menu(window: Shell) -> None:
    menu = QMenu(window)
    said = {"ready": "The engine is ready", "starting": "The engine is starting", "lost": "The engine is gone"}
    menu.addAction(said.get(window.bridge.status, "The engine starts with the first run")).setEnabled(False)
    menu.addAction("Start the engine").triggered.connect(window.bridge.start)
    menu.actions()[-1].setEnabled(window.bridge.status in {"lost", "closed"})
    menu.addSeparator()
    for line in limits_of(window):
        menu.addAction(line).setEnabled(False)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(window.top.place.mapToGlobal(window.top.place.rect().bottomLeft()))


def _show_budget(window: Shell) -> None:
    if window.desk.document is not None:
        window.desk.document.select(())
        window.docks["properties"].show()
        window.properties.focus_field("run.budget.usd")
