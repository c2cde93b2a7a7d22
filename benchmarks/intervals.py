"""Intervals of one rate against statsmodels and scipy; intervals of the paired difference have no peer there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scipy.stats import binomtest
from statsmodels.stats.proportion import proportion_confint
from timing import Comparison, alone, compared

from psmatrial import PairedTable, rate_difference
from psmatrial.stats.methods import method

CALAIS = PairedTable(9, 19, 4, 18)
# Our name of a method of a rate, and theirs.
STATSMODELS = {"clopper-pearson": "beta", "wilson": "wilson", "jeffreys": "jeffreys", "agresti-coull": "agresti_coull"}
SCIPY = {"clopper-pearson": "exact", "wilson": "wilson", "wilson-corrected": "wilsoncc"}
DIFFERENCES = ("tango", "newcombe", "bonett-price", "fay-lumbard")


def comparisons() -> Iterator[Comparison]:
    """Compare each interval of 28 of 50, then time those without a peer."""
    for name in dict.fromkeys([*STATSMODELS, *SCIPY]):
        compute = method("index-rate", name).compute
        yield from compared(
            f"rate {name}, 28/50", lambda compute=compute: compute(CALAIS, 0.95, "two-sided"), peers(name)
        )
    for name in DIFFERENCES:
        yield alone(f"difference {name}, n = 50", lambda name=name: rate_difference(CALAIS, name), "no peer in Python")


def peers(name: str) -> dict[str, Callable[[], object]]:
    """Return those who have this method."""
    count, n = CALAIS.index_positive, CALAIS.n
    calls: dict[str, Callable[[], object]] = {}
    if name in STATSMODELS:
        calls["statsmodels"] = lambda: proportion_confint(count, n, method=STATSMODELS[name])
    if name in SCIPY:
        calls["scipy binomtest"] = lambda: binomtest(count, n).proportion_ci(method=SCIPY[name])
    return calls
