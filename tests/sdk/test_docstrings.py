"""Docstrings taken apart."""

from harmony.sdk.docstrings import parse

TEXT = """Does one thing,
    said on two lines.

    More about it.

    Args:
        a: The first,
            which goes on.
        b, c: Both.
        **ports: The rest.

    Returns:
        What it is.

    Raises:
        ValueError: never.
    """


def test_summary_is_the_first_paragraph():
    assert parse(TEXT).summary == "Does one thing, said on two lines."


def test_arguments_with_continued_lines_and_shared_entries():
    assert parse(TEXT).args == {"a": "The first, which goes on.", "b": "Both.", "c": "Both.", "ports": "The rest."}


def test_returns_ends_where_raises_begins():
    assert parse(TEXT).returns == "What it is."


def test_attributes_count_as_arguments():
    assert parse("A record.\n\n    Attributes:\n        x: How far.\n").args == {"x": "How far."}


def test_nothing_said():
    assert parse("") == parse("   ")
    assert parse("").summary == ""
