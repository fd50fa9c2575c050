"""data.set: gives the value that its parameter was rendered to."""

from __future__ import annotations

from typing import Annotated, Any

from harmony.sdk import Expression, Out, node


@node(title="Set value", icon="fa6s.pen-to-square", effects="none", idempotent=True, inline=True)
def set_(*, value: Expression = None, **ports: Any) -> Annotated[Any, Out("value")]:
    """Makes a value from an expression.

    Args:
        value: Any value, or an expression over the input ports, such as {{ rows | length }}.

    Returns:
        The value.
    """
    return value
