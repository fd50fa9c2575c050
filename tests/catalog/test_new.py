"""New extensions."""

import os
import subprocess
import sys

import pytest

from harmony.catalog import Catalog, regenerate
from harmony.catalog.new import new_extension
from harmony.errors import UsageError
from harmony.sdk.testing import play_node


def test_it_is_found_and_plays(tmp_path):
    folder = new_extension("my_words", tmp_path)
    catalog = Catalog.discover(tmp_path, entry_points=False)
    assert catalog.problems == ()
    assert catalog.find("my_words.count@1").title == "Count words"
    assert regenerate.compare(folder) == []
    assert play_node("my_words.count", {"text": "a a b"}, extension=folder) == {"words": {"a": 2, "b": 1}}


@pytest.mark.slow
def test_its_own_test_passes(tmp_path):
    folder = new_extension("my_words", tmp_path)
    alone = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-q", str(folder)]
    made = subprocess.run(command, capture_output=True, text=True, env=alone)
    assert made.returncode == 0, made.stdout


@pytest.mark.parametrize("name", ["My", "1x", "a-b", "", "csv"])
def test_names_that_cannot_be(tmp_path, name):
    with pytest.raises(UsageError):
        new_extension(name, tmp_path, taken={"csv"})
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_left_alone(tmp_path):
    (tmp_path / "mine").mkdir()
    with pytest.raises(UsageError, match="is there already"):
        new_extension("mine", tmp_path)
