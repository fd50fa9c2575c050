"""files.write: each kind of value."""

import pytest

from harmony.sdk import File, StepFailed, Table
from harmony.sdk.testing import play_node


@pytest.fixture
def write(tmp_path):
    (tmp_path / "scratch").mkdir()
    (tmp_path / "given.txt").write_text("given")

    def call(content, path, **with_):
        options = {"path": path} | with_
        played = play_node("files.write", {"content": content}, options, base=tmp_path, folder=tmp_path / "scratch")
        assert played["path"] == str(tmp_path / path)
        return (tmp_path / path).read_bytes()

    return call


@pytest.mark.parametrize(
    ("content", "path", "wanted"),
    [
        ("grüß\r\n", "new/x.txt", "grüß\r\n".encode()),
        (b"\x00\xff", "x.bin", b"\x00\xff"),
        ({"a": [1, None]}, "x.json", b'{\n  "a": [\n    1,\n    null\n  ]\n}\n'),
        (3, "x.txt", b"3\n"),
        (Table([{"a": 1, "b": "x"}]), "x.csv", b"a,b\n1,x\n"),
        (Table([{"a": 1}]), "x.json", b'[\n  {\n    "a": 1\n  }\n]\n'),
    ],
)
def test_each_kind(write, content, path, wanted):
    assert write(content, path) == wanted


def test_a_file_is_copied(write, tmp_path):
    assert write(File(tmp_path / "given.txt"), "copy.txt") == b"given"


def test_encoding(write):
    assert write("ü", "x.txt", encoding="latin-1") == b"\xfc"


def test_what_is_there_stays_whole_when_writing_fails(write, tmp_path):
    write("old", "x.txt")
    with pytest.raises(StepFailed, match="cannot be written as ascii"):
        write("ü", "x.txt", encoding="ascii")
    assert (tmp_path / "x.txt").read_text() == "old"
    assert not [p for p in tmp_path.iterdir() if p.suffix == ".part"]


def test_a_folder_is_no_file(write):
    with pytest.raises(StepFailed, match="is a folder"):
        write("x", "scratch")


@pytest.mark.parametrize("path", ["given.txt/x.txt", "x" * 300 + ".txt"])
def test_a_place_that_is_none_is_named(write, path):
    with pytest.raises(StepFailed, match=r"cannot be written: .* Choose another place") as caught:
        write("a", path)
    assert (caught.value.error_class, caught.value.retryable) == ("invalid_input", False)
