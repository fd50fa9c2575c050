"""report.markdown reads well as it stands."""

import pytest

from harmony.sdk.testing import play_node

ROWS = [{"name": "a|b", "length": 1200}, {"name": "c\nd", "length": 600}]


@pytest.fixture
def report(tmp_path):
    def call(inputs, **with_):
        file = play_node("report.markdown", inputs, with_, folder=tmp_path)["report"]
        assert file.name == "report.md"
        return file.read_text()

    return call


def test_each_input_is_a_section(report):
    assert report({"count": 3, "rows": ROWS}, charts="none") == (
        "# Report\n\n- Count: **3**\n\n## Rows\n\n| Name | Length |\n| --- | ---: |\n| a\\|b | 1,200 |\n| c d | 600 |\n"
    )


def test_bars_are_text(report):
    assert f"| a\\|b | 1,200 | {'█' * 24} |\n| c d | 600 | {'█' * 12} |" in report({"rows": ROWS})


def test_a_template(report):
    text = report({"rows": ROWS, "n": 2}, template="Hello.\n\n[[value n]]\n\n[[table rows limit=1]]\n")
    assert text.startswith("# Report\n\nHello.\n\n- N: **2**\n\n| Name |")
    assert text.endswith("*The first 1 of 2 rows.*\n")


def test_nothing(report):
    assert report({"rows": []}) == "# Report\n\n## Rows\n\n*No rows.*\n"
