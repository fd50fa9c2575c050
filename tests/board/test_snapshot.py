from __future__ import annotations

from PySide6.QtGui import QImage

from harmony.board.snapshot import write_pictures
from harmony.cli.show import show
from tests.board.parts import write


def test_pictures_are_written_in_both_themes(qapp, tmp_path):
    file = write(tmp_path)
    for look in ("dark", "light"):
        write_pictures(file, [tmp_path / f"{look}.png", tmp_path / f"{look}.svg"], look)
    dark, light = (QImage(str(tmp_path / f"{look}.png")) for look in ("dark", "light"))
    assert dark.size() == light.size() and dark != light
    assert "Greeting" in (tmp_path / "dark.svg").read_text(encoding="utf-8")


def test_the_command_line_writes_them(qapp, tmp_path, capsys):
    assert show(write(tmp_path), svg=tmp_path / "a.svg", png=tmp_path / "a.png") == 0
    assert (tmp_path / "a.svg").is_file() and (tmp_path / "a.png").is_file()
