"""The functions, filters and tests of the language, by name."""

from __future__ import annotations

FUNCTIONS = {"range": "__range", "dict": "dict", "namespace": "namespace"}
FILTERS = frozenset(
    "abs attr batch bool capitalize count d default dictsort e escape first float format groupby indent int items "
    "join last length lines list lower map max min pprint reject rejectattr replace reverse round safe select "
    "selectattr slice sort split string sum table title tojson trim truncate unique upper urlencode".split()
)
TESTS = frozenset(
    "boolean defined divisibleby endingwith eq equalto even false filter float ge greaterthan gt in integer "
    "iterable le lessthan lower lt mapping ne none number odd sameas sequence startingwith string test true "
    "undefined upper".split()
)
