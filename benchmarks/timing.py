"""Time two ways of doing the same, side by side in one run: only the ratio is worth reading."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import NamedTuple

ROUNDS = 7
LEAST = 0.02


class Spent(NamedTuple):
    """Seconds that passed, and seconds of all processors that worked, those of ended child processes with them."""

    passed: float
    worked: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Seconds for one thing done by psmatrial and by a peer; ``theirs`` is None where there is no peer.

    ``worked`` is the processor time of both, where it may differ from the time that passed.
    """

    what: str
    peer: str
    ours: float
    theirs: float | None = None
    worked: tuple[float, float] | None = None

    def __str__(self) -> str:
        """Write one line: what, the time of psmatrial, and how many times longer or shorter the peer takes."""
        than = self.peer
        if self.theirs is not None:
            than += f": {_times(self.ours, self.theirs)}"
        if self.worked:
            than += f"; processor time {_times(*self.worked)}"
        return f"{self.what:<44} {self.ours * 1000:>10.4f} ms   {than}"


def _times(ours: float, theirs: float) -> str:
    """Return how many times longer or shorter than ours theirs is."""
    ratio = theirs / ours if theirs >= ours else ours / theirs
    return f"{ratio:.3g} times {'longer' if theirs >= ours else 'shorter'}"


def compared(
    what: str, ours: Callable[[], object], peers: dict[str, Callable[[], object]], *, worked: bool = False
) -> list[Comparison]:
    """Return one comparison a peer, of processor time too where that is asked for.

    Rounds take turns, so that a busy moment hits all of them.
    """
    calls = [ours, *peers.values()]
    loops = [repeats(call) for call in calls]
    rounds = [[spent(call, loop) for call, loop in zip(calls, loops, strict=True)] for _ in range(ROUNDS)]
    mine, *theirs = (Spent(*map(median, zip(*column, strict=True))) for column in zip(*rounds, strict=True))
    return [
        Comparison(what, peer, mine.passed, their.passed, (mine.worked, their.worked) if worked else None)
        for peer, their in zip(peers, theirs, strict=True)
    ]


def alone(what: str, ours: Callable[[], object], why: str) -> Comparison:
    """Return the time of something that has no peer, and why it has none."""
    loops = repeats(ours)
    return Comparison(what, why, median(spent(ours, loops).passed for _ in range(ROUNDS)))


def repeats(call: Callable[[], object]) -> int:
    """Return how often a call must be made to last long enough for the clock; the first call warms it up."""
    call()
    loops = 1
    while (seconds := spent(call, loops).passed * loops) < LEAST:
        loops = loops * 2 if seconds < LEAST / 10 else round(loops * LEAST / seconds) + 1
    return loops


def spent(call: Callable[[], object], loops: int) -> Spent:
    """Return the seconds of one call, over so many."""
    begin, before = perf_counter(), sum(os.times()[:4])
    for _ in range(loops):
        call()
    return Spent((perf_counter() - begin) / loops, (sum(os.times()[:4]) - before) / loops)
