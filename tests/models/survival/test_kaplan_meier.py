"""The curve and what is read from it: by hand as fractions, against R, and laws."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.models.survival.competing_risks import incidence
from psmatrial.models.survival.follow_up import FollowUp
from psmatrial.models.survival.kaplan_meier import kaplan_meier
from psmatrial.models.survival.median import median, quantile
from psmatrial.models.survival.restricted_mean import restricted_mean
from psmatrial.models.survival.scales import SCALES, limits
from tests.models.survival.patients import cause_specific, columns_of, followed, leukaemia
from tests.oracle import agrees, records

PATIENTS = st.lists(st.tuples(st.integers(0, 12), st.sampled_from([0, 1, 2])), min_size=1, max_size=25)
QUICK = settings(deadline=None, max_examples=60)


def of(patients):
    return FollowUp(tuple(float(time) for time, _ in patients), tuple(end for _, end in patients))


def test_the_curve_of_the_treated_arm_by_hand():
    follow_up, arms = leukaemia()
    curve = kaplan_meier(follow_up.of(k for k, arm in enumerate(arms) if arm))
    # At risk 21, 17, 15, 12, 11, 7, 6; events 3, then 1 each.
    by_hand, value = [], Fraction(1)
    for n, d in ((21, 3), (17, 1), (15, 1), (12, 1), (11, 1), (7, 1), (6, 1)):
        value *= Fraction(n - d, n)
        by_hand.append(float(value))
    assert curve.times == (6, 7, 10, 13, 16, 22, 23)
    assert curve.survival == pytest.approx(by_hand, rel=1e-12)
    greenwood = Fraction(3, 21 * 18) + Fraction(1, 17 * 16) + Fraction(1, 15 * 14)
    expected = float(Fraction(18, 21) * Fraction(16, 17) * Fraction(14, 15)) * float(greenwood) ** 0.5
    assert curve.error(10) == pytest.approx(expected, rel=1e-12)
    assert median(curve).value == 23
    assert median(kaplan_meier(follow_up.of(k for k, arm in enumerate(arms) if not arm))).value == 8


BY_SCALE = [(scale, *param.values) for scale in SCALES for param in records("survival", f"conf.type='{scale}'")]


@pytest.mark.parametrize(("scale", "inputs", "outputs", "rtol", "atol"), BY_SCALE)
def test_curves_agree_with_r(scale, inputs, outputs, rtol, atol):
    curve, times = kaplan_meier(followed(inputs)), inputs["times"]
    for k, time in enumerate(times):
        low, high = curve.limits(time, 0.95, scale)
        assert agrees(curve.at(time), outputs["surv"][k], rtol, atol)
        assert agrees(curve.error(time), outputs["se"][k], rtol, atol)
        assert agrees(low, outputs["lower"][k], rtol, atol)
        assert agrees(high, outputs["upper"][k], rtol, atol)
        assert curve.number_at_risk(time) == outputs["n_risk"][k]
    middle = median(curve, 0.95, scale)
    for ours, name in ((middle.value, "median"), (middle.low, "median_lower"), (middle.high, "median_upper")):
        assert agrees(ours, outputs[name], rtol, atol)
    for free, quartile in zip((0.75, 0.5, 0.25), outputs["quartiles"], strict=True):
        assert agrees(quantile(curve, free).value, quartile, rtol, atol)


def test_a_curve_that_is_level_at_a_half_has_its_median_in_the_middle():
    assert median(kaplan_meier(FollowUp((1.0, 2.0, 6.0, 9.0), (1, 1, 1, 0)))).value == 4
    assert median(kaplan_meier(FollowUp((1.0, 2.0, 6.0, 9.0), (1, 1, 0, 0)))).value == 2


def test_what_nobody_was_followed_up_for_is_not_known():
    curve = kaplan_meier(FollowUp((1.0, 5.0), (1, 0)))
    assert curve.at(5.1) is None
    assert curve.limits(5.1) == (None, None)
    assert restricted_mean(curve, 5.1) is None
    gone = kaplan_meier(FollowUp((1.0, 5.0), (1, 1)))
    assert (gone.at(7.0), gone.error(7.0), gone.limits(7.0)) == (0, 0, (None, None))


def test_before_the_first_event_the_interval_has_no_width():
    assert kaplan_meier(FollowUp((3.0, 5.0), (1, 0))).limits(2.0) == (1, 1)


def test_nobody_at_all_has_no_curve():
    curve = kaplan_meier(FollowUp((), ()))
    assert (curve.times, curve.at(0.0), median(curve).value) == ((), None, None)


@pytest.mark.parametrize(("times", "ends"), [((1.0,), ()), ((-1.0,), (1,)), ((float("nan"),), (1,)), ((1.0,), (3,))])
def test_what_is_no_follow_up_is_refused(times, ends):
    with pytest.raises(InputError):
        FollowUp(times, ends)


def test_an_unknown_scale_is_refused_with_the_choices():
    with pytest.raises(InputError, match="log-log"):
        limits(0.5, 0.1, scale="loglog")


def test_the_restricted_mean_by_hand():
    # Three of four left after 1, two thirds of them after 2: areas 1, 3/4 and 2 halves up to 4.
    curve = kaplan_meier(FollowUp((1.0, 2.0, 3.0, 4.0), (1, 1, 0, 0)))
    mean = restricted_mean(curve, 4.0)
    assert mean.value == pytest.approx(float(1 + Fraction(3, 4) + 2 * Fraction(1, 2)), rel=1e-12)
    right = [Fraction(3, 4) + 1, Fraction(1)]
    variance = right[0] ** 2 * Fraction(1, 4 * 3) + right[1] ** 2 * Fraction(1, 3 * 2)
    assert mean.error == pytest.approx(float(variance) ** 0.5, rel=1e-12)


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records("survival", "survRM2::rmst2"))
def test_restricted_means_agree_with_r(inputs, outputs, rtol, atol):
    follow_up, (arm,) = followed(inputs), columns_of(inputs, ("arm",))
    means = {}
    for value in (0, 1):
        curve = kaplan_meier(follow_up.of(k for k, cell in enumerate(arm) if cell == value))
        means[value] = restricted_mean(curve, inputs["tau"])
        mean, error = outputs[f"rmst_arm{value}"][:2]
        assert agrees(means[value].value, mean, rtol, atol)
        assert agrees(means[value].error, error, rtol, atol)
    assert agrees(means[1].value - means[0].value, outputs["diff"][0], rtol, atol)


@QUICK
@given(PATIENTS)
def test_without_censoring_the_curve_is_the_share_that_is_left(patients):
    times = [float(time) for time, _ in patients]
    curve = kaplan_meier(FollowUp(tuple(times), (1,) * len(times)))
    for time in range(14):
        left = sum(value > time for value in times) / len(times)
        assert curve.at(float(time)) == pytest.approx(left, abs=1e-12)
        assert curve.error(float(time)) == pytest.approx((left * (1 - left) / len(times)) ** 0.5, abs=1e-9)
    mean = restricted_mean(curve, 13.0)
    assert mean.value == pytest.approx(sum(times) / len(times), rel=1e-12)


@QUICK
@given(PATIENTS)
def test_limits_hold_the_curve_and_stay_in_their_range(patients):
    curve = kaplan_meier(cause_specific(of(patients)))
    for scale in SCALES:
        for time in curve.times:
            low, high = curve.limits(time, 0.9, scale)
            if low is not None:
                assert 0 <= low <= curve.at(time) + 1e-12
                assert curve.at(time) - 1e-12 <= high <= 1


@QUICK
@given(PATIENTS)
def test_incidences_and_the_share_free_of_both_sum_to_one(patients):
    follow_up = of(patients)
    either = kaplan_meier(FollowUp(follow_up.times, tuple(min(end, 1) for end in follow_up.ends)))
    for time in sorted(set(follow_up.times)):
        whole = either.at(time) + incidence(follow_up, 1).at(time) + incidence(follow_up, 2).at(time)
        assert whole == pytest.approx(1, abs=1e-12)


@QUICK
@given(PATIENTS)
def test_without_a_competing_event_the_incidence_is_one_minus_the_curve(patients):
    follow_up = cause_specific(of(patients))
    curve, rising = kaplan_meier(follow_up), incidence(follow_up)
    for time in curve.times:
        assert rising.at(time) == pytest.approx(1 - curve.at(time), abs=1e-12)
        if curve.at(time) > 0:
            assert rising.error(time) == pytest.approx(curve.error(time), abs=1e-9)


def test_one_minus_kaplan_meier_overstates_the_incidence():
    follow_up = FollowUp((1.0, 2.0, 3.0, 4.0), (1, 2, 1, 0))
    assert incidence(follow_up).at(4.0) == 0.5
    assert 1 - kaplan_meier(follow_up).at(4.0) == pytest.approx(0.625)


def test_the_variance_of_the_incidence_is_that_of_leaving_weight_from_each_patient():
    # The infinitesimal jackknife by its definition: change each patient's weight a little and square the slopes.
    follow_up = FollowUp((1.0, 2.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0), (1, 2, 1, 0, 1, 2, 1, 0))

    def weighted(weights, time):
        free, height = 1.0, 0.0
        for at in sorted(set(follow_up.times)):
            n = sum(w for w, t in zip(weights, follow_up.times, strict=True) if t >= at)
            here = [
                sum(w for w, t, e in zip(weights, follow_up.times, follow_up.ends, strict=True) if (t, e) == (at, end))
                for end in (1, 2)
            ]
            if at <= time:
                height += free * here[0] / n
                free *= 1 - sum(here) / n
        return height

    rising, step = incidence(follow_up), 1e-6
    for time in (1.0, 2.0, 4.0, 6.0):
        slopes = []
        for k in range(follow_up.n):
            ends = [[1 + sign * step * (j == k) for j in range(follow_up.n)] for sign in (1, -1)]
            slopes.append((weighted(ends[0], time) - weighted(ends[1], time)) / (2 * step))
        assert rising.error(time) ** 2 == pytest.approx(sum(slope**2 for slope in slopes), rel=1e-6)
