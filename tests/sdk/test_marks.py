"""Short names for common annotations."""

from harmony.sdk import Code, Duration, Expression, FilePath, Image, Json, Template
from harmony.sdk.annotations import port_type, schema


def test_ports():
    assert [port_type(a) for a in (FilePath, Image, Json)] == ["path", "image", "json"]


def test_editors():
    formats = [schema(a).get("format") for a in (Code, Template, Expression, Duration, FilePath)]
    assert formats == ["code:python", "template", "expression", "duration", "path"]
