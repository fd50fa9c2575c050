"""What the guard puts in place of operators, functions, methods and filters that could grow
without bound: each counts what it makes against the budget of the evaluation.
"""

from __future__ import annotations

import html
import json
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from harmony.errors import ExpressionError
from harmony.melody.language.spell import called, markdown, spell, spell_json

MAX_RESULT = 8 * 10**6
"""Bytes, or characters, of one value; a list counts 16 an item."""
MAX_WORK = 64 * 10**6
"""Bytes of all that one evaluation makes."""
MAX_RANGE = 100_000
FUEL = 5_000_000
"""MiniJinja's instructions for one evaluation: about a third of a second."""
_CALL = 64


class Budget:
    """What one evaluation may still make."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = MAX_WORK

    def spend(self, size: int) -> None:
        """Count something before it is made.

        Raises:
            ExpressionError: it is too large, or all together is.
        """
        if size > MAX_RESULT:
            raise ExpressionError(f"the result would be larger than {MAX_RESULT // 10**6} MB")
        self.left -= size + _CALL
        if self.left < 0:
            raise ExpressionError(f"it makes more than {MAX_WORK // 10**6} MB of values on the way")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _size(value: Any) -> int:
    return len(value) * 16 if _is_list(value) else len(value)


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


class Bounded:
    """The operators, functions, methods and filters, over one budget.

    Attributes:
        budget: of the evaluation that goes on; set before each.
    """

    def __init__(self) -> None:
        self.budget = Budget()

    # Operators

    def add(self, left: Any, right: Any) -> Any:
        """`left + right` of numbers, texts or lists."""
        if _is_number(left) and _is_number(right):
            return left + right
        if isinstance(left, str) and isinstance(right, str):
            self.budget.spend(len(left) + len(right))
            return left + right
        if _is_list(left) and _is_list(right):
            self.budget.spend(_size(left) + _size(right))
            return [*left, *right]
        raise ExpressionError(f"{called(left)} and {called(right)} cannot be added; `~` joins texts")

    def cat(self, left: Any, right: Any) -> str:
        """`left ~ right`: both as text."""
        first, second = self.text(left), self.text(right)
        self.budget.spend(len(first) + len(second))
        return first + second

    def mul(self, left: Any, right: Any) -> Any:
        """`left * right` of numbers, or of a text or list and a whole number."""
        if _is_number(left) and _is_number(right):
            return left * right
        if isinstance(left, int) and not isinstance(left, bool):
            left, right = right, left
        if isinstance(left, str | list | tuple) and isinstance(right, int) and not isinstance(right, bool):
            self.budget.spend(_size(left) * max(right, 0))
            return left * right if isinstance(left, str) else list(left) * right
        raise ExpressionError(f"{called(left)} and {called(right)} cannot be multiplied")

    def compare(self, left: Any, *rest: Any) -> bool:
        """`left < b <= c`: each pair must be of one kind where the order counts."""
        self.budget.spend(0)
        for sign, right in zip(rest[::2], rest[1::2], strict=True):
            if sign in ("in", "not in"):
                holds = (left in right) is (sign == "in")
            else:
                if sign not in ("==", "!=") and not _is_comparable(left, right):
                    raise ExpressionError(f"{called(left)} and {called(right)} cannot be compared by `{sign}`")
                holds = _COMPARE[sign](left, right)
            if not holds:
                return False
            left = right
        return True

    # Look-ups

    def at(self, value: Any, key: Any, label: str) -> Any:
        """`value[key]`.

        Raises:
            ExpressionError: there is none.
        """
        found, item = look_up(value, key)
        if not found:
            raise ExpressionError(f"`{label}` has no {_named(key)}; {_offers(value)}")
        return item

    def has(self, value: Any, key: Any) -> bool:
        """Whether `value[key]` is there."""
        return look_up(value, key)[0]

    def gone(self, label: str) -> Any:
        """Called where something is not there.

        Raises:
            Missing: always.
        """
        raise Missing(label)

    # Functions

    def range(self, start: int, stop: int | None = None, step: int = 1) -> list[int]:
        """Whole numbers, at most 100,000."""
        numbers = range(start) if stop is None else range(start, stop, step)
        if len(numbers) > MAX_RANGE:
            raise ExpressionError(f"a range of {len(numbers):,} numbers is too long; {MAX_RANGE:,} are allowed")
        self.budget.spend(len(numbers) * 16)
        return list(numbers)

    def tick(self, size: int) -> str:
        """Counts literal text in a loop."""
        self.budget.spend(size)
        return ""

    # Texts

    def text(self, value: Any) -> str:
        """A value as it is written inside a longer text."""
        return spell(value, self.budget.spend)

    def replace(self, value: Any, old: str, new: str, count: int = -1) -> str:
        """A text with `old` replaced."""
        text = self.text(value)
        times = text.count(old) if count < 0 else min(text.count(old), count)
        self.budget.spend(len(text) + max(0, (len(new) - len(old)) * times))
        return text.replace(old, new, count)

    def join(self, value: Iterable[Any], between: str = "", attribute: str | None = None) -> str:
        """Items as one text."""
        items = value if attribute is None else [self.at(v, attribute, "item") for v in value]
        texts = [self.text(v) for v in items]
        self.budget.spend(sum(map(len, texts)) + len(between) * len(texts))
        return between.join(texts)

    def indent(self, value: Any, width: Any = 4, first: bool = False, blank: bool = False) -> str:
        """A text with its lines moved to the right, the first only if `first`."""
        text = self.text(value)
        lead = width if isinstance(width, str) else " " * min(int(width), 1000)
        self.budget.spend(len(text) + (text.count("\n") + 1) * len(lead))
        lines = text.split("\n")
        rest = [lead + line if line.strip() or blank else line for line in lines[1:]]
        return "\n".join([(lead if first else "") + lines[0], *rest])

    def format(self, value: str, *args: Any, **named: Any) -> str:
        """printf-style formatting: `"%s of %d" | format(a, b)`, widths up to 1,000."""
        if any(len(digits) > 3 for digits in re.findall(r"\d+", value)) or "*" in value:
            raise ExpressionError("a width in `format` may have at most 3 digits")
        given = tuple(a if _is_number(a) or isinstance(a, str) else self.text(a) for a in args)
        self.budget.spend(len(value) * 1000 + sum(len(str(g)) for g in given))
        try:
            return value % (named or given)
        except (TypeError, ValueError, KeyError) as error:
            raise ExpressionError(f"“{value}” cannot be formatted: {error}") from error

    def split(self, value: Any, by: str | None = None, most: int = -1) -> list[str]:
        """A text cut at `by`, at white space without it."""
        text = self.text(value)
        self.budget.spend(((text.count(by) if by else len(text) // 2) + 1) * 48 + len(text) if by or most < 0 else 0)
        if by == "":
            raise ExpressionError("a text cannot be split by an empty text; `| list` gives its characters")
        return text.split(by, most)

    def lines(self, value: Any) -> list[str]:
        """The lines of a text."""
        text = self.text(value)
        self.budget.spend((text.count("\n") + 1) * 48 + len(text))
        return text.splitlines()

    def truncate(self, value: Any, length: int = 255, killwords: bool = False, end: str = "…") -> str:
        """A text of at most `length` characters, cut between words unless `killwords`."""
        text = self.text(value)
        if len(text) <= length:
            return text
        cut = text[: max(length - len(end), 0)]
        return (cut if killwords or " " not in cut else cut.rsplit(" ", 1)[0]) + end

    def tojson(self, value: Any, indent: int | None = None) -> str:
        """A value as JSON."""
        return spell_json(value, self.budget.spend, min(int(indent), 16) if indent else None)

    def pretty(self, value: Any) -> str:
        """A value as JSON for people."""
        return spell_json(value, self.budget.spend, 2)

    def escape(self, value: Any) -> str:
        """A text for HTML."""
        text = self.text(value)
        self.budget.spend(len(text) * 6)
        return html.escape(text)

    def table(self, value: Any, rows: int = 50) -> str:
        """A table, or a list of objects, as Markdown of at most `rows` rows."""
        return markdown(value, self.budget.spend, rows)

    # Lists

    def items(self, value: Any) -> list[Any]:
        """Items of a list, keys of an object, characters of a text."""
        if isinstance(value, str):
            self.budget.spend(len(value) * 48)
        elif isinstance(value, Mapping) or _is_list(value):
            self.budget.spend(len(value) * 16)
        return list(value)

    def batch(self, value: Iterable[Any], size: int, fill: Any = None) -> list[list[Any]]:
        """Lists of `size` items."""
        items = self.items(value)
        size = max(1, int(size))
        self.budget.spend((len(items) + (size if fill is not None else 0)) * 16)
        parts = [items[i : i + size] for i in range(0, len(items), size)]
        if fill is not None and parts:
            parts[-1] += [fill] * (size - len(parts[-1]))
        return parts

    def slice(self, value: Iterable[Any], count: int, fill: Any = None) -> list[list[Any]]:
        """`count` lists of about the same length."""
        items = self.items(value)
        count = max(1, int(count))
        self.budget.spend((len(items) + count * 4) * 16)
        each, more = divmod(len(items), count)
        parts, start = [], 0
        for number in range(count):
            end = start + each + (number < more)
            parts.append(items[start:end] + ([fill] if fill is not None and more and number >= more else []))
            start = end
        return parts

    def sum(self, value: Iterable[Any], attribute: str | None = None, start: Any = 0) -> Any:
        """The sum of numbers."""
        total = start
        for item in value:
            number = item if attribute is None else self.at(item, attribute, "item")
            if not _is_number(number):
                raise ExpressionError(f"{called(number)} cannot be summed")
            total += number
        return total

    def map(self, value: Iterable[Any], filter: str | None = None, *args: Any, **named: Any) -> list[Any]:
        """A field (`attribute="name"`), or a filter's result, of each item."""
        items = self.items(value)
        if "attribute" in named:
            path = str(named["attribute"]).split(".")
            if "default" in named:
                return [self._walk(i, path, named["default"]) for i in items]
            return [self._walk(i, path) for i in items]
        function = self.filters().get(filter or "") or _SIMPLE.get(filter or "")
        if function is None:
            raise ExpressionError(f"`map` does not know the filter `{filter}`")
        self.budget.spend(len(items) * 16)
        return [function(i, *args, **named) for i in items]

    def _walk(self, value: Any, path: list[str], *default: Any) -> Any:
        for key in path:
            found, value = look_up(value, int(key) if key.isdigit() else key)
            if not found:
                if default:
                    return default[0]
                raise ExpressionError(f"an item has no field `{key}`")
        return value

    def first(self, value: Any) -> Any:
        """The first item."""
        return self._end(value, 0, "first")

    def last(self, value: Any) -> Any:
        """The last item."""
        return self._end(value, -1, "last")

    def _end(self, value: Any, index: int, word: str) -> Any:
        items = value if _is_list(value) or isinstance(value, str) else list(value)
        if not items:
            raise ExpressionError(f"there is no {word} item: the list is empty")
        return items[index]

    def least(self, value: Any) -> Any:
        """The least item."""
        return self._extreme(value, min, "least")

    def greatest(self, value: Any) -> Any:
        """The greatest item."""
        return self._extreme(value, max, "greatest")

    def _extreme(self, value: Any, choose: Callable[..., Any], word: str) -> Any:
        items = list(value)
        if not items:
            raise ExpressionError(f"there is no {word} item: the list is empty")
        if any(not _is_comparable(items[0], item) for item in items):
            raise ExpressionError(f"there is no {word} item: items of several kinds cannot be compared")
        return choose(items)

    # What the environment is given

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Filters that stand in for MiniJinja's own, by name."""
        return {
            "replace": self.replace,
            "join": self.join,
            "indent": self.indent,
            "format": self.format,
            "split": self.split,
            "lines": self.lines,
            "truncate": self.truncate,
            "tojson": self.tojson,
            "pprint": self.pretty,
            "escape": self.escape,
            "e": self.escape,
            "string": self.text,
            "safe": self.text,
            "table": self.table,
            "list": self.items,
            "batch": self.batch,
            "slice": self.slice,
            "sum": self.sum,
            "map": self.map,
            "__first": self.first,
            "__last": self.last,
            "__min": self.least,
            "__max": self.greatest,
        }

    def functions(self) -> dict[str, Callable[..., Any]]:
        """Functions that the guard writes, by name."""
        plain: dict[str, Callable[..., Any]] = {
            "__add": self.add,
            "__cat": self.cat,
            "__mul": self.mul,
            "__cmp": self.compare,
            "__at": self.at,
            "__gone": self.gone,
            "__range": self.range,
            "__tick": self.tick,
        }
        plain.update({f"__m_{name}": self._method(name) for name in METHODS})
        return plain

    def _method(self, name: str) -> Callable[..., Any]:
        own: dict[str, Callable[..., Any]] = {"replace": self.replace, "split": self.split, "splitlines": self.lines}
        kind = METHODS[name]

        def call(value: Any, *args: Any, **named: Any) -> Any:
            if not isinstance(value, kind):
                raise ExpressionError(f"{called(value)} has no method `{name}`")
            return self._call(own.get(name), value, name, args, named)

        return call

    def _call(
        self,
        own: Callable[..., Any] | None,
        value: Any,
        name: str,
        args: tuple[Any, ...],
        named: Mapping[str, Any],
    ) -> Any:
        try:
            if own is not None:
                return own(value, *args, **named)
            if name == "join":
                return self.join(args[0], value)
            self.budget.spend(len(value))
            if isinstance(value, Mapping):
                return _mapping_method(value, name, args)
            return getattr(value, name)(*args, **named)
        except (TypeError, ValueError, IndexError) as error:
            raise ExpressionError(f"`{name}` was called wrongly: {error}") from error


class Missing(Exception):
    """An unknown name or field was used; carries how it was written."""


_TEXT_METHODS = (
    "upper lower strip lstrip rstrip split splitlines startswith endswith replace title capitalize swapcase join "
    "count find rfind index isdigit isalpha isalnum isspace islower isupper isnumeric removeprefix removesuffix"
)
METHODS: dict[str, type] = {
    **dict.fromkeys(_TEXT_METHODS.split(), str),
    **dict.fromkeys(("keys", "values", "items", "get"), dict),
}
"""Methods that may be called, and on what."""

OBJECT_NAMES = frozenset(name for kind in (dict, list, tuple, str) for name in dir(kind)) | {"with_item", "without"}
"""Names that a Python object has of itself: look-ups of these go by `__at` and `__has`."""

_SIMPLE: dict[str, Callable[..., Any]] = {
    "upper": lambda v: str(v).upper(),
    "lower": lambda v: str(v).lower(),
    "title": lambda v: str(v).title(),
    "capitalize": lambda v: str(v).capitalize(),
    "trim": lambda v: str(v).strip(),
    "length": len,
    "count": len,
    "abs": abs,
    "int": int,
    "float": float,
    "round": lambda v, digits=0: round(v, digits),
    "first": lambda v: v[0],
    "last": lambda v: v[-1],
}


def _mapping_method(value: Mapping[Any, Any], name: str, args: tuple[Any, ...]) -> Any:
    if name == "get":
        return value.get(*args)
    return (
        [list(i) for i in value.items()]
        if name == "items"
        else list(value.keys() if name == "keys" else value.values())
    )


def _is_comparable(left: Any, right: Any) -> bool:
    """True for two numbers, two texts, or two lists."""
    if _is_number(left):
        return _is_number(right)
    if isinstance(left, str):
        return isinstance(right, str)
    return _is_list(left) and _is_list(right)


def look_up(value: Any, key: Any) -> tuple[bool, Any]:
    """Whether there is `value[key]`, and what it is; methods are never found."""
    if isinstance(value, Mapping):
        return (True, value[key]) if _is_hashable(key) and key in value else (False, None)
    if (_is_list(value) or isinstance(value, str)) and isinstance(key, int) and not isinstance(key, bool):
        return (True, value[key]) if -len(value) <= key < len(value) else (False, None)
    return False, None


def _is_hashable(key: Any) -> bool:
    return key is None or isinstance(key, str | int | float)


def _named(key: Any) -> str:
    return f"item {key}" if isinstance(key, int) else f"field `{key}`"


def _offers(value: Any) -> str:
    """What a value has, for a message."""
    if isinstance(value, Mapping):
        return "it has " + (", ".join(f"`{k}`" for k in list(value)[:12]) or "none")
    if _is_list(value):
        return f"it is a list of {len(value)}"
    return f"it is {called(value)}"


def why_missing(path: tuple[str, ...], scope: Mapping[str, Any]) -> str | None:
    """A sentence about the first step of a path that is not there; None if all is."""
    if path[0] not in scope:
        return f"`{path[0]}` is not known here; in scope: {', '.join(f'`{n}`' for n in sorted(scope)) or 'nothing'}"
    value = scope[path[0]]
    for number, key in enumerate(path[1:], 1):
        found, inner = look_up(value, int(key) if key.isdigit() else key)
        if not found:
            return f"`{'.'.join(path[:number])}` has no field `{key}`; {_offers(value)}"
        value = inner
    return None


def dump_label(label: str) -> str:
    """A label as a literal of the language."""
    return json.dumps(label, ensure_ascii=True)
