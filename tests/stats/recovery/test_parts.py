"""The steps of the search: short cuts that must not lose a table, and what is printed taken apart."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.model import PairedTable
from psmatrial.stats.distributions import binomial_tail, z_of
from psmatrial.stats.methods import method, methods
from psmatrial.stats.printed_text import printed_interval, printed_share
from psmatrial.stats.recover import recover
from psmatrial.stats.recovery.contrast.reach import RATES, lopsided, most_lopsided, off_centre, ratio_ends, reach
from psmatrial.stats.recovery.explaining.nearest import strokes
from psmatrial.stats.recovery.facts import counts, facts
from psmatrial.stats.recovery.intervals import NESTED, FittingIntervals
from psmatrial.stats.recovery.rates.binomial_intervals import tails_reach
from tests.stats.recovery import verify
from tests.stats.recovery.brute import tables, typed

CALAIS = PairedTable(9, 19, 4, 18)
modest = settings(max_examples=60, deadline=None)


@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_no_limit_of_a_difference_is_as_far_from_that_of_wald_as_the_short_cut_allows(level):
    rng = random.Random(7)  # noqa: S311 - cases, not secrets
    few = [PairedTable(*cells) for n in (1, 2, 3, 6) for cells in tables(n)]
    many = [PairedTable(*sorted_cells(n, rng)) for n in (20, 60, 300) for _ in range(25)]
    z, error = z_of(level), (1.0 - level) / 2.0
    costly = (*NESTED, "fay-lumbard")
    for place, table in enumerate(few + many):
        for entry in methods("rate-difference"):
            if entry.name in costly and place % 40:
                continue
            found = entry.compute(table, level, "two-sided")
            printed = printed_interval(f"{found.low:.9f} to {found.high:.9f}", "difference")
            assert FittingIntervals("difference_ci", printed, level).near(table), (table.cells, entry.name)
            far = reach(entry.name, table.n, error, z, ratio=False) + 1e-12
            assert max(found.value - found.low, found.high - found.value) <= far, (table.cells, entry.name)


@pytest.mark.parametrize("level", [0.75, 0.9, 0.95, 0.99])
@pytest.mark.parametrize("n", [1, 2, 3, 6, 11, 40])
def test_no_interval_of_a_difference_is_farther_from_its_middle_than_is_proved(n, level):
    rng, z, error = random.Random(n), z_of(level), (1.0 - level) / 2.0  # noqa: S311 - cases, not secrets
    cells = list(tables(n)) if n < 12 else [sorted_cells(n, rng) for _ in range(60)]
    named = [entry for entry in methods("rate-difference") if entry.name not in (*NESTED, "fay-lumbard")]
    for table in (PairedTable(*one) for one in cells):
        for entry in named:
            found = entry.compute(table, level, "two-sided")
            if found.low <= -1.0 or found.high >= 1.0:
                continue
            most, away = max(abs(found.low), abs(found.high)), abs((found.low + found.high) / 2.0 - found.value)
            known = off_centre(n, z, most, found.high - found.low)
            assert away <= known.get(entry.name, math.inf) + 1e-9, (table, entry.name)
            if entry.name in RATES:
                rates = (table.index_positive, table.comparator_positive)
                off = sum(lopsided(x, n, RATES[entry.name], error) for x in rates) / 2.0
                assert away <= off + 1e-9, (table, entry.name)


@pytest.mark.parametrize("level", [0.1, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999])
@pytest.mark.parametrize("rate", RATES.values())
def test_no_limits_of_a_rate_are_more_lopsided_than_is_proved(rate, level):
    z, error = z_of(level), (1.0 - level) / 2.0
    for n in (1, 2, 3, 4, 5, 8, 13, 40, 150, 900):
        for x in {*range(0, n + 1, 1 + n // 30), *range(min(n, 4)), n}:
            assert lopsided(x, n, rate, error) <= most_lopsided(x, n, rate, z) + 1e-12, (x, n)


@pytest.mark.parametrize("n", [3, 4, 9, 40, 700])
def test_what_bounds_of_a_tail_tell_is_so(n):
    rng = random.Random(n)  # noqa: S311 - cases, not secrets
    told = 0
    for _ in range(400):
        x, p, bound = rng.randint(0, n), rng.random(), rng.choice((0.005, 0.025, 0.05, 0.1))
        reached = tails_reach(x, n, p, bound)
        told += reached is not None
        assert reached is not True or binomial_tail(x + 1, n, p) > bound
        assert reached is not False or binomial_tail(x, n, p) < bound
    assert told > 40 or n < 9


@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_no_limit_of_a_ratio_is_farther_from_it_than_is_proved(level):
    rng = random.Random(8)  # noqa: S311 - cases, not secrets
    few = [PairedTable(*cells) for n in (2, 5, 9) for cells in tables(n)]
    many = [PairedTable(*sorted_cells(n, rng)) for n in (20, 60, 300) for _ in range(25)]
    for table in few + many:
        counts = (table.n, table.index_positive, table.comparator_positive)
        for entry in methods("rate-ratio") if counts[1] * counts[2] else ():
            found = entry.compute(table, level, "two-sided")
            low, high = ratio_ends(entry.name, counts, (1.0 - level) / 2.0, z_of(level))
            assert low <= found.low * (1.0 + 1e-9), (table.cells, entry.name)
            assert found.high <= high * (1.0 + 1e-9), (table.cells, entry.name)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
@pytest.mark.parametrize("n", [1, 2, 5, 13, 40, 300])
def test_no_limit_of_a_rate_is_farther_from_it_than_is_proved(n, level):
    for x in range(0, n + 1, 1 + n // 25):
        for entry in methods("index-rate"):
            found = entry.compute(PairedTable(x, 0, 0, n - x), level, "two-sided")
            printed = printed_interval(f"{found.low:.9f} to {found.high:.9f}", "rate")
            assert x in FittingIntervals("index_ci", printed, level).rate_counts(n), (x, entry.name)


def sorted_cells(n, rng):
    first, second, third = sorted(rng.randint(0, n) for _ in range(3))
    return first, second - first, third - second, n - third


@pytest.mark.parametrize("name", NESTED)
@pytest.mark.parametrize(("n", "excess"), [(12, 3), (15, 0), (9, -4)])
def test_costly_intervals_lie_one_inside_the_next(name, n, excess):
    steps = [
        PairedTable(0, k + max(0, excess), k + max(0, -excess), n - 2 * k - abs(excess))
        for k in range((n - abs(excess)) // 2 + 1)
    ]
    entry = next(entry for entry in methods("rate-difference") if entry.name == name)
    ends = [entry.compute(table, 0.95, "two-sided") for table in steps]
    assert all(wide.low <= narrow.low and narrow.high <= wide.high for narrow, wide in pairwise(ends))


@pytest.mark.parametrize("level", verify.LEVELS)
def test_intervals_without_a_proof_are_nested_for_a_sample_of_what_was_verified(level):
    sample = [
        verify.nested_fay_lumbard(level, 17),
        verify.nested("rate-difference", "scas", level, (5, 18)),
        verify.nested("rate-ratio", "bonett-price", level, (4, 12)),
        verify.nested("rate-ratio", "scas", level, (4, 9)),
    ]
    assert all(steps > 0 and least > verify.ROUNDING for steps, least in sample)


def test_the_limits_that_are_verified_are_those_of_the_catalogue():
    b, c = np.array([0, 2, 7, 1, 12, 0]), np.array([3, 2, 1, 6, 0, 0])
    expected = [
        method("rate-difference", "fay-lumbard").compute(PairedTable(0, x, y, 12 - x - y), 0.95, "two-sided").low
        for x, y in zip(b.tolist(), c.tolist(), strict=True)
    ]
    assert verify.lower_limits(b, c, 12, 0.95) == pytest.approx(expected, abs=1e-9)


@modest
@given(st.integers(1, 120).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.sampled_from([0, 1]))
def test_every_method_of_a_rate_is_found_behind_its_own_limits(count, decimals):
    x, n = count
    for entry in methods("index-rate"):
        found = entry.compute(PairedTable(x, 0, 0, n - x), 0.95, "two-sided")
        printed = printed_interval(f"{typed(found.low, decimals, True)} to {typed(found.high, decimals, True)}", "rate")
        assert entry.name in FittingIntervals("index_ci", printed, 0.95).fitting(PairedTable(x, 0, 0, n - x))


@pytest.mark.parametrize(
    ("text", "n", "expected"),
    [("56%", 50, [28]), ("28", 50, [28]), ("28", 20, []), ("0.6", 10, [6]), ("13%", 8, [1]), ("50%", 3, [])],
)
def test_counts_behind_a_printed_rate(text, n, expected):
    assert list(counts(printed_share(text), n)) == expected


def test_cut_off_percentages_count_only_when_allowed():
    share = printed_share("34%")
    assert (list(counts(share, 49)), list(counts(share, 49, truncation=True))) == ([], [17])


@pytest.mark.parametrize(("one", "other", "distance"), [("62.3", "65.3", 1), ("", "ab", 2), ("0.03", "0.30", 2)])
def test_signs_typed_otherwise_are_counted(one, other, distance):
    assert strokes(one, other) == strokes(other, one) == distance


def test_single_values_can_be_taken_away():
    printed = facts({"n": "50", "index": "28/50 (56%)", "index_ci": "41-70", "p": "0.0026"})
    assert printed.pieces() == ("n", "index.count", "index.n", "index.share", "p", "index_ci.low", "index_ci.high")
    rest = printed.without("index.count", "index_ci.low", "p")
    assert rest.pieces() == ("n", "index.n", "index.share", "index_ci.high")
    assert (printed.piece("index.share"), printed.piece("index_ci.high"), printed.piece("n")) == ("56%", "70", "50")
    assert printed.without("n", "index.n").patients == range(1, 1001)


def test_a_misprint_is_sought_by_the_method_that_was_named():
    printed = facts({"n": "50", "index": "44%", "comparator": "24%", "p": "0.018"}, 0.95)
    found = recover(printed, named={"p": "exact"})
    assert all(one.method == "exact" for near in found.nearest for one in near.misprints if one.piece == "p")
    assert all(one.strokes for near in found.nearest for one in near.misprints)
