"""Parses an expression and writes it anew for MiniJinja.

What changes: operators and filters that could make something large go through `bounded`; a
name or field that is not there is an error wherever it stands (MiniJinja passes over some);
look-ups can never reach a method of a Python object; order comparisons need one kind of value
on both sides. The grammar, its precedences included, is MiniJinja's.
"""

from __future__ import annotations

from harmony.errors import ExpressionError
from harmony.melody.language.cursor import Cursor
from harmony.melody.language.known import FILTERS, FUNCTIONS, TESTS
from harmony.melody.language.look_ups import dump_label
from harmony.melody.language.operators import METHODS, OBJECT_NAMES
from harmony.melody.language.parts import Part, dynamic, look_up
from harmony.melody.language.tokens import Token
from harmony.melody.problems import did_you_mean

_ENDS = {"first": "__first", "last": "__last", "min": "__min", "max": "__max"}
_WORDS = frozenset("and or not in is if else".split())
_CONSTANTS = frozenset("true false none True False None".split())
_ORDER = frozenset(("<", "<=", ">", ">="))
MAX_NESTING = 40


class Parser(Cursor):
    """Reads one expression from tokens.

    Args:
        tokens: with an `end` token last.
        paths: collects the plain look-ups, for messages.
    """

    def __init__(self, tokens: list[Token], paths: list[tuple[str, ...]]) -> None:
        super().__init__(tokens)
        self.paths = paths
        self._before = len(paths)
        self.depth = 0

    # Grammar, from the loosest to the tightest

    def whole(self) -> str:
        """A whole expression, up to the end."""
        part = self.expression()
        self.end()
        return part.code

    def expression(self) -> Part:
        """`a if b else c`."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise ExpressionError(f"it is nested deeper than {MAX_NESTING} levels")
        part = self.either()
        while self.skip("if"):
            condition = self.either().code
            if self.skip("else"):
                part = Part.sure(f"({part.code} if {condition} else {self.expression().code})")
            else:
                maybe = f"({part.code} if {condition} else __nothing)"
                gone = f"({part.code} if {condition} else __gone({dump_label('if without else')}))"
                part = Part(gone, maybe)
        self.depth -= 1
        return part

    def either(self) -> Part:
        """`a or b`."""
        part = self.both()
        while self.skip("or"):
            part = Part.sure(f"({part.code} or {self.both().code})")
        return part

    def both(self) -> Part:
        """`a and b`."""
        part = self.negation()
        while self.skip("and"):
            part = Part.sure(f"({part.code} and {self.negation().code})")
        return part

    def negation(self) -> Part:
        """`not a`."""
        count = 0
        while self.skip("not"):
            count += 1
        part = self.comparison()
        return Part.sure("(" + "not " * count + part.code + ")") if count else part

    def comparison(self) -> Part:
        """`a < b`, `a in b`."""
        part = self.addition()
        rest: list[tuple[str, str]] = []
        while True:
            sign = self.skip("==", "!=", "<", "<=", ">", ">=", "in")
            if sign is None and self.token.text == "not" and self.tokens[self.position + 1].text == "in":
                self.position += 2
                sign = "not in"
            if sign is None:
                break
            rest.append((sign, self.addition().code))
        if not rest:
            return part
        if len(rest) == 1 and rest[0][0] not in _ORDER:
            return Part.sure(f"({part.code} {rest[0][0]} {rest[0][1]})")
        pairs = ", ".join(f'"{sign}", {code}' for sign, code in rest)
        return Part.sure(f"__cmp({part.code}, {pairs})")

    def addition(self) -> Part:
        """`a + b`, `a - b`."""
        part = self.joining()
        while sign := self.skip("+", "-"):
            right = self.joining().code
            part = Part.sure(f"__add({part.code}, {right})" if sign == "+" else f"({part.code} - {right})")
        return part

    def joining(self) -> Part:
        """`a ~ b`."""
        part = self.multiplication()
        while self.skip("~"):
            part = Part.sure(f"__cat({part.code}, {self.multiplication().code})")
        return part

    def multiplication(self) -> Part:
        """`a * b`, `a / b`, `a // b`, `a % b`."""
        part = self.power()
        while sign := self.skip("*", "/", "//", "%"):
            right = self.power().code
            part = Part.sure(f"__mul({part.code}, {right})" if sign == "*" else f"({part.code} {sign} {right})")
        return part

    def power(self) -> Part:
        """`a ** b`."""
        part = self.unary()
        while self.skip("**"):
            part = Part.sure(f"({part.code} ** {self.unary().code})")
        return part

    def unary(self) -> Part:
        """`-a`, then filters and tests."""
        minus = 0
        while self.skip("-"):
            minus += 1
        part = self.look_ups(self.primary())
        if minus:
            part = Part.sure("(" + "- " * minus + part.code + ")")
        while True:
            if self.skip("|"):
                part = self.filter(part)
            elif self.token.text == "is" and self.token.kind == "name":
                self.next()
                part = self.test(part)
            else:
                return part

    def primary(self) -> Part:
        """A literal, a name, a call, or something in brackets."""
        token = self.token
        if token.kind == "number":
            return Part.sure(self.next().text)
        if token.kind == "text":
            texts = []
            while self.token.kind == "text":
                texts.append(self.next().text)
            return Part.sure(" ".join(texts))
        if token.kind == "name" and token.text not in _WORDS:
            return self.variable()
        if self.skip("("):
            return self.in_brackets()
        if self.skip("["):
            return Part.sure("[" + ", ".join(self.items("]")) + "]")
        if self.skip("{"):
            return self.mapping()
        raise ExpressionError(f"a value is expected, not {self.shown()}")

    def variable(self) -> Part:
        """A name, or a call of a function."""
        name = self.name()
        if name in _CONSTANTS:
            return Part.sure(name)
        if self.skip("("):
            if name not in FUNCTIONS:
                raise ExpressionError(f"there is no function `{name}`. {did_you_mean(name, FUNCTIONS)}")
            return Part.sure(f"{FUNCTIONS[name]}({', '.join(self.arguments())})")
        self.paths.append((name,))
        return look_up(name, name, (name,))

    def in_brackets(self) -> Part:
        """`(a)`, `(a, b)`."""
        if self.skip(")"):
            return Part.sure("()")
        first = self.expression()
        if self.skip(")"):
            return Part(f"({first.code})", f"({first.maybe})", label=first.label)
        self.expect(",")
        rest = self.items(")")
        return Part.sure("(" + ", ".join([first.code, *rest]) + ("," if not rest else "") + ")")

    def items(self, closing: str) -> list[str]:
        """Expressions with commas between, up to `closing`."""
        found = []
        while not self.skip(closing):
            found.append(self.expression().code)
            if not self.skip(","):
                self.expect(closing)
                break
        return found

    def mapping(self) -> Part:
        """`{"a": b}`."""
        pairs = []
        while not self.skip("}"):
            key = self.expression().code
            self.expect(":")
            pairs.append(f"{key}: {self.expression().code}")
            if not self.skip(","):
                self.expect("}")
                break
        # A blank on both sides: the template's own braces must not grow together with these.
        return Part.sure("{ " + ", ".join(pairs) + " }")

    def arguments(self) -> list[str]:
        """Arguments of a call whose bracket is open."""
        found = []
        while not self.skip(")"):
            if self.token.kind == "name" and self.tokens[self.position + 1].text == "=":
                name = self.name()
                self.next()
                found.append(f"{name}={self.expression().code}")
            else:
                found.append(self.expression().code)
            if not self.skip(","):
                self.expect(")")
                break
        return found

    def look_ups(self, part: Part) -> Part:
        """`.name`, `[key]`, `.method(…)` behind a value."""
        while True:
            if self.skip("."):
                part = self.field(part)
            elif self.skip("["):
                part = self.subscript(part)
            elif self.token.text == "(" and self.token.kind == "sign":
                raise ExpressionError(f"`{part.label or 'a value'}` cannot be called")
            else:
                return part

    def field(self, part: Part) -> Part:
        """`.name` or `.0` behind a value."""
        if self.token.kind == "number" and self.token.text.isdigit():
            key = self.next().text
            return dynamic(part, key, f"{part.label}.{key}", (*part.path, key) if part.path else ())
        name = self.name()
        if self.skip("("):
            return self.method(part, name)
        path = (*part.path, name) if part.path else ()
        if path:
            self.paths.append(path)
        label = f"{part.label}.{name}"
        if name in OBJECT_NAMES:
            return dynamic(part, dump_label(name), label, path)
        base = part.chain if part.chain is not None else part.code
        return look_up(f"{base}.{name}", label, path)

    def method(self, part: Part, name: str) -> Part:
        """`.name(…)`, its bracket open."""
        arguments = self.arguments()
        if part.path == ("loop",) and name in ("cycle", "changed"):
            return Part.sure(f"loop.{name}({', '.join(arguments)})")
        if name not in METHODS:
            raise ExpressionError(f"there is no method `{name}`. {did_you_mean(name, METHODS)}")
        return Part.sure(f"__m_{name}({', '.join([part.code, *arguments])})")

    def subscript(self, part: Part) -> Part:
        """`[key]` or `[a:b]` behind a value, its bracket open."""
        bounds: list[str] = [""]
        while not self.skip("]"):
            if self.skip(":"):
                bounds.append("")
            elif bounds[-1]:
                raise ExpressionError(f"`]` is expected, not {self.shown()}")
            else:
                bounds[-1] = self.expression().code
        if len(bounds) > 3 or bounds == [""]:
            raise ExpressionError("a look-up is `[key]`, `[from:to]` or `[from:to:step]`")
        if len(bounds) > 1:
            # MiniJinja overlooks the names of what is sliced when it is asked for names: the `else`,
            # which is never played, says them again.
            names = ", ".join(dict.fromkeys(".".join(path) for path in self.paths[self._before :]))
            return Part.sure(f"({part.code}[{':'.join(bounds)}] if true else [{names}])")
        return dynamic(part, bounds[0], f"{part.label}[{bounds[0]}]", ())

    def filter(self, part: Part) -> Part:
        """A filter; its `|` is taken."""
        name = self.name()
        if name not in FILTERS:
            raise ExpressionError(f"there is no filter `{name}`. {did_you_mean(name, sorted(FILTERS))}")
        arguments = self.arguments() if self.skip("(") else []
        written = f"({', '.join(arguments)})" if arguments else ""
        if name in ("default", "d"):
            return Part.sure(f"({part.maybe}|default{written})")
        if name == "attr":
            if len(arguments) != 1:
                raise ExpressionError("`attr` takes one name")
            return dynamic(part, arguments[0], part.label or "value", ())
        if name in _ENDS and not arguments:
            return Part(f"({part.code}|{_ENDS[name]})", f"({part.code}|{name})")
        return Part.sure(f"({part.code}|{name}{written})")

    def test(self, part: Part) -> Part:
        """A test; its `is` is taken."""
        negated = "not " if self.skip("not") else ""
        name = self.name()
        if name not in TESTS:
            raise ExpressionError(f"there is no test `{name}`. {did_you_mean(name, sorted(TESTS))}")
        value = part.maybe if name in ("defined", "undefined") else part.code
        if self.skip("("):
            argument = f"({', '.join(self.arguments())})"
        elif self._takes_argument():
            argument = f"({self.look_ups(self.primary()).code})"
        else:
            argument = ""
        return Part.sure(f"({value} is {negated}{name}{argument})")

    def _takes_argument(self) -> bool:
        token = self.token
        if token.kind == "name":
            return token.text not in _WORDS
        return token.kind in ("number", "text") or token.text in ("[", "{")
