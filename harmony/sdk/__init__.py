"""harmony.sdk: what an extension's author imports. The standard library is all it needs.

decorators   `@node` marks a typed function as a node type
marks        `Param`, `As` and short names for common annotations
values       tables, files, `Many`, `Out`, `SKIP`, `Result`
context      what a running step may ask and tell
failure      `StepFailed`
types        the types of ports and what converts into what
manifest     what is known of a node type without its code
annotations, docstrings, shape   what a function's signature says
describe     function to manifest
adapt, schema, invoke            calls a function
loading      finds a function in an extension's folder
parquet      tables as files
testing      plays one node in a test
"""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` itself would be dear: a worker starts faster without it
if TYPE_CHECKING:
    from typing import Any

    from harmony.sdk.context import Context
    from harmony.sdk.decorators import node
    from harmony.sdk.failure import StepFailed
    from harmony.sdk.marks import As, Code, DateTime, Duration, Expression, FilePath, Image, Json, Param, Template
    from harmony.sdk.values import SKIP, File, Many, Out, Result, Table

__all__ = [
    "SKIP",
    "As",
    "Code",
    "Context",
    "DateTime",
    "Duration",
    "Expression",
    "File",
    "FilePath",
    "Image",
    "Json",
    "Many",
    "Out",
    "Param",
    "Result",
    "StepFailed",
    "Table",
    "Template",
    "node",
]

_HOMES = {
    "context": "Context",
    "decorators": "node",
    "failure": "StepFailed",
    "marks": "As Code DateTime Duration Expression FilePath Image Json Param Template",
    "values": "SKIP File Many Out Result Table",
}


def __getattr__(name: str) -> Any:
    """Import a public name on first use."""
    import importlib

    for home, names in _HOMES.items():
        if name in names.split():
            found = globals()[name] = getattr(importlib.import_module(f"harmony.sdk.{home}"), name)
            return found
    raise AttributeError(f"module 'harmony.sdk' has no attribute {name!r}")
