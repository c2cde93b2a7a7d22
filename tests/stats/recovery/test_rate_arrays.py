"""No count is left out whose limits of a rate are printed like this."""

from __future__ import annotations

import random

import numpy as np
import pytest

from psmatrial.stats.binomial_limits import LOWER_LIMITS, lower_limit
from psmatrial.stats.printed_text import printed_interval
from psmatrial.stats.recovery import intervals
from psmatrial.stats.recovery.candidates import Search
from psmatrial.stats.recovery.facts import facts
from psmatrial.stats.recovery.intervals import FittingIntervals
from psmatrial.stats.recovery.rate_arrays import extremes
from tests.stats.recovery import brute

LEVELS = (0.8, 0.9, 0.95, 0.99, 0.999)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", LOWER_LIMITS)
def test_every_limit_lies_between_the_extremes(name, level):
    error, rng = (1.0 - level) / 2.0, random.Random(f"{name} {level}")  # noqa: S311 - cases, not secrets
    pairs = [(x, n) for n in (1, 2, 3, 5, 9, 16) for x in range(n + 1)]
    pairs += [(rng.randint(0, n), n) for n in (40, 150, 600, 2000) for _ in range(15)]
    pairs += [(x, n) for n in (70, 900) for x in (0, 1, 2, n - 1, n)]
    x, n = np.array(pairs, dtype=float).T
    least, most = extremes(x, n, error)
    for (count, of), low, high in zip(pairs, least, most, strict=True):
        assert low - 1e-11 <= lower_limit(count, of, name, error) <= high + 1e-11, (count, of)


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
