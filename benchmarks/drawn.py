"""All tables behind prints that are new: of random tables of 1000 patients, each searched once."""

from __future__ import annotations

import random
from collections.abc import Iterator
from statistics import median, quantiles
from time import process_time

from timing import Comparison

from psmatrial.model import Estimate, PairedTable
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.methods import methods
from psmatrial.stats.recover import recover
from psmatrial.stats.recovery.facts import INTERVALS, facts
from psmatrial.stats.recovery.p.p_values import TESTS
from psmatrial.stats.recovery.quantities import observed

N, PRINTS, WARM = 1000, 100, 10
RATES = {"counts": None, "percentages with a decimal": 1, "whole percentages": 0}
BESIDE = (
    ("p",),
    ("difference_ci",),
    ("ratio_ci",),
    ("odds_ratio_ci",),
    ("p", "difference_ci"),
    ("p", "ratio_ci"),
    ("p", "odds_ratio_ci"),
    ("ratio",),
    ("odds_ratio",),
    ("kappa",),
    ("agreement",),
    ("p", "ratio"),
    ("p", "odds_ratio"),
    ("p", "kappa"),
    ("p", "agreement"),
)
# Digits after the point of a printed limit, and what it is multiplied by.
LIMITS = {"difference_ci": (1, 100.0), "ratio_ci": (2, 1.0), "odds_ratio_ci": (2, 1.0)}
# Digits after the point of a printed value, and how it is written.
POINTS = {"ratio": "2f", "odds_ratio": "2f", "kappa": "2f", "agreement": "0%"}


def comparisons() -> Iterator[Comparison]:
    """Time the work of each search once; unlike in a loop, nothing of the same print is remembered."""
    for rates, decimals in RATES.items():
        for keys in BESIDE:
            rng = random.Random(f"{rates} {keys}")  # noqa: S311 - cases, not secrets
            times = []
            for _ in range(WARM + PRINTS):
                read = facts(printed(drawn(rng), keys, decimals, rng))
                begin = process_time()
                recover(read, explain=False)
                times.append(process_time() - begin)
            what = f"tables behind {rates}, {', '.join(keys)}: half of the prints"
            ninth = quantiles(times[WARM:], n=10)[-1] * 1000
            yield Comparison(what, f"nine of ten below {ninth:.1f} ms", median(times[WARM:]))


def drawn(rng: random.Random) -> PairedTable:
    """Return a table with rates from a fifth to four fifths, and a twentieth to a third of the patients discordant."""
    rate, discordant, ahead = rng.uniform(0.2, 0.8), rng.uniform(0.05, 0.3), rng.uniform(0.4, 0.7)
    both = max(rate - discordant * ahead, 0.0)
    neither = max(1.0 - both - discordant, 0.0)
    weights = (both, discordant * ahead, discordant * (1.0 - ahead), neither)
    patients = rng.choices(range(4), weights, k=N)
    return PairedTable(*(patients.count(cell) for cell in range(4)))


def printed(table: PairedTable, keys: tuple[str, ...], decimals: int | None, rng: random.Random) -> dict[str, str]:
    """Return what a paper prints of a table, by a method chosen at random."""
    counts = {"index": table.index_positive, "comparator": table.comparator_positive}
    found = {key: str(x) if decimals is None else f"{100 * x / N:.{decimals}f}%" for key, x in counts.items()}
    found["n"] = str(N)
    for key in keys:
        if key == "p":
            p, places = mcnemar(table, rng.choice(TESTS)).p_value or 0.0, rng.choice((2, 3, 4))
            least = 10.0**-places
            found[key] = f"{p:.{places}f}" if p >= least / 2.0 else f"<{least:.{places}f}"
            continue
        if key not in INTERVALS:
            found[key] = f"{float(observed(key, table) or 0.0):.{POINTS[key]}}"
            continue
        computed = [one for one in methods(INTERVALS[key]) if "unconditional" not in one.name]
        limits = rng.choice(computed).compute(table, 0.95, "two-sided")
        if isinstance(limits, Estimate) and limits.low is not None and limits.high is not None:
            places, scale = LIMITS[key]
            found[key] = f"{scale * limits.low:.{places}f} to {scale * limits.high:.{places}f}"
    return found
