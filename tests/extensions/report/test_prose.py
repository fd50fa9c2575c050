"""Markdown to HTML."""

import pytest

from harmony.catalog.discover import BUILT_IN
from harmony.sdk.loading import load_module

prose = load_module(BUILT_IN / "report", "prose")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("# A *b*", "<h1>A <em>b</em></h1>"),
        ("- a\n- b", "<li>a</li>"),
        ("`x < y`", "<code>x &lt; y</code>"),
        ("~~old~~", "<s>old</s>"),
        ("| a |\n|---|\n| 1 |", '<div class="scroll"><table>'),
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
        ("[x](javascript:alert)", "[x](javascript:alert)"),
    ],
)
def test_markdown(text, wanted):
    assert wanted in prose.to_html(text)
