"""Groups compared: log-rank, Cox, proportional hazards and Gray, by hand, against R and other programs, and laws."""

from __future__ import annotations

from fractions import Fraction
from math import exp, log, sqrt
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.models.survival.cox import cox
from psmatrial.models.survival.follow_up import FollowUp
from psmatrial.models.survival.gray import gray
from psmatrial.models.survival.log_rank import log_rank
from psmatrial.models.survival.proportional_hazards import proportional_hazards
from psmatrial.models.survival.robust import robust_error
from psmatrial.stats.distributions import chi2_tail, z_of
from tests.models.survival.patients import cause_specific, columns_of, followed, leukaemia
from tests.oracle import agrees, records

QUICK = settings(deadline=None, max_examples=40)
ARMS = st.lists(st.tuples(st.integers(1, 9), st.sampled_from([0, 1, 2]), st.booleans()), min_size=6, max_size=30)


def labelled(cells):
    return [str(cell) for cell in cells]


def fitted(inputs, ties):
    names = inputs["covariates"]
    rows = list(zip(*columns_of(inputs, [names] if isinstance(names, str) else names), strict=True))
    return cox(followed(inputs), rows, ties=ties)


def test_the_log_rank_test_by_hand():
    # At 1: two of four at risk are a, a has the event; at 2: one of three; at 3: one of two, b has it.
    follow_up, groups = FollowUp((1.0, 2.0, 3.0, 4.0), (1, 1, 1, 0)), ["a", "b", "b", "a"]
    test = log_rank(follow_up, groups)
    expected = Fraction(2, 4) + Fraction(1, 3) + Fraction(1, 2)
    variance = Fraction(1, 4) + Fraction(2, 9) + Fraction(1, 4)
    assert test.observed == (1, 2)
    assert test.expected == pytest.approx((float(expected), float(3 - expected)), rel=1e-12)
    assert test.statistic == pytest.approx(float((1 - expected) ** 2 / variance), rel=1e-12)


def test_the_log_rank_test_of_the_leukaemia_trial():
    follow_up, arms = leukaemia()
    test = log_rank(follow_up, labelled(arms))
    # Printed in textbooks: 21 events against 10.75 expected, 9 against 19.25, chi-squared 16.79.
    assert test.observed == (21, 9)
    assert [round(value, 2) for value in test.expected] == [10.75, 19.25]
    assert round(test.statistic, 2) == 16.79


def test_cox_models_of_the_leukaemia_trial():
    follow_up, arms = leukaemia()
    # Printed with each rule for ties: Efron -1.572 (0.412), Breslow -1.509 (0.410).
    for ties, coefficient, error in (("efron", -1.572, 0.412), ("breslow", -1.509, 0.410)):
        fit = cox(follow_up, [(arm,) for arm in arms], ties=ties)
        assert (round(fit.coefficients[0], 3), round(fit.error(), 3)) == (coefficient, error)


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records("survival", "survival::survdiff(Surv ~ "))
def test_log_rank_tests_agree_with_r(inputs, outputs, rtol, atol):
    (groups,) = columns_of(inputs, (inputs["group"],))
    test = log_rank(followed(inputs), labelled(groups), weight=inputs.get("rho", 0.0))
    assert agrees(test.statistic, outputs["chi2"], rtol, atol)
    assert agrees(chi2_tail(test.statistic, test.df), outputs["p"], rtol, atol)
    for ours, name in ((test.observed, "obs"), (test.expected, "exp")):
        for one, reference in zip(ours, outputs.get(name, ours), strict=True):
            assert agrees(one, reference, rtol, atol)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_cox_models_agree_with_r(ties):
    for param in records("survival", f"coxph(Surv ~ covariates, ties='{ties}')"):
        inputs, outputs, rtol, atol = param.values
        fit, z = fitted(inputs, ties), z_of(0.95)
        lists = {name: value if isinstance(value, list) else [value] for name, value in outputs.items()}
        for k, value in enumerate(fit.coefficients):
            assert agrees(value, lists["coef"][k], rtol, atol)
            assert agrees(fit.error(k), lists["se"][k], rtol, atol)
            assert agrees(exp(value - z * fit.error(k)), lists["HR_lower"][k], rtol, atol)
            assert agrees(exp(value + z * fit.error(k)), lists["HR_upper"][k], rtol, atol)
        for ours, reference in zip(fit.log_likelihood, outputs["loglik"], strict=True):
            assert agrees(ours, reference, rtol, atol)
        assert agrees(fit.score, outputs["score"][0], rtol, atol)


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records("survival", "survival::cox.zph"))
def test_tests_of_proportional_hazards_agree_with_r(inputs, outputs, rtol, atol):
    found = proportional_hazards(fitted(inputs, "efron"))
    for ours, reference in zip((*found.each, found.together), outputs["chi2"], strict=True):
        assert agrees(ours, reference, rtol, atol)


def test_the_robust_error_with_ties_is_that_of_r_and_not_of_lifelines():
    # R survival 3.5-3 gives 0.8110335449069163 here, lifelines 0.30.3 gives 0.7871355870904629.
    fit = fitted({"dataset": "surv_tiny", "covariates": "arm"}, "efron")
    assert robust_error(fit) == pytest.approx(0.8110335449069163, rel=1e-8)


def test_lifelines_agrees_where_it_is_told_to_converge():
    from lifelines import CoxPHFitter
    from pandas import DataFrame

    inputs = {"dataset": "bcr_sim", "covariates": ["arm", "psa"]}
    names = ("time", "status", "arm", "psa")
    frame = DataFrame(dict(zip(names, columns_of(inputs, names), strict=True)))
    judge = CoxPHFitter().fit(frame, "time", "status", fit_options={"precision": 1e-14, "step_size": 1.0})
    fit = fitted(inputs, "efron")
    assert fit.coefficients == pytest.approx(list(judge.params_), rel=1e-7)
    assert [fit.error(0), fit.error(1)] == pytest.approx(list(judge.standard_errors_), rel=1e-7)


def test_grays_test_by_its_mean_over_shuffled_groups():
    source = Random(7)  # noqa: S311 - a shuffle, not a secret
    times = tuple(float(source.randint(1, 30)) for _ in range(90))
    follow_up = FollowUp(times, tuple(source.choice([0, 1, 1, 2]) for _ in times))
    groups, found = ["a", "b", "c"] * 30, []
    for _ in range(250):
        source.shuffle(groups)
        found.append(gray(follow_up, groups).statistic)
    # Chi-squared on 2 df has the mean 2 and is above 5.99 once in twenty times.
    assert sum(found) / len(found) == pytest.approx(2, abs=0.35)
    assert sum(value > 5.99 for value in found) / len(found) == pytest.approx(0.05, abs=0.03)


def test_without_a_competing_event_and_censoring_grays_test_is_close_to_the_log_rank_test():
    times = tuple(float(k) for k in range(1, 13))
    groups = ["a", "b", "b", "a", "a", "b", "a", "b", "a", "a", "b", "b"]
    follow_up = FollowUp(times, (1,) * 12)
    assert gray(follow_up, groups).statistic == pytest.approx(log_rank(follow_up, groups).statistic, rel=0.15)


@QUICK
@given(ARMS)
def test_names_and_order_of_groups_do_not_matter(patients):
    follow_up = FollowUp(tuple(float(t) for t, *_ in patients), tuple(e for _, e, _ in patients))
    one, two = (["ab"[flag ^ turned] for *_, flag in patients] for turned in (False, True))
    for test in (log_rank, gray):
        first, second = (test(follow_up, groups).statistic for groups in (one, two))
        assert (first is None) == (second is None)
        if first is not None:
            assert first == pytest.approx(second, rel=1e-8, abs=1e-10)


@QUICK
@given(ARMS)
def test_turning_the_groups_round_inverts_the_hazard_ratio(patients):
    follow_up = cause_specific(FollowUp(tuple(float(t) for t, *_ in patients), tuple(e for _, e, _ in patients)))
    one, two = (cox(follow_up, [(float(flag ^ turned),) for *_, flag in patients]) for turned in (False, True))
    assert (one is None) == (two is None)
    if one is not None:
        assert one.coefficients[0] == pytest.approx(-two.coefficients[0], abs=1e-7)
        assert robust_error(one) == pytest.approx(robust_error(two), abs=1e-7)


@QUICK
@given(ARMS)
def test_without_ties_the_score_test_of_cox_is_the_log_rank_test(patients):
    times = tuple(float(10 * t + k / 100) for k, (t, *_) in enumerate(patients))
    follow_up = cause_specific(FollowUp(times, tuple(e for _, e, _ in patients)))
    fit = cox(follow_up, [(float(flag),) for *_, flag in patients])
    if fit is not None:
        test = log_rank(follow_up, [str(flag) for *_, flag in patients])
        assert fit.score == pytest.approx(test.statistic, rel=1e-9)


def test_one_stratum_is_no_stratum_and_strata_keep_patients_apart():
    follow_up, arms = leukaemia()
    groups = labelled(arms)
    assert log_rank(follow_up, groups, ["x"] * 42).statistic == log_rank(follow_up, groups).statistic
    # Each patient alone: nobody is compared with anybody.
    assert log_rank(follow_up, groups, labelled(range(42))).statistic is None
    assert cox(follow_up, [(arm,) for arm in arms], labelled(range(42))) is None


def test_a_stratified_test_is_the_sum_over_its_strata():
    (times, status, arms, strata) = columns_of({"dataset": "bcr_sim"}, ("time", "status", "arm", "stratum"))
    follow_up = FollowUp(tuple(map(float, times)), tuple(status))
    whole = log_rank(follow_up, labelled(arms), labelled(strata))
    excess = variance = 0.0
    for stratum in set(strata):
        inside = [k for k, value in enumerate(strata) if value == stratum]
        part = log_rank(follow_up.of(inside), labelled([arms[k] for k in inside]))
        difference = part.observed[1] - part.expected[1]
        excess += difference
        variance += difference**2 / part.statistic
    assert whole.statistic == pytest.approx(excess**2 / variance, rel=1e-9)
    model = cox(follow_up, [(arm,) for arm in arms], labelled(strata))
    assert abs(model.coefficients[0] / model.error()) == pytest.approx(sqrt(whole.statistic), abs=0.15)


@pytest.mark.parametrize(
    "follow_up",
    [
        FollowUp((1.0, 2.0, 3.0, 4.0), (0, 0, 0, 0)),
        FollowUp((1.0, 2.0, 3.0, 4.0), (1, 0, 1, 0)),
        FollowUp((1.0, 2.0, 1.5, 2.5), (0, 0, 1, 0)),
    ],
    ids=["nobody has it", "one group has none", "only one group was there"],
)
def test_where_the_likelihood_has_no_maximum_there_is_no_model(follow_up):
    assert cox(follow_up, [(0,), (1,), (0,), (1,)]) is None


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.tuples(st.integers(0, 50), st.booleans(), st.booleans()),
        min_size=2,
        max_size=12,
        unique_by=lambda one: one[0],
    )
)
def test_two_groups_have_a_model_exactly_where_each_has_an_event_while_the_other_is_watched(patients):
    def before_one_of(other):
        return any(
            event and group != other and any(later > time and who == other for later, _, who in patients)
            for time, event, group in patients
        )

    follow_up = FollowUp(tuple(float(time) for time, _, _ in patients), tuple(int(event) for _, event, _ in patients))
    fit = cox(follow_up, [(float(group),) for _, _, group in patients])
    assert (fit is not None) == (before_one_of(other=True) and before_one_of(other=False))


def test_a_covariate_that_is_the_same_for_all_has_no_model():
    assert cox(FollowUp((1.0, 2.0), (1, 1)), [(1,), (1,)]) is None


def test_an_unknown_rule_for_ties_is_refused():
    with pytest.raises(InputError, match="efron"):
        cox(FollowUp((1.0, 2.0), (1, 1)), [(0,), (1,)], ties="exactly")


def test_the_hazard_ratio_of_two_patients_pairs_by_hand():
    # One event with one of each group at risk, then none: the likelihood h/(1 + h) twice and 1/(1 + h) once.
    follow_up = FollowUp((1.0, 2.0, 1.0, 2.0, 1.0, 2.0), (1, 0, 1, 0, 1, 0))
    fit = cox(follow_up, [(1,), (0,), (1,), (0,), (0,), (1,)], ["x", "x", "y", "y", "z", "z"])
    assert fit.coefficients[0] == pytest.approx(log(2), rel=1e-10)
    assert fit.error() == pytest.approx(sqrt(1 / 2 + 1 / 1), rel=1e-10)
