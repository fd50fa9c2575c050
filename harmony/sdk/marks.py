"""Marks inside `Annotated[…]` that say what a Python type alone cannot, and short names for the common ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from harmony.sdk.values import File


@dataclass(frozen=True, slots=True)
class As:
    """Names the port type of an annotation: `Annotated[str, As("path")]`."""

    type: str


@dataclass(frozen=True, slots=True)
class Param:
    """What a parameter allows and how its field in the form looks.

    Attributes:
        format: which editor it has: `template`, `expression`, `path`, `secret`, `duration`,
            or `code:` and a language (`code:python`, `code:sql`).
        title: label; made from the name without it.
        ge, le, gt, lt: bounds of a number, inclusive and exclusive.
        unit: shown behind a number (`s`, `rows`).
        pattern: regular expression that a text must contain.
        placeholder: shown in an empty field.
        min_items: least length of a list.
    """

    format: str = ""
    title: str = ""
    ge: float | None = None
    le: float | None = None
    gt: float | None = None
    lt: float | None = None
    unit: str = ""
    pattern: str = ""
    placeholder: str = ""
    min_items: int | None = None


Json = Annotated[Any, As("json")]
"""Plain JSON data of any shape."""

FilePath = Annotated[str, As("path")]
"""A path in the file system; the function receives it absolute."""

DateTime = Annotated[str, As("datetime")]
"""A moment as ISO 8601 text."""

Image = Annotated[File, As("image")]
"""A file that holds a picture."""

Code = Annotated[str, Param(format="code:python")]
"""Python source, as a parameter."""

Template = Annotated[str, Param(format="template")]
"""Text with `{{ … }}` in it; the function receives it rendered."""

Expression = Annotated[Any, Param(format="expression")]
"""A value that is mostly given as one expression; the function receives what it gave."""

Duration = Annotated[str | float, Param(format="duration")]
"""`250ms`, `30s`, `5m`, `2h`, `1d`, or a number of seconds."""
