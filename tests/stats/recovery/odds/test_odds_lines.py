"""The intervals of the odds ratio: tails from neighbours, sides of Blaker's limit, and no count lost or invented."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP
from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.model import PairedTable
from psmatrial.stats.binomial_limits import lower_limit
from psmatrial.stats.distributions import beta_cdf, beta_quantile, binomial_cdf, binomial_pmf, binomial_tail
from psmatrial.stats.methods import method, methods
from psmatrial.stats.printed_text import Interval, printed_interval
from psmatrial.stats.recovery.intervals import FittingIntervals
from psmatrial.stats.recovery.odds.odds_edges import TAILS, Reach
from psmatrial.stats.recovery.odds.odds_lines import OddsLines
from psmatrial.stats.recovery.rates.binomial_intervals import IN, OUT, Window
from psmatrial.stats.recovery.rates.blaker_sides import BlakerPlaces, BlakerSide, largest_error
from psmatrial.stats.recovery.rates.walks import Walk
from tests.stats.recovery import brute

NAMES = [entry.name for entry in methods("odds-ratio")]
LEVELS = [0.5, 0.6, 0.61, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999]
many, modest = settings(max_examples=200, deadline=None), settings(max_examples=60, deadline=None)
shares = st.one_of(st.floats(1e-9, 1.0 - 1e-9), st.sampled_from([0.5, 1e-4, 0.9999]))
steps = st.lists(st.tuples(st.integers(-120, 120), st.integers(-120, 120)), max_size=40)


@modest
@given(shares, st.tuples(st.integers(1, 100_000), st.integers(0, 100_000)), steps, st.sampled_from([0.0, 0.5]))
def test_tails_from_neighbours_are_those_computed_anew(x, start, moves, half):
    walk, (b, c) = Walk(x, half), start
    for more, other in [(0, 0), *moves, *[(1, 1)] * 250]:
        b, c = max(1, b + more), max(0, c + other)
        if more == other == 1 and b % 10:
            walk.at(b, c)
            continue
        anew = beta_cdf(x, b + 0.5, c + 0.5) if half else binomial_tail(b, b + c, x)
        assert walk.at(b, c) == pytest.approx(anew, abs=1e-10)
        if not half:
            middle = binomial_tail(b + 1, b + c, x) + binomial_pmf(b, b + c, x) / 2.0
            assert walk.middle(b, c) == pytest.approx(middle, abs=1e-10)


@pytest.mark.parametrize("start", [(60, 60), (59, 59), (150, 150)])
def test_a_walk_does_not_begin_where_its_weight_has_lost_its_digits(start):
    walk = Walk(1e-6)
    assert walk.at(*start) < 1e-300
    assert walk.at(30, 30) == pytest.approx(binomial_tail(30, 60, 1e-6), rel=1e-9, abs=0.0)


@many
@given(st.floats(0.0, 1.0), st.integers(1, 400), st.integers(1, 400), st.sampled_from([0.2, 0.1, 0.025, 0.005]))
def test_bounds_of_a_tail_at_the_limit_of_the_other_hold(part, b, c, error):
    limit, double = (beta_quantile(one, b, c + 1) for one in (error, 2.0 * error))
    side = BlakerSide(limit + (0.01 + 0.99 * part) * (double - limit), error)
    for i in {0, b // 2, b - 1, max(0, b - 12)}:
        least, most = side.at_limit(b, c, i)
        there = binomial_cdf(i, b + c, limit)
        assert least * (1.0 - 1e-6) - 1e-9 <= there <= most * (1.0 + 1e-6) + 1e-9


@many
@given(shares, st.integers(1, 400), st.integers(1, 400), st.sampled_from([0.2, 0.1, 0.025, 0.005, 0.0005, 0.00005]))
def test_the_side_of_a_limit_by_blaker(x, b, c, error):
    limit = lower_limit(b, b + c, "blaker", error)
    for share in (x, limit * (1.0 - 1e-4), limit * (1.0 + 1e-4), limit * (1.0 - 1e-12)):
        below = BlakerSide(share, error).below(b, c)
        assert below is None or below == (limit < share)


@many
@given(st.integers(1, 900), st.integers(0, 900), st.sampled_from([0.2, 0.1, 0.025, 0.005]), st.floats(1.0, 2.0))
def test_no_limit_by_blaker_is_above_a_share_whose_tail_is_as_large_as_can_be(b, c, error, times):
    x = lower_limit(b, b + c, "clopper-pearson", times * error)
    tail, limit = binomial_tail(b, b + c, x), lower_limit(b, b + c, "blaker", error)
    for fewest in (b + c, 1 << (b + c).bit_length() - 1, 1):
        most = largest_error(x, error, fewest)
        assert error < most <= 2.0 * error
        if tail > most * (1.0 + 1e-9):
            assert limit <= x * (1.0 + 1e-9)


@many
@given(st.lists(shares, min_size=4, max_size=4), st.integers(1, 60), st.integers(1, 60), st.sampled_from([0.1, 0.025]))
def test_places_of_limits_by_blaker(ends, b, c, error):
    low, high = lower_limit(b, b + c, "blaker", error), 1.0 - lower_limit(c, b + c, "blaker", error)
    windows = Window(*sorted(ends[:2])), Window(*sorted(ends[2:]))
    place = BlakerPlaces(windows, error).place(b, c)
    inside = windows[0].holds(low) and windows[1].holds(high)
    assert place != (OUT if inside else IN)


@many
@given(
    st.sampled_from(TAILS),
    shares,
    st.sampled_from([0.2, 0.1, 0.025, 0.0005, 0.00001]),
    st.booleans(),
    st.lists(st.integers(0, 60), min_size=1, max_size=6),
)
def test_limits_that_are_below_a_share_are_those_whose_tails_reach_the_error(name, x, error, larger, excesses):
    reach = Reach(name, x, error, larger=larger)
    for excess in excesses:
        counts = range(1, 1 + (80 - excess) // 2)
        may, must = reach.within(excess, counts)
        for k in counts:
            found = lower_limit(k + excess if larger else k, 2 * k + excess, name, error)
            assert k in may or found > x
            assert k not in must or found < x


@cache
def limits(name, b, c, level):
    found = method("odds-ratio", name).compute(PairedTable(0, b, c, 1), level, "two-sided")
    return found.low, found.high


def printed_like(printed: Interval, ends, truncation):
    pairs = zip((printed.low, printed.high), ends, strict=True)
    return all(one is None or one.fits(end, truncation=truncation) for one, end in pairs)


@st.composite
def prints(draw):
    """Return a method, a level, the most discordant patients, an interval that is printed, and which limits of it."""
    name, level, most = draw(st.sampled_from(NAMES)), draw(st.sampled_from(LEVELS)), draw(st.integers(1, 26))
    b = draw(st.integers(0, most))
    found = limits(name, b, draw(st.integers(0, most - b)), level)
    scale = draw(st.sampled_from([(1.0, 1.0), (1.0, 1.0), (0.8, 1.1), (1.3, 1.5)]))
    ends = [end * by for end, by in zip(found, scale, strict=True)]
    rounding = draw(st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN]))
    decimals = draw(st.integers(0, 3))
    try:
        printed = printed_interval(" to ".join(brute.typed(end, decimals, False, rounding) for end in ends), "ratio")
    except InputError:
        assume(False)
    kept = draw(st.sampled_from(["both", "both", "both", "low", "high"]))
    printed = Interval(printed.low if kept != "high" else None, printed.high if kept != "low" else None)
    return name, level, most, printed


@modest
@given(prints(), st.booleans(), st.booleans(), st.randoms(use_true_random=False))
def test_no_count_is_lost_or_invented_in_whatever_order_it_is_asked(asked, together, truncation, rng):
    name, level, most, printed = asked
    names = tuple(NAMES) if together else (name,)
    intervals = FittingIntervals("odds_ratio_ci", printed, level, truncation=truncation)
    lines = OddsLines(intervals, names, most)
    excesses = list(range(-most - 1, most + 2))
    rng.shuffle(excesses)
    for excess in excesses:
        expected = {}
        for k in range((most - abs(excess)) // 2 + 1 if abs(excess) <= most else 0):
            b, c = k + max(0, excess), k + max(0, -excess)
            fitting = [one for one in names if printed_like(printed, limits(one, b, c, level), truncation)]
            if fitting:
                expected[k] = tuple(fitting)
        start = rng.randint(0, most)
        some = range(start, start + rng.randint(1, 4))
        found = lines.fitting(excess, some)
        assert {k: found[k] for k in some if k in found} == {k: expected[k] for k in some if k in expected}
        assert lines.fitting(excess) == expected
        assert not expected or excess in lines.excesses


@pytest.mark.parametrize(
    ("text", "level", "most"), [("0.013 to 78.497", 0.95, 10), ("0.02 to 2999.00", 0.999, 3), ("0.7 to 16.4", 0.9, 12)]
)
def test_counts_that_are_too_near_to_an_end_to_tell_are_found_once(text, level, most):
    printed = printed_interval(text, "ratio")
    lines = OddsLines(FittingIntervals("odds_ratio_ci", printed, level), tuple(NAMES), most)
    for excess in range(-most, most + 1):
        expected = {}
        for k in range((most - abs(excess)) // 2 + 1):
            b, c = k + max(0, excess), k + max(0, -excess)
            if fitting := [name for name in NAMES if printed_like(printed, limits(name, b, c, level), False)]:
                expected[k] = tuple(fitting)
        assert lines.fitting(excess) == expected
        assert not expected or excess in lines.excesses


@pytest.mark.parametrize(("text", "excess"), [("1.04 to 1.09", 900), ("0.95 to 1.02", -95), ("0.9 to 1.1", 4)])
def test_of_very_many_patients_the_ends_of_the_counts_are_right(text, excess):
    intervals = FittingIntervals("odds_ratio_ci", printed_interval(text, "ratio"), 0.95)
    lines = OddsLines(intervals, tuple(NAMES), 100_000)
    for near in (excess - 1, excess, excess + 1):
        found = lines.fitting(near)
        assert found
        for name in NAMES:
            counts = [k for k, names in found.items() if name in names]
            for k in {k + step for k in (*counts[:1], *counts[-1:]) for step in (-1, 0, 1)} - {-1}:
                table = PairedTable(0, k + max(0, near), k + max(0, -near), 1)
                assert intervals.fits(name, table) == (k in counts)


@pytest.mark.parametrize(("b", "c"), [(6, 3), (7, 4)])
def test_a_limit_on_the_end_of_a_cut_off_number_is_not_taken_for_a_fit(b, c):
    asked = FittingIntervals("odds_ratio_ci", printed_interval("0 to 3", "ratio"), 0.6, truncation=True)
    table = PairedTable(0, b, c, 1)
    assert not asked.fits("blaker", table)
    assert "blaker" not in asked.fitting(table)
