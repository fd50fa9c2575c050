"""`harmony extensions …`: what can be used in a Melody, and your own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from harmony.cli.status import FAILED

if TYPE_CHECKING:
    from harmony.catalog import Catalog
    from harmony.sdk.manifest import NodeType, Player, Port

Flag = Annotated[bool, Parameter(negative="")]


def _catalog() -> Catalog:
    from harmony.catalog import Catalog
    from harmony.settings import Settings

    settings = Settings.load()
    return Catalog.discover(settings.extensions, cache=settings.cache / "manifests.json")


def list_(*, players: Flag = False, json: Flag = False) -> int:
    """List every node type that can be used.

    Parameters
    ----------
    players
        Only those that may be chosen for a capability, with what they can do.
    json
        One node type a line as JSON.
    """
    import msgspec

    catalog = _catalog()
    shown = [t for t in catalog.types() if not players or _may_be_chosen(t)]
    if not shown and not json:
        print("There are no Players: a manifest declares them under [player.nodes.NAME].")
    for found in shown:
        if json:
            print(msgspec.json.encode(msgspec.to_builtins(found)).decode())
        else:
            said = found.help if not (players and found.player) else ", ".join(found.player.capabilities)
            print(f"{found.use:<20} {found.kind:<11} {found.title:<18} {said}")
    for problem in catalog.problems:
        print(problem)
    return FAILED if catalog.problems else 0


def _may_be_chosen(found: NodeType) -> bool:
    return found.player is not None and found.player.is_active and bool(found.player.capabilities)


def show_(use: str) -> int:
    """Show a node type: its ports, parameters and what it does to the world.

    Parameters
    ----------
    use
        The node type, such as csv.read.
    """
    from harmony.errors import CatalogError

    catalog = _catalog()
    found = catalog.find(use)
    if found is None:
        near = catalog.suggest(use)
        hint = f"did you mean “{near}”?" if near else "`harmony extensions list` shows what there is."
        raise CatalogError(f"There is no node type “{use}”: {hint}")
    print("\n".join(described(found)))
    return 0


def described(found: NodeType) -> list[str]:
    """A node type for a person to read."""
    lines = [f"{found.use}  {found.title}", f"  {found.help}"]
    lines += ["  inputs"] + [_port(p) for p in found.inputs] + (["    … any name"] if found.open_inputs else [])
    lines += ["  parameters"]
    required = set(found.params.get("required", ()))
    for name, schema in found.params.get("properties", {}).items():
        default = f" = {schema['default']!r}" if "default" in schema else ""
        needed = ", required" if name in required else ""
        kind = schema.get("type") or schema.get("enum") or "any"
        lines.append(f"    {name}: {kind}{default}{needed}  {schema.get('description', '')}".rstrip())
    lines += ["  outputs"] + [_port(p) for p in found.outputs]
    lines += ["    … by its settings"] if found.dynamic_outputs else []
    lines.append(f"  effects {found.effects}, runs {found.isolation if found.function else 'in the Conductor'}")
    return lines + ([_player(found.player)] if found.player is not None else [])


def _player(player: Player) -> str:
    """What may be known of a Player, in one line."""
    cost = ", ".join(f"{amount:g} {name}" for name, amount in player.cost.items())
    rate = f"{player.rate[0]} starts in {player.rate[1]:g} s" if player.rate is not None else ""
    can = " ".join(player.capabilities)
    parts = [f"can {can}" if can else "", f"tier {player.tier}", f"takes {cost}" if cost else "", rate]
    state = "" if player.is_active else "not active: never chosen"
    return f"  Player: {'; '.join(part for part in (*parts, state) if part)}"


def _port(port: Port) -> str:
    return f"    {port.name}: {port.type}  {port.help}".rstrip()


def new_(name: str, *, folder: Path | None = None) -> int:
    """Make a working extension with a test.

    Parameters
    ----------
    name
        Its id: small letters, digits and underscores.
    folder
        Where to put it; by default the user's extensions, where it is found at once.
    """
    from harmony.catalog.new import new_extension
    from harmony.settings import Settings

    made = new_extension(name, folder or Settings.load().extensions)
    print(
        f"Made {made}.\nTry it: python -m pytest {made}; then use {name}.count in a Melody or drag it from the palette."
    )
    return 0


def check_(*folders: Path, write: Flag = False) -> int:
    """Compare an extension's manifest with its code.

    Parameters
    ----------
    folders
        The extensions; without any, those in the user's folder.
    write
        Write the manifest anew from the code.
    """
    from harmony.catalog import regenerate
    from harmony.settings import Settings

    if not folders:
        home = Settings.load().extensions
        folders = tuple(sorted(p.parent for p in home.glob("*/extension.toml"))) if home.is_dir() else ()
    failed = False
    for folder in folders:
        if write:
            changed = regenerate.write(folder)
            print(f"{folder}: {'written' if changed else 'as it was'}")
            continue
        differences = regenerate.compare(folder)
        failed = failed or bool(differences)
        print("\n".join(differences) if differences else f"{folder}: manifest and code agree")
        if differences:
            print(f"`harmony extensions check --write {folder}` makes the manifest anew from the code.")
    return FAILED if failed else 0
