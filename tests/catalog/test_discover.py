"""Where extensions lie."""

import sys

import pytest

from harmony.catalog.discover import BUILT_IN, code_hash, folders_in, package_folder


def put(path, text="x"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_folders_with_a_manifest_and_majors_below(tmp_path):
    for name in (
        "b/extension.toml",
        "a/1/extension.toml",
        "a/2/extension.toml",
        "none/code.py",
        "b/tests/extension.toml",
    ):
        put(tmp_path / name)
    assert [p.relative_to(tmp_path).as_posix() for p in folders_in(tmp_path)] == ["a/1", "a/2", "b"]


def test_a_folder_that_is_not_there_holds_none(tmp_path):
    assert list(folders_in(tmp_path / "gone")) == []


def test_the_built_ins_lie_in_the_package():
    assert {"csv", "flow", "report"} <= {p.name for p in folders_in(BUILT_IN)}


def test_a_package_is_found_without_importing_it(tmp_path, monkeypatch):
    put(tmp_path / "acme_tools" / "__init__.py", "raise RuntimeError('imported')")
    put(tmp_path / "acme_tools" / "harmony" / "extension.toml")
    monkeypatch.syspath_prepend(tmp_path)
    assert package_folder("acme_tools.harmony") == tmp_path / "acme_tools" / "harmony"
    assert package_folder("acme_tools") is None
    assert package_folder("acme_nowhere") is None
    assert "acme_tools" not in sys.modules


@pytest.mark.parametrize("name", ["code.py", "inner/part.py", "page.css"])
def test_the_hash_changes_with_what_the_work_depends_on(tmp_path, name):
    put(tmp_path / name, "one")
    before = code_hash(tmp_path)
    put(tmp_path / name, "two")
    assert code_hash(tmp_path) != before


@pytest.mark.parametrize(
    "name", ["extension.toml", "test_code.py", "tests/x.py", "__pycache__/x.pyc", ".git/x", "2/code.py"]
)
def test_and_not_with_what_it_does_not(tmp_path, name):
    put(tmp_path / "code.py")
    before = code_hash(tmp_path)
    put(tmp_path / name, "other")
    assert code_hash(tmp_path) == before


def test_a_renamed_file_changes_it(tmp_path):
    put(tmp_path / "a.py")
    before = code_hash(tmp_path)
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    assert code_hash(tmp_path) != before
