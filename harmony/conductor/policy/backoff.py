"""How long to wait before the k-th retry, and what to change in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any


def delay_of(
    wait: int, *, backoff: str, delay: float, factor: float, max_delay: float, jitter: str = "none", draw: float = 1.0
) -> float:
    """Seconds before the `wait`-th retry (from 1).

    Args:
        wait: which wait it is.
        backoff: constant, linear (delay x k) or exponential (delay x factor^(k-1)).
        delay, factor, max_delay: in seconds, as declared.
        jitter: `full` takes a uniform share of the result, none all of it.
        draw: the share, in [0, 1), for full jitter.
    """
    if backoff == "linear":
        seconds = delay * wait
    elif backoff == "exponential":
        seconds = delay * min(factor ** (wait - 1), 1e9)
    else:
        seconds = delay
    seconds = min(seconds, max_delay)
    return seconds * draw if jitter == "full" else seconds


def draw_of(seed: int, *key: object) -> float:
    """A number in [0, 1) that depends on the seed and the key alone, so that a replay draws the same."""
    digest = hashlib.blake2b(repr((seed, key)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def variation(vary: Mapping[str, Any], retry: int) -> dict[str, Any]:
    """Parameters of the `retry`-th retry (from 1): the first takes the first variation, later ones the last."""
    chosen = {}
    for name, values in vary.items():
        options = list(values) if isinstance(values, list | tuple) else [values]
        if options and retry > 0:
            chosen[name] = options[min(retry, len(options)) - 1]
    return chosen
