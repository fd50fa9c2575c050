"""code.scan on real sources."""

import pytest

from harmony.sdk import File, StepFailed
from harmony.sdk.testing import play_node

SOURCE = '''"""A module."""
import os.path
from . import sibling

# a comment

class Shop:
    def sell(self, what, *, price=1):
        """Sells it.

        At a price.
        """
        if what:
            return price
        return None
'''


@pytest.fixture
def package(tmp_path):
    for name, text in {
        "shop/__init__.py": "",
        "shop/sales.py": SOURCE,
        "shop/parts/__init__.py": "from ..sales import Shop\n",
        ".venv/x.py": "y = 1\n",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_one_file(package):
    played = play_node("code.scan", {"files": str(package / "shop" / "sales.py")})
    where = {"file": str(package / "shop" / "sales.py"), "module": "shop.sales"}
    assert played["functions"] == [
        where
        | {"name": "Shop.sell", "line": 8, "length": 8, "complexity": 2, "arguments": 2, "depth": 1}
        | {"is_public": True, "is_async": False, "docstring": "Sells it."}
    ]
    assert [(row["imports"], row["name"]) for row in played["imports"]] == [("os.path", ""), ("shop", "sibling")]
    assert played["modules"] == [
        where | {"lines": 15, "code": 11, "functions": 1, "classes": 1, "complexity": 2, "docstring": True}
    ]
    assert played["problems"] == []


def test_a_folder_with_all_below_it_but_what_is_left_out(package):
    played = play_node("code.scan", None, {"path": ".", "exclude": [".venv"]}, base=package)
    assert [row["module"] for row in played["modules"]] == ["shop", "shop.parts", "shop.sales"]


def test_a_list_of_files(package):
    files = [str(package / "shop" / name) for name in ("sales.py", "__init__.py")]
    assert [row["module"] for row in play_node("code.scan", {"files": files})["modules"]] == ["shop.sales", "shop"]


def test_limits_are_parameters(package):
    options = {"path": "shop/sales.py", "max_length": 7, "max_complexity": 1, "max_arguments": 1}
    played = play_node("code.scan", None, options, base=package)
    assert [row["rule"] for row in played["problems"]] == ["arguments", "complex", "long"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"x = 1\ndef f(:\n", r"x.py, line 2: it does not parse: "),
        (b"# coding: nonsense\n", r"x.py, line 1: it cannot be decoded"),
        (b"x = '\xff'\n", r"x.py, line 1: it cannot be decoded"),
        (b"x = 1\0\n", r"x.py, line 1: it does not parse"),
        (b"x = " + b"(" * 10000, r"x.py, line 1: it does not parse"),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path, data, said):
    (tmp_path / "x.py").write_bytes(data)
    with pytest.raises(StepFailed, match=said) as caught:
        play_node("code.scan", {"files": [str(tmp_path / "x.py")]})
    assert (caught.value.error_class, caught.value.retryable) == ("invalid_input", False)


def test_nothing_to_scan(tmp_path):
    with pytest.raises(StepFailed, match=r"wire `files`, or set `path`"):
        play_node("code.scan")
    with pytest.raises(StepFailed, match=r"no file .*gone.py"):
        play_node("code.scan", {"files": [str(tmp_path / "gone.py")]})
    assert play_node("code.scan", None, {"path": str(tmp_path)})["modules"] == []
    assert play_node("code.scan", {"files": []})["modules"] == []


def test_files_and_folders_together(package):
    given = [File(package / "shop" / "sales.py", "sales.py"), str(package / "shop" / "parts")]
    assert [row["module"] for row in play_node("code.scan", {"files": given})["modules"]] == [
        "shop.sales",
        "shop.parts",
    ]
