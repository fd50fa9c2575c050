"""`harmony test`: play the tests that Melodies carry, and show what is not as they expect."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from harmony.cli.status import FAILED

if TYPE_CHECKING:
    from harmony.app.core import App
    from harmony.app.trials import Difference
    from harmony.melody.model import Melody, Test

SHOWN = 20


def test(*files: Path, json: Annotated[bool, Parameter(negative="")] = False) -> int:
    """Play the tests of Melodies, on a virtual clock and in a home of their own.

    Ends with 1 when a test fails or a file has errors. A file without tests is no failure.

    Parameters
    ----------
    files
        The Melodies.
    json
        Print one test a line as JSON.
    """
    import asyncio

    from harmony.errors import UsageError

    if not files:
        raise UsageError("Give the Melodies to test: harmony test FILE…")
    return asyncio.run(_test(files, as_json=json))


async def _test(files: tuple[Path, ...], *, as_json: bool) -> int:
    from harmony.app.trials import trial_app
    from harmony.settings import Settings

    passed = failed = broken = 0
    async with trial_app(Settings.load()) as app:
        for file in files:
            melody = _read(file)
            if melody is None:
                broken += 1
                continue
            if not melody.tests:
                print(f"{file} has no tests: write them under `tests:`.", file=sys.stderr)
            for one in melody.tests:
                is_good = await _play(app, file, melody, one, as_json=as_json)
                passed, failed = passed + is_good, failed + (not is_good)
    if not as_json:
        print(_summary(passed, failed, broken))
    return FAILED if failed or broken else 0


def _read(file: Path) -> Melody | None:
    """The Melody in a file; what is wrong with it is printed, and the other files go on."""
    from harmony.cli.files import read_melody
    from harmony.errors import MelodyError

    try:
        return read_melody(file)
    except MelodyError as error:
        _say(error)
        return None


def _say(error: Any) -> None:
    print("\n".join([error.message, *(f"  {problem}" for problem in error.problems)]), file=sys.stderr)


async def _play(app: App, file: Path, melody: Melody, one: Test, *, as_json: bool) -> bool:
    from harmony.app.trials import Difference, differences
    from harmony.errors import HarmonyError, MelodyError

    began = time.monotonic()
    try:
        found = await differences(app, file, melody, one)
    except MelodyError as error:
        _say(error)
        found = [Difference("run", "completed", "not begun", "the Melody has errors")]
    except HarmonyError as error:
        found = [Difference("run", "completed", "not begun", error.message)]
    seconds = time.monotonic() - began
    print(_json(file, one, found, seconds) if as_json else _line(file, one, found, seconds), flush=True)
    return not found


def _line(file: Path, one: Test, found: list[Difference], seconds: float) -> str:
    lines = [f"{'✗' if found else '✓'} {file}: {one.name}  {seconds:.2f} s"]
    for d in found[:SHOWN]:
        expected, actual = _pair(d.expected, d.actual)
        lines.append(f"    {d.at}: expected {expected}, got {actual}{f': {d.why}' if d.why else ''}")
    if len(found) > SHOWN:
        lines.append(f"    … and {len(found) - SHOWN:,} more (--json has them all)")
    return "\n".join(lines)


def _pair(expected: Any, actual: Any) -> tuple[str, str]:
    """Two values for people; of long ones the place where they part."""
    a, b = _text(expected), _text(actual)
    if max(len(a), len(b)) <= 160:
        return a, b
    same = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    start = max(0, same - 30)
    return _cut(a, start), _cut(b, start)


def _cut(text: str, start: int) -> str:
    return f"{'…' if start else ''}{text[start : start + 120]}{'…' if len(text) > start + 120 else ''}"


def _text(value: Any) -> str:
    from harmony.app.trials import NOTHING
    from harmony.sdk import codec

    return "nothing" if value is NOTHING else codec.to_json(value)


def _json(file: Path, one: Test, found: list[Difference], seconds: float) -> str:
    import msgspec

    told = {
        "file": str(file),
        "test": one.name,
        "passed": not found,
        "seconds": round(seconds, 3),
        "differences": [_told(d) for d in found],
    }
    return msgspec.json.encode(told).decode()


def _told(difference: Difference) -> dict[str, Any]:
    """As plain data; a side that has nothing there has no key."""
    from harmony.app.trials import NOTHING

    sides = {"expected": difference.expected, "actual": difference.actual}
    kept = {name: value for name, value in sides.items() if value is not NOTHING}
    return {"at": difference.at, **kept, **({"why": difference.why} if difference.why else {})}


def _summary(passed: int, failed: int, broken: int) -> str:
    count = passed + failed
    text = f"{count or 'no'} test{'' if count == 1 else 's'}, {failed or 'none'} failed"
    return f"{text}, {broken} file{'' if broken == 1 else 's'} not readable" if broken else text
