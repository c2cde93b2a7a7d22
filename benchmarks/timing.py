"""Time two ways of doing the same, side by side in one run: only the ratio is worth reading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

ROUNDS = 7
LEAST = 0.02


@dataclass(frozen=True, slots=True)
class Comparison:
    """Seconds for one thing done by psmatrial and by a peer; ``theirs`` is None where there is no peer."""

    what: str
    peer: str
    ours: float
    theirs: float | None = None

    def __str__(self) -> str:
        """Write one line: what, the time of psmatrial, and how many times longer or shorter the peer takes."""
        than = self.peer
        if self.theirs is not None:
            longer = self.theirs >= self.ours
            ratio = self.theirs / self.ours if longer else self.ours / self.theirs
            than += f": {ratio:.3g} times {'longer' if longer else 'shorter'}"
        return f"{self.what:<44} {self.ours * 1000:>10.4f} ms   {than}"


def compared(what: str, ours: Callable[[], object], peers: dict[str, Callable[[], object]]) -> list[Comparison]:
    """Return one comparison a peer; rounds take turns, so that a busy moment hits all of them."""
    calls = [ours, *peers.values()]
    loops = [repeats(call) for call in calls]
    rounds = [[seconds(call, loop) for call, loop in zip(calls, loops, strict=True)] for _ in range(ROUNDS)]
    mine, *theirs = (median(column) for column in zip(*rounds, strict=True))
    return [Comparison(what, peer, mine, their) for peer, their in zip(peers, theirs, strict=True)]


def alone(what: str, ours: Callable[[], object], why: str) -> Comparison:
    """Return the time of something that has no peer, and why it has none."""
    loops = repeats(ours)
    return Comparison(what, why, median(seconds(ours, loops) for _ in range(ROUNDS)))


def repeats(call: Callable[[], object]) -> int:
    """Return how often a call must be made to last long enough for the clock; the first call warms it up."""
    call()
    loops = 1
    while (spent := seconds(call, loops) * loops) < LEAST:
        loops = loops * 2 if spent < LEAST / 10 else round(loops * LEAST / spent) + 1
    return loops


def seconds(call: Callable[[], object], loops: int) -> float:
    """Return the seconds of one call, over so many."""
    begin = perf_counter()
    for _ in range(loops):
        call()
    return (perf_counter() - begin) / loops
