"""Findings as text."""

from pathlib import Path

from harmony.catalog import ManifestProblem


def test_with_and_without_a_key():
    assert str(ManifestProblem(Path("a.toml"), "x.y", "is wrong.")) == "a.toml: x.y: is wrong."
    assert str(ManifestProblem(Path("a.toml"), "", "is wrong.")) == "a.toml: is wrong."
