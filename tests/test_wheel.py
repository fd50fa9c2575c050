"""The wheel holds what the program needs beside its Python code."""

import importlib.util
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BUILD = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """The files in a wheel built from the checkout."""
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("hatchling, which builds the wheel, is not installed: pip install hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run([sys.executable, "-c", BUILD, str(folder)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return frozenset(archive.namelist())


def shipped(pattern: str) -> set[str]:
    """Files of the checkout by their paths in it."""
    return {p.relative_to(ROOT).as_posix() for p in ROOT.glob(pattern) if p.is_file() and "__pycache__" not in p.parts}


@pytest.mark.slow
@pytest.mark.parametrize(
    "pattern",
    [
        "harmony/**/*.py",
        "harmony/extensions/*/extension.toml",
        "harmony/store/upgrades/versions/*.py",
        "harmony/catalog/template/*",
        "harmony/extensions/report/page.*",
        "harmony/py.typed",
    ],
)
def test_the_package_is_whole(names: frozenset[str], pattern: str) -> None:
    wanted = shipped(pattern)
    assert wanted
    assert not wanted - names


@pytest.mark.slow
@pytest.mark.parametrize("pattern", ["resources/**/*", "melodies/**/*"])
def test_what_lies_beside_the_package_comes_with_it(names: frozenset[str], pattern: str) -> None:
    wanted = {f"harmony/_bundled/{name}" for name in shipped(pattern)}
    assert wanted
    assert not wanted - names


@pytest.mark.slow
def test_nothing_else_comes_with_it(names: frozenset[str]) -> None:
    assert {name.partition("/")[0] for name in names if ".dist-info/" not in name} == {"harmony"}
    assert not [name for name in names if name.endswith((".pyc", ".bak")) or "__pycache__" in name]
