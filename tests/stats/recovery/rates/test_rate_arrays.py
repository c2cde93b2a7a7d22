"""What is told of many counts together, of the printed limits of their rates, is what is told of each."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.model import PairedTable
from psmatrial.stats.binomial_limits import LOWER_LIMITS, lower_limit
from psmatrial.stats.printed_text import Interval, printed_interval
from psmatrial.stats.recovery import intervals
from psmatrial.stats.recovery.candidates import Search
from psmatrial.stats.recovery.facts import facts
from psmatrial.stats.recovery.intervals import FittingIntervals
from psmatrial.stats.recovery.rates.binomial_intervals import IN, OPEN, OUT
from psmatrial.stats.recovery.rates.rate_arrays import LIMIT_ARRAYS, limits
from psmatrial.stats.recovery.rates.rate_places import placed
from tests.stats.recovery import brute

LEVELS = (0.72, 0.8, 0.9, 0.95, 0.99, 0.999)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", LIMIT_ARRAYS)
def test_every_limit_is_that_of_one_rate(name, level):
    error, rng = (1.0 - level) / 2.0, random.Random(f"{name} {level}")  # noqa: S311 - cases, not secrets
    pairs = [(x, n) for n in (1, 2, 3, 5, 9, 16) for x in range(n + 1)]
    pairs += [(rng.randint(0, n), n) for n in (40, 150, 600, 2000) for _ in range(15)]
    pairs += [(x, n) for n in (70, 900) for x in (0, 1, 2, n - 1, n)]
    x, n = np.array(pairs, dtype=float).T
    for (count, of), limit in zip(pairs, limits(name, x, n, error), strict=True):
        assert limit == pytest.approx(lower_limit(count, of, name, error), abs=1e-12), (count, of)


@given(
    st.integers(1, 60) | st.sampled_from([97, 211, 480, 1000]),
    st.sampled_from(LEVELS),
    st.sampled_from(tuple(LOWER_LIMITS)),
    st.integers(0, 3),
    st.booleans(),
    st.randoms(use_true_random=False),
)
@settings(max_examples=80, deadline=None)
def test_what_is_told_of_many_counts_is_so_of_each(n, level, name, decimals, truncation, rng):
    error, count = (1.0 - level) / 2.0, rng.choice((0, n, rng.randint(0, n), rng.randint(0, n)))
    low, high = lower_limit(count, n, name, error), 1.0 - lower_limit(n - count, n, name, error)
    low, high = (min(1.0, max(0.0, end + rng.choice((0.0, 0.0, 0.004, -0.004)))) for end in (low, high))
    text = " to ".join(brute.typed(end, decimals, percent=True) for end in sorted((low, high)))
    both = printed_interval(text, "rate")
    shown = rng.choice((both, both, Interval(both.low, None), Interval(None, both.high)))
    asked = FittingIntervals("index_ci", shown, level, truncation=truncation)
    told = placed({n: range(n + 1)}, asked.windows, error)[n]
    near = {*told, *(x + step for x in told for step in (-1, 1)), *range(count - 9, count + 10)} & {*range(n + 1)}
    for x in rng.sample(sorted(near), min(len(near), 30)):
        for method in LOWER_LIMITS:
            place = told.get(x, {}).get(method, OUT)
            assert place == OPEN or asked.fits(method, PairedTable(x, 0, 0, n - x)) == (place == IN), (x, method)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", LOWER_LIMITS)
def test_a_printed_interval_leaves_its_own_count(name, level, monkeypatch):
    monkeypatch.setattr(intervals, "_MANY", 1)
    error, rng = (1.0 - level) / 2.0, random.Random(f"own {name} {level}")  # noqa: S311 - cases, not secrets
    for n in (1, 2, 7, 30, 101, 400, 990):
        for x in {0, n, rng.randint(0, n), rng.randint(0, n)}:
            ends = lower_limit(x, n, name, error), 1.0 - lower_limit(n - x, n, name, error)
            for decimals in (0, 1, 2):
                text = " to ".join(brute.typed(end, decimals, percent=True) for end in ends)
                asked = FittingIntervals("index_ci", printed_interval(text, "rate"), level)
                assert x in asked.rate_counts(n, range(n, n + 2)), (x, n, text)


@pytest.mark.parametrize(
    "printed",
    [
        {"index_ci": "41% to 70%", "comparator_ci": "15% to 40%", "difference": "30%"},
        {"index": "56%", "index_ci": "41% to 70%", "comparator_ci": "15% to 40%", "p": "0.0026"},
        {"index_ci": "0% to 7%", "comparator_ci": "93% to 100%"},
    ],
)
def test_a_search_finds_the_same_without(printed, monkeypatch):
    said = facts({"n": "30-170"} | printed)
    found = [(fit.table.cells, fit.matches) for fit in Search(said)]
    monkeypatch.setattr(intervals, "_MANY", 10**6)
    assert found == [(fit.table.cells, fit.matches) for fit in Search(said)]
    assert found
