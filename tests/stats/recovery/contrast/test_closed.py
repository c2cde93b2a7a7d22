"""The count at which a limit is a given number, in closed form, against the limits themselves."""

from __future__ import annotations

import random

import pytest

from psmatrial.stats.distributions import z_of
from psmatrial.stats.methods import method, methods
from psmatrial.stats.printed_text import printed_interval
from psmatrial.stats.recovery.contrast.closed import CLOSED, NEAR, Error, Line
from psmatrial.stats.recovery.facts import INTERVALS
from psmatrial.stats.recovery.intervals import FittingIntervals
from psmatrial.stats.recovery.nested import between
from tests.stats.recovery.brute import typed

LEVELS = (0.9, 0.95, 0.99)
CLOSED_METHODS = [(key, name) for key, names in CLOSED.items() for name in names]
# Limits are moved by this, relatively, and counts that were solved for may be off by as much again for each count.
MOVED, OFF = 1e-8, 1e-6
LOWEST = {"difference_ci": -1.0, "ratio_ci": 0.0}


def lines(sizes, cases, seed):
    """Yield random lines with a count on each, those at the ends and rates that are near to each other often."""
    rng = random.Random(seed)  # noqa: S311 - cases, not secrets
    for n in sizes:
        for case in range(cases):
            x1 = rng.randint(0, n)
            x2 = rng.randint(0, n) if case % 2 else min(n, max(0, x1 + rng.randint(-3, 3)))
            top = min(x1, x2, n - x1, n - x2)
            yield Line(n, x1 - x2, x1), rng.choice((0, top, rng.randint(0, top), rng.randint(0, top)))


def lower_limits(key, name, line, k, level):
    """Return a line and its lower limit at a count, and the same of the exchanged tests."""
    found = method(INTERVALS[key], name).compute(line.table(k), level, "two-sided")
    mirrored = -found.high if key == "difference_ci" else 1.0 / found.high if found.high else float("inf")
    return (line, found.low), (line.swapped(), mirrored)


def solved(key, name, line, x, level):
    return CLOSED[key][name](line, x, Error((1.0 - level) / 2.0, z_of(level)))


def compare(key, name, line, k, level):
    """Return how many closed forms were compared: just below a limit it lies at ``k`` or later, just above not."""
    compared = 0
    for seen, limit in lower_limits(key, name, line, k, level):
        if limit <= LOWEST[key] + MOVED:
            continue
        step, doubt = MOVED * max(1.0, abs(limit)), OFF * (1.0 + k)
        below, above = (solved(key, name, seen, limit + sign * step, level) for sign in (-1, 1))
        assert below is not None, (seen, k, limit)
        assert above is not None, (seen, k, limit)
        assert below >= k - doubt, (seen, k, limit)
        assert above <= k + doubt, (seen, k, limit)
        compared += 1
    return compared


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("key", "name"), CLOSED_METHODS)
def test_a_limit_is_where_its_closed_form_says(key, name, level):
    sizes = (1, 2, 3, 4, 5, 8, 13, 50, 200, 1000, 2000)
    compared = sum(
        compare(key, name, line, k, level)
        for line, k in lines(sizes, 10, f"{key} {name} {level}")
        if key == "difference_ci" or line.index_positive + line.comparator_positive
    )
    assert compared > 100


@pytest.mark.parametrize(("key", "name"), CLOSED_METHODS)
def test_the_closed_form_parts_the_counts_of_a_line_at_any_number(key, name):
    rng = random.Random(f"{key} {name}")  # noqa: S311 - cases, not secrets
    for line, _ in lines((2, 3, 6, 11, 24), 120, name):
        x1, x2, n = line.index_positive, line.comparator_positive, line.n
        if key == "ratio_ci" and not x1 + x2:
            continue
        x = rng.uniform(-0.99, 0.99) if key == "difference_ci" else rng.choice((0.1, 0.5, 0.9, 1.0, 1.1, 1.3, 1.6, 2.7))
        at = solved(key, name, line, x, 0.95)
        if at is None:
            assert name == "scas"
            continue
        for k in range(min(x1, x2, n - x1, n - x2) + 1):
            limit = lower_limits(key, name, line, k, 0.95)[0][1]
            if abs(limit - x) > MOVED and abs(k - at) > OFF * (1.0 + k):
                assert (limit > x) == (k < at), (line, k, limit, x, at)


def test_every_method_has_a_closed_form_or_one_like_it():
    for key in CLOSED:
        names = {entry.name for entry in methods(INTERVALS[key])}
        assert CLOSED[key].keys() <= names
        assert names <= CLOSED[key].keys() | NEAR[key].keys()
        # Only the corrected score and rates at very low levels leave something to the search.
        assert {"scas"} <= CLOSED[key].keys() & NEAR[key].keys()


@pytest.mark.parametrize("seed", range(40))
def test_between_finds_the_same_from_any_guess(seed):
    rng = random.Random(seed)  # noqa: S311 - cases, not secrets
    start, stop = sorted(rng.randint(0, 60) for _ in range(2))
    narrow, wide = rng.randint(-3, 63), rng.randint(-3, 63)
    guess = rng.choice(((0.0, 0.0), (float("inf"), -float("inf")), (rng.uniform(-9, 70), rng.uniform(-9, 70))))
    asked = []

    def is_narrow(k):
        asked.append(k)
        return k < narrow

    found = between(range(start, stop), is_narrow, lambda k: k > wide, guess)
    assert list(found) == [k for k in range(start, stop) if narrow <= k <= wide]
    assert all(start <= k < stop for k in asked)


@pytest.mark.parametrize("level", [0.6, 0.9, 0.95, 0.99])
def test_methods_of_a_ratio_are_those_whose_limits_are_printed_like_this(level):
    rng, fitting = random.Random(level), 0  # noqa: S311 - cases, not secrets
    for line, k in lines((1, 2, 3, 5, 20, 60, 300), 30, str(level)):
        table = line.table(k)
        estimate = rng.choice(methods("rate-ratio")).compute(table, level, "two-sided")
        decimals = rng.choice((0, 1, 2))
        text = " to ".join(typed(end, decimals, percent=False) for end in (estimate.low, estimate.high))
        asked = FittingIntervals("ratio_ci", printed_interval(text, "ratio"), level, truncation=rng.random() < 0.3)
        expected = tuple(name for name in asked.names if asked.fits(name, table))
        assert asked.fitting(table) == expected, (table.cells, text)
        fitting += len(expected)
    assert fitting > 100
