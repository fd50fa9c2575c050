"""Finds the expressions of a template and lets the guard write them anew.

Known statements: if, elif, else, for, set, with, break, continue, raw. The others of Jinja
(include, import, extends, block, macro, call …) are refused.
"""

from __future__ import annotations

import re

from harmony.errors import ExpressionError
from harmony.melody.language.guard import Parser
from harmony.melody.language.tokens import tokens

_START = re.compile(r"\{\{|\{%|\{#")
_RAW = re.compile(r"\s*raw\s*[-+]?%\}")
_END_RAW = re.compile(r"\{%[-+]?\s*endraw\s*[-+]?%\}")
_ENDS = {"endif": "if", "endfor": "for", "endset": "set", "endwith": "with"}
_TICK_FROM = 16
"""Literal text in a loop is counted from this length on: below, fuel bounds it."""


class Template:
    """Writes one template anew.

    Args:
        source: the template.

    Attributes:
        paths: plain look-ups, for messages.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.paths: list[tuple[str, ...]] = []
        self.out: list[str] = []
        self.blocks: list[str] = []

    def code(self) -> str:
        """The template for MiniJinja.

        Raises:
            ExpressionError: it does not parse.
        """
        source, at = self.source, 0
        while match := _START.search(source, at):
            self.literal(source[at : match.start()])
            opening = match[0]
            if opening == "{#":
                at = self.comment(match.start())
            elif opening == "{%" and (raw := _RAW.match(source, _after_mark(source, match.end()))):
                at = self.raw(match.start(), raw.end())
            else:
                at = self.tag(match.start(), opening)
        self.literal(source[at:])
        if self.blocks:
            raise ExpressionError(f"`{{% {self.blocks[-1]} %}}` is not closed by `{{% end{self.blocks[-1]} %}}`")
        return "".join(self.out)

    def literal(self, text: str) -> None:
        """Text outside of tags."""
        if len(text) >= _TICK_FROM and "for" in self.blocks:
            # Within the text, behind its white space: a tag at its edge would change what
            # `-%}` and `{%-` before and behind it take away.
            lead = len(text) - len(text.lstrip())
            self.out += [text[:lead], f"{{% set __t = __tick({len(text)}) %}}", text[lead:]]
        else:
            self.out.append(text)

    def comment(self, start: int) -> int:
        """A comment; returns its end."""
        end = self.source.find("#}", start + 2)
        if end < 0:
            raise ExpressionError("`#}` is missing")
        self.out.append(self.source[start : end + 2])
        return end + 2

    def raw(self, start: int, inner: int) -> int:
        """A raw block; returns its end."""
        end = _END_RAW.search(self.source, inner)
        if end is None:
            raise ExpressionError("`{% endraw %}` is missing")
        if "for" in self.blocks:
            self.out.append(f"{{% set __t = __tick({end.start() - inner}) %}}")
        self.out.append(self.source[start : end.end()])
        return end.end()

    def tag(self, start: int, opening: str) -> int:
        """A `{{ … }}` or `{% … %}`; returns its end."""
        closing = "}}" if opening == "{{" else "%}"
        inner = _after_mark(self.source, start + 2)
        found, stop = tokens(self.source, inner, closing)
        parser = Parser(found, self.paths)
        code = parser.whole() if closing == "}}" else self.statement(parser)
        end = stop + 2 if self.source[stop] in "}%" else stop + 3
        self.out.append(f"{self.source[start:inner]} {code} {self.source[stop:end]}")
        return end

    def statement(self, parser: Parser) -> str:
        """What stands in `{% … %}`."""
        word = parser.name()
        if word in _ENDS:
            self.close(word)
            parser.end()
            return word
        if word in ("if", "elif"):
            if word == "if":
                self.blocks.append(word)
            return f"{word} {parser.whole()}"
        if word in ("else", "break", "continue"):
            parser.end()
            return word
        if word in ("for", "set", "with"):
            return str(getattr(self, f"{word}_")(parser))
        raise ExpressionError(f"`{{% {word} %}}` is not allowed here: only if, for, set, with and raw are")

    def close(self, word: str) -> None:
        """The end of a block."""
        if not self.blocks or self.blocks[-1] != _ENDS[word]:
            inside = f"inside `{{% {self.blocks[-1]} %}}`" if self.blocks else "and closes nothing"
            raise ExpressionError(f"`{{% {word} %}}` stands {inside}")
        self.blocks.pop()

    def for_(self, parser: Parser) -> str:
        """`for a, b in LIST if CONDITION`."""
        targets = self.targets(parser)
        parser.expect("in")
        items = parser.either().code
        condition = f" if {parser.either().code}" if parser.skip("if") else ""
        if parser.skip("recursive"):
            raise ExpressionError("`recursive` loops are not allowed")
        parser.end()
        self.blocks.append("for")
        return f"for {targets} in {items}{condition}"

    def set_(self, parser: Parser) -> str:
        """`set a = VALUE`, `set ns.a = VALUE`, or a block."""
        targets = self.targets(parser)
        if parser.skip("."):
            targets += "." + parser.name()
        if parser.skip("="):
            value = parser.expression()
            codes = [value.code]
            while parser.skip(","):
                codes.append(parser.expression().code)
            parser.end()
            return f"set {targets} = {', '.join(codes) if len(codes) == 1 else '(' + ', '.join(codes) + ')'}"
        parser.end()
        self.blocks.append("set")
        return f"set {targets}"

    def with_(self, parser: Parser) -> str:
        """`with a = VALUE, b = VALUE`."""
        parts = []
        while True:
            name = parser.name()
            parser.expect("=")
            parts.append(f"{name} = {parser.expression().code}")
            if not parser.skip(","):
                break
        parser.end()
        self.blocks.append("with")
        return f"with {', '.join(parts)}"

    def targets(self, parser: Parser) -> str:
        """Names that are bound: `a`, `a, b`, `(a, b)`."""
        bracket = parser.skip("(") is not None
        names = [parser.name()]
        while parser.skip(","):
            names.append(parser.name())
        if bracket:
            parser.expect(")")
        return ", ".join(names)


def _after_mark(source: str, at: int) -> int:
    """Behind the `-` or `+` of a tag."""
    return at + 1 if source[at : at + 1] in ("-", "+") else at
