"""Expressions and templates: Jinja's syntax, MiniJinja inside, strict and bounded.

Plain data goes in, plain data comes out. What can grow is counted (`language.bounded`); what
a name is not known for is an error wherever it stands. Plain look-ups (`inputs.folder`), and
texts with only such in them, never reach MiniJinja.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import minijinja

from harmony.errors import ExpressionError
from harmony.melody.language.bounded import Bounded
from harmony.melody.language.budget import FUEL, MAX_RESULT
from harmony.melody.language.data import Scope, plain, seen, walk
from harmony.melody.language.guard import Parser
from harmony.melody.language.known import FUNCTIONS
from harmony.melody.language.look_ups import Missing, why_missing
from harmony.melody.language.template import Template
from harmony.melody.language.tokens import tokens

MAX_COMPILED = 20_000
_PATH = r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*"
_BARE = re.compile(rf"\s*({_PATH})\s*")
_WHOLE = re.compile(rf"\s*\{{\{{\s*({_PATH})\s*\}}\}}\s*")
_HOLES = re.compile(rf"\{{\{{\s*({_PATH})\s*\}}\}}")
_NO_NAMES = frozenset("true false none True False None and or not in is if else".split())
_MARKS = ("{{", "{%", "{#")


def has_expression(text: str) -> bool:
    """True if a text holds anything of the language."""
    return "{" in text and any(mark in text for mark in _MARKS)


def plain_look_ups(text: str) -> list[tuple[str, ...]] | None:
    """The look-ups of a text that holds nothing but plain ones; None for any other text."""
    holes = _HOLES.findall(text)
    if text.count("{{") != len(holes) or "{%" in text or "{#" in text:
        return None
    paths = [tuple(hole.split(".")) for hole in holes]
    return None if any(not _NO_NAMES.isdisjoint(path) for path in paths) else paths


@dataclass(slots=True)
class _Compiled:
    """A text made ready.

    Attributes:
        source: as it was written.
        path: it is one plain look-up.
        parts: it is literal text and plain look-ups in turn.
        code: else: for MiniJinja.
        paths: all plain look-ups, for messages.
        keeps_type: its result is a value, not text.
        registered: MiniJinja has it under `source`.
    """

    source: str
    path: tuple[str, ...] = ()
    parts: tuple[str | tuple[str, ...], ...] = ()
    code: str = ""
    paths: tuple[tuple[str, ...], ...] = ()
    keeps_type: bool = False
    name: str = ""


class Expressions:
    """Evaluates and checks. One object serves one thread: make another for another."""

    def __init__(self) -> None:
        self._bounded = Bounded()
        self._compiled: dict[tuple[str, bool], _Compiled] = {}
        self._captured: Any = None
        self._keeps = False
        self._number = 0
        self._environment = self._new_environment()

    def _new_environment(self) -> minijinja.Environment:
        bounded = self._bounded
        environment = minijinja.Environment(
            undefined_behavior="strict",
            fuel=FUEL,
            debug=False,
            pycompat=False,
            keep_trailing_newline=True,
            finalizer=self._finalize,
            auto_escape_callback=lambda _name: False,
        )
        for name in ("debug", "joiner", "cycler", "range", "lipsum"):
            environment.remove_global(name)
        for name, function in bounded.functions().items():
            environment.add_global(name, function)
        for name, function in bounded.filters().items():
            environment.add_filter(name, function)
        for name, test in bounded.tests().items():
            environment.add_test(name, test)
        return environment

    # Checking

    def check_template(self, text: str) -> str | None:
        """What is wrong with a text that may hold expressions; None if nothing is."""
        return self._check(text, is_bare=False)

    def check_expression(self, text: str) -> str | None:
        """What is wrong with a bare expression (`when`, `until` …); None if nothing is."""
        return self._check(text, is_bare=True)

    def _check(self, text: str, *, is_bare: bool) -> str | None:
        try:
            compiled = self._compile(text, is_bare)
            if compiled.code:
                self._register(compiled)
        except ExpressionError as error:
            return error.message
        return None

    def names_in(self, text: str, *, is_bare: bool = False) -> set[str]:
        """The names that a text takes from its scope: `{"rows", "inputs"}`.

        Raises:
            ExpressionError: it does not parse.
        """
        return {path[0] for path in self.paths_in(text, is_bare=is_bare)}

    def paths_in(self, text: str, *, is_bare: bool = False) -> set[tuple[str, ...]]:
        """The look-ups that a text makes in its scope: `{("inputs", "folder"), ("rows",)}`.

        Raises:
            ExpressionError: it does not parse.
        """
        compiled = self._compile(text, is_bare)
        if not compiled.code:
            return set(compiled.paths)
        source = f"{{{{ {text} }}}}" if is_bare else text
        try:
            found = self._environment.undeclared_variables_in_str(source, nested=True)
            if "[" in text and ":" in text:
                found = found | self._environment.undeclared_variables_in_str(compiled.code, nested=True)
        except minijinja.TemplateError as error:
            raise ExpressionError(_reason(error)) from error
        paths = {tuple(name.split(".")) for name in found}
        return {p for p in paths if p[0] not in FUNCTIONS and p[0] != "loop" and not p[0].startswith("__")}

    def is_expression(self, text: str) -> bool:
        """True if a text is one whole `{{ … }}`, so that its value keeps its type."""
        if "{{" not in text:
            return False
        try:
            return self._compile(text, is_bare=False).keeps_type
        except ExpressionError:
            return False

    # Evaluating

    def evaluate(self, expression: str, scope: Mapping[str, Any]) -> Any:
        """The value of a bare expression.

        Args:
            expression: `quality > 0.8 and rows | length > 3`.
            scope: plain data by name; tables become lists of objects.

        Raises:
            ExpressionError: it does not parse, a name is not known, an operation cannot be
                done, or a bound is passed; the message says which and what is in scope.
        """
        return self._play(expression, scope, is_bare=True)

    def render(self, value: Any, scope: Mapping[str, Any]) -> Any:
        """A value with every text in it rendered, to any depth.

        A text that is one whole expression becomes its value, with its type; inside a longer
        text values are written as text (`language.spell`).

        Raises:
            ExpressionError: as `evaluate`.
        """
        if isinstance(value, str):
            if not has_expression(value):
                return value
            return self._play(value, scope, is_bare=False)
        if isinstance(value, Mapping):
            return {key: self.render(item, scope) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.render(item, scope) for item in value]
        return value

    def _play(self, text: str, scope: Mapping[str, Any], *, is_bare: bool) -> Any:
        self._bounded.budget.renew()
        try:
            compiled = self._compile(text, is_bare)
            if compiled.path:
                return plain(walk(compiled.path, Scope(scope)))
            if compiled.parts:
                return self._fill(compiled.parts, Scope(scope))
            return self._run(compiled, scope)
        except ExpressionError as error:
            raise ExpressionError(f"“{_short(text)}”: {error.message}") from error.__cause__

    def _fill(self, parts: tuple[str | tuple[str, ...], ...], scope: Scope) -> str:
        """Literal text with plain look-ups in it."""
        texts = [p if isinstance(p, str) else self._bounded.texts.text(walk(p, scope)) for p in parts]
        self._bounded.budget.spend(sum(map(len, texts)))
        return "".join(texts)

    def _run(self, compiled: _Compiled, scope: Mapping[str, Any]) -> Any:
        """Let MiniJinja play it."""
        self._register(compiled)
        used = {path[0] for path in compiled.paths}
        given = {name: seen(value) for name, value in scope.items() if name in used}
        self._captured, self._keeps = None, compiled.keeps_type
        try:
            text = self._environment.render_template(compiled.name, **given)
        except Missing as error:
            raise ExpressionError(_missing(str(error), compiled, scope, given)) from error
        except minijinja.TemplateError as error:
            raise ExpressionError(_failed(error, compiled, scope, given)) from error
        except (TypeError, ValueError, OverflowError, RecursionError) as error:
            raise ExpressionError(str(error)) from error
        if compiled.keeps_type:
            return plain(self._captured)
        if len(text) > MAX_RESULT:
            raise ExpressionError(f"the result is larger than {MAX_RESULT // 10**6} MB")
        return text

    def _finalize(self, value: Any) -> Any:
        """Called by MiniJinja with each value that is written out."""
        if self._keeps:
            self._captured = value
            return ""
        text = self._bounded.texts.text(value)
        self._bounded.budget.spend(len(text))
        return text

    # Compiling

    def _compile(self, text: str, is_bare: bool) -> _Compiled:
        key = (text, is_bare)
        found = self._compiled.get(key)
        if found is None:
            if len(self._compiled) >= MAX_COMPILED:
                self._compiled.clear()
                self._environment.clear_templates()
            found = self._compiled[key] = _bare(text) if is_bare else _template(text)
        return found

    def _register(self, compiled: _Compiled) -> None:
        """Give it to MiniJinja, once."""
        if compiled.name:
            return
        self._number += 1
        name = f"e{self._number}"
        try:
            self._environment.add_template(name, compiled.code)
        except minijinja.TemplateError as error:
            raise ExpressionError(_reason(error)) from error
        compiled.name = name


def _bare(text: str) -> _Compiled:
    match = _BARE.fullmatch(text)
    if match and not _NO_NAMES.intersection(match[1].split(".")):
        path = tuple(match[1].split("."))
        return _Compiled(text, path=path, paths=(path,), keeps_type=True)
    if not text.strip():
        raise ExpressionError("the expression is empty")
    if has_expression(text) and "{{" in text:
        raise ExpressionError("a condition is written without `{{ }}`")
    paths: list[tuple[str, ...]] = []
    code = Parser(tokens(text)[0], paths).whole()
    return _Compiled(text, code=f"{{{{ {code} }}}}", paths=tuple(paths), keeps_type=True)


def _template(text: str) -> _Compiled:
    match = _WHOLE.fullmatch(text)
    if match and not _NO_NAMES.intersection(match[1].split(".")):
        path = tuple(match[1].split("."))
        return _Compiled(text, path=path, paths=(path,), keeps_type=True)
    holes = plain_look_ups(text)
    if holes is not None:
        parts = tuple(p for pair in zip(_HOLES.split(text)[::2], [*holes, ()], strict=True) for p in pair if p)
        return _Compiled(text, parts=parts, paths=tuple(holes))
    stripped = text.strip()
    template = Template(text)
    keeps_type = _is_whole(stripped)
    if keeps_type:
        template = Template(stripped)
    code = template.code()
    return _Compiled(text, code=code, paths=tuple(template.paths), keeps_type=keeps_type)


def _is_whole(text: str) -> bool:
    """True if a text is one `{{ … }}` and nothing else."""
    if not text.startswith("{{") or not text.endswith("}}"):
        return False
    start = 3 if text[2:3] in ("-", "+") else 2
    stop = tokens(text, start, "}}")[1]
    return stop + (2 if text[stop] == "}" else 3) == len(text)


# Messages


def _missing(label: str, compiled: _Compiled, scope: Mapping[str, Any], given: Mapping[str, Any]) -> str:
    """What to say about a name or field that was not there when it was used."""
    for path in compiled.paths:
        reason = why_missing(path, {**scope, **given})
        if reason is not None and ".".join(path) == label:
            return reason
    if label == "if without else":
        return "the condition of an `if` without `else` is false: there is no value"
    return f"`{label}` is not there"


def _failed(
    error: minijinja.TemplateError, compiled: _Compiled, scope: Mapping[str, Any], given: Mapping[str, Any]
) -> str:
    kind = str(error.kind)
    if kind == "OutOfFuel":
        return "it does more work than an expression may"
    if kind == "UndefinedError":
        for path in sorted(compiled.paths, key=len):
            reason = why_missing(path, {**scope, **given})
            if reason is not None and path[0] != "loop":
                return reason
        return "something in it is not there"
    return _reason(error)


def _reason(error: minijinja.TemplateError) -> str:
    """MiniJinja's sentence without its place, which is the rewritten text's."""
    detail = error.detail or error.message
    return re.sub(r" \(in [^)]*\)$", "", str(detail))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else text[:77] + "…"
