from __future__ import annotations

from typing import Any, ClassVar

from harmony.engine.preview import evaluated


class Row:
    inputs: ClassVar = {"folder": "src"}


class Runs:
    def get(self, _run: str) -> Row:
        return Row()


class AppLike:
    runs = Runs()


def preview(text: str, **params: Any) -> dict[str, Any]:
    return evaluated(AppLike(), {"text": text, **params})  # type: ignore[arg-type]


def test_a_template_sees_the_ports_that_it_names() -> None:
    assert preview("Hello {{ who }}", ports={"who": {"value": "Ada"}})["text"] == "Hello Ada"


def test_one_whole_expression_keeps_its_type() -> None:
    found = preview("{{ n }}", ports={"n": [{"value": 1}, {"value": 2}]})
    assert found == {"text": "[1, 2]", "type": "list", "total": 2}


def test_a_condition_has_no_braces() -> None:
    assert preview("n > 2", is_bare=True, ports={"n": {"value": 3}}) == {"text": "true", "type": "boolean"}


def test_inputs_of_the_run_are_seen_by_name_and_by_wire() -> None:
    assert preview("{{ inputs.folder }}", run="r")["text"] == "src"
    assert preview("{{ f }}", run="r", ports={"f": {"input": "folder"}})["text"] == "src"


def test_what_cannot_be_evaluated_is_said() -> None:
    assert "nobody" in preview("{{ nobody }}")["problem"]
    assert "problem" in preview("{{ 1 +")


def test_large_values_are_left_for_the_run() -> None:
    assert "32 MB" in preview("{{ t }}", ports={"t": {"hash": "x", "size": 10**9}})["problem"]


def test_a_body_sees_the_first_item() -> None:
    assert preview("{{ item.a }}", item={"value": [{"a": 7}]})["text"] == "7"
