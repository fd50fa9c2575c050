"""table.check: valid, rejected, report and quality."""

import datetime

import pytest

from harmony.sdk import StepFailed, Table
from harmony.sdk.testing import play_node

pytestmark = pytest.mark.slow

ROWS = [
    {"id": 1, "amount": 5.0, "mail": "a@x.org", "day": "2026-01-01"},
    {"id": 2, "amount": -1.0, "mail": "b@x.org", "day": "2026-02-01"},
    {"id": 2, "amount": None, "mail": "nobody", "day": "2025-01-01"},
    {"id": 3, "amount": 9.0, "mail": None, "day": None},
]


@pytest.fixture
def check(tmp_path):
    return lambda rules, rows=ROWS: play_node("table.check", {"rows": rows}, {"rules": rules}, folder=tmp_path)


@pytest.mark.parametrize(
    ("rule", "rejected"),
    [
        ({"column": "amount", "min": 0}, [1]),
        ({"column": "amount", "max": 5}, [3]),
        ({"column": "amount", "not_null": True}, [2]),
        ({"column": "id", "unique": True}, [2]),
        ({"column": "mail", "pattern": "@"}, [2]),
        ({"column": "id", "one_of": [1, 3]}, [1, 2]),
        ({"column": "mail", "min": 0}, [0, 1, 2]),
        ({"column": "day", "min": "2026-01-15"}, [0, 2]),
        ({"expression": "amount > 0 and mail is not null"}, [1, 3]),
        ({"column": "id", "min": 2, "max": 2}, [0, 3]),
        ({"column": "mail", "one_of": []}, [0, 1, 2]),
    ],
)
def test_each_kind_of_rule(check, rule, rejected):
    played = check([rule])
    assert [ROWS.index(r) for r in played["valid"].rows()] == [i for i in range(4) if i not in rejected]
    assert len(played["rejected"]) == len(rejected)


def test_quality_is_the_share_that_passed(check):
    played = check([{"column": "amount", "min": 0}, {"column": "mail", "not_null": True}])
    assert played.scores == {"valid": 0.5, "report": 0.5}
    assert played["report"]["quality"] == 0.5
    assert (played["report"]["valid"], played["report"]["rejected"]) == (2, 2)


def test_rejected_rows_say_why(check):
    rows = check([{"column": "amount", "min": 0}, {"column": "id", "max": 1}])["rejected"].rows()
    assert rows[0]["problems"] == "amount ≥ 0; id ≤ 1"


def test_the_report_has_examples(check):
    (rule,) = check([{"column": "amount", "min": 0}])["report"]["rules"]
    assert rule == {"rule": "amount ≥ 0", "failed": 1, "examples": [{"row": 2, "value": "-1.0"}]}


def test_dates_compare_as_dates(check):
    rows = [{"day": datetime.date(2026, 1, 1)}, {"day": datetime.date(2026, 3, 1)}]
    assert len(check([{"column": "day", "min": "2026-02-01"}], rows)["valid"]) == 1


@pytest.mark.parametrize("rules", [[], [{"column": "gone", "min": 1}]])
def test_no_rows_are_all_right(check, rules):
    played = check(rules, Table([]))
    assert (len(played["valid"]), played.scores["valid"]) == (0, 1.0)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"column": "amonut", "min": 0}, "no column `amonut`, did you mean `amount`?"),
        ({"column": "amount", "mni": 0}, "unknown key `mni`, did you mean `min`?"),
        ({"column": "amount"}, "Rule 1 asks for nothing"),
        ({"expression": "amount >"}, "rules cannot be checked"),
        ({"column": "amount", "min": []}, "`rules`: entry 1 `min` must be"),
    ],
)
def test_bad_rules_are_named(check, rule, said):
    with pytest.raises(StepFailed, match=said) as caught:
        check([rule])
    assert caught.value.error_class == "invalid_input"


def test_names_with_quotes_are_only_names(check):
    rows = [{'it\'s "so"': "it's"}]
    played = check([{"column": 'it\'s "so"', "one_of": ["it's"], "pattern": "'"}], rows)
    assert played["valid"].rows() == rows
