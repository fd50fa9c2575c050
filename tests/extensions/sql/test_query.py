"""sql.query over inputs and other databases."""

import sqlite3

import pytest

from harmony.sdk import StepFailed, Table
from harmony.sdk.testing import play_node

SALES = Table([{"region": "north", "amount": 3}, {"region": "south", "amount": 4}, {"region": "north", "amount": 5}])


@pytest.fixture
def ask(tmp_path):
    return lambda sql, inputs=None, **with_: play_node("sql.query", inputs, {"sql": sql} | with_, folder=tmp_path)


def test_inputs_are_tables_by_their_ports(ask):
    sql = "SELECT region, sum(amount) AS total FROM sales JOIN keep USING (region) GROUP BY region"
    rows = ask(sql, {"sales": SALES, "keep": [{"region": "north"}]})["rows"].rows()
    assert rows == [{"region": "north", "total": 8}]


def test_single_values_are_parameters_and_nothing_more(ask):
    sql = "SELECT $who AS who, amount FROM sales WHERE amount > $least"
    rows = ask(sql, {"sales": SALES, "least": 4, "who": "'; DROP", "unused": 1})["rows"].rows()
    assert rows == [{"who": "'; DROP", "amount": 5}]


def test_a_list_of_lists_is_one_table(ask):
    assert ask("SELECT count(*) AS n FROM t", {"t": [[{"a": 1}], [], [{"a": 2}]]})["rows"].rows() == [{"n": 2}]


def test_a_port_that_did_not_deliver_is_no_table(ask):
    with pytest.raises(StepFailed, match="late"):
        ask("SELECT * FROM late", {"late": None})


def test_columns_of_what_may_come_empty(ask):
    assert ask("SELECT file FROM found", {"found": []}, columns={"found": ["file"]})["rows"].rows() == []


def test_the_last_statement_counts(ask):
    assert ask("CREATE TEMP TABLE x AS SELECT 1 AS a; SELECT a + 1 AS b FROM x;")["rows"].rows() == [{"b": 2}]


@pytest.mark.parametrize(
    ("sql", "said"),
    [("SELEC 1", "cannot be answered: Parser Error"), ("SELECT nope FROM sales", "nope"), ("  ", "empty")],
)
def test_what_cannot_be_answered_says_why(ask, sql, said):
    with pytest.raises(StepFailed, match=said) as caught:
        ask(sql, {"sales": SALES})
    assert caught.value.error_class == "invalid_input"


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE items (name TEXT, price REAL)")
        db.executemany("INSERT INTO items VALUES (?, ?)", [("pen", 2.5), ("ink", 4.0)])
    db.close()
    return f"sqlite:///{path}"


@pytest.mark.slow
def test_another_database_by_its_url(ask, database):
    assert ask("SELECT name FROM items WHERE price > :least", {"least": 3}, url=database)["rows"].rows() == [
        {"name": "ink"}
    ]


@pytest.mark.slow
def test_changes_are_undone(ask, database):
    ask("DELETE FROM items", url=database)
    assert ask("SELECT count(*) AS n FROM items", url=database)["rows"].rows() == [{"n": 2}]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sql", "url", "inputs", "said"),
    [
        ("SELECT nope", "", {}, "nope"),
        ("SELECT 1", "nonsense", {}, "URL cannot be used"),
        ("SELECT 1", "oracle+nothing://x", {}, "URL cannot be used"),
        ("SELECT 1", "", {"t": [{"a": 1}]}, "table `t` cannot be used"),
    ],
)
def test_what_a_database_cannot_answer(ask, database, sql, url, inputs, said):
    with pytest.raises(StepFailed, match=said) as caught:
        ask(sql, inputs, url=url or database)
    assert caught.value.error_class == "invalid_input"


def test_sums_of_whole_numbers_are_whole_and_exact(ask):
    sales = Table([{"amount": 2**62}, {"amount": 2**62}, {"amount": 2**62 + 1}])
    made = ask("SELECT sum(amount) AS total, NULL::HUGEINT AS none FROM sales ORDER BY 1", {"sales": sales})["rows"]
    total = made.rows()[0]["total"]
    assert (total, type(total), made.rows()[0]["none"]) == (3 * 2**62 + 1, int, None)
    assert ask("SELECT total % 10 AS digit FROM t", {"t": made})["rows"].rows() == [{"digit": 3}]
