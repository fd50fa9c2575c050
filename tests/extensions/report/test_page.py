"""The frame around a page."""

import base64
import hashlib
import re

from harmony.catalog.discover import BUILT_IN
from harmony.sdk.loading import load_module

page = load_module(BUILT_IN / "report", "page")
blocks = load_module(BUILT_IN / "report", "blocks")


def test_the_policy_allows_the_script_that_is_there():
    text = page.page("T", [])
    script = re.search(r"<script>(.*)</script>", text, re.S)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in text


def test_numbers_stand_right_and_sort_by_what_they_are():
    grid = blocks.Grid(("n", "t"), ({"n": 1234, "t": "x"}, {"n": None, "t": "y"}), 2)
    text = page.page("T", [grid])
    assert '<td class="number" data-by="1234">1,234</td>' in text
    assert '<td class="number"></td>' in text
    assert "<td>x</td>" in text


def test_prose_of_an_html_report_is_html():
    assert "<b>x</b>" in page.page("T", [blocks.Prose("<b>x</b>")], is_html=True)
    assert "&lt;b&gt;x&lt;/b&gt;" in page.page("T", [blocks.Prose("<b>x</b>")])
