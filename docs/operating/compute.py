"""The computation: every method at every number of patients, one after the other, and what is missing of it."""
# ruff: noqa: T201 - it says how far it is

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product

from operating.numbers import (
    ALTERNATIVES,
    BOTH,
    CURVE,
    DISCORDANCE,
    EQUAL,
    GIVEN,
    HEADERS,
    LARGEST_COSTLY,
    RATES,
    SIZES,
    STEPS,
    TRIAL,
    TRIAL_BOTH,
    TRIAL_SIZE,
    Row,
    Rows,
    add,
    rows_in,
    sort,
)
from psmatrial.model import Method
from psmatrial.stats import binomial_limits
from psmatrial.stats.methods import CATALOGUE
from psmatrial.stats.operating import Coverage, Intervals, coverage, every_interval, lowest_coverage, told_apart
from psmatrial.stats.operating_size import every_rejection, rejected, size
from psmatrial.stats.population import Population, population


def work() -> None:
    """Work out all that is missing, and write it down method by method."""
    # Only the speed changes: thousands of tables share the few limits of each rate.
    limits = binomial_limits.LOWER_LIMITS
    limits.update({name: cache(limit) for name, limit in limits.items()})
    for entry, n in missing():
        start = time.process_time()
        for name, rows in rows_of(entry, n).items():
            add(name, rows)
        print(f"{entry.quantity} {entry.name} n = {n}: {time.process_time() - start:.1f} s", flush=True)
    sort()


def missing() -> list[tuple[Method, int]]:
    """Return what is not yet worked out, the longest computations last."""
    files = [name for name in HEADERS if name != "rates"]
    done = {(row["quantity"], row["method"], int(row["n"])) for name in files for row in rows_in(name)}
    left = [(entry, n) for entry, n in jobs() if (entry.quantity, entry.name, n) not in done]
    return sorted(left, key=lambda job: (job[1] == max(SIZES), job[0].costly))


def jobs() -> list[tuple[Method, int]]:
    """Return every method with every number of patients, in the order of the catalogue."""
    asked = [entry for entry in CATALOGUE if entry.quantity != "comparator-rate"]
    return [(entry, n) for entry in asked for n in SIZES if n <= LARGEST_COSTLY or not too_costly(entry)]


def too_costly(entry: Method) -> bool:
    """Return whether a method takes a tenth of a second for one table."""
    return entry.costly and entry.quantity == "rate-difference"


def rows_of(entry: Method, n: int) -> Rows:
    """Return all lines about one method at one number of patients."""
    if entry.quantity == "equality":
        return {"tests": tests(entry, n)}
    found = every_interval(entry, n)
    if entry.quantity == "index-rate":
        return {"rates": curve(found), "intervals": [over_rates(found, found.quantity)]}
    rows = list(over_differences(found))
    if entry.quantity == "odds-ratio":
        rows.append(over_rates(found.given(n), GIVEN))
    return {"intervals": rows}


def tests(entry: Method, n: int) -> list[Row]:
    """Return the largest probability of rejecting equal tests, that at each discordance, and the power."""
    critical = every_rejection(entry, n)
    start = (entry.quantity, entry.name, n)
    places = [(discordance, 0.0) for discordance in EQUAL] + list(ALTERNATIVES)
    found = [(*start, *place, rounded(rejected(critical, population(*place)))) for place in places]
    return [(*start, "", 0.0, rounded(size(critical))), *found]


def over_differences(found: Intervals) -> Iterator[Row]:
    """Return what an interval does over all differences, for each discordance, and at the rates of the trial."""
    whole = told_apart(found.quantity, found.method) == "cells"
    for discordance, both in product(DISCORDANCE, BOTH if whole else (0.5,)):
        steps = [discordance * step / STEPS for step in range(STEPS)]
        answers = [coverage(found, population(discordance, step, both)) for step in steps]
        start = (found.quantity, found.method, found.n, discordance, both if whole else "", "")
        yield (*start, *summary(answers, steps))
    if found.n == TRIAL_SIZE:
        answer = coverage(found, population(*TRIAL, TRIAL_BOTH))
        start = (found.quantity, found.method, found.n, TRIAL[0], round(TRIAL_BOTH, 4) if whole else "", TRIAL[1])
        yield (*start, *summary([answer], [TRIAL[1]]))


def over_rates(found: Intervals, quantity: str) -> Row:
    """Return what an interval does over all rates: the lowest coverage by proof, the rest on a grid."""
    lowest, at = lowest_coverage(found)
    shown = summary([coverage(found, having(found, rate)) for rate in RATES], RATES)
    return (quantity, found.method, found.n, "", "", "", rounded(lowest), rounded(at), *shown[2:])


def curve(found: Intervals) -> list[Row]:
    """Return the coverage at every rate, for the picture."""
    if found.n != TRIAL_SIZE:
        return []
    return [(found.method, found.n, rate, rounded(coverage(found, having(found, rate)).covered)) for rate in CURVE]


def having(found: Intervals, rate: float) -> Population:
    """Return patients of whom the index test finds so many, or so many of those found by one test only."""
    if found.quantity == "odds-ratio":
        return Population(0.0, rate, 1.0 - rate, 0.0)
    return Population(rate, 0.0, 0.0, 1.0 - rate)


def summary(answers: Sequence[Coverage], places: Sequence[float]) -> Row:
    """Return the lowest coverage and where it is, mean, shares below, width, and the two ways of missing."""
    covered = [answer.covered for answer in answers]
    lowest = min(covered)
    mean, width, too_high, too_low = (sum(answer[field] for answer in answers) / len(answers) for field in (0, 3, 1, 2))
    below = [sum(value < bar for value in covered) / len(covered) for bar in (0.95, 0.94)]
    numbers = (lowest, places[covered.index(lowest)], mean, *below, width, too_high, too_low)
    return tuple(rounded(number) for number in numbers)


def rounded(number: float) -> float:
    """Return a number with the digits that are kept."""
    return round(number, 6) + 0.0
