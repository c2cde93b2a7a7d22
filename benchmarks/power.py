"""The power of the exact test and the sample size of a trial, against simulating it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from timing import Comparison, alone, compared

from psmatrial import PairedTable, mcnemar
from psmatrial.stats.power.power import Truth, margin_power, power
from psmatrial.stats.power.sample_size import sample_size

TRUTH = Truth(0.25, 0.05)
TRIALS = 10_000


def comparisons() -> Iterator[Comparison]:
    """Compare at 50 and at 1,000 patients; the peer draws 10,000 trials, which leaves half a point of error."""
    for n in (50, 1000):
        peers = {"10,000 simulated trials": simulated(n)}
        yield from compared(f"power of the exact test, n = {n}", lambda n=n: power(n, TRUTH), peers)
    yield alone("power of the score test of a margin, n = 200", lambda: margin_power(200, TRUTH, -0.1), "no peer")
    yield alone("power of the unconditional test, n = 50", lambda: power(50, TRUTH, "exact-unconditional"), "no peer")
    yield alone("sample size of the exact test", lambda: sample_size(Truth(0.2, 0.1)), "no peer")


def simulated(n: int) -> Callable[[], float]:
    """Return how the power of a trial is mostly found: the share of rejections among random trials."""
    chances = [TRUTH.index_only, TRUTH.comparator_only, 1.0 - TRUTH.discordant]

    def share() -> float:
        drawn = np.random.default_rng(1).multinomial(n, chances, TRIALS).tolist()
        return sum((mcnemar(PairedTable(0, b, c, rest)).p_value or 0.0) <= 0.05 for b, c, rest in drawn) / TRIALS

    return share
