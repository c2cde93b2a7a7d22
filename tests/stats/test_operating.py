"""Coverage and width of intervals: by hand, against a plain enumeration of all tables, published values, laws."""

from __future__ import annotations

from fractions import Fraction
from math import comb, factorial, inf, isclose, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.model import PairedTable
from psmatrial.stats import _outcomes
from psmatrial.stats.methods import CATALOGUE, method
from psmatrial.stats.operating import coverage, every_interval, lowest_coverage, told_apart
from psmatrial.stats.population import Population, population

INTERVALS = [entry for entry in CATALOGUE if entry.quantity != "equality"]
QUICK = [entry for entry in INTERVALS if not entry.costly]
RATES = [entry for entry in INTERVALS if entry.quantity == "index-rate"]
ODDS = [entry for entry in INTERVALS if entry.quantity == "odds-ratio"]
TRUTHS = [
    Population(0.2, 0.3, 0.1, 0.4),
    Population(0.05, 0.15, 0.15, 0.65),
    Population(0.5, 0.0, 0.25, 0.25),
    Population(0.0, 0.5, 0.5, 0.0),
]
shares = st.floats(0.0, 1.0)


def named(entry):
    return f"{entry.quantity}.{entry.name}"


def tables(n):
    """Return every table of n patients."""
    return [
        PairedTable(a, b, c, n - a - b - c)
        for a in range(n + 1)
        for b in range(n + 1 - a)
        for c in range(n + 1 - a - b)
    ]


def chance(table, truth):
    """Return the multinomial probability of a table in fractions."""
    found = Fraction(factorial(table.n))
    for count, share in zip(table.cells, truth, strict=True):
        found *= Fraction(share) ** count / factorial(count)
    return float(found)


def enumerated(entry, n, truth):
    """Return coverage, the two ways of missing and width by asking the method for every table one by one."""
    value = truth.value(entry.quantity)
    sums = [0.0, 0.0, 0.0, 0.0]
    for table in tables(n):
        found, weight = entry.compute(table, 0.95, "two-sided"), chance(table, truth)
        low, high = found.low, found.high
        place = 1 if low > value and not isclose(low, value) else 2 if high < value and not isclose(high, value) else 0
        sums[place] += weight
        if entry.quantity in {"rate-ratio", "odds-ratio"}:
            low, high = (limit / (1.0 + limit) if limit < inf else 1.0 for limit in (low, high))
        sums[3] += weight * (high - low)
    return tuple(sums)


@pytest.mark.parametrize("entry", QUICK, ids=named)
@pytest.mark.parametrize("truth", TRUTHS, ids=str)
def test_coverage_is_that_of_every_table_asked_one_by_one(entry, truth):
    assert coverage(every_interval(entry, 5), truth) == pytest.approx(enumerated(entry, 5, truth), abs=1e-12)


@pytest.mark.parametrize("entry", [entry for entry in INTERVALS if entry.costly], ids=named)
def test_coverage_of_unconditional_intervals_is_that_of_every_table_asked_one_by_one(entry):
    assert coverage(every_interval(entry, 2), TRUTHS[0]) == pytest.approx(enumerated(entry, 2, TRUTHS[0]), abs=1e-7)


@pytest.mark.parametrize("entry", QUICK, ids=named)
def test_a_method_that_is_asked_once_for_several_tables_does_not_tell_them_apart(entry):
    apart, known = told_apart(entry.quantity, entry.name), {}
    counted = {"index-rate": "index_positive", "comparator-rate": "comparator_positive"}.get(entry.quantity, "")
    for table in tables(5):
        same = {"cells": table, "discordant": table.cells[1:3], "count": getattr(table, counted, None)}[apart]
        found = entry.compute(table, 0.95, "two-sided")
        low, high = known.setdefault(same, (found.low, found.high))
        assert (found.low, found.high) == (low, high)


def test_wald_in_two_patients_by_hand():
    # Splits 2/0 have no width; 1/1 and 1/0 hold 0, as does the table without discordance, without width as well.
    found = coverage(every_interval(method("rate-difference", "wald"), 2), Population(0.0, 0.25, 0.25, 0.5))
    half = 1.959963984540054 * sqrt(0.5) / 2
    assert found.covered == pytest.approx(Fraction(7, 8))
    assert found.too_high == pytest.approx(Fraction(1, 16))
    assert found.too_low == pytest.approx(Fraction(1, 16))
    assert found.width == pytest.approx(Fraction(1, 8) * 2 + Fraction(1, 2) * (0.5 + half))


def test_clopper_pearson_of_one_patient_by_hand():
    # 0 of 1: 0 to 0.975; 1 of 1: 0.025 to 1. Between them both hold the rate, beyond them one does.
    found = every_interval(method("index-rate", "clopper-pearson"), 1)
    assert coverage(found, Population(0.5, 0.0, 0.0, 0.5))[:3] == pytest.approx((1.0, 0.0, 0.0))
    assert coverage(found, Population(0.01, 0.0, 0.0, 0.99))[:3] == pytest.approx((0.99, 0.01, 0.0))
    assert lowest_coverage(found) == pytest.approx((0.975, 0.025))


@pytest.mark.parametrize(
    ("n", "rate", "printed"), [(17, 0.5, 0.951), (40, 0.5, 0.919), (30, 0.2, 0.946), (98, 0.2, 0.928)]
)
def test_coverage_of_wald_as_published(n, rate, printed):
    # Brown, Cai and DasGupta, Stat Sci 2001;16:101, section 2: more patients, less coverage.
    found = coverage(every_interval(method("index-rate", "wald"), n), Population(rate, 0.0, 0.0, 1.0 - rate))
    assert round(found.covered, 3) == printed


@pytest.mark.parametrize("name", ["clopper-pearson", "blaker"])
@pytest.mark.parametrize("n", [1, 2, 7, 30, 101])
@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_exact_intervals_of_a_rate_hold_their_level_at_every_rate(name, n, level):
    assert lowest_coverage(every_interval(method("index-rate", name), n, level))[0] >= level - 1e-9


def test_wald_holds_nothing_as_the_rate_goes_to_0():
    assert lowest_coverage(every_interval(method("index-rate", "wald"), 40)) == (0.0, 0.0)


@pytest.mark.parametrize("entry", RATES, ids=named)
def test_the_lowest_coverage_is_below_that_at_any_rate_and_is_approached(entry):
    found = every_interval(entry, 12)
    lowest, at = lowest_coverage(found)
    places = [step / 2000 for step in range(1, 2000)]
    near = [place for place in (at - 1e-9, at + 1e-9) if 0.0 < place < 1.0]
    covered = [coverage(found, Population(place, 0.0, 0.0, 1.0 - place)).covered for place in places + near]
    assert min(covered) >= lowest - 1e-9
    assert min(covered[-len(near) :]) == pytest.approx(lowest, abs=1e-6)


@pytest.mark.parametrize("entry", RATES, ids=named)
@pytest.mark.parametrize("n", [10, 20, 50, 200])
def test_limits_of_a_rate_rise_with_the_count_so_that_no_grid_is_needed(entry, n):
    found = every_interval(entry, n)
    assert all(found.low[:-1] <= found.low[1:])
    assert all(found.high[:-1] <= found.high[1:])


@pytest.mark.parametrize("entry", [entry for entry in ODDS if entry.name != "wald"], ids=named)
def test_given_the_discordant_patients_an_odds_ratio_is_covered_as_a_rate_is(entry):
    odds, rate = every_interval(entry, 9).given(7), every_interval(method("index-rate", entry.name), 7)
    truth = Population(0.1, 0.3, 0.2, 0.4)
    assert coverage(odds, truth) == pytest.approx(coverage(rate, Population(0.6, 0.0, 0.0, 0.4)), abs=1e-9)
    assert lowest_coverage(odds) == pytest.approx(lowest_coverage(rate), abs=1e-9)


@pytest.mark.parametrize("entry", ODDS, ids=named)
def test_coverage_of_an_odds_ratio_is_averaged_over_the_discordant_patients(entry):
    found, truth = every_interval(entry, 8), population(0.4, 0.1)
    given_each = [coverage(found.given(m), truth).covered for m in range(1, 9)]
    weights = [comb(8, m) * 0.4**m * 0.6 ** (8 - m) for m in range(9)]
    # Without discordant patients the interval holds everything.
    mean = weights[0] + sum(weight * covered for weight, covered in zip(weights[1:], given_each, strict=True))
    assert coverage(found, truth).covered == pytest.approx(mean, abs=1e-12)


@pytest.mark.parametrize("entry", QUICK, ids=named)
def test_exchanging_the_tests_exchanges_the_two_ways_of_missing(entry):
    if entry.quantity.endswith("-rate"):
        here, there = Population(0.3, 0.0, 0.0, 0.7), Population(0.7, 0.0, 0.0, 0.3)
    else:
        here, there = population(0.5, 0.2, 0.3), population(0.5, -0.2, 0.3)
    found = every_interval(entry, 6)
    one, other = coverage(found, here), coverage(found, there)
    assert one == pytest.approx((other.covered, other.too_low, other.too_high, other.width), abs=1e-9)


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 12), shares, st.floats(-1.0, 1.0), shares)
def test_probabilities_of_all_tables_add_up_to_1(n, discordant, part, both):
    truth = population(discordant, discordant * part, both)
    assert sum(truth) == pytest.approx(1.0)
    assert _outcomes.binomial(n, both).sum() == pytest.approx(1.0)
    assert _outcomes.pairs(n, truth.index_only, truth.comparator_only).sum() == pytest.approx(1.0)
    assert _outcomes.cells(n, truth.index_only, truth.comparator_only, both).sum() == pytest.approx(1.0)


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(QUICK), shares, st.floats(-1.0, 1.0), shares)
def test_coverage_is_a_probability(entry, discordant, part, both):
    found = coverage(every_interval(entry, 3), population(discordant, discordant * part, both))
    assert sum(found[:3]) == pytest.approx(1.0)
    assert all(-1e-12 <= share <= 1.0 + 1e-12 for share in found[:3])
    assert 0.0 <= found.width <= 2.0


def test_a_ratio_whose_comparator_finds_nobody_is_infinite_and_held_by_an_upper_limit_of_infinity():
    truth = Population(0.0, 0.4, 0.0, 0.6)
    assert truth.value("rate-ratio") == truth.value("odds-ratio") == inf
    found = every_interval(method("odds-ratio", "clopper-pearson"), 6)
    assert coverage(found, truth).covered == 1.0
    assert coverage(found.given(6), truth).covered == 1.0


def test_rates_of_both_tests_and_all_quantities_come_from_the_cells():
    truth = Population(0.18, 0.38, 0.08, 0.36)
    assert truth.value("index-rate") == pytest.approx(0.56)
    assert truth.value("comparator-rate") == pytest.approx(0.26)
    assert truth.value("rate-ratio") == pytest.approx(0.56 / 0.26)


@pytest.mark.parametrize("given_shares", [(1.2, 0.0, 0.5), (0.2, 0.3, 0.5), (0.2, 0.1, -0.1)])
def test_what_is_no_probability_is_refused(given_shares):
    with pytest.raises(InputError, match="are no probabilities"):
        population(*given_shares)


def test_a_test_or_no_patient_gives_no_interval():
    with pytest.raises(InputError, match="exact gives no interval of equality for 4 patients"):
        every_interval(method("equality", "exact"), 4)
    with pytest.raises(InputError, match="for 0 patients"):
        every_interval(method("rate-difference", "tango"), 0)


def test_the_lowest_coverage_over_one_rate_needs_one_count():
    with pytest.raises(InputError, match="depends on more than one count"):
        lowest_coverage(every_interval(method("rate-difference", "wald"), 3))
