"""`harmony schema`: the JSON Schema of the Melody format, for editors."""

from __future__ import annotations

import json


def schema() -> int:
    """Print the JSON Schema of the Melody format."""
    from harmony.melody.schema import json_schema

    print(json.dumps(json_schema(), indent=2, ensure_ascii=False))
    return 0
