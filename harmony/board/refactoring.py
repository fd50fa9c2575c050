"""Commands that reach through the whole Melody: bodies of nodes, usages, other names for ids and ports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from harmony.board import nodes
from harmony.board.canvas.match import port
from harmony.board.canvas.scope import INPUTS, OUTPUTS, split
from harmony.board.document import Document
from harmony.board.shell import Shell
from harmony.board.widgets.question import ask_text
from harmony.melody import edits
from harmony.melody.carried import carried
from harmony.melody.change import Edit
from harmony.melody.dissolve import dissolve_body
from harmony.melody.extract import USE, extract_body
from harmony.melody.mentions import mentions, output_usages, rename_output
from harmony.melody.model import Melody
from harmony.melody.usages import Usage, input_usages, node_usages, port_usages
from harmony.sdk.manifest import Port

# Bodies


def make_body(document: Document) -> bool:
    """Make the selected nodes the body of a new node, and select that."""
    chosen = nodes.selected(document)

    def port_of(path: str, name: str | None) -> Port | None:
        return document.ports_of(path).output(name)

    kind = document.catalog.find(USE)
    use = f"{USE}@{kind.major}" if kind is not None else USE

    def build(melody: Melody) -> Edit:
        return carried(extract_body(melody, chosen, port_of, use), document.lines_of)

    return _select_new(document, lambda: document.try_edit(build), chosen)


def dissolve(document: Document) -> bool:
    """Put the nodes of the selected node's body in its place, and select them."""
    chosen = nodes.selected(document)
    if len(chosen) != 1:
        return False

    def is_open(path: str) -> bool:
        return document.ports_of(path).open_inputs

    def build(melody: Melody) -> Edit:
        return carried(dissolve_body(melody, chosen[0], is_open), document.lines_of)

    return _select_new(document, lambda: document.try_edit(build), chosen)


def _select_new(document: Document, act: Callable[[], bool], around: list[str]) -> bool:
    """Act, and select the nodes that are there only since, beside those that were chosen."""
    owner = around[0].rpartition("/")[0] if around else ""
    before = set(_beside(document, owner))
    if not act():
        return False
    document.select(path for path in _beside(document, owner) if path not in before)
    return True


def _beside(document: Document, owner: str) -> list[str]:
    node = document.node(owner) if owner else None
    found = document.melody.nodes if not owner else node.body.nodes if node and node.body else {}
    return [f"{owner}/{name}" if owner else name for name in found]


# Usages


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for.

    Attributes:
        title: for people: `Load orders`, `load.rows`, `inputs.folder`.
        find: looks for it in the document as it is then.
    """

    title: str
    find: Callable[[Document], list[Usage]]


def query_of(window: Shell) -> Query | None:
    """What the port under the menu, or else the selection, is about; None for nothing or several."""
    page = window.desk.page
    if page is None:
        return None
    press = page.canvas.menu_target
    if press is not None and press.port is not None and press.port.card in page.canvas.plan.cards:
        found = port(page.canvas.plan, press.port)
        return query_for(page.document, page.canvas.scope.key(press.port.card), found.name, press.port.side == "in")
    chosen = sorted(page.document.selection)
    return query_for(page.document, chosen[0]) if len(chosen) == 1 else None


def query_for(document: Document, path: str, name: str = "", is_input: bool = False) -> Query:
    """Usages of a card, or of a port of a node.

    Args:
        document: where.
        path: of the card: `triage/label`, `triage/inputs.text`.
        name: of the port.
        is_input: it is an input port: it is used by its node's own expressions.
    """
    owner, _, card = path.rpartition("/")
    role, inner = split(card)
    if role == INPUTS:
        return Query(card, lambda d: input_usages(d.melody, inner, owner))
    if role == OUTPUTS:
        return Query(card, lambda d: output_usages(d.melody, inner, owner))
    if name and is_input:
        return Query(f"{name} of {document.title_of(path)}", lambda d: mentions(d.melody, name, path))
    if name:
        return Query(f"{card}.{name}", lambda d: port_usages(d.melody, path, name))
    return Query(document.title_of(path), lambda d: node_usages(d.melody, path))


def find_usages(window: Shell) -> None:
    """List where the selected thing is used; without one, ask for a name of expressions."""
    query = query_of(window)
    if query is not None:
        show_usages(window, query)
        return

    def look(name: str) -> None:
        wanted = name.strip()
        if wanted:
            show_usages(window, Query(wanted, lambda d: mentions(d.melody, wanted)))

    ask_text(window, "Find a name of expressions: inputs.folder, item, secrets.KEY", "inputs.", look)


def show_usages(window: Shell, query: Query) -> None:
    """Show the list at the bottom."""
    window.bottom.usages.ask(query)
    window.show_bottom("Usages")
    window.bottom.refresh()


def visit_usage(window: Shell, usage: Usage) -> None:
    """Show the place of a usage: node and field, or the card of an output."""
    page = window.desk.page
    if page is None:
        return
    if usage.kind == "output":
        page.canvas.show_scope(usage.node.split("/") if usage.node else ())
        page.canvas.focus_node(f"{OUTPUTS}.{usage.path[-1]}")
        return
    if not usage.node:
        window.banner.say(f"It stands in `{usage.path[0]}`: {usage.text}", "info", "usages")
        return
    keys = usage.path[2 * usage.node.count("/") + 2 + usage.node.count("/") :]
    window.visit_field(usage.node, f"with.{keys[1]}" if keys[:1] == ("with",) else str(keys[0]) if keys else "")


# Names


def change_id(window: Shell) -> None:
    """Ask for another id of the selected node, input or output; everything that names it follows."""
    page = window.desk.page
    if page is None or len(page.document.selection) != 1:
        return
    document, path = page.document, next(iter(page.document.selection))
    owner, _, card = path.rpartition("/")
    role, name = split(card)

    def change(wanted: str) -> None:
        new = wanted.strip()
        if role == INPUTS:
            done = document.try_edit(edits.rename_input, name, new, owner)
        elif role == OUTPUTS:
            done = document.try_edit(rename_output, name, new, owner)
        else:
            done = document.try_edit(edits.rename_id, path, new)
        if done:
            made = new if role == "node" else f"{role}.{new}"
            document.select({f"{owner}/{made}" if owner else made})

    what = {INPUTS: "Rename the input: wires and expressions", OUTPUTS: "Rename the output: wires"}
    ask_text(window, f"{what.get(role, 'Change id: wires')} and all that names it follow", name, change)


def bind_refactoring(window: Shell) -> None:
    """Bind these commands."""
    bind, desk = window.actions_.bind, window.desk

    def on(call: Callable[[Document], object]) -> Callable[[], object]:
        return lambda: call(desk.document) if desk.document is not None else None

    def one_body() -> bool:
        chosen = nodes.selected(desk.document)
        node = desk.document.node(chosen[0]) if desk.document and len(chosen) == 1 else None
        return node is not None and node.body is not None

    bind("melody.make_body", on(make_body), lambda: bool(nodes.selected(desk.document)))
    bind("melody.dissolve_body", on(dissolve), one_body)
    bind("edit.usages", lambda: find_usages(window), lambda: desk.page is not None)
    bind(
        "edit.change_id",
        lambda: change_id(window),
        lambda: len(desk.document.selection) == 1 if desk.document else False,
    )
