"""Groups that events do not all link: the test is that of each linked set, and degrees of freedom count the sets."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.models.survival.follow_up import COMPETING, EVENT, FollowUp
from psmatrial.models.survival.gray import gray
from psmatrial.models.survival.log_rank import log_rank

QUICK = settings(deadline=None, max_examples=60)
PATIENTS = st.lists(
    st.tuples(st.integers(1, 9), st.sampled_from([0, 1, 2]), st.sampled_from("abc")), min_size=2, max_size=20
)
# Arms A and B in one centre, C and D in the other.
ARMS = "A A B B A B C C D D C D"
CENTRES = "1 1 1 1 1 1 2 2 2 2 2 2"
FOLLOWED = FollowUp(
    (3.0, 9.0, 5.0, 12.0, 7.0, 14.0, 2.0, 10.0, 4.0, 15.0, 6.0, 13.0), (1, 0, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1)
)


def told(patients):
    """Return the follow-up and the groups of patients."""
    return FollowUp(tuple(float(t) for t, *_ in patients), tuple(e for _, e, _ in patients)), [g for *_, g in patients]


def test_arms_of_two_centres_are_tested_within_each_by_hand():
    test = log_rank(FOLLOWED, ARMS.split(), CENTRES.split())
    # Events of A and B with three A of six at risk, two of five and two of four; then B alone.
    first = (2 - Fraction(1, 2) - Fraction(2, 5) - Fraction(2, 4)) ** 2 / (
        Fraction(1, 4) + Fraction(6, 25) + Fraction(1, 4)
    )
    # Of C and D with three C of six at risk, two of five, two of four and one of three; then D alone.
    second = (3 - Fraction(1, 2) - Fraction(2, 5) - Fraction(2, 4) - Fraction(1, 3)) ** 2 / (
        Fraction(1, 4) + Fraction(6, 25) + Fraction(1, 4) + Fraction(2, 9)
    )
    assert test.statistic == pytest.approx(float(first + second), rel=1e-12)
    assert (test.df, test.linked) == (2, (("A", "B"), ("C", "D")))


def test_arms_of_two_centres_have_the_sum_of_the_chi_squares_of_lifelines():
    from lifelines.statistics import multivariate_logrank_test

    test, judged = log_rank(FOLLOWED, ARMS.split(), CENTRES.split()), 0.0
    for centre in "12":
        inside = [k for k, value in enumerate(CENTRES.split()) if value == centre]
        part, arms = FOLLOWED.of(inside), [ARMS.split()[k] for k in inside]
        judged += multivariate_logrank_test(part.times, arms, part.ends).test_statistic
    assert test.statistic == pytest.approx(judged, rel=1e-9)
    assert test.statistic == pytest.approx(2.153923, abs=1e-6)


@QUICK
@given(st.lists(PATIENTS, min_size=2, max_size=3), st.sampled_from([0.0, 1.0]))
def test_groups_of_separate_strata_have_the_sum_of_the_tests_of_each(blocks, weight):
    parts = [log_rank(*told(block), weight=weight) for block in blocks]
    every = [(t, e, f"{group}{k}") for k, block in enumerate(blocks) for t, e, group in block]
    strata = [str(k) for k, block in enumerate(blocks) for _ in block]
    whole = log_rank(*told(every), strata, weight)
    assert whole.df == sum(part.df for part in parts)
    assert len(whole.linked) == sum(len(part.linked) for part in parts)
    assert (whole.statistic is None) == (whole.df == 0)
    assert (whole.statistic or 0.0) == pytest.approx(sum(part.statistic or 0.0 for part in parts), rel=1e-9, abs=1e-12)


@QUICK
@given(PATIENTS, st.lists(st.sampled_from("xyz"), min_size=20, max_size=20))
def test_the_statistic_is_that_of_the_generalised_inverse_and_df_its_rank(patients, strata):
    import numpy as np

    follow_up, groups = told(patients)
    strata, names = strata[: len(patients)], sorted(set(groups))
    excess, variance = np.zeros(len(names)), np.zeros((len(names), len(names)))
    for stratum in set(strata):
        for time in {t for (t, e, _), s in zip(patients, strata, strict=True) if s == stratum and e == EVENT}:
            at_risk = [one for one, s in zip(patients, strata, strict=True) if s == stratum and one[0] >= time]
            n, dead = len(at_risk), [g for t, e, g in at_risk if t == time and e == EVENT]
            share = np.array([sum(g == name for *_, g in at_risk) / n for name in names])
            excess += [dead.count(name) - len(dead) * p for name, p in zip(names, share, strict=True)]
            scale = len(dead) * (n - len(dead)) / (n - 1) if n > 1 else 0.0
            variance += scale * (np.diag(share) - np.outer(share, share))
    test = log_rank(follow_up, groups, strata)
    assert test.df == np.linalg.matrix_rank(variance, tol=1e-9)
    if test.df:
        assert test.statistic == pytest.approx(excess @ np.linalg.pinv(variance, rcond=1e-9) @ excess, abs=1e-8)


def test_a_link_by_one_event_among_many_patients_is_none_the_less_a_link():
    # One patient of B has the event while ten thousand of C are there; A and B have many together.
    n = 10_000
    times = (*(float(k) for k in range(2, 402)), 1.0, *[1.0] * n)
    ends = (*[1] * 400, 1, *[0] * n)
    groups = [*"AB" * 200, "B", *"C" * n]
    strata = [*"x" * 400, *"y" * (n + 1)]
    test = log_rank(FollowUp(times, ends), groups, strata)
    # The odds that it was the one of B are 1 to n: chi-squared of this event is n.
    assert (test.df, test.linked) == (2, (("A", "B", "C"),))
    alone = log_rank(FollowUp(times[:400], ends[:400]), groups[:400])
    assert test.statistic == pytest.approx(alone.statistic + n, rel=1e-9)


def test_groups_linked_through_a_third_are_one_set():
    # A with B in one stratum, B with C in the other.
    follow_up = FollowUp((1.0, 2.0, 1.0, 2.0), (1, 0, 1, 0))
    test = log_rank(follow_up, ["A", "B", "B", "C"], ["x", "x", "y", "y"])
    assert (test.df, test.linked) == (2, (("A", "B", "C"),))
    # Each event has half a chance in either: 1/2 squared over 1/4, twice.
    assert test.statistic == pytest.approx(2.0, rel=1e-12)


def test_an_event_that_all_at_risk_have_at_once_links_nobody():
    test = log_rank(FollowUp((1.0, 1.0), (1, 1)), ["a", "b"])
    assert (test.statistic, test.df, test.linked) == (None, 0, (("a",), ("b",)))


@QUICK
@given(PATIENTS, st.sampled_from([EVENT, COMPETING]))
def test_a_group_with_nobody_at_risk_at_any_event_changes_nothing_in_grays_test(patients, cause):
    later = [(t + 1, e, group) for t, e, group in patients]
    plain = gray(*told(later), cause)
    early = gray(*told([*later, (1, 0, "z"), (1, COMPETING if cause == EVENT else EVENT, "z")]), cause)
    assert (early.df, early.linked) == (plain.df, (*plain.linked, ("z",)))
    assert early.statistic == (None if plain.statistic is None else pytest.approx(plain.statistic, rel=1e-9))
