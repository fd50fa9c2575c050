"""What a run is made from: the document, its inputs, and what it needs beside it."""

from __future__ import annotations

import os
import random
import secrets as tokens
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harmony.app.lookup import Lookup
from harmony.conductor.acts import Act
from harmony.errors import MelodyError, UsageError
from harmony.melody.check import Types, check
from harmony.melody.frozen import FrozenDict
from harmony.melody.interface import ports
from harmony.melody.load import Loaded, load, loads
from harmony.melody.model import Melody, Node
from harmony.melody.problems import Problem, did_you_mean


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayRequest:
    """Ask for a run.

    Attributes:
        path: the file; names the run and its folder. None for an unsaved Melody.
        text: the document as it is on the board; without it the file is read.
        inputs: by name.
        as_text: the inputs are texts, to be converted by their types.
        pins: `NODE.PORT` to the value used instead of running the node.
        start, stop: play only from, or up to, this node.
        cwd: folder that given paths are relative to.
        durability: overrides the document's.
        environment: where secrets are looked for first.
        acts: of a debugger, before anything begins.
    """

    path: Path | None = None
    text: str | None = None
    inputs: Mapping[str, Any] = field(default_factory=dict)
    as_text: bool = True
    pins: Mapping[str, Any] = field(default_factory=dict)
    start: str | None = None
    stop: str | None = None
    cwd: Path = field(default_factory=Path.cwd)
    durability: str | None = None
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    acts: Sequence[Act] = ()

    @property
    def base(self) -> Path:
        """Folder that paths in the document are relative to."""
        return self.path.absolute().parent if self.path else Path.home()


def read(request: PlayRequest, types: Types) -> tuple[Melody, list[Problem]]:
    """The request's Melody, checked, and the warnings about it.

    Raises:
        MelodyError: it has errors; carries all problems.
    """
    loaded = loads(request.text, file=str(request.path or "")) if request.text is not None else _load(request.path)
    problems = [*loaded.problems]
    if loaded.melody is not None:
        problems += check(
            loaded.melody, types, loaded.places, file=str(request.path or ""), base=request.base, proof=False
        )
    refuse(problems, str(request.path or "The Melody"))
    assert loaded.melody is not None
    return loaded.melody, problems


def _load(path: Path | None) -> Loaded:
    if path is None:
        raise UsageError("There is nothing to play: give a file.")
    return load(path)


def refuse(problems: list[Problem], name: str) -> None:
    """Raise if a problem is an error.

    Raises:
        MelodyError: carries all problems.
    """
    errors = [p for p in problems if p.severity == "error"]
    if errors:
        count = "an error" if len(errors) == 1 else f"{len(errors)} errors"
        raise MelodyError(f"{name} has {count} and cannot be played:", problems)


def included(melody: Melody, base: Path, types: Types) -> dict[str, Melody]:
    """Every Melody that `flow.melody` nodes play, to any depth, by absolute path.

    Raises:
        MelodyError: one of them has errors.
    """
    found: dict[str, Melody] = {}
    waiting = [(melody.nodes, base)]
    while waiting:
        nodes, folder = waiting.pop()
        for node in _all(nodes):
            if node.use.split("@")[0] != "flow.melody" or not isinstance(node.with_.get("melody"), str):
                continue
            path = (folder / node.with_["melody"]).absolute()
            key = os.path.normpath(path)
            if key not in found:
                inner, _ = read(PlayRequest(path=Path(key)), types)
                found[key] = inner
                waiting.append((inner.nodes, Path(key).parent))
    return found


def check_names(request: PlayRequest, known: Lookup, types: Types) -> None:
    """Refuse a request that names nodes or ports which are not there.

    Raises:
        UsageError: names what it asks for, and what is like it.
    """
    for option, id in (("--from", request.start), ("--to", request.stop)):
        if id is not None and id not in known.melody.nodes:
            raise UsageError(f"{option}: there is no node “{id}”. {_like(id, known.melody.nodes, 'Nodes')}")
    for act in request.acts:
        if act.node and known.node(act.node) is None:
            names = known.scope(act.node) or known.melody.nodes
            raise UsageError(f"There is no node “{act.node}” to stop at. {_like(act.node, names, 'Nodes')}")
    for ref in request.pins:
        path, _, port = ref.rpartition(".")
        if not path:
            raise UsageError(f"The pin “{ref}” names no port: write NODE.PORT.")
        node = known.node(path)
        if node is None:
            names = known.scope(path) or known.melody.nodes
            raise UsageError(f"The pin “{ref}”: there is no node “{path}”. {_like(path, names, 'Nodes')}")
        found = ports(node, types.find(node.use))
        if found.output(port) is None and not found.open_outputs:
            outputs = [p.name for p in found.outputs]
            raise UsageError(f"The pin “{ref}”: “{path}” has no output “{port}”. {_like(port, outputs, 'Outputs')}")


def _like(word: str, names: Iterable[str], what: str) -> str:
    return did_you_mean(word, names, what=what).replace("`", "")


def _all(nodes: FrozenDict[str, Node]) -> list[Node]:
    flat: list[Node] = []
    waiting = list(nodes.values())
    while waiting:
        node = waiting.pop()
        flat.append(node)
        if node.body is not None:
            waiting.extend(node.body.nodes.values())
    return flat


def find_secrets(melody: Melody, environment: Mapping[str, str]) -> dict[str, str]:
    """The secrets a Melody declares: from `HARMONY_SECRET_NAME`, else the system's keyring.

    Raises:
        UsageError: one is missing; names it and both places.
    """
    found: dict[str, str] = {}
    for name, spec in melody.secrets.items():
        value = environment.get(f"HARMONY_SECRET_{name}") or _from_keyring(name)
        if value is None:
            raise UsageError(
                f"The secret “{name}” is not set{f' ({spec.help})' if spec.help else ''}: "
                f"set HARMONY_SECRET_{name}, or keep it in the system's keyring under harmony / {name}."
            )
        found[name] = value
    return found


def _from_keyring(name: str) -> str | None:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password("harmony", name)
    except KeyringError:
        return None  # a headless system has no keyring: the environment is the way


_GIVEN: dict[str, set[str]] = {}
"""Endings of the ids given within this second: no two runs of a process have the same."""


def new_run_id() -> str:
    """An id that sorts by time and is short enough to type: `261121-140512-k3fa`."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    second = time.strftime("%y%m%d-%H%M%S-")
    if second not in _GIVEN:
        _GIVEN.clear()
    given = _GIVEN.setdefault(second, set())
    while (end := "".join(tokens.choice(alphabet) for _ in range(4))) in given:
        pass
    given.add(end)
    return second + end


def new_seed() -> int:
    """A seed for what a run leaves to chance (jitter)."""
    return random.SystemRandom().getrandbits(32)
