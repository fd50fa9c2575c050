from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from harmony.board.widgets.flow import Flow


def test_words_go_on_in_the_next_line(qtbot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    flow = Flow(box, gap=5)
    words = [QPushButton() for _ in range(3)]
    for word in words:
        word.setFixedSize(50, 20)
        flow.addWidget(word)
    box.resize(110, 100)
    box.show()
    assert [(w.x(), w.y()) for w in words] == [(0, 0), (55, 0), (0, 25)]
    assert flow.heightForWidth(110) == 45
    assert flow.heightForWidth(400) == 20
