"""The style sheet, made of the theme's tokens.

Kept to what Fusion cannot be told by its palette (rounded fields, thin scroll bars, menus):
style sheets make new widgets dearer. Widgets of our own paint themselves instead.
"""

from __future__ import annotations

from harmony.board.theme import Theme

_SHEET = """
QToolTip {{ background: {raised}; color: {text}; border: 1px solid {node_line}; padding: 4px 6px; }}
QMainWindow::separator {{ background: {line}; width: 1px; height: 1px; }}
QMainWindow::separator:hover {{ background: {accent}; }}
QMenuBar {{ background: transparent; border: none; }}
QMenuBar::item {{ padding: 6px 8px; border-radius: 6px; background: transparent; color: {text_2}; }}
QMenuBar::item:selected, QMenuBar::item:pressed {{ background: {hover}; color: {text}; }}
QMenu {{ background: {raised}; border: 1px solid {node_line}; padding: 5px; }}
QMenu::item {{ padding: 6px 28px 6px 12px; border-radius: 5px; color: {text}; }}
QMenu::item:selected {{ background: {hover}; }}
QMenu::item:disabled {{ color: {disabled}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 5px 8px; }}
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox {{
  background: {field}; border: 1px solid {line}; border-radius: 6px; color: {text};
  selection-background-color: {accent}; selection-color: {on_accent}; }}
QLineEdit, QComboBox, QAbstractSpinBox {{ padding: 0 9px; min-height: 30px; }}
QPlainTextEdit, QTextEdit {{ padding: 5px 4px; }}
QLineEdit:hover, QPlainTextEdit:hover, QComboBox:hover, QAbstractSpinBox:hover {{ border-color: {node_line}; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {{
  border: 1px solid {accent}; }}
*[wrong="true"] {{ border: 1px solid {error}; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{ color: {disabled}; }}
QComboBox::drop-down {{ border: none; width: 22px; }}
QComboBox QAbstractItemView {{ background: {raised}; border: 1px solid {node_line}; padding: 4px; outline: none;
  selection-background-color: {hover}; selection-color: {text}; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 2px; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 2px; }}
QScrollBar::handle {{ background: {node_line}; border-radius: 3px; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::handle:hover {{ background: {idle}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QScrollArea, QScrollArea > QWidget > QWidget#page {{ background: transparent; border: none; }}
QAbstractScrollArea::corner {{ background: transparent; }}
QAbstractItemView {{ outline: none; border: none; background: transparent; }}
QTableView::item {{ padding: 0 6px; }}
QListWidget#lines {{ background: {field}; border: 1px solid {line}; border-radius: 6px; padding: 2px; }}
QListWidget#lines:focus {{ border: 1px solid {accent}; }}
QListWidget#lines::item {{ height: 26px; padding: 0 6px; border-radius: 4px; color: {text}; }}
QListWidget#lines::item:selected {{ background: {hover}; }}
QListWidget#lines QLineEdit {{ min-height: 0; padding: 0 3px; border-radius: 4px; }}
QHeaderView::section {{ background: {raised}; color: {text_2}; border: none; border-bottom: 1px solid {line};
  padding: 5px 8px; }}
QStatusBar {{ background: {panel}; border-top: 1px solid {line}; }}
QStatusBar::item {{ border: none; }}
QDockWidget {{ border: none; color: {text_2}; }}
"""


def sheet(theme: Theme) -> str:
    """The application's style sheet for a theme."""
    names = ("canvas panel raised node line node_line hover text text_2 text_3 accent on_accent amber").split()
    tokens = {name: getattr(theme, name).name() for name in names}
    tokens["field"] = (theme.node if theme.is_dark else theme.canvas).name()
    tokens["error"] = theme.state("error").name()
    tokens["idle"] = tokens["disabled"] = theme.state("idle").name()
    return _SHEET.format(**tokens)
