"""The JSON Schema of the file format, made from the models."""

from __future__ import annotations

from typing import Any

from harmony.melody.model import FORMAT, Melody


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a Melody file, for editors that complete and check."""
    schema = Melody.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Melody, format {FORMAT}",
        **{key: value for key, value in schema.items() if key != "title"},
    }
