"""Cuts expressions into tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass

from harmony.errors import ExpressionError

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<number>0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][-+]?\d+)?)
    |(?P<name>[^\W\d]\w*)
    |(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<sign>\*\*|//|==|!=|<=|>=|[-+*/%~<>|.,:()\[\]{}=])""",
    re.VERBOSE | re.DOTALL,
)
_OPEN = frozenset("([{")
_CLOSE = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Token:
    """One token.

    Attributes:
        kind: number, name, text, sign, or end.
        text: as it is written.
        start, end: where it stands in the source.
    """

    kind: str
    text: str
    start: int
    end: int


def tokens(source: str, start: int = 0, closing: str = "") -> tuple[list[Token], int]:
    """The tokens of one expression.

    Args:
        source: the whole text.
        start: where the expression begins.
        closing: `}}` or `%}`: what ends it in a template; empty: the end of the text does.

    Returns:
        The tokens, an `end` token last; and where the closing begins (its `-` or `+` included).

    Raises:
        ExpressionError: a character or bracket that cannot stand where it does.
    """
    found: list[Token] = []
    open_: list[str] = []
    at, size = start, len(source)
    while at < size:
        if closing and not open_ and _closes(source, at, closing):
            found.append(Token("end", "", at, at))
            return found, at
        match = _TOKEN.match(source, at)
        if match is None:
            raise ExpressionError(_unreadable(source, at))
        kind = match.lastgroup or ""
        if kind != "space":
            text = match[0]
            if kind == "sign":
                _follow(text, open_)
            found.append(Token(kind, text, at, match.end()))
        at = match.end()
    if closing:
        raise ExpressionError(f"`{closing}` is missing")
    if open_:
        raise ExpressionError(f"`{open_[-1]}` is not closed")
    found.append(Token("end", "", size, size))
    return found, size


def _follow(sign: str, open_: list[str]) -> None:
    """Keep the list of open brackets."""
    if sign in _OPEN:
        open_.append(sign)
    elif sign in _CLOSE:
        if not open_:
            raise ExpressionError(f"`{sign}` closes nothing")
        if open_[-1] != _CLOSE[sign]:
            raise ExpressionError(f"`{open_[-1]}` is not closed")
        open_.pop()


def _closes(source: str, at: int, closing: str) -> bool:
    return source.startswith(closing, at) or (source[at] in "-+" and source.startswith(closing, at + 1))


def _unreadable(source: str, at: int) -> str:
    if source[at] in "\"'":
        return f"the text that begins with {source[at : at + 12]} is not closed"
    return f"`{source[at]}` cannot stand in an expression"
