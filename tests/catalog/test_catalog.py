"""Finding node types."""

import subprocess
import sys
import tomllib

import pytest

from harmony.catalog import Catalog
from harmony.catalog.discover import BUILT_IN, GROUP, folders_in
from harmony.errors import CatalogError

MANIFEST = """
[extension]
id = "{id}"
version = "{version}"
[nodes.{node}]
title = "{node}"
help = "Help."
function = "code:run"
aliases = {aliases}
"""


def put(root, folder, id="acme", version="1.0.0", node="run", aliases="[]"):
    path = root / folder
    path.mkdir(parents=True)
    (path / "extension.toml").write_text(MANIFEST.format(id=id, version=version, node=node, aliases=aliases))
    (path / "code.py").write_text("def run(): ...\n")
    return path


@pytest.fixture(scope="module")
def built_in():
    return Catalog.discover(entry_points=False)


def test_every_built_in_is_there_and_without_problems(built_in):
    names = (
        "data.set text.template python.code shell.run http.request files.list files.read files.write csv.read "
        "json.read table.write sql.query table.check report.html report.markdown code.scan flow.switch flow.each "
        "flow.repeat flow.melody flow.join flow.wait flow.fail flow.stop flow.approve flow.send"
    ).split()
    assert [name for name in names if built_in.find(name) is None] == []
    assert built_in.problems == ()


def test_with_and_without_a_version(built_in):
    assert built_in.find("csv.read") is built_in.find("csv.read@1")
    assert built_in.find("csv.read@9") is None
    assert built_in.find("csv.read@x") is None
    assert built_in.find("csv.reed") is None


def test_an_alias_is_the_node_type_it_stands_for(built_in):
    assert built_in.find("csv.load@1").id == "csv.read"


@pytest.mark.parametrize(
    ("use", "wanted"),
    [
        ("csv.reed", "csv.read"),
        ("csv.reed@1", "csv.read@1"),
        ("csv_read", "csv.read"),
        ("csv.read@7", "csv.read@1"),
        ("approve", "flow.approve"),
        ("qqqqqq", None),
    ],
)
def test_suggestions(built_in, use, wanted):
    assert built_in.suggest(use) == wanted


def test_palette_order_is_kind_then_title(built_in):
    types = built_in.types()
    kinds = [t.kind for t in types]
    assert kinds == sorted(kinds, key=["instrument", "operator", "flow", "addon"].index)
    titles = [t.title.casefold() for t in types if t.kind == "operator"]
    assert titles == sorted(titles)


def test_two_majors_side_by_side(tmp_path):
    put(tmp_path, "acme/1")
    put(tmp_path, "acme/2", version="2.0.0")
    catalog = Catalog.discover(tmp_path, entry_points=False)
    assert [catalog.find(use).major for use in ("acme.run", "acme.run@1", "acme.run@2")] == [2, 1, 2]
    assert catalog.folder(catalog.find("acme.run@1")) == tmp_path / "acme" / "1"
    assert [t.use for t in catalog.types() if t.id == "acme.run"] == ["acme.run@2"]


def test_an_id_that_is_taken_is_a_problem_and_changes_nothing(tmp_path):
    put(tmp_path, "mine", id="csv")
    catalog = Catalog.discover(tmp_path, entry_points=False)
    assert "already installed" in catalog.problems[0].message
    assert catalog.find("csv.read").title == "Read CSV"


def test_a_broken_manifest_does_not_hide_the_others(tmp_path):
    put(tmp_path, "good")
    put(tmp_path, "bad")
    (tmp_path / "bad" / "extension.toml").write_text("[")
    catalog = Catalog.discover(tmp_path, entry_points=False)
    assert catalog.find("acme.run")
    assert catalog.problems[0].file == tmp_path / "bad" / "extension.toml"


def test_installed_packages_come_by_entry_points(tmp_path, monkeypatch):
    put(tmp_path, "acme_pkg/extension", id="acme")
    (tmp_path / "acme-1.0.dist-info").mkdir()
    (tmp_path / "acme-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    points = f"[{GROUP}]\nacme = acme_pkg.extension\ngone = acme_pkg.nowhere\n"
    (tmp_path / "acme-1.0.dist-info" / "entry_points.txt").write_text(points)
    monkeypatch.syspath_prepend(tmp_path)
    catalog = Catalog.discover()
    assert catalog.extension(catalog.find("acme.run")).source == "package"
    assert "`acme_pkg.nowhere`" in str(catalog.problems[0])


def test_code_is_loaded_on_first_use(built_in):
    function = built_in.load(built_in.find("data.set"))
    assert function(value=3) == 3


def test_what_has_no_code_or_is_not_here(built_in, tmp_path):
    put(tmp_path, "acme")
    stranger = Catalog.discover(tmp_path, entry_points=False).find("acme.run")
    with pytest.raises(CatalogError, match="the Conductor plays it"):
        built_in.load(built_in.find("flow.switch"))
    with pytest.raises(CatalogError, match=r"`acme.run@1` is not installed"):
        built_in.folder(stranger)


@pytest.mark.slow
def test_discovery_imports_no_extension():
    code = (
        "import sys; from harmony.catalog import Catalog; Catalog.discover(); dear = ('harmony_extension', "
        "'harmony.extensions', 'duckdb', 'httpx'); print([m for m in sys.modules if m.startswith(dear)])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_kept_manifest_is_not_parsed_again(tmp_path, monkeypatch):
    parsed = []
    loads = tomllib.loads
    monkeypatch.setattr(tomllib, "loads", lambda text: parsed.append(text) or loads(text))
    cache = tmp_path / "manifests.json"
    Catalog.discover(entry_points=False, cache=cache)
    assert len(parsed) == len(list(folders_in(BUILT_IN)))
    parsed.clear()
    assert Catalog.discover(entry_points=False, cache=cache).find("csv.read")
    assert parsed == []
