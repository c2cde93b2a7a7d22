"""Lines that are solved together give what each gives alone."""

from __future__ import annotations

import random
from math import inf, isclose, isnan

import numpy as np
import pytest

from psmatrial.stats.binomial_limits import lower_limit
from psmatrial.stats.distributions import z_of
from psmatrial.stats.printed_text import printed_interval
from psmatrial.stats.recovery.candidates import Rules, Search
from psmatrial.stats.recovery.contrast import contrasts, solved
from psmatrial.stats.recovery.contrast.closed import CLOSED, Error, Line
from psmatrial.stats.recovery.contrast.closed_arrays import BONETT_PRICE, CLOSED_ARRAYS, Many
from psmatrial.stats.recovery.contrast.lines import Lines
from psmatrial.stats.recovery.facts import facts
from psmatrial.stats.recovery.intervals import FittingIntervals
from tests.stats.recovery import brute
from tests.stats.recovery.test_complete import case, with_methods

LEVELS = (0.9, 0.95, 0.99)
CLOSED_METHODS = [(key, name) for key, names in CLOSED.items() for name in names]
SIZES = (1, 2, 3, 7, 20, 61, 200, 1000, 2000)
NUMBERS = {
    "difference_ci": (-0.9, -0.31, -0.05, 0.0, 0.015, 0.06, 0.11, 0.4, 0.97),
    "ratio_ci": (0.01, 0.4, 0.9, 0.985, 1.0, 1.015, 1.12, 1.3, 2.7, 60.0),
}


def lines(sizes, cases, seed, *, ratio):
    """Return random lines, rates that are near to each other or to an end often."""
    rng, found = random.Random(seed), []  # noqa: S311 - cases, not secrets
    for n in sizes:
        for place in range(cases):
            x1 = rng.choice((0, 1, n - 1, n)) if place % 5 == 0 else rng.randint(0, n)
            x2 = rng.randint(0, n) if place % 2 else min(n, max(0, x1 + rng.randint(-3, 3)))
            if x1 >= 0 and not (ratio and x1 * x2 == 0):
                found.append(Line(n, x1 - x2, x1))
    return found


def many(of, error):
    n, excess, index = np.array(of, dtype=float).T
    limits = solved._rate_limits(("wilson", "jeffreys"), n, index, index - excess, error)
    return Many(n, index, index - excess, limits)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("key", "name"), CLOSED_METHODS)
def test_a_closed_form_is_the_same_for_many_lines(key, name, level):
    error = Error((1.0 - level) / 2.0, z_of(level))
    of = lines(SIZES, 40, f"{key} {name} {level}", ratio=key == "ratio_ci")
    numbers = np.array(NUMBERS[key])
    with np.errstate(all="ignore"):
        together = CLOSED_ARRAYS[key][name](many(of, error).both_ways(), numbers[:, None], error)
    assert together.shape == (2, len(numbers), len(of))
    for seen, rows in zip((of, [line.swapped() for line in of]), together.tolist(), strict=True):
        for x, row in zip(NUMBERS[key], rows, strict=True):
            for line, found in zip(seen, row, strict=True):
                alone = CLOSED[key][name](line, x, error)
                if alone is None:
                    assert isnan(found)
                else:
                    # Counts are searched for up to a millionth of themselves.
                    assert found == alone or isclose(found, alone, rel_tol=1e-7, abs_tol=1e-7), (line, x)


def test_every_closed_form_is_there_for_many_lines():
    assert {key: set(names) for key, names in CLOSED_ARRAYS.items()} == {
        key: set(names) for key, names in CLOSED.items()
    }


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("rate", ["wilson", "jeffreys"])
def test_limits_of_rates_are_the_same_for_many_lines(rate, level):
    of, error = lines(SIZES, 40, rate, ratio=False), Error((1.0 - level) / 2.0, z_of(level))
    limits = many(of, error).limits[rate]
    for i, (n, excess, x1) in enumerate(of):
        for found, x in zip(
            (limits.index, limits.not_index, limits.comparator, limits.not_comparator),
            (x1, n - x1, x1 - excess, n - x1 + excess),
            strict=True,
        ):
            assert isclose(found[i], lower_limit(x, n, rate, error.share), rel_tol=1e-11, abs_tol=1e-13)


def prints(key, name, line, k, rng):
    """Return the limits of a table by a method as they could be printed."""
    percent = key == "difference_ci"
    ends = brute.limits(key, name, 0.95, line.table(k).cells)
    if any(end in (inf, -inf) or isnan(end) for end in ends):
        return "-100 to 100" if percent else "0 to inf"
    return " to ".join(brute.typed(end, rng.choice((0, 1) if percent else (1, 2)), percent) for end in ends)


@pytest.mark.parametrize("key", CLOSED)
def test_lines_fit_together_as_they_fit_alone(key):
    rng, fitting = random.Random(key), 0  # noqa: S311 - cases, not secrets
    names = list(CLOSED[key])
    if key == "ratio_ci":
        names.insert(2, BONETT_PRICE)
    of = lines((1, 2, 4, 9, 30, 120, 500), 12, key, ratio=False)
    for line in of:
        top = min(line.index_positive, line.comparator_positive)
        top = min(top, line.n - line.index_positive, line.n - line.comparator_positive)
        text = prints(key, rng.choice(names), line, rng.choice((0, top, rng.randint(0, top))), rng)
        asked = FittingIntervals(key, printed_interval(text, "difference" if key == "difference_ci" else "ratio"), 0.95)
        alone, together = (Lines(key, asked.printed, asked.windows, asked.level) for _ in range(2))
        others = [one for one in of if one.n == line.n]
        together.prepare([(names, solved.columns(others))])
        for one in others:
            most = min(one.index_positive, one.comparator_positive)
            counts = range(min(most, one.n - one.index_positive, one.n - one.comparator_positive) + 1)
            expected = alone.fitting(names, one, counts)
            assert dict(sorted(together.fitting(names, one, counts).items())) == dict(sorted(expected.items()))
            fitting += len(expected)
    assert fitting > 100


@pytest.mark.parametrize("seed", range(24))
def test_a_search_that_solves_together_finds_every_table(seed, monkeypatch):
    monkeypatch.setattr(contrasts, "_TOGETHER", 3)
    monkeypatch.setattr(contrasts, "_WORTH", -1)
    monkeypatch.setattr(contrasts, "_USE", -1)
    keys = ("difference_ci", "ratio_ci", "both", "kappa")
    n, level, cells, _, printed = case(f"together {seed}", (3, 5, 7), keys)
    rates = {key: brute.typed(brute.observed(key, *cells), 0, percent=True) for key in ("index", "comparator")}
    printed = rates | {key: text for key, text in printed.items() if key.endswith("_ci")}
    found = {
        fit.table.cells: with_methods(fit.matches) for fit in Search(facts({"n": f"{n}-{n + 1}"} | printed, level))
    }
    expected = brute.fitting(n, printed, level) | brute.fitting(n + 1, printed, level)
    assert found == expected


@pytest.mark.parametrize(
    "printed",
    [
        {"ratio": "1.5", "ratio_ci": "1.0 to 2.4"},
        {"index": "60%", "ratio_ci": "1.0 to 2.4"},
        {"ratio_ci": "1.0 to 2.4", "p": "0.03"},
        {"difference_ci": "5% to 40%"},
        {"comparator": "40%", "difference_ci": "5% to 40%", "p": "<0.05"},
        {"agreement": "54%", "difference_ci": "12% to 46%", "ratio_ci": "1.3 to 3.5"},
    ],
)
@pytest.mark.parametrize("many", [1, 50, 2000])
def test_a_search_without_both_rates_finds_the_same_when_it_solves_together(printed, many, monkeypatch):
    cheaply = Rules(costly=False)
    said = facts({"n": "12-50"} | printed)
    for name in ("_WORTH", "_USE"):
        monkeypatch.setattr(contrasts, name, 10**9)
    found = [(fit.table.cells, fit.matches) for fit in Search(said, cheaply)]
    for name in ("_WORTH", "_USE"):
        monkeypatch.setattr(contrasts, name, -1)
    monkeypatch.setattr(contrasts, "_TOGETHER", many)
    solved_for, prepare = [], Lines.prepare

    def counting(self, groups):
        solved_for.extend(n for _, of in groups for n in of[0])
        prepare(self, groups)

    monkeypatch.setattr(Lines, "prepare", counting)
    assert found == [(fit.table.cells, fit.matches) for fit in Search(said, cheaply)]
    assert found
    assert len(solved_for) > 30


@pytest.mark.parametrize(("loaded", "prepared"), [({"numpy": np}, 1), ({}, 0)])
def test_a_hundred_lines_of_a_ratio_are_solved_together_only_where_arrays_are_loaded(loaded, prepared, monkeypatch):
    said = facts({"n": "1000", "index": "56%", "comparator": "52%", "ratio_ci": "1.02 to 1.12"})
    found = [(fit.cells, fit.matches) for fit in Search(said)]
    calls, prepare = [], Lines.prepare
    monkeypatch.setattr(contrasts, "modules", loaded)
    monkeypatch.setattr(Lines, "prepare", lambda self, groups: calls.append(prepare(self, groups)))
    assert found == [(fit.cells, fit.matches) for fit in Search(said)]
    assert len(calls) == prepared
