"""Finding and explaining the user's code."""

import linecache

import pytest

from harmony.catalog.discover import BUILT_IN
from harmony.sdk import StepFailed
from harmony.sdk.loading import load_module

compiled = load_module(BUILT_IN / "python", "compiled")


def test_the_source_is_there_for_tracebacks():
    main = compiled.from_code("def main():\n    return 1\n", "triage/label")
    assert linecache.getline(main.__code__.co_filename, 2) == "    return 1\n"


def test_the_search_path_is_as_before(tmp_path):
    import sys

    before = list(sys.path)
    with pytest.raises(StepFailed):
        compiled.from_module("nowhere_at_all:f", tmp_path)
    assert sys.path == before
