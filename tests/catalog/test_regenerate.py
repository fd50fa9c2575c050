"""Manifests and code agree."""

import pytest

from harmony.catalog import regenerate
from harmony.catalog.discover import BUILT_IN, folders_in
from harmony.catalog.manifest import read
from harmony.errors import CatalogError

HEAD = '# Mine.\n[extension]\nid = "acme"\nversion = "1.0.0"  # kept\n\n[views.panel]\ntitle = "P"\n'
CODE = '''
from typing import Annotated, Any
from harmony.sdk import Many, Out, Table, node

@node(effects="none", variation={"heat": [0.2, 0.6]}, examples=[{"title": "T", "with": {"heat": 1}}])
def run(rows: Table, parts: Many[str], more: list[str] = ["a"], *, heat: float = 0.5, **ports: Any) -> str:
    """Runs."""
'''


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "extension.toml").write_text(HEAD)
    (folder / "code.py").write_text(CODE)
    return folder


@pytest.mark.parametrize("folder", list(folders_in(BUILT_IN)), ids=lambda folder: folder.name)
def test_each_built_in_manifest_is_what_its_code_says(folder):
    assert regenerate.compare(folder) == []
    assert regenerate.render(folder) == (folder / "extension.toml").read_text(encoding="utf-8")


def test_what_is_written_reads_back_as_what_the_code_says(folder):
    assert regenerate.write(folder)
    extension, problems = read(folder)
    assert problems == ()
    (made,) = regenerate.from_code(folder)
    (written,) = extension.nodes
    assert (written.inputs, written.outputs, written.params) == (made.inputs, made.outputs, made.params)
    assert (written.variation, written.examples) == (made.variation, made.examples)


def test_the_head_stays_as_its_author_wrote_it(folder):
    regenerate.write(folder)
    assert (folder / "extension.toml").read_text().startswith(HEAD)


def test_writing_again_changes_nothing(folder):
    regenerate.write(folder)
    assert not regenerate.write(folder)


def test_differences_name_node_and_key(folder, tmp_path):
    regenerate.write(folder)
    text = (folder / "extension.toml").read_text()
    (folder / "extension.toml").write_text(text.replace('effects = "none"', 'effects = "reads"'))
    assert regenerate.compare(folder) == ["`acme.run`: `effects` in the manifest is not what the code says."]


def test_nodes_on_one_side_only(folder):
    assert regenerate.compare(folder) == ["`acme.run` is in the code, but not in the manifest."]
    (folder / "extension.toml").write_text(HEAD + '[nodes.walk]\nhelp = "W."\nfunction = "code:walk"\n')
    assert regenerate.compare(folder)[0] == "`acme.walk` is in the manifest, but not in the code."


def test_a_parameter_without_a_port_type_is_named(folder):
    (folder / "code.py").write_text(CODE.replace("rows: Table", "rows: complex"))
    with pytest.raises(CatalogError, match=r"parameter `rows`: the annotation `complex` has no port type"):
        regenerate.write(folder)
    assert (folder / "extension.toml").read_text() == HEAD


def test_a_manifest_that_cannot_be_used(folder):
    (folder / "extension.toml").write_text("[extension]\n")
    with pytest.raises(CatalogError, match=r"extension.id: is missing"):
        regenerate.compare(folder)
