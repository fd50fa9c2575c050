"""text.template gives the text that its parameter was rendered to."""

import pytest

from harmony.sdk import StepFailed
from harmony.sdk.testing import play_node


def test_the_finished_text():
    assert play_node("text.template", {"facts": [1]}, {"template": "Two.\n"}) == {"text": "Two.\n"}


def test_a_template_that_is_no_text():
    with pytest.raises(StepFailed, match="`template` must be text"):
        play_node("text.template", None, {"template": None})


def test_a_number_is_written_as_text():
    assert play_node("text.template", None, {"template": 3}) == {"text": "3"}
