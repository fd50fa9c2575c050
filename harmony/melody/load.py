"""Loads a Melody from YAML or JSON: every problem at once, each with its place.

Reading text is `reading`'s and `reading_json`'s, older formats are `upgrade`'s, what a
document means is `check`'s.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from harmony.errors import FormatTooNew, MelodyError
from harmony.melody.model import FORMAT, Melody
from harmony.melody.places import Places
from harmony.melody.problems import Problem, ordered
from harmony.melody.reading import Flaw, Reading, read_yaml
from harmony.melody.reading_json import read_json
from harmony.melody.shape import locate, shape_problems
from harmony.melody.upgrade import Upgraded, upgrade

MAX_BYTES = 64 * 10**6
MAX_SHOWN = 12
"""Steps of a path that a problem names in full: deeper ones say nothing more."""
_CONFLICT = re.compile(r"^(?:<{7} .*|={7}|>{7} .*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file gave.

    Attributes:
        melody: the document; None if any error was found.
        problems: in the order of the file.
        text: the text as it was read.
        path: the file, or None.
        places: where each value stands in `text`.
        upgraded_from: the older format that the text is in; empty if it is the present one.
        plain: what the text says, as plain data, brought up to the present format.
    """

    melody: Melody | None
    problems: tuple[Problem, ...] = ()
    text: str = ""
    path: Path | None = None
    places: Places = field(default_factory=Places)
    upgraded_from: str = ""
    plain: Any = field(default=None, repr=False, compare=False)

    def require(self) -> Melody:
        """The document.

        Raises:
            MelodyError: it has errors; the exception carries all problems.
        """
        if self.melody is None:
            raise MelodyError("\n".join(str(p) for p in self.problems), self.problems)
        return self.melody


def load(path: Path | str) -> Loaded:
    """Load a file; what is wrong in it is told by `problems`.

    Raises:
        MelodyError: the file cannot be read at all: it is not there, a folder, not allowed.
    """
    path = Path(path)
    name = str(path)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            return _refused(_too_large(size, name), path)
        raw = path.read_bytes()
    except OSError as error:
        raise MelodyError(f"{name} cannot be read: {_reason(error)}") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _refused(_not_utf8(raw, error, name), path)
    return replace(loads(text, name, "json" if path.suffix == ".json" else None), path=path)


def loads(text: str, file: str = "", format: Literal["yaml", "json"] | None = None) -> Loaded:
    """Load a text; what is wrong in it is told by `problems`.

    Args:
        text: YAML or JSON.
        file: named in problems.
        format: of the text; None: JSON if it begins with `{`, else YAML.
    """
    if len(text) > MAX_BYTES or (len(text) > MAX_BYTES // 4 and len(text.encode()) > MAX_BYTES):
        return Loaded(None, (_too_large(len(text.encode()), file),), text)
    with without_gc():
        conflicts = _conflicts(text, file)
        if conflicts:
            return Loaded(None, conflicts, text)
        is_json = format == "json" or (format is None and text.lstrip()[:1] == "{" and _looks_like_json(text))
        reading = read_json(text) if is_json else read_yaml(text)
        return _build(reading, text, file)


def _looks_like_json(text: str) -> bool:
    """YAML's flow style begins with a brace too; JSON's first key has double quotes."""
    return re.match(r"\s*\{\s*(?:\"|\})", text) is not None and read_json(text).is_broken is False


def _build(reading: Reading, text: str, file: str) -> Loaded:
    """A document from what was read, or all that is wrong with it."""
    problems = [_from_flaw(f, file) for f in reading.flaws]
    places, data = reading.places, reading.data
    if reading.is_broken:
        return Loaded(None, ordered(_once_a_line(problems)), text, places=places)
    top = _top_problem(data, text, file)
    if top is not None:
        return Loaded(None, ordered([*problems, top]), text, places=places)
    try:
        upgraded = _upgraded(data, places)
    except MelodyError as error:
        line, column = places.at(("format",))
        code = "format.newer" if isinstance(error, FormatTooNew) else "format.unknown"
        message, _, hint = error.message.partition(". ")
        hint = hint or f"Begin the file with `format: {FORMAT}`"
        found = Problem("error", code, message, file, line, column, field="format", hint=hint)
        return Loaded(None, ordered([*problems, found]), text, places=places)
    if upgraded.since:
        places = Places(upgraded.tree, places.root)
    melody: Melody | None = None
    try:
        melody = Melody.model_validate(upgraded.data)
    except ValidationError as error:
        known = {(p.line, p.column) for p in problems}
        found_all = shape_problems(error, upgraded.data, places, file)
        problems += [p for p in found_all if (p.line, p.column) not in known]
    if any(p.is_error for p in problems):
        melody = None
    return Loaded(melody, ordered(problems), text, None, places, upgraded.since, upgraded.data)


def _upgraded(data: dict[str, Any], places: Places) -> Upgraded:
    if data.get("format", FORMAT) == FORMAT:
        return Upgraded(data)
    return upgrade(data, places.tree)


def _top_problem(data: Any, text: str, file: str) -> Problem | None:
    """What is wrong with a document that is no mapping."""
    if data is None and not re.sub(r"(?m)^\s*(?:#.*|---\s*)?$", "", text).strip():
        return Problem("error", "file.empty", "the file is empty", file, 1, 1, hint=_FIRST_LINES)
    if isinstance(data, dict):
        return None
    kind = "a list" if isinstance(data, list) else "a single value"
    message = f"a Melody is a mapping (`format: …`, `name: …`, `nodes: …`); this file is {kind}"
    return Problem("error", "file.shape", message, file, 1, 1, hint=_FIRST_LINES)


_FIRST_LINES = "Begin with `format: harmony/1` and `name: …`"


def _from_flaw(flaw: Flaw, file: str) -> Problem:
    path = flaw.path
    node, where = locate(path if len(path) <= MAX_SHOWN else path[: MAX_SHOWN - 1])
    where += "…" if len(path) > MAX_SHOWN else ""
    return Problem("error", flaw.code, flaw.message, file, flaw.line, flaw.column, node, where, flaw.hint)


def _once_a_line(problems: list[Problem]) -> list[Problem]:
    """Of equal problems in one line the one that knows most."""
    best: dict[tuple[str, int], Problem] = {}
    for problem in problems:
        key = (problem.code, problem.line)
        if key not in best or (problem.node and not best[key].node):
            best[key] = problem
    return list(best.values())


def _conflicts(text: str, file: str) -> tuple[Problem, ...]:
    """The conflict markers that git left in a file."""
    if "<<<<<<< " not in text and ">>>>>>> " not in text:
        return ()
    found = []
    for match in _CONFLICT.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        message = f"git left a conflict here: `{match[0][:40]}`"
        hint = "Keep one side and delete the marker lines, or merge the files by `harmony merge BASE OURS THEIRS`"
        found.append(Problem("error", "file.conflict", message, file, line, 1, hint=hint))
    return tuple(found)


def _not_utf8(raw: bytes, error: UnicodeDecodeError, file: str) -> Problem:
    before = raw[: error.start]
    line = before.count(b"\n") + 1
    column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
    message = f"this is no UTF-8: byte 0x{raw[error.start]:02x}"
    return Problem("error", "file.encoding", message, file, line, column, hint="Save the file as UTF-8")


def _too_large(size: int, file: str) -> Problem:
    message = f"the file has {size / 10**6:.0f} MB; a Melody has at most {MAX_BYTES // 10**6} MB"
    hint = "Keep data in files of their own, and give the Melody their paths"
    return Problem("error", "file.large", message, file, 1, 1, hint=hint)


def _refused(problem: Problem, path: Path) -> Loaded:
    return Loaded(None, (problem,), "", path)


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, IsADirectoryError):
        return "it is a folder"
    if isinstance(error, PermissionError):
        return "you may not read it"
    return error.strerror or str(error)


@contextmanager
def without_gc() -> Iterator[None]:
    """No garbage collection while hundreds of thousands of values are made that all stay."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
