"""The app of all commands, and the one place where errors become exit statuses."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from pathlib import Path
from typing import Any

from harmony.cli import streams
from harmony.cli.status import BUG, FAILED, INTERRUPTED, USAGE
from harmony.errors import HarmonyError, MelodyError, UsageError

# Command: (module, function, help). A module is imported when its command is called, or its help shown.
COMMANDS = {
    "run": "harmony.cli.run:run",
    "check": "harmony.cli.check:check",
    "test": "harmony.cli.test:test",
    "show": "harmony.cli.show:show",
    "export": "harmony.cli.export:export",
    "answer": "harmony.cli.answer:answer",
    "send": "harmony.cli.send:send",
    "diff": "harmony.cli.diff:diff",
    "merge": "harmony.cli.merge:merge",
    "schema": "harmony.cli.schema:schema",
    "board": "harmony.cli.board:board",
    "engine": "harmony.cli.engine:engine",
}


def run_command(arguments: list[str]) -> int:
    """Carry out a command line; returns the exit status and prints what went wrong."""
    streams.settle()
    try:
        home, arguments = _take_home(arguments)
        if home:
            os.environ["HARMONY_HOME"] = home
        status = _dispatch(arguments)
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError as error:
        # The reader of our output has left (`harmony … | head`): nothing is wrong.
        streams.give_up(error)
        return 0
    except UsageError as error:
        print(error.message, file=sys.stderr)
        return USAGE
    except MelodyError as error:
        print(error.message, file=sys.stderr)
        for problem in error.problems:
            print(f"  {problem}", file=sys.stderr)
        return FAILED
    except HarmonyError as error:
        print(error.message, file=sys.stderr)
        return FAILED
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            streams.give_up(error)
            return FAILED
        return _report_bug(error, arguments)


def _dispatch(arguments: list[str]) -> int:
    if arguments == ["--version"]:  # scripts ask for it: nothing is imported to answer
        print(_version())
        return 0
    from cyclopts import App, CycloptsError

    app = App(
        name="harmony",
        help="Play, check and look into Melodies. `--home DIR` (or HARMONY_HOME) keeps all state in one folder.",
        version=_version,
        result_action="return_value",
    )
    for name, target in COMMANDS.items():
        app.command(target, name=name)
    _add_groups(app)
    try:
        result = app(arguments, exit_on_error=False, print_error=False)
    except CycloptsError as error:
        command = " ".join(["harmony", *error.command_chain] if error.command_chain else ["harmony", *arguments[:1]])
        raise UsageError(f"{_said(error, command)}\n{command} --help shows what it takes.") from error
    return result if isinstance(result, int) and not isinstance(result, bool) else 0


def _said(error: Any, command: str) -> str:
    """What is wrong with a command line; what is missing is named as the help names it."""
    from cyclopts import MissingArgumentError

    argument = error.argument
    if not isinstance(error, MissingArgumentError) or argument is None or error.keyword:
        return str(error)
    if argument.field_info.kind is argument.field_info.KEYWORD_ONLY:
        return f"{command} needs {argument.name}."
    name = str(argument.field_info.name).upper()
    return f"{command} needs {name}: {command} {name} …"


def _add_groups(app: Any) -> None:
    from cyclopts import App

    runs = App(name="runs", help="Runs: look into them, go on with them, hold and lead them.")
    for name in ("list", "show", "watch", "resume", "cancel", "fork", "compare"):
        runs.command(f"harmony.cli.runs:{name}_runs" if name == "list" else f"harmony.cli.runs:{name}", name=name)
    runs.command("harmony.cli.prune:prune", name="prune")
    runs.command("harmony.cli.advise:advise", name="advise")
    for name in ("pause", "next", "deliver", "go"):
        runs.command(f"harmony.cli.steer:{name}_" if name == "next" else f"harmony.cli.steer:{name}", name=name)
    runs.default(_default_runs)
    app.command(runs)
    letters = App(name="letters", help="Dead letters of stored runs: list, show, edit, classify, retry, discard.")
    letters.command("harmony.cli.letters:list_letters", name="list")
    for name in ("show", "retry"):
        letters.command(f"harmony.cli.letters:{name}", name=name)
    for name in ("edit", "classify", "discard"):
        letters.command(f"harmony.cli.amend:{name}", name=name)
    letters.default(_default_letters)
    app.command(letters)
    extensions = App(name="extensions", help="Extensions: list, show, new, check.")
    for name in ("list", "show", "new", "check"):
        extensions.command(f"harmony.cli.extensions:{name}_", name=name)
    extensions.command("harmony.cli.advise:learnt", name="learnt")
    extensions.default(_default_extensions)
    app.command(extensions)


def _default_runs() -> int:
    """List the newest runs."""
    from harmony.cli.runs import list_runs

    return list_runs()


def _default_letters() -> int:
    """List dead letters of the newest runs."""
    from harmony.cli.letters import list_letters

    return list_letters()


def _default_extensions() -> int:
    """List all node types."""
    from harmony.cli.extensions import list_

    return list_()


def _take_home(arguments: list[str]) -> tuple[str, list[str]]:
    """`--home DIR` may stand anywhere before a lone `--`."""
    rest: list[str] = []
    home = ""
    words = iter(arguments)
    for word in words:
        if word == "--":
            return home, [*rest, word, *words]
        if word == "--home":
            home = next(words, "")
            if not home:
                raise UsageError("--home needs a folder.")
        elif word.startswith("--home="):
            home = word.removeprefix("--home=")
        else:
            rest.append(word)
    return home, rest


def _version() -> str:
    from harmony import __version__

    return f"Harmony {__version__}"


def _report_bug(error: Exception, arguments: list[str]) -> int:
    from harmony.settings import Settings

    text = "".join(traceback.format_exception(error))
    print(f"Harmony failed: {error!r}. This is a fault in Harmony, not in your Melody.", file=sys.stderr)
    try:
        folder = Settings.load().data / "crashes"
        folder.mkdir(parents=True, exist_ok=True)
        path = Path(folder) / f"crash-{os.getpid()}.txt"
        path.write_text(f"harmony {' '.join(arguments)}\n\n{text}", encoding="utf-8")
        print(f"The details are in {path}.", file=sys.stderr)
    except (OSError, HarmonyError):
        print(text, file=sys.stderr)
    return BUG
