"""Pooled studies by hand, at the edges, and the laws that hold for all of them."""

from __future__ import annotations

from fractions import Fraction
from math import exp, inf, log, sqrt

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.model import PairedTable
from psmatrial.stats.methods import method
from psmatrial.stats.pooling.average import NO_WIDTH, ONE_KNAPP_HARTUNG, average
from psmatrial.stats.pooling.effects import EMPTY, UNDEFINED, effects
from psmatrial.stats.pooling.heterogeneity import ESTIMATORS, Studies, q_profile, restricted_log_likelihood, tau_squared
from psmatrial.stats.pooling.measures import MEASURES, RATE_SCALES, freeman_tukey_rate
from psmatrial.stats.pooling.methods import POOLING
from psmatrial.stats.pooling.pooled import (
    averaged_effects,
    heterogeneity,
    pooled,
    pooled_estimate,
    predicted,
    random_methods,
    study_estimate,
    subgroups_differ,
)

CALAIS = PairedTable(9, 19, 4, 18)
TABLES = [CALAIS, PairedTable(20, 12, 6, 30), PairedTable(45, 30, 14, 33)]
METHODS = ("fixed", *random_methods(["reml", "dl"]))
COMPARING = ("rate-difference", "rate-ratio", "odds-ratio", "marginal-odds-ratio")
cells = st.integers(1, 40)
tables = st.lists(st.builds(PairedTable, cells, cells, cells, cells), min_size=2, max_size=6)


def test_two_studies_by_hand():
    # y 0 and 2, v 1 and 1: fixed 1, se 1/sqrt 2; Q = 1 + 1 = 2; DL = (2 - 1)/(2 - 2/2) = 1; then w = 1/2 each, se 1.
    fixed, random, scattered = (average([0.0, 2.0], [1.0, 1.0], name) for name in ("fixed", *random_methods(["dl"])))
    assert (fixed.value, fixed.se, fixed.q) == (1.0, pytest.approx(sqrt(0.5)), 2.0)
    assert (random.tau2.value, random.se, random.i2, random.h2) == (1.0, 1.0, 0.5, 2.0)
    # Knapp and Hartung: q = (1/2 + 1/2)/1 = 1, so the same standard error; t of 1 df at 0.975 is 12.7062.
    assert (scattered.se, scattered.df) == (1.0, 1)
    assert scattered.high == pytest.approx(1 + 12.706204736, rel=1e-9)
    assert random.prediction[1] == pytest.approx(1 + 1.959963985 * sqrt(2), rel=1e-9)


def test_fixed_effect_of_differences_by_hand():
    # 0.30 with 18.5/2500 = 0.0074 and 6/68 with (18 - 36/68)/68^2.
    weights = [1 / Fraction(74, 10_000), 1 / ((18 - Fraction(36, 68)) / 68**2)]
    expected = (weights[0] * Fraction(3, 10) + weights[1] * Fraction(6, 68)) / sum(weights)
    found = pooled(TABLES[:2], "rate-difference", "fixed")
    assert found.value == pytest.approx(float(expected), rel=1e-14)
    assert found.high - found.value == pytest.approx(1.959963984540054 / sqrt(float(sum(weights))), rel=1e-12)


def test_random_effects_of_three_studies_are_those_of_statsmodels():
    # statsmodels 0.15 combine_effects(method_re="dl"): tau2 0.0045999662, Q 4.1662948657; REML by brute force.
    found = effects(TABLES, "rate-difference")
    test, tau2, _ = heterogeneity(found, 0.95, "dl")
    assert test.statistic == pytest.approx(4.166294865675535, rel=1e-12)
    assert tau2.value == pytest.approx(0.00459996616637503, rel=1e-12)
    assert tau_squared(Studies(tuple(found.values), tuple(found.variances))).value == pytest.approx(
        0.004674947, rel=1e-6
    )


@pytest.mark.parametrize("quantity", ["rate-difference", "rate-ratio", "odds-ratio"])
@pytest.mark.parametrize("name", ["fixed", "reml", "dl"])
def test_one_study_gives_its_own_result(quantity, name):
    alone = method(quantity, "wald").compute(CALAIS, 0.95, "two-sided")
    found = pooled([CALAIS], quantity, name)
    assert (found.value, found.low, found.high) == pytest.approx((alone.value, alone.low, alone.high), rel=1e-12)
    assert bool(found.note) == (name != "fixed")


def test_one_study_has_no_knapp_hartung_limits_and_says_so():
    found = pooled([CALAIS], "odds-ratio", "reml-knapp-hartung")
    assert (found.value, found.low, found.high) == (pytest.approx(4.75), 0.0, inf)
    assert found.note == ONE_KNAPP_HARTUNG
    test, tau2, share = heterogeneity(effects([CALAIS], "odds-ratio"), 0.95)
    assert (test.p_value, tau2.value, share.value) == (1.0, None, None)
    assert predicted(effects([CALAIS], "odds-ratio"), "reml", 0.95).low is None


@pytest.mark.parametrize("name", METHODS)
def test_equal_studies_have_no_variance_between_them(name):
    found = averaged_effects(effects([CALAIS] * 4, "odds-ratio"), name, 0.95)
    assert exp(found.value) == pytest.approx(4.75)
    assert (found.tau2.value, found.q) == (0.0, pytest.approx(0.0, abs=1e-25))
    assert found.weights == pytest.approx([0.25] * 4)
    if name in ("fixed", "reml", "dl"):
        assert found.se == pytest.approx(sqrt((1 / 19 + 1 / 4) / 4))


def test_an_interval_of_no_width_is_said_not_to_be_one():
    found = average([0.5, 0.5], [0.1, 0.2], "reml-knapp-hartung")
    assert (found.low, found.high, found.p_value, found.note) == (0.5, 0.5, None, NO_WIDTH)


def test_knapp_hartung_is_not_truncated_and_says_where_it_shrinks():
    found = average([0.30, 0.31, 0.29], [0.01, 0.01, 0.01], "dl-knapp-hartung")
    plain = average([0.30, 0.31, 0.29], [0.01, 0.01, 0.01], "dl")
    assert found.se == pytest.approx(0.01 / sqrt(3))
    assert found.high < plain.high
    assert "0.10, below 1" in found.note
    assert average([0.0, 1.0, 0.5], [0.01] * 3, "fixed").note == ""


def test_a_study_that_cannot_enter_is_left_out_and_named():
    found = pooled([PairedTable(0, 8, 0, 42), *TABLES], "odds-ratio", "fixed")
    without = pooled(TABLES, "odds-ratio", "fixed")
    assert (found.value, found.low, found.high, found.n) == (without.value, without.low, without.high, without.n)
    assert found.note == "left out: study 1 (not defined with a count of 0)"


def test_a_correction_changes_only_studies_with_a_count_of_zero():
    found = effects([PairedTable(0, 8, 0, 42), CALAIS], "odds-ratio", 0.5)
    assert found.values == pytest.approx([log(8.5 / 0.5), log(19 / 4)])
    assert found.variances == pytest.approx([1 / 8.5 + 1 / 0.5, 1 / 19 + 1 / 4])
    assert "0.5 added" in found.studies[0].note
    assert found.studies[1].note == ""


def test_a_correction_leaves_studies_alone_whose_effect_exists():
    # A concordant 0 is in nobody's way; Peto's odds ratio and the difference exist also with a discordant 0.
    cases = [("odds-ratio", (0, 8, 4, 18)), ("rate-ratio", (5, 0, 3, 0)), ("peto-odds-ratio", (20, 10, 0, 30))]
    cases += [("rate-difference", (20, 10, 0, 30)), ("rate-difference", (5, 0, 0, 5))]
    for quantity, cells in cases:
        table = PairedTable(*cells)
        assert effects([table], quantity, 0.5) == effects([table], quantity)


def test_a_difference_of_no_variance_widens_all_variances_and_keeps_the_differences():
    found = effects([PairedTable(5, 0, 0, 5), CALAIS], "rate-difference")
    # b + 1/2 = c + 1/2 = 1/2 of 12 patients: 1/144; Calais: (24 - 225/52)/52^2.
    assert found.variances == pytest.approx([1 / 144, (24 - 225 / 52) / 52**2])
    assert found.values == [0.0, 0.3]
    assert "the variance of one study is 0" in found.note


@pytest.mark.parametrize("quantity", MEASURES)
@pytest.mark.parametrize("name", METHODS)
def test_nothing_to_pool_is_no_number_with_a_reason(quantity, name):
    for none in ([], [PairedTable(0, 0, 0, 0)] * 2):
        found = pooled(none, quantity, name)
        assert (found.value, found.low, found.high, found.n) == (None, None, None, 0)
        assert found.note.startswith("no study can be pooled")


def test_what_is_not_known_is_refused_with_the_choices():
    with pytest.raises(InputError, match="Did you mean 'odds-ratio'"):
        pooled(TABLES, "odds-ratios")
    with pytest.raises(InputError, match="Accepted: reml, dl"):
        pooled(TABLES, "odds-ratio", "remi")
    with pytest.raises(InputError, match="correction 2 is not between"):
        pooled(TABLES, "odds-ratio", "fixed", correction=2)
    with pytest.raises(InputError, match=r"level 95 is not between"):
        pooled(TABLES, level=95)


def test_groups_of_equal_average_do_not_differ_and_others_do():
    same, other = effects([CALAIS] * 2, "odds-ratio"), effects([CALAIS.swapped()] * 2, "odds-ratio")
    assert subgroups_differ([(same, "reml"), (same, "reml")], 0.95).p_value == 1.0
    found = subgroups_differ([(same, "reml"), (other, "reml")], 0.95)
    # Both averages log 4.75 from 0, variance (1/19 + 1/4)/2 each: chi2 = (2 log 4.75)^2/(1/19 + 1/4).
    assert (found.statistic, found.df) == (pytest.approx((2 * log(4.75)) ** 2 / (1 / 19 + 1 / 4)), 1)
    assert subgroups_differ([(same, "reml")], 0.95).p_value is None


@pytest.mark.parametrize("entry", POOLING, ids=lambda entry: f"{entry.quantity}-{entry.name}")
def test_an_entry_of_the_catalogue_gives_what_it_names(entry):
    found = entry.compute(TABLES, "odds-ratio", 0.95)
    assert found.quantity.startswith("odds-ratio")
    if entry.quantity != "studies-differ":
        assert found.method == entry.name


@given(tables, st.sampled_from(COMPARING), st.sampled_from(METHODS))
@settings(deadline=None, max_examples=60)
def test_swapping_the_tests_mirrors_every_average(found, quantity, name):
    one, other = (pooled(these, quantity, name) for these in (found, [table.swapped() for table in found]))
    ends = (-other.value, -other.high, -other.low)
    if quantity != "rate-difference":
        ends = tuple(1 / end if end else inf for end in (other.value, other.high, other.low))
    assert (one.value, one.low, one.high) == pytest.approx(ends, rel=1e-6, abs=1e-9)


@given(tables, st.sampled_from(tuple(MEASURES)), st.sampled_from(METHODS))
@settings(deadline=None, max_examples=60)
def test_an_interval_holds_its_estimate_and_order_does_not_matter(found, quantity, name):
    one, other = pooled(found, quantity, name), pooled(found[::-1], quantity, name)
    assert one.low <= one.value <= one.high
    assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high), rel=1e-6, abs=1e-9)


@given(tables, st.sampled_from(METHODS))
@settings(deadline=None, max_examples=40)
def test_a_study_without_weight_changes_nothing(found, name):
    one = pooled(found, "odds-ratio", name)
    other = pooled([*found, PairedTable(7, 0, 0, 7), PairedTable(0, 0, 0, 0)], "odds-ratio", name)
    assert (one.value, one.low, one.high) == (other.value, other.low, other.high)


@given(tables, st.sampled_from(tuple(ESTIMATORS)))
@settings(deadline=None, max_examples=60)
def test_random_effects_lie_among_the_studies_and_are_no_more_certain_than_fixed(found, estimator):
    entering = effects(found, "odds-ratio")
    fixed, random = (averaged_effects(entering, name, 0.95) for name in ("fixed", estimator))
    assert min(entering.values) - 1e-9 <= random.value <= max(entering.values) + 1e-9
    assert random.se >= fixed.se - 1e-12
    assert sum(random.weights) == pytest.approx(1.0)
    assert 0.0 <= random.i2 < 1.0


@given(tables)
@settings(deadline=None, max_examples=40)
def test_reml_is_the_largest_restricted_likelihood(found):
    entering = effects(found, "odds-ratio")
    studies = Studies(tuple(entering.values), tuple(entering.variances))
    best = tau_squared(studies).value
    height = restricted_log_likelihood(studies, best)
    grid = [studies.typical * step / 20 for step in range(200)] + [best * 1.001, best * 0.999]
    assert all(height >= restricted_log_likelihood(studies, one) - 1e-9 for one in grid)


@given(tables)
@settings(deadline=None, max_examples=40)
def test_the_q_profile_interval_widens_with_its_level(found):
    entering = effects(found, "odds-ratio")
    assume(len(entering.values) > 1)
    studies = Studies(tuple(entering.values), tuple(entering.variances))
    narrow, wide = q_profile(studies, 0.80), q_profile(studies, 0.95)
    assert wide[0] <= narrow[0] <= narrow[1] <= wide[1]


def test_the_marginal_odds_ratio_of_one_study_is_that_of_independence_gee():
    # methods: 3.62238 (1.66992 to 7.85765), log standard error 0.395087.
    found = pooled([CALAIS], "marginal-odds-ratio", "fixed")
    assert (found.value, found.low, found.high) == pytest.approx((3.62238, 1.66992, 7.85765), abs=6e-6)
    assert effects([CALAIS], "marginal-odds-ratio").variances == [pytest.approx(0.395087**2, rel=3e-6)]


def test_a_double_arcsine_goes_back_to_the_rate_it_came_from():
    for x, n in ((5, 20), (15, 20), (1, 3)):
        found = effects([PairedTable(x, 0, 0, n - x)], RATE_SCALES["double-arcsine"])
        assert freeman_tukey_rate(found.values[0], [n]) == pytest.approx(x / n, rel=1e-12)
    assert (freeman_tukey_rate(-0.1, [20]), freeman_tukey_rate(1.6, [20])) == (0.0, 1.0)


def test_a_study_is_shown_as_it_enters_or_with_the_reason_why_it_does_not():
    tables = [CALAIS, PairedTable(0, 8, 0, 42), PairedTable(5, 0, 0, 5), PairedTable(0, 0, 0, 0)]
    shown = [study_estimate(MEASURES["odds-ratio"], table, 0.95) for table in tables]
    assert [(one.value, one.low, one.high) for one in shown[1:]] == [(inf, 0.0, inf), (None, 0.0, inf), (None,) * 3]
    assert shown[0].high == pytest.approx(13.962278, abs=1e-6)
    assert [one.note for one in shown] == ["", *[f"left out: {UNDEFINED}"] * 2, f"left out: {EMPTY}"]
    assert study_estimate(MEASURES["peto-odds-ratio"], tables[2], 0.95).value is None
    assert study_estimate(MEASURES["odds-ratio"], tables[1], 0.95, 0.5).value == pytest.approx(8.5 / 0.5)


@given(st.builds(PairedTable, *[st.integers(0, 5)] * 4), st.sampled_from([0.8, 0.95]))
def test_a_study_has_the_wald_interval_of_its_difference_where_a_variance_is_0_too(table, level):
    shown = study_estimate(MEASURES["rate-difference"], table, level)
    wald = method("rate-difference", "wald").compute(table, level, "two-sided")
    assert (shown.value, shown.low, shown.high) == pytest.approx((wald.value, wald.low, wald.high))
    assert shown.note == (wald.note if table.n else f"left out: {EMPTY}")


def test_left_out_studies_are_named_counted_where_many_and_corrections_said():
    gone = PairedTable(0, 8, 0, 42)
    assert "left out: B (not" in pooled_estimate(effects([CALAIS, gone], "odds-ratio"), "fixed", 0.95, "AB").note
    assert "left out: studies 1, 2 (not" in pooled([gone, gone, CALAIS], "odds-ratio").note
    assert "left out: 6 studies (not" in pooled([gone] * 6 + TABLES, "odds-ratio").note
    assert "1 study with a count of 0: 0.5 added" in pooled([gone, CALAIS], "odds-ratio", correction=0.5).note
    empty = pooled([PairedTable(5, 0, 0, 5), PairedTable(0, 0, 0, 0), CALAIS], "rate-difference")
    assert "left out: study 2 (no patients)" in empty.note


def test_values_beyond_the_range_stand_on_its_end():
    ratio, difference = MEASURES["odds-ratio"], MEASURES["rate-difference"]
    assert [ratio.shown(value) for value in (None, 1e6, -1e6, inf, -inf)] == [None, inf, 0.0, inf, 0.0]
    assert [difference.shown(value) for value in (-1.5, inf)] == [-1.0, 1.0]


def test_equal_effects_have_no_variance_by_any_estimator():
    studies = Studies((0.5, 0.5, 0.5), (0.1, 0.2, 0.3))
    assert {tau_squared(studies, name).value for name in ESTIMATORS} == {0.0}
