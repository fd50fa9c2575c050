from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from harmony.board.widgets.code import CodeEdit


def formats(edit: CodeEdit, line: int = 0) -> dict[str, str]:
    """The coloured pieces of a line."""
    block = edit.document().findBlockByNumber(line)
    pieces = block.layout().formats()
    return {block.text()[p.start : p.start + p.length]: p.format.foreground().color().name() for p in pieces}


@pytest.mark.parametrize(
    ("language", "text", "piece", "tone"),
    [
        ("python", "def main(x): return 3", "def", "accent"),
        ("sql", "SELECT a FROM t", "SELECT", "accent"),
        ("json", '{"a": true}', "true", "accent"),
        ("template", "Hello {{ name }}!", "{{ name }}", "instrument"),
    ],
)
def test_words_are_coloured(qtbot, look, language, text, piece, tone) -> None:
    edit = CodeEdit(language)
    qtbot.addWidget(edit)
    edit.setPlainText(text)
    wanted = look.accent if tone == "accent" else look.kind(tone)
    assert formats(edit)[piece] == wanted.name()


def test_it_grows_with_its_text_up_to_a_bound(qtbot, look) -> None:
    edit = CodeEdit("template", (2, 6))
    qtbot.addWidget(edit)
    edit.show()
    heights = []
    for lines in (1, 4, 50, 200):
        edit.setPlainText("\n".join("x" * lines))
        qtbot.waitUntil(lambda: not edit._fit.isActive())
        heights.append(edit.height())
    assert heights[0] < heights[1] < heights[2] == heights[3]


def test_tab_indents_code_and_leaves_templates(qtbot, look) -> None:
    code, template = CodeEdit("python"), CodeEdit("template")
    for edit in (code, template):
        qtbot.addWidget(edit)
        edit.show()
        qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert code.toPlainText() == "    "
    assert template.toPlainText() == ""


def test_return_does_nothing_in_a_line(qtbot, look) -> None:
    edit = CodeEdit("expression", (1, 1))
    qtbot.addWidget(edit)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.toPlainText() == ""


@pytest.mark.parametrize(
    ("language", "text", "line", "piece", "tone"),
    [
        ("python", 'a = """one\nif two\n"""\nif x: pass', 1, "if two", "text"),
        ("python", 'a = """one\nif two\n"""\nif x: pass', 3, "if", "word"),
        ("python", "# {{ no }}\nif x: pass", 0, "# {{ no }}", "comment"),
        ("sql", "/* from\nselect */ select 1", 1, "select */", "comment"),
        ("template", "{# a\nb #} c", 1, "b #}", "comment"),
        ("template", "{{ a\n | upper }} c", 1, " | upper }}", "expression"),
        ("template", "{{ a ~ 'x' }}", 0, "'x'", "text"),
    ],
)
def test_what_goes_over_lines_is_one_piece(qtbot, look, language, text, line, piece, tone) -> None:
    edit = CodeEdit(language)
    qtbot.addWidget(edit)
    edit.setPlainText(text)
    wanted = {"text": look.type("text"), "word": look.accent, "comment": look.text_3}.get(tone, look.kind("instrument"))
    assert formats(edit, line)[piece] == wanted.name()
