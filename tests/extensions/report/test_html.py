"""report.html: one page that needs nothing else."""

from html.parser import HTMLParser

import pytest

from harmony.sdk import File, StepFailed, Table
from harmony.sdk.testing import play_node

VOID = {"meta", "input", "img", "br", "hr", "link"}


class Page(HTMLParser):
    """Tags in balance, texts, and every address that the page would load."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.texts, self.addresses = [], [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in ("src", "href", "srcset", "action")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data.strip())


@pytest.fixture
def report(tmp_path):
    def call(inputs, **with_):
        played = play_node("report.html", inputs, with_, folder=tmp_path)
        text = played["report"].read_text()
        return Page(text), text, played["report"]

    return call


ROWS = [{"name": "read", "length": 1200}, {"name": "write", "length": 80}]


@pytest.mark.slow  # the first use imports the Markdown parser
def test_each_input_is_a_section(report):
    inputs = {"count": 1234567, "share": 0.12345, "largest_functions": Table(ROWS), "note": "**Look** here\n\nnow"}
    page, _, file = report(inputs, title="Code health, Q3")
    assert file.name == "code-health-q3.html"
    assert {"1,234,567", "0.123", "Largest functions", "1,200", "Look", "Length by name"} <= set(page.texts)
    assert page.tags.count("rect") == 2
    assert "strong" in page.tags


def test_nothing_is_loaded_from_anywhere_and_only_its_own_script_runs(report):
    page, text, _ = report({"rows": ROWS})
    assert page.addresses == []
    assert "default-src 'none'" in text
    assert "script-src 'sha256-" in text
    assert page.tags.count("script") == 1


@pytest.mark.parametrize("place", ["note", "row", "title"])
def test_values_are_shown_not_obeyed(report, place):
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    inputs = (
        {"note": f"{evil}\n\nmore"} if place == "note" else {"rows": [{"name": evil, "n": 1}, {"name": "b", "n": 2}]}
    )
    page, _, _ = report(inputs, title=evil if place == "title" else "Report")
    assert page.tags.count("script") == 1
    assert "img" not in page.tags


def test_light_and_dark(report):
    assert "prefers-color-scheme: dark" in report({"a": 1})[1]


def test_a_template_places_tables_charts_and_values(report):
    template = (
        "Intro with `code`.\n\n[[value count label=Count]]\n\n## Largest\n\n"
        '[[chart rows label=name value=length limit=1 title="Top one"]]\n[[table rows limit=1]]\n\nEnd.\n'
    )
    page, _, _ = report({"rows": ROWS, "count": 2}, template=template)
    assert page.tags.count("rect") == 1
    assert {"Count", "Top one", "2 rows. The first 1 are shown.", "End."} <= set(page.texts)
    assert page.tags.index("h2") < page.tags.index("rect") < page.tags.index("table")


def test_a_rendered_markdown_table_is_a_table(report):
    page, text, _ = report({}, template="| a | b |\n|---|--:|\n| x | 1 |\n")
    assert page.tags.count("td") == 2
    assert '<div class="scroll"><table>' in text


def test_an_html_template_goes_in_as_it_is(report):
    page, _, _ = report({"rows": ROWS}, template="<section id='s'><b>Hi</b></section>\n[[table rows]]\n")
    assert "section" in page.tags
    assert page.tags.count("tr") == 3


def test_an_object_as_a_value_is_tiles_and_tables(report):
    rules = {"rows": 3, "rules": [{"rule": "a ≥ 0", "failed": 1}, {"rule": "b", "failed": 0}]}
    page, _, _ = report({"rules": rules}, template="[[value rules]]")
    assert {"Rows", "3", "a ≥ 0"} <= set(page.texts)
    assert page.tags.count("tr") == 3


def test_a_table_of_one_row_is_tiles_unless_a_table_is_asked_for(report):
    one = [{"files": 3, "mean": 2.5, "note": None}]
    assert report({"sizes": one})[0].tags.count("dt") == 3
    assert report({"sizes": one}, template="[[value sizes]]")[0].tags.count("dt") == 3
    assert report({"sizes": one}, template="[[table sizes]]")[0].tags.count("td") == 3


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("[[table gone]]", "no input port `gone`; there is rows, n"),
        ("[[chart rows value=width]]", "no column `width`; there is name, length"),
        ("[[table n]]", r"`n` is no table: use `\[\[value n\]\]`"),
    ],
)
def test_a_wrong_directive_is_named(report, template, said):
    with pytest.raises(StepFailed, match=said):
        report({"rows": ROWS, "n": 1}, template=template)


def test_what_is_empty_says_so(report):
    page, _, _ = report({"rows": [], "late": None, "table": Table([])})
    assert page.texts.count("No rows.") == 2
    assert "Nothing came here." in page.texts


def test_long_tables_are_cut_and_can_be_searched(report):
    page, _, _ = report({"rows": [{"n": n} for n in range(1500)]}, charts="none")
    assert page.tags.count("tr") == 1001
    assert "1,500 rows. The first 1,000 are shown." in page.texts
    assert "input" in page.tags


def test_objects_lists_and_pictures(report, tmp_path):
    (tmp_path / "p.png").write_bytes(b"\x89PNG")
    inputs = {
        "check": {"rows": 3, "rules": [{"rule": "a ≥ 0", "failed": 1}]},
        "tags": ["one", "two"],
        "parts": [[{"a": 1}], [{"a": 2}]],
        "picture": File(tmp_path / "p.png", "p.png"),
    }
    page, _, _ = report(inputs)
    assert {"a ≥ 0", "one", "2 rows."} <= set(page.texts)
    assert page.addresses == ["data:image/png;base64,iVBORw=="]


def test_the_same_values_give_the_same_bytes(report):
    assert report({"rows": ROWS})[1] == report({"rows": ROWS})[1]
