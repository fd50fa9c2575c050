"""How frames are timed, judged and printed."""

from __future__ import annotations

import resource
import statistics
import sys
import time

SIZE = (1920, 1080)
"""Device pixels."""

BAR_MS, LARGE_BAR_MS, LARGE = 16.7, 33.0, 100_000
SCALE = float(sys.argv[sys.argv.index("--scale") + 1]) if "--scale" in sys.argv else 1.0
clock = time.thread_time if "--cpu" in sys.argv else time.perf_counter


def viewport_size() -> tuple[int, int]:
    """Logical pixels of a canvas of SIZE."""
    return round(SIZE[0] / SCALE), round(SIZE[1] / SCALE)


def quantile(times: list[float], share: float) -> float:
    """The value that so much of the times stay within."""
    return sorted(times)[min(int(len(times) * share), len(times) - 1)]


def row(title: str, times: list[float], floor: float, bar_ms: float = BAR_MS) -> None:
    """Print one row; times in milliseconds."""
    p95 = quantile(times, 0.95)
    verdict = "ok" if p95 <= bar_ms else "MISSED"
    print(
        f"  {title:44} p50 {statistics.median(times):6.2f}  p95 {p95:6.2f}  max {max(times):6.1f} ms   "
        f"{p95 / floor:5.1f} x floor   {verdict}",
        flush=True,
    )


def memory_mb() -> float:
    """The most that this process has had resident."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
