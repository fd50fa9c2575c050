"""Rules as SQL conditions: the words people read."""

from harmony.catalog.discover import BUILT_IN
from harmony.sdk.loading import load_module

TYPES = {"amount": "DOUBLE", "name": "VARCHAR"}


def texts(rule):
    compiled = load_module(BUILT_IN / "table", "rules").compiled
    return [wanted.text for wanted in compiled(rule, TYPES, 1)]


def test_each_condition_of_a_rule_stands_alone():
    rule = {"column": "amount", "not_null": True, "min": 0, "max": 1.5, "unique": True, "one_of": [True, 1]}
    assert texts(rule) == [
        "amount is not empty",
        "amount ≥ 0",
        "amount ≤ 1.5",
        "amount is unique",
        "amount is one of true, 1",
    ]


def test_a_rule_may_have_an_expression_beside_a_column():
    assert texts({"column": "name", "pattern": "^x", "expression": "amount > 0"}) == ["amount > 0", "name matches ^x"]
