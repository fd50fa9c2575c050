"""`@node`: marks a typed function as a node type. It only attaches what the signature cannot say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeVar

from harmony.sdk.manifest import Effects, Isolation, Kind

F = TypeVar("F", bound=Callable[..., Any])
ATTRIBUTE: Final = "__harmony_node__"


@dataclass(frozen=True, slots=True)
class Meta:
    """What `@node` was told; see there."""

    name: str = ""
    title: str = ""
    kind: Kind = "operator"
    icon: str = ""
    effects: Effects = "writes"
    isolation: Isolation | None = None
    idempotent: bool = False
    deterministic: bool = True
    variation: Mapping[str, Any] = field(default_factory=dict)
    examples: tuple[Mapping[str, Any], ...] = ()
    aliases: tuple[str, ...] = ()
    secrets: bool = False
    scores: bool = False
    blocking: Literal["cpu", "io"] = "cpu"
    inline: bool = False


def node(
    *,
    name: str = "",
    title: str = "",
    kind: Kind = "operator",
    icon: str = "",
    effects: Effects = "writes",
    isolation: Isolation | None = None,
    idempotent: bool = False,
    deterministic: bool = True,
    variation: Mapping[str, Any] | None = None,
    examples: Sequence[Mapping[str, Any]] = (),
    aliases: Sequence[str] = (),
    secrets: bool = False,
    scores: bool = False,
    blocking: Literal["cpu", "io"] = "cpu",
    inline: bool = False,
) -> Callable[[F], F]:
    """Mark a function as a node type; the function itself is not changed.

    Args:
        name: the part of the id after the dot; default: the function's name without a trailing `_`.
        title: shown in the palette and on the node; default: made from the name.
        kind: palette group.
        icon: a qtawesome name (`fa6s.table`).
        effects: `none` (pure), `reads` or `writes` the world; unknown means `writes`.
        isolation: where it runs; default: async functions inline, others by `blocking` and `inline`.
        idempotent: running it twice is as good as once.
        deterministic: the same inputs and parameters give the same outputs.
        variation: parameter to values that a retry may use when it must not be identical.
        examples: `{"title", "in", "with"}` each, shown in the palette.
        aliases: other ids under which files may use it (`csv.load`).
        secrets: whether `{{ secrets.NAME }}` may stand in its parameters.
        scores: it scores what it puts out (`ctx.score`), so that a quality gate needs no other judge.
        blocking: `io`: a sync function that mostly waits or releases the GIL runs in a thread.
        inline: a pure sync function that takes less than a millisecond runs on the loop.
    """
    where = (isolation, idempotent, deterministic, variation or {}, tuple(examples), tuple(aliases))
    meta = Meta(name, title, kind, icon, effects, *where, secrets, scores, blocking, inline)

    def attach(function: F) -> F:
        setattr(function, ATTRIBUTE, meta)
        return function

    return attach


def meta_of(function: Callable[..., Any]) -> Meta | None:
    """What `@node` attached; None if it is not a node type."""
    found = getattr(function, ATTRIBUTE, None)
    return found if isinstance(found, Meta) else None
