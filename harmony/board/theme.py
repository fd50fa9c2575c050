"""How the board looks: one table of tokens for dark and light, fonts, and the palette made of them.

Everything that paints asks `current()`; nothing keeps a colour past `changes.changed`. The
style sheet made of these tokens is in `board.style`, icons are in `board.glyphs`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Literal, get_args

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from harmony.assets import resource

Mode = Literal["dark", "light", "system"]
Wires = Literal["curved", "straight", "orthogonal"]
_wires: list[Wires] = ["curved"]

# token: (dark, light)
_TOKENS: dict[str, tuple[str, str]] = {
    "canvas": ("#11131a", "#f4f5f8"),
    "panel": ("#171a23", "#ffffff"),
    "raised": ("#1c202b", "#f7f8fa"),
    "node": ("#1d212d", "#ffffff"),
    "line": ("#262b38", "#e1e4eb"),
    "node_line": ("#323849", "#d3d8e2"),
    "hover": ("#232836", "#eceef3"),
    "text": ("#e7eaf1", "#1c2130"),
    "text_2": ("#a3abbd", "#596275"),
    "text_3": ("#8a93a6", "#667085"),
    "accent": ("#7c8cff", "#4f5fe8"),
    "on_accent": ("#11131a", "#ffffff"),
    "amber": ("#f0a92e", "#f0a92e"),
    "on_amber": ("#1c2130", "#1c2130"),
}

_STATES: dict[str, tuple[str, str]] = {
    "idle": ("#6d7689", "#6d7689"),
    "queued": ("#9b8cff", "#7a68f0"),
    "active": ("#4c9aff", "#1f78e0"),
    "complete": ("#2fb980", "#1a8f5f"),
    "cached": ("#22b8b0", "#0f8a85"),
    "reconstructed": ("#2fb980", "#1a8f5f"),
    "error": ("#ef5350", "#d93a37"),
    "waiting": ("#f0a92e", "#b27300"),
    "paused": ("#f0a92e", "#b27300"),
    "gap": ("#f0a92e", "#b27300"),
    "skipped": ("#6d7689", "#6d7689"),
    "cancelled": ("#6d7689", "#6d7689"),
}

_KINDS: dict[str, tuple[str, str]] = {
    "instrument": ("#b07cff", "#8a4fe0"),
    "operator": ("#3fb6e8", "#1583b8"),
    "flow": ("#8a94a8", "#5f6a80"),
    "addon": ("#f08a5d", "#c25a2a"),
    "io": ("#5cc48d", "#23895a"),
}

# The colour of data: families of types share one, so that a wire can be told at a glance.
_TYPES: dict[str, tuple[str, str]] = {
    "any": ("#8a94a8", "#78829a"),
    "text": ("#e5a45a", "#b8731f"),
    "number": ("#7fb2ff", "#3a78d8"),
    "integer": ("#7fb2ff", "#3a78d8"),
    "boolean": ("#e07fb0", "#c04a86"),
    "json": ("#b58bf5", "#8150d6"),
    "list": ("#b58bf5", "#8150d6"),
    "table": ("#3fb6e8", "#1583b8"),
    "image": ("#5cc48d", "#23895a"),
    "file": ("#5cc48d", "#23895a"),
    "path": ("#9ccf8b", "#4f8a3c"),
    "bytes": ("#8a94a8", "#78829a"),
    "datetime": ("#6fcfcf", "#23878a"),
    "secret": ("#ef8f8d", "#c24a48"),
}


@dataclass(frozen=True)
class Theme:
    """The tokens of one look. Colours are shared: never change one in place."""

    name: str
    canvas: QColor
    panel: QColor
    raised: QColor
    node: QColor
    line: QColor
    node_line: QColor
    hover: QColor
    text: QColor
    text_2: QColor
    text_3: QColor
    accent: QColor
    on_accent: QColor
    amber: QColor
    on_amber: QColor

    @property
    def is_dark(self) -> bool:
        """True for the dark look."""
        return self.name == "dark"

    def state(self, word: str) -> QColor:
        """Colour of a node's state; an unknown word counts as idle."""
        return _colours("state", self.name).get(word) or _colours("state", self.name)["idle"]

    def kind(self, kind: str) -> QColor:
        """Colour of a kind of node: `instrument`, `operator`, `flow`, `addon`, `io`."""
        return _colours("kind", self.name).get(kind) or _colours("kind", self.name)["flow"]

    def type(self, type_name: str) -> QColor:
        """Colour of a port type; `list<T>` has the colour of `T`, a JSON Schema that of json."""
        table = _colours("type", self.name)
        while type_name.startswith("list<") and type_name.endswith(">"):
            type_name = type_name[5:-1]
        return table.get(type_name) or table["json" if type_name.startswith("{") else "any"]


@lru_cache(maxsize=8)
def _colours(table: str, name: str) -> dict[str, QColor]:
    column = 0 if name == "dark" else 1
    source = {"state": _STATES, "kind": _KINDS, "type": _TYPES}[table]
    return {word: QColor(pair[column]) for word, pair in source.items()}


def _make(name: str) -> Theme:
    column = 0 if name == "dark" else 1
    tokens = {f.name: QColor(_TOKENS[f.name][column]) for f in fields(Theme) if f.name != "name"}
    return Theme(name=name, **tokens)


class _Changes(QObject):
    """Tells painters that the look is another one now."""

    changed = Signal()


DARK = _make("dark")
LIGHT = _make("light")
changes = _Changes()
_now: dict[str, str] = {
    "mode": "system", "look": "dark", "density": "cosy", "motion": "on", "text": "normal", "wheel": "zoom",
}  # fmt: skip
SIZES = {"small": 0.92, "normal": 1.0, "large": 1.12, "larger": 1.25}
"""How large the text of panels is; the cards of the canvas keep their grid, and are zoomed."""


def current() -> Theme:
    """The look of now."""
    return DARK if _now["look"] == "dark" else LIGHT


def mode() -> str:
    """What was asked for: `dark`, `light` or `system`."""
    return _now["mode"]


def density() -> str:
    """How close things stand: `cosy` or `compact`."""
    return _now["density"]


def row(height: int) -> int:
    """The height of a line of a list, at the density and text size of now; `height` is that of `cosy` and `normal`."""
    return round(height * max(1.0, SIZES[_now["text"]]) * (1 if _now["density"] == "cosy" else 0.84))


def text_scale() -> float:
    """How many times as large as `normal` the text of panels is."""
    return SIZES[_now["text"]]


def text_size() -> str:
    """How large the text of panels is: one of SIZES."""
    return _now["text"]


def wheel() -> str:
    """What the wheel does on the canvas: `zoom` or `pan`."""
    return _now["wheel"]


def has_motion() -> bool:
    """True if things may move to where they go."""
    return _now["motion"] == "on"


def wires() -> Wires:
    """How wires get from port to port."""
    return _wires[0]


def prefer(
    *,
    density: str | None = None,
    motion: bool | None = None,
    wires: str | None = None,
    text: str | None = None,
    wheel: str | None = None,
) -> None:
    """Take over preferences; painters are told."""
    if wheel in {"zoom", "pan"}:
        _now["wheel"] = wheel
    if text in SIZES and text != _now["text"]:
        _now["text"] = text
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setFont(ui_font(13))
    for style in get_args(Wires):
        if style == wires:
            _wires[0] = style
    if density in {"cosy", "compact"}:
        _now["density"] = density
    if motion is not None:
        _now["motion"] = "on" if motion else "off"
    changes.changed.emit()


def tint(colour: QColor, strength: float) -> QColor:
    """`colour` laid over the panel at `strength` in [0, 1], as an opaque colour."""
    base = current().panel
    mixed = (round(b + (c - b) * strength) for b, c in zip(base.getRgb()[:3], colour.getRgb()[:3], strict=True))  # type: ignore[index]
    return QColor(*mixed)


def apply(app: QApplication, wanted: Mode | str) -> None:
    """Give the whole program a look; `system` follows the desktop from now on.

    Args:
        app: the application.
        wanted: `dark`, `light` or `system` (dark where the desktop does not say).
    """
    from harmony.board.style import sheet

    _now["mode"] = wanted
    hints = app.styleHints()
    if not app.property("harmony_theme"):
        app.setProperty("harmony_theme", True)
        app.setStyle("Fusion")
        load_fonts()
        app.setFont(ui_font(13))
        hints.colorSchemeChanged.connect(lambda _scheme: _follow(app))
    system = "light" if hints.colorScheme() == Qt.ColorScheme.Light else "dark"
    _now["look"] = system if wanted == "system" else wanted
    app.setPalette(palette(current()))
    app.setStyleSheet(sheet(current()))
    changes.changed.emit()


def _follow(app: QApplication) -> None:
    if _now["mode"] == "system":
        apply(app, "system")


def palette(theme: Theme) -> QPalette:
    """The Qt palette made of a theme's tokens."""
    p, role = QPalette(), QPalette.ColorRole
    for target, colour in (
        (role.Window, theme.panel), (role.WindowText, theme.text), (role.Base, theme.raised),
        (role.AlternateBase, theme.hover), (role.ToolTipBase, theme.raised), (role.ToolTipText, theme.text),
        (role.Text, theme.text), (role.PlaceholderText, theme.text_3), (role.Button, theme.raised),
        (role.ButtonText, theme.text), (role.BrightText, theme.text), (role.Highlight, theme.accent),
        (role.HighlightedText, theme.on_accent), (role.Link, theme.accent), (role.LinkVisited, theme.accent),
        (role.Light, theme.hover), (role.Midlight, theme.line), (role.Mid, theme.line),
        (role.Dark, theme.node_line), (role.Shadow, theme.canvas), (role.Accent, theme.accent),
    ):  # fmt: skip
        p.setColor(target, colour)
    for target in (role.WindowText, role.Text, role.ButtonText):
        p.setColor(QPalette.ColorGroup.Disabled, target, theme.state("idle"))
    return p


def load_fonts() -> None:
    """Make Inter and JetBrains Mono known to Qt; once is enough."""
    for path in sorted(resource("fonts").iterdir()):
        if path.suffix in {".otf", ".ttf"}:
            QFontDatabase.addApplicationFont(str(path))


def font(size: float = 13, weight: int = 400) -> QFont:
    """Inter at `size` logical pixels; weights 400, 500 and 600 ship."""
    return QFont(_font("Inter", size, weight))


def mono(size: float = 12) -> QFont:
    """JetBrains Mono at `size` logical pixels, for ids and values."""
    return QFont(_font("JetBrains Mono", size, 400))


def ui_font(size: float = 13, weight: int = 400) -> QFont:
    """Inter for panels, at the text size that is preferred; `size` is that of `normal`."""
    return font(_scaled(size), weight)


def ui_mono(size: float = 12) -> QFont:
    """JetBrains Mono for panels, as `ui_font`."""
    return mono(_scaled(size))


def _scaled(size: float) -> float:
    return round(size * SIZES[_now["text"]] * 2) / 2


class _Wearing(QObject):
    """Gives a widget its font again when another text size is preferred."""

    def __init__(self, widget: QWidget, size: float, weight: int, is_mono: bool) -> None:
        super().__init__(widget)
        self.setObjectName("wearing")
        self._widget, self._size, self._weight, self._is_mono = widget, size, weight, is_mono
        self.put_on()
        changes.changed.connect(self.put_on)

    def put_on(self) -> None:
        """Set the font of now."""
        wanted = ui_mono(self._size) if self._is_mono else ui_font(self._size, self._weight)
        if self._widget.font() != wanted:
            self._widget.setFont(wanted)
            self._widget.updateGeometry()


def wear(widget: QWidget, size: float, weight: int = 400, *, is_mono: bool = False) -> None:
    """Give a widget of a panel a font, now and whenever another text size is preferred."""
    before = widget.findChild(_Wearing, "wearing", Qt.FindChildOption.FindDirectChildrenOnly)
    if before is not None:
        before.deleteLater()
        before.setObjectName("")
        changes.changed.disconnect(before.put_on)
    _Wearing(widget, size, weight, is_mono)


@lru_cache(maxsize=256)
def _font(family: str, size: float, weight: int) -> QFont:
    made = QFont(family)
    if size == int(size):
        made.setPixelSize(int(size))
    else:
        # Half pixels exist only as points, and points depend on the screen's logical density.
        screen = QGuiApplication.primaryScreen()
        made.setPointSizeF(size * 72 / (screen.logicalDotsPerInchY() if screen else 96))
    made.setWeight(QFont.Weight(weight))
    made.setStyleHint(QFont.StyleHint.Monospace if "Mono" in family else QFont.StyleHint.SansSerif)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def ink_on(fill: QColor) -> QColor:
    """Dark or white text, whichever is easier to read on `fill`."""
    light = _luminance(fill)
    return DARK.canvas if (light + 0.05) / 0.058 > 1.05 / (light + 0.05) else QColor("#ffffff")


@lru_cache(maxsize=64)
def _readable(fill: int, ground: int, ink: int) -> QColor:
    colour, below, text = QColor(fill), _luminance(QColor(ground)), QColor(ink)
    for step in range(11):
        parts = zip(colour.getRgb()[:3], text.getRgb()[:3], strict=True)  # type: ignore[index]
        mixed = QColor(*(round(c + (t - c) * step / 10) for c, t in parts))
        light, dark = sorted((_luminance(mixed), below), reverse=True)
        if (light + 0.05) / (dark + 0.05) >= 4.5:
            return mixed
    return text


def readable(colour: QColor) -> QColor:
    """A colour for words on a panel: nearer to that of text where it would be too faint to read."""
    look = current()
    return _readable(colour.rgb(), look.panel.rgb(), look.text.rgb())


def _luminance(colour: QColor) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]  # type: ignore[index]
    return float(0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2])
