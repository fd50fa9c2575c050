"""Reads `extension.toml`: what an extension is, what it may do, and its node types.

Nothing of the extension's code is imported. A manifest with problems gives what could be
read of it; node types that cannot be used are left out, and say why.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from harmony.catalog.cache import ManifestCache
from harmony.catalog.fields import Fields
from harmony.catalog.player import with_players
from harmony.catalog.problems import ManifestProblem
from harmony.catalog.requires import allows
from harmony.sdk.manifest import RESERVED, Effects, Isolation, Kind, NodeType, Port
from harmony.sdk.types import is_type

FILE = "extension.toml"
KINDS = ("instrument", "operator", "flow", "addon")
EFFECTS = ("none", "reads", "writes")
ISOLATIONS = ("inline", "thread", "process", "cluster")
_TOP = ("extension", "permissions", "player", "nodes", "views")
_EXTENSION = ("id", "version", "title", "help", "publisher", "licence", "harmony")
_PERMISSIONS = ("network", "files", "secrets", "processes", "memory", "cpu")
_NODE = (
    "title kind help icon function inputs outputs open_inputs dynamic_outputs params effects idempotent "
    "deterministic isolation blocking variation examples aliases secrets scores"
).split()
_PORT = ("name", "type", "help", "required", "many", "default")
_ID = re.compile(r"[a-z][a-z0-9_]*(?:-[a-z0-9_]+)*\Z")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
# The package's own name imports the app lazily, so it is not imported from here.
_OWN_VERSION: str = sys.modules["harmony"].__version__
_VERSION = re.compile(r"(\d+)\.\d+\.\d+(?:[-+.].*)?\Z")


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension as its manifest states it.

    Attributes:
        id: the first part of its node types' ids.
        folder: where the manifest and the code lie.
        version, major: its version and the number before the first dot.
        permissions: what its code may do, as declared.
        player: what automatic orchestration may know of it.
        nodes: its node types, in the order of the manifest.
        views: what an addon shows.
        source: `built-in`, `user` or `package`.
    """

    id: str
    folder: Path
    version: str = "0.0.0"
    major: int = 0
    title: str = ""
    help: str = ""
    publisher: str = ""
    licence: str = ""
    harmony: str = ""
    permissions: Mapping[str, Any] = field(default_factory=dict)
    player: Mapping[str, Any] = field(default_factory=dict)
    nodes: tuple[NodeType, ...] = ()
    views: Mapping[str, Any] = field(default_factory=dict)
    source: str = "built-in"


def read(
    folder: Path, code_hash: str = "", source: str = "built-in", cache: ManifestCache | None = None
) -> tuple[Extension | None, tuple[ManifestProblem, ...]]:
    """The extension in a folder, and all that is wrong with its manifest.

    Args:
        folder: holds `extension.toml`.
        code_hash: hash of its code, for the node types.
        source: where it was found.
        cache: has it in parsed form, perhaps.

    Returns:
        The extension, or None when the file cannot be parsed or has no id and version.
    """
    file = folder / FILE
    try:
        data = (cache or ManifestCache()).load(file)
    except (OSError, UnicodeDecodeError) as error:
        return None, (ManifestProblem(file, "", f"cannot be read: {error}."),)
    except tomllib.TOMLDecodeError as error:
        return None, (ManifestProblem(file, "", f"is no valid TOML: {error}."),)
    return parse(data, folder, code_hash=code_hash, source=source)


def parse(
    data: Mapping[str, Any], folder: Path, *, code_hash: str = "", source: str = "built-in"
) -> tuple[Extension | None, tuple[ManifestProblem, ...]]:
    """The same from data that is already parsed."""
    problems: list[ManifestProblem] = []
    top = Fields(data, "", folder / FILE, problems)
    top.refuse_unknown(_TOP)
    head = top.table("extension")
    head.refuse_unknown(_EXTENSION)
    top.table("permissions").refuse_unknown(_PERMISSIONS)
    id_, version = head.required("id"), head.required("version")
    if id_ and not _ID.match(id_):
        head.note("id", f"`{id_}` must be lower-case letters, digits, `_` and `-`, beginning with a letter.")
        id_ = ""
    numbers = _VERSION.match(version)
    if version and not numbers:
        head.note("version", f"`{version}` must be three numbers, such as 1.0.0.")
    if not (id_ and numbers):
        return None, tuple(problems)
    if not _fits(head):
        return None, tuple(problems)
    major = int(numbers[1])
    nodes = _nodes(top.table("nodes"), NodeType(id_, major, version, code_hash=code_hash))
    if "player" in data:
        nodes = with_players(top.table("player"), nodes)
    extension = Extension(
        id=id_,
        folder=folder,
        version=version,
        major=major,
        title=head.get("title", str, "") or id_,
        help=head.get("help", str, ""),
        publisher=head.get("publisher", str, ""),
        licence=head.get("licence", str, ""),
        harmony=head.get("harmony", str, ""),
        permissions=top.table("permissions").data,
        player=top.table("player").data,
        nodes=nodes,
        views=top.table("views").data,
        source=source,
    )
    return extension, tuple(problems)


def _fits(head: Fields) -> bool:
    """True if the extension is made for this Harmony."""
    wanted = head.get("harmony", str, "")
    try:
        fits = allows(wanted, _OWN_VERSION)
    except ValueError as error:
        head.note("harmony", f"{error}.")
        return True
    if not fits:
        head.note("harmony", f"is {wanted}, and this is Harmony {_OWN_VERSION}: install a version that fits.")
    return fits


def _nodes(tables: Fields, base: NodeType) -> tuple[NodeType, ...]:
    """All node types; `base` carries what they share."""
    found = []
    for name in tables.data:
        if not _NAME.match(name):
            tables.note(name, "is no id: use letters, digits, `_` and `-`.")
            continue
        table = tables.table(name)
        table.refuse_unknown(_NODE)
        found.append(_node(table, f"{base.id}.{name}", base))
    return tuple(found)


def _node(table: Fields, id_: str, base: NodeType) -> NodeType:
    """One node type; what is wrong is noted and stands at its default."""
    function = table.get("function", str, "")
    if not function and base.id != "flow":
        table.note("function", "is missing: name the code as `module:function`.")
    if not table.get("help", str, ""):
        table.note("help", "is missing: say in one line what the node does.")
    return NodeType(
        id=id_,
        major=base.major,
        version=base.version,
        function=function,
        kind=cast("Kind", table.choice("kind", KINDS, "operator")),
        title=table.get("title", str, "") or id_,
        help=table.get("help", str, ""),
        icon=table.get("icon", str, ""),
        inputs=_ports(table, "inputs"),
        outputs=_ports(table, "outputs"),
        open_inputs=table.get("open_inputs", bool, False),
        dynamic_outputs=table.get("dynamic_outputs", bool, False),
        params=_params(table),
        effects=cast("Effects", table.choice("effects", EFFECTS, "writes")),
        idempotent=table.get("idempotent", bool, False),
        deterministic=table.get("deterministic", bool, True),
        isolation=cast("Isolation", table.choice("isolation", ISOLATIONS, _isolation(table))),
        variation=table.get("variation", dict, {}),
        examples=tuple(table.get("examples", list, [])),
        aliases=tuple(str(alias) for alias in table.get("aliases", list, [])),
        code_hash=base.code_hash,
        secrets=table.get("secrets", bool, False),
        scores=table.get("scores", bool, False),
    )


def _isolation(table: Fields) -> str:
    """Where it runs when the manifest says only how it blocks."""
    return "thread" if table.choice("blocking", ("cpu", "io"), "cpu") == "io" else "process"


def _ports(table: Fields, side: str) -> tuple[Port, ...]:
    """The ports of one side; one without a name or with an unknown type is noted."""
    found: list[Port] = []
    for index, entry in enumerate(table.get(side, list, [])):
        where = f"{side}[{index}]"
        if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
            table.note(where, "must be a table with a `name`.")
            continue
        kind = entry.get("type", "any")
        if not (isinstance(kind, str) and is_type(kind)):
            table.note(f"{where}.type", f"`{kind}` of port `{entry['name']}` is no port type.")
            kind = "any"
        if entry["name"] in RESERVED:
            table.note(where, f"`{entry['name']}` is a word of expressions: call the port something else.")
            continue
        if any(port.name == entry["name"] for port in found):
            table.note(where, f"there are two ports `{entry['name']}`.")
            continue
        unknown = [key for key in entry if key not in _PORT]
        if unknown:
            table.note(where, f"`{unknown[0]}` is no key of a port.")
        is_required = bool(entry.get("required", side == "inputs" and "default" not in entry))
        many, default = bool(entry.get("many", False)), entry.get("default")
        found.append(Port(entry["name"], kind, str(entry.get("help", "")), is_required, many, default))
    return tuple(found)


def _params(table: Fields) -> dict[str, Any]:
    """The schema of the parameters, whole even where the manifest leaves parts unsaid."""
    given = table.get("params", dict, {})
    properties = given.get("properties", {})
    if not isinstance(properties, dict) or any(not isinstance(p, dict) for p in properties.values()):
        table.note("params.properties", "must be a table of tables, one for each parameter.")
        properties = {}
    for name in given.get("required", []):
        if name not in properties:
            table.note("params.required", f"names `{name}`, which is no parameter.")
    return {"type": "object"} | given | {"properties": properties}
