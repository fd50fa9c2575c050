"""The app of all commands, and the one place where errors become exit statuses."""

from __future__ import annotations

import errno
import importlib
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from harmony.cli import streams
from harmony.cli.status import BUG, FAILED, INTERRUPTED, USAGE
from harmony.errors import HarmonyError, MelodyError, UsageError

# Command: module and function. A module is imported when its command is called, or for a list of commands.
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
SUBCOMMANDS = {
    "runs": {
        "list": "harmony.cli.runs:list_runs",
        **{name: f"harmony.cli.runs:{name}" for name in ("show", "watch", "resume", "cancel", "fork", "compare")},
        "prune": "harmony.cli.prune:prune",
        "advise": "harmony.cli.advise:advise",
        "next": "harmony.cli.steer:next_",
        **{name: f"harmony.cli.steer:{name}" for name in ("pause", "deliver", "go", "skip", "retry")},
    },
    "letters": {
        "list": "harmony.cli.letters:list_letters",
        **{name: f"harmony.cli.letters:{name}" for name in ("show", "retry")},
        **{name: f"harmony.cli.amend:{name}" for name in ("edit", "classify", "discard")},
    },
    "extensions": {
        **{name: f"harmony.cli.extensions:{name}_" for name in ("list", "show", "new", "check")},
        "learnt": "harmony.cli.advise:learnt",
    },
}


def run_command(arguments: list[str]) -> int:
    """Carry out a command line; returns the exit status and prints what went wrong."""
    streams.settle()
    try:
        _refuse_broken(arguments)
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
    add = _found if not arguments or not {"-h", "--help"}.isdisjoint(arguments) else str
    for name, target in COMMANDS.items():
        app.command(add(target), name=name)
    _add_groups(app, add)
    try:
        result = app(arguments, exit_on_error=False, print_error=False)
    except CycloptsError as error:
        command = " ".join(["harmony", *(error.command_chain or ())])
        raise UsageError(f"{_said(error, command)}\n{command} --help shows what it takes.") from error
    return result if isinstance(result, int) and not isinstance(result, bool) else 0


def _said(error: Any, command: str) -> str:
    """What is wrong with a command line; what is missing is named as the help names it."""
    from cyclopts import MissingArgumentError, UnusedCliTokensError

    if isinstance(error, UnusedCliTokensError):
        unused = error.unused_tokens or [""]
        words = " ".join(unused)
        known = SUBCOMMANDS.get(command.removeprefix("harmony "), {})
        if not known:
            return f"{command} does not take “{words}”."
        import difflib

        near = difflib.get_close_matches(unused[0], known, 1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}."
        return f"{command} has no command “{words}”: {hint}"
    argument = error.argument
    if not isinstance(error, MissingArgumentError) or argument is None or error.keyword:
        return str(error)
    if argument.field_info.kind is argument.field_info.KEYWORD_ONLY:
        return f"{command} needs {argument.name}."
    name = str(argument.field_info.name).upper()
    return f"{command} needs {name}: {command} {name} …"


def _add_groups(app: Any, add: Callable[[str], Any]) -> None:
    from cyclopts import App

    for name, (what, default) in GROUPS.items():
        group = App(name=name, help=what)
        for command, target in SUBCOMMANDS[name].items():
            group.command(add(target), name=command)
        group.default(default)
        app.command(group)


def _found(target: str) -> Any:
    """The function that `module:name` names: lists of commands show what it says of itself."""
    module, _, name = target.partition(":")
    return getattr(importlib.import_module(module), name)


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


# Of each group what it is for, and what it does without a command.
GROUPS: dict[str, tuple[str, Callable[[], int]]] = {
    "runs": ("Runs: look into them, go on with them, hold and lead them.", _default_runs),
    "letters": ("Dead letters of stored runs: list, show, edit, classify, retry, discard.", _default_letters),
    "extensions": ("Extensions: list, show, new, check; what was learnt of Players.", _default_extensions),
}


def _refuse_broken(arguments: list[str]) -> None:
    """No database, journal or other process can be told of a word that is no text.

    Raises:
        UsageError: an argument is no UTF-8; shows it.
    """
    for word in arguments:
        if any("\ud800" <= sign <= "\udfff" for sign in word):
            raise UsageError(f"The argument {word!a} is no UTF-8: rename the file, or write the text in UTF-8.")


def _take_home(arguments: list[str]) -> tuple[str, list[str]]:
    """`--home DIR` may stand anywhere before a lone `--`."""
    rest: list[str] = []
    home = ""
    words = iter(arguments)
    for word in words:
        if word == "--":
            return home, [*rest, word, *words]
        name, equals, value = word.partition("=")
        if name == "--home":
            home = value if equals else next(words, "")
            if not home:  # else a script whose variable is empty would play with the user's own runs
                raise UsageError("--home needs a folder.")
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
        path.write_text(f"harmony {' '.join(arguments)}\n\n{text}", encoding="utf-8", errors="backslashreplace")
        print(f"The details are in {path}.", file=sys.stderr)
    except (OSError, HarmonyError):
        print(text, file=sys.stderr)
    return BUG
