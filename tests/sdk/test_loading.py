"""Code from an extension's folder."""

import os
import py_compile
import sys

import pytest

from harmony.errors import CatalogError
from harmony.sdk.loading import load_function, load_module, local_name


def make(folder, **files):
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    return folder


def test_two_extensions_with_modules_of_one_name(tmp_path):
    one = make(tmp_path / "one", read="def f():\n    return 1\n")
    two = make(tmp_path / "two", read="def f():\n    return 2\n")
    assert (load_function(one, "read:f")(), load_function(two, "read:f")()) == (1, 2)


def test_modules_of_an_extension_import_each_other(tmp_path):
    folder = make(
        tmp_path / "ext", main="from .helper import VALUE\ndef f():\n    return VALUE\n", helper="VALUE = 7\n"
    )
    assert load_function(folder, "main:f")() == 7


def test_nothing_is_put_on_the_search_path(tmp_path):
    before = list(sys.path)
    load_function(make(tmp_path / "ext", json="def f():\n    return 1\n"), "json:f")
    assert sys.path == before
    assert sys.modules["json"].__name__ == "json"


def test_a_function_is_loaded_once(tmp_path):
    folder = make(tmp_path / "ext", main="def f(): ...\n")
    assert load_function(folder, "main:f") is load_function(folder, "main:f")


@pytest.mark.parametrize(
    ("text", "ref", "said"),
    [
        ("x = 1\n", "main:f", "has no function `f` in `main.py`"),
        ("x = 1\n", "other:f", "has no module `other.py`"),
        ("import nowhere_to_be_found\n", "main:f", "needs the library `nowhere_to_be_found`"),
        ("1 / 0\n", "main:f", "cannot be imported: ZeroDivisionError"),
        ("def f(:\n", "main:f", "cannot be imported: SyntaxError"),
    ],
)
def test_what_cannot_be_loaded_says_why(tmp_path, text, ref, said):
    with pytest.raises(CatalogError, match=said):
        load_function(make(tmp_path / "ext", main=text), ref)


def test_no_folder(tmp_path):
    with pytest.raises(CatalogError, match="no extension folder"):
        load_function(tmp_path / "gone", "main:f")


def test_local_name(tmp_path):
    module = load_module(make(tmp_path / "ext", main=""), "main")
    assert local_name(module.__name__) == "main"
    assert local_name("package.inner.main") == "main"


def test_code_that_was_changed_within_a_second_is_played_as_it_is_now(tmp_path):
    source = make(tmp_path / "ext", main="def f():\n    return 1\n") / "main.py"
    second = 1_700_000_000_000_000_000
    os.utime(source, ns=(second, second))
    compiled = py_compile.compile(str(source))
    os.utime(compiled, ns=(second + 1000, second + 1000))
    source.write_text("def f():\n    return 2\n")
    os.utime(source, ns=(second + 2000, second + 2000))
    assert load_function(tmp_path / "ext", "main:f")() == 2
