"""Every Melody in the docs loads, links lead somewhere, and pages name all that there is."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

from harmony.catalog import Catalog
from harmony.cli.main import COMMANDS, SUBCOMMANDS
from harmony.cli.status import BUG, FAILED, INTERRUPTED, USAGE, WAITING
from harmony.melody.build import Builder
from harmony.melody.check import check
from harmony.melody.load import loads
from harmony.melody.model import Body, Melody, Node
from harmony.settings import Settings

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
MADE = {"docs/benchmarks.md"}
"""Pages that a command of `make` writes."""
HEAD = "format: harmony/1\nname: example\n"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language):
    """Every fenced block of a language, named by its page and line."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for match in FENCE.finditer(text):
            if match[1] == language:
                yield pytest.param(match[2], id=f"{page.name}:{text.count(chr(10), 0, match.start()) + 1}")


def heads(text):
    """The anchors of a page."""
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


@cache
def catalog():
    return Catalog.discover(entry_points=False)


@pytest.mark.parametrize("text", list(blocks("yaml")))
def test_every_melody_in_the_docs_is_right(text):
    loaded = loads(text if text.startswith("format:") else HEAD + text)
    assert loaded.melody is not None, "\n".join(map(str, loaded.problems))
    assert [str(p) for p in check(loaded.melody, catalog(), loaded.places)] == []


def test_the_python_in_the_reference_builds_a_melody():
    (code,) = (m[2] for m in FENCE.finditer((ROOT / "docs" / "format.md").read_text("utf-8")) if m[1] == "python")
    scope = {}
    exec(code, scope)
    assert isinstance(scope["build"], Builder)
    assert check(scope["melody"], catalog()) == []


@pytest.mark.parametrize("model", [Melody, Node, Body])
def test_the_reference_names_every_key(model):
    text = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")
    words = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`\n]+)`", text))))
    keys = {field.alias or name for name, field in model.model_fields.items()}
    assert keys - words == set()


def test_the_command_line_page_names_every_command_setting_and_status():
    text = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    words = set(re.findall(r"[\w-]+", text))
    assert {*COMMANDS, *SUBCOMMANDS, *(name for group in SUBCOMMANDS.values() for name in group)} - words == set()
    (settings,) = (m[2] for m in FENCE.finditer(text) if m[1] == "toml")
    known = {f.name for f in fields(Settings)} - {"data", "config", "cache", "own_extensions"}
    assert set(tomllib.loads(settings)) == known
    assert all(f"| {code} |" in text for code in (0, FAILED, USAGE, BUG, WAITING, INTERRUPTED))


def test_the_readme_leads_to_every_page():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [p.name for p in PAGES[1:] if f"](docs/{p.name})" not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith("#"):
            assert target[1:] in heads(text), target
        elif not target.startswith("http") and target not in MADE:
            file, _, head = target.partition("#")
            assert (page.parent / file).exists(), target
            assert not head or head in heads((page.parent / file).read_text(encoding="utf-8")), target
