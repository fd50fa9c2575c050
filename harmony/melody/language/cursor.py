"""A place in the tokens of an expression."""

from __future__ import annotations

from harmony.errors import ExpressionError
from harmony.melody.language.tokens import Token


class Cursor:
    """Reads tokens one after the other.

    Args:
        tokens: with an `end` token last.
    """

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.position = 0

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.position]

    def next(self) -> Token:
        """Take the next token."""
        token = self.tokens[self.position]
        if token.kind != "end":
            self.position += 1
        return token

    def skip(self, *texts: str) -> str | None:
        """Take the next token if it is one of these signs or words."""
        token = self.tokens[self.position]
        if token.text in texts and token.kind in ("sign", "name"):
            self.position += 1
            return token.text
        return None

    def expect(self, text: str) -> None:
        """Take a sign or word that must come.

        Raises:
            ExpressionError: something else comes.
        """
        if self.skip(text) is None:
            raise ExpressionError(f"`{text}` is expected, not {self.shown()}")

    def shown(self) -> str:
        """The next token, for a message."""
        return f"`{self.token.text}`" if self.token.kind != "end" else "the end"

    def name(self) -> str:
        """Take a name."""
        token = self.next()
        if token.kind != "name":
            self.position -= token.kind != "end"
            raise ExpressionError(f"a name is expected, not {self.shown()}")
        if token.text.startswith("__"):
            raise ExpressionError(f"`{token.text}`: names do not begin with two underlines")
        return token.text

    def end(self) -> None:
        """Be at the end.

        Raises:
            ExpressionError: something is left.
        """
        if self.token.kind != "end":
            raise ExpressionError(f"{self.shown()} cannot stand there")
