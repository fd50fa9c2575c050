"""extension.toml to node types, and what is wrong with it."""

import pytest

from harmony.catalog.manifest import read
from harmony.sdk.manifest import Port

GOOD = """
[extension]
id = "csv"
version = "2.1.0"
title = "CSV"

[permissions]
network = []

[nodes.read]
title = "Read CSV"
help = "Files to rows."
icon = "fa6s.table"
function = "read:read"
effects = "reads"
isolation = "thread"
idempotent = true
aliases = ["csv.load"]
inputs = [
    {name = "files", type = "list<path>", required = false},
    {name = "more", type = "any", many = true},
]
outputs = [{name = "rows", type = "table", help = "All rows."}]

[nodes.read.params.properties.delimiter]
type = "string"
default = ","
"""


def read_text(folder, text):
    (folder / "extension.toml").write_text(text)
    return read(folder, "hash", "user")


def test_a_good_manifest(tmp_path):
    extension, problems = read_text(tmp_path, GOOD)
    assert problems == ()
    assert (extension.id, extension.major, extension.version, extension.source) == ("csv", 2, "2.1.0", "user")
    (node,) = extension.nodes
    assert (node.use, node.code_hash, node.effects, node.isolation) == ("csv.read@2", "hash", "reads", "thread")
    assert node.inputs == (Port("files", "list<path>", required=False), Port("more", "any", required=True, many=True))
    assert node.outputs == (Port("rows", "table", "All rows.", required=False),)
    assert node.params == {"type": "object", "properties": {"delimiter": {"type": "string", "default": ","}}}


def test_blocking_says_where_it_runs_when_nothing_else_does(tmp_path):
    extension, _ = read_text(tmp_path, GOOD.replace('isolation = "thread"', 'blocking = "io"'))
    assert extension.nodes[0].isolation == "thread"


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ('id = "csv"', 'id = "CSV!"', "extension.id", "lower-case"),
        ('id = "csv"', "", "extension.id", "is missing"),
        ('version = "2.1.0"', 'version = "two"', "extension.version", "three numbers"),
        ('version = "2.1.0"', "version = 2", "extension.version", "must be text, not 2"),
        ("[permissions]", "[permisions]", "permisions", "Did you mean `permissions`?"),
        ("network = []", "netwrok = []", "permissions.netwrok", "Did you mean `network`?"),
        ('effects = "reads"', 'effects = "read"', "nodes.read.effects", "Did you mean `reads`?"),
        ('effects = "reads"', 'efects = "reads"', "nodes.read.efects", "Did you mean `effects`?"),
        ('function = "read:read"', "", "nodes.read.function", "is missing"),
        ('help = "Files to rows."', "", "nodes.read.help", "is missing"),
        ("idempotent = true", "idempotent = 1", "nodes.read.idempotent", "must be true or false"),
        ('type = "list<path>"', 'type = "paths"', "nodes.read.inputs[0].type", "`paths` of port `files`"),
        ('name = "more"', 'name = "files"', "nodes.read.inputs[1]", "two ports `files`"),
        ('name = "more"', 'nam = "more"', "nodes.read.inputs[1]", "must be a table with a `name`"),
        ('name = "more"', 'name = "run"', "nodes.read.inputs[1]", "`run` is a word of expressions"),
        ('title = "CSV"', 'harmony = "1.x"', "extension.harmony", "`1.x` is no comparison"),
        ("many = true", "meny = true", "nodes.read.inputs[1]", "`meny` is no key of a port"),
        ("inputs = [", "inputs = 3\nx = [", "nodes.read.inputs", "must be a list"),
        (
            "[nodes.read.params.properties.delimiter]",
            "[nodes.read.params.properties]",
            "nodes.read.params.properties",
            "table of",
        ),
        (
            "[nodes.read.params.prop",
            '[nodes.read.params]\nrequired = ["x"]\n[nodes.read.params.prop',
            "nodes.read.params.required",
            "`x`",
        ),
        ("[nodes.read]", '[nodes."a b"]\nhelp = "x"\n[nodes.read]', "nodes.a b", "is no id"),
    ],
)
def test_problems_name_file_and_key(tmp_path, old, new, key, said):
    assert old in GOOD
    _, problems = read_text(tmp_path, GOOD.replace(old, new, 1))
    found = {p.key: p for p in problems}
    assert key in found, problems
    assert said in found[key].message
    assert str(found[key]).startswith(f"{tmp_path / 'extension.toml'}: {key}: ")


def test_all_problems_at_once_and_what_is_usable_is_used(tmp_path):
    text = GOOD.replace('effects = "reads"', 'effects = "x"').replace('isolation = "thread"', 'isolation = "y"')
    extension, problems = read_text(tmp_path, text)
    assert {p.key for p in problems} == {"nodes.read.effects", "nodes.read.isolation"}
    assert (extension.nodes[0].effects, extension.nodes[0].isolation) == ("writes", "process")


@pytest.mark.parametrize(("text", "said"), [("[extension", "no valid TOML"), ("x = 1\nx = 2", "no valid TOML")])
def test_a_file_that_does_not_parse(tmp_path, text, said):
    extension, (problem,) = read_text(tmp_path, text)
    assert extension is None
    assert said in problem.message


def test_a_file_that_is_not_there(tmp_path):
    extension, (problem,) = read(tmp_path)
    assert extension is None
    assert "cannot be read" in problem.message


def test_an_extension_for_another_harmony_is_not_used(tmp_path):
    extension, (problem,) = read_text(tmp_path, GOOD.replace('title = "CSV"', 'harmony = ">=900"'))
    assert extension is None
    assert (problem.key, "this is Harmony" in problem.message) == ("extension.harmony", True)
