from __future__ import annotations

import pytest

from harmony.errors import EditRefused
from harmony.melody.draft import Draft
from harmony.melody.load import loads
from harmony.melody.rename_input import rename_input
from tests.melody.test_usages import SOURCE


def renamed(name: str, new: str, owner: str = "") -> str:
    draft = Draft.open(loads(SOURCE))
    draft.do(rename_input(draft.melody, name, new, owner))
    assert loads(draft.text).require() == draft.melody
    text = draft.text
    draft.undo()
    assert draft.text == SOURCE
    return text


def test_everywhere_it_is_used_and_nowhere_else() -> None:
    assert renamed("folder", "place") == SOURCE.replace("folder", "place")
    expected = SOURCE.replace("  limit: {type", "  most: {type").replace("inputs: {limit: 1}", "inputs: {most: 1}")
    expected = expected.replace('< inputs.limit"', '< inputs.most"').replace('> inputs.limit"', '> inputs.most"')
    assert renamed("limit", "most") == expected.replace("limit: inputs.limit}", "limit: inputs.most}")


def test_an_input_of_a_body_is_its_nodes_port() -> None:
    expected = SOURCE.replace("limit: inputs.limit}", "most: inputs.limit}").replace("{limit: {type", "{most: {type")
    expected = expected.replace("n: inputs.limit", "n: inputs.most").replace("of {{ inputs.limit", "of {{ inputs.most")
    assert renamed("limit", "most", "each") == expected


@pytest.mark.parametrize(("name", "new"), [("limit", "folder"), ("limit", "inputs"), ("nothing", "x")])
def test_what_is_refused(name: str, new: str) -> None:
    with pytest.raises(EditRefused):
        rename_input(loads(SOURCE).require(), name, new)


def test_a_port_that_is_there_already_is_refused() -> None:
    with pytest.raises(EditRefused, match="taken"):
        rename_input(loads(SOURCE).require(), "limit", "items", "each")
