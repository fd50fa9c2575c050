"""text.template: gives the text that its parameter was rendered to."""

from __future__ import annotations

from typing import Annotated, Any

from harmony.sdk import Out, Template, node


@node(title="Text template", icon="fa6s.file-lines", effects="none", idempotent=True, inline=True)
def template(*, template: Template, **ports: Any) -> Annotated[str, Out("text")]:
    """Fills values into a text.

    Args:
        template: The text; {{ … }} shows a value, {% for %} and {% if %} work.

    Returns:
        The finished text.
    """
    return template
