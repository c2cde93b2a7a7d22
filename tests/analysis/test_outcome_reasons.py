"""Why a number of an outcome does not exist, or rests on less than all groups: each reason where it is the true one."""

from __future__ import annotations

import pytest

from tests.analysis.test_outcome import COMPETING, KM, results

ARM = 'by = "arm"\n'
CENTRES = (
    *("P1,3,1,A,x", "P2,9,0,A,x", "P3,5,1,B,x", "P4,12,0,B,x", "P5,7,1,A,x", "P6,14,1,B,x"),
    *("P7,2,1,C,y", "P8,10,1,C,y", "P9,4,1,D,y", "P10,15,0,D,y", "P11,6,1,C,y", "P12,13,1,D,y"),
)
TOGETHER = "while two groups were followed up, or all of them had it at once"


def test_strata_that_do_not_link_all_groups_take_degrees_of_freedom_and_it_is_said(tmp_path):
    found = results(tmp_path, KM + ARM + 'strata = "site"\n', CENTRES)
    within = found.row("outcome.all.survival-equality.stratified-log-rank")
    # lifelines 0.30.3, a centre each: 0.4864865 and 1.6674365; exp(-x/2) is the tail on 2 df.
    assert within.statistic == pytest.approx(0.4864865 + 1.6674365, abs=1e-6)
    assert (within.df, within.p_value) == (2, pytest.approx(0.340629, abs=1e-6))
    assert within.note == "on 2 df, not 3: within strata events link only A and B, and C and D"
    plain = found.row("outcome.all.survival-equality.log-rank")
    assert (plain.df, plain.note) == (3, "")


def test_a_group_that_left_before_the_first_event_is_not_in_the_tests_and_it_is_said(tmp_path):
    rows = ("P1,2,1,A,x", "P2,5,2,A,x", "P3,6,0,A,x", "P4,3,1,B,x", "P5,4,2,B,x", "P6,7,0,B,x")
    alone, beside = (results(tmp_path, COMPETING + ARM, part) for part in (rows, (*rows, "P7,1,0,C,x")))
    for name, what in (
        ("survival-equality.log-rank", "events"),
        ("incidence-equality.gray", "events"),
        ("competing-incidence-equality.gray", "competing events"),
    ):
        one, other = alone.row(f"outcome.all.{name}"), beside.row(f"outcome.all.{name}")
        assert (other.statistic, other.df) == (pytest.approx(one.statistic, rel=1e-9), 1)
        assert other.note.endswith(f"on 1 df, not 2: {what} link only A and B")
        assert "link" not in one.note


def test_without_an_event_that_compares_two_groups_the_reason_is_that_of_this_end(tmp_path):
    found = results(tmp_path, COMPETING + ARM, ("P1,1,1,A,x", "P2,2,1,B,x", "P3,3,0,A,x", "P4,4,0,B,x"))
    assert found.row("outcome.all.incidence-equality.gray").p_value is not None
    other = found.row("outcome.all.competing-incidence-equality.gray")
    assert (other.p_value, other.df, other.note) == (None, 0, f"no competing event {TOGETHER}")


def test_patients_who_are_alone_in_their_stratum_are_compared_with_nobody(tmp_path):
    found = results(tmp_path, KM + ARM + 'strata = "site"\n', ("P1,1,1,A,x", "P2,2,1,B,y", "P3,3,0,A,x", "P4,4,0,B,y"))
    within = found.row("outcome.all.survival-equality.stratified-log-rank")
    assert (within.p_value, within.note) == (None, f"within strata no event {TOGETHER}")
    assert found.row("outcome.all.survival-equality.log-rank").p_value is not None


@pytest.mark.parametrize("arms", ["AB", "AAB", "ABC", "CBAC"])
def test_a_robust_variance_of_zero_leaves_the_ratio_without_limits(tmp_path, arms):
    # All have the event at once: each hazard ratio is 1, and no patient moves it.
    found = results(tmp_path, KM + ARM, [f"P{k},3,1,{arm},x" for k, arm in enumerate(arms)])
    for row in found.select(quantity="hazard-ratio", method="cox"):
        assert row.value == pytest.approx(1.0, abs=1e-9)
        assert row.low < 1.0 < row.high
    for row in found.select(quantity="hazard-ratio", method="cox-robust"):
        assert (row.value, row.low, row.high, row.p_value) == (pytest.approx(1.0, abs=1e-9), None, None, None)
        assert row.note == "no standard error: the robust variance is 0"


def test_a_model_whose_events_came_at_one_time_has_a_ratio_but_no_test_over_time(tmp_path):
    rows = ("P1,1,1,A,x", "P2,1,1,B,x", "P3,2,0,A,x", "P4,3,0,B,x")
    found = results(tmp_path, KM + ARM, rows)
    assert found.row("outcome.all.hazard-ratio.cox").value == pytest.approx(1.0)
    constant = found.row("outcome.all.proportional-hazards.schoenfeld")
    assert (constant.p_value, constant.note) == (None, "the times of events do not tell whether the ratio changes")


@pytest.mark.parametrize(
    ("plan", "rows", "quantity", "value"),
    [
        # By 4 nobody of A has had the event and all of B; or neither group, though both have it later.
        (KM, ("P1,5,1,A,x", "P2,6,0,A,x", "P3,2,1,B,x", "P4,3,1,B,x"), "survival-difference-at-4.greenwood", -1.0),
        (KM, ("P1,5,1,A,x", "P2,6,1,A,x", "P3,7,1,B,x", "P4,8,1,B,x"), "survival-difference-at-4.greenwood", 0.0),
        (
            COMPETING,
            ("P1,5,1,A,x", "P2,6,0,A,x", "P3,2,1,B,x", "P4,4,1,B,x", "P5,7,2,A,x"),
            "incidence-difference-at-4.aalen-johansen",
            1.0,
        ),
        # Up to 5, when A has its first event.
        (KM, ("P1,5,1,A,x", "P2,5,0,A,x", "P3,7,1,B,x"), "restricted-mean-difference.kaplan-meier", 0.0),
    ],
)
def test_a_difference_without_a_standard_error_says_of_both_groups_why(tmp_path, plan, rows, quantity, value):
    found = results(tmp_path, plan + ARM + "times = [4]\n", rows)
    row = found.row(f"outcome.all.{quantity}")
    assert (row.value, row.low, row.high) == (value, None, None)
    assert row.note.startswith(
        "no standard error: in each group no event before this time, or nobody left without it by then"
    )


def test_a_mean_without_width_says_of_events_only_what_is_so(tmp_path):
    # Up to 5: A has its first event then, B had none, all of C had it at 3.
    rows = ("P1,5,1,A,x", "P2,5,0,A,x", "P3,7,0,B,x", "P4,3,1,C,x", "P5,3,1,C,x")
    found = results(tmp_path, KM + ARM + "tau = 5\n", rows)
    width = "up to 5 months | zero width, not an interval"
    notes = {"A": width, "B": "up to 5 months | no event so far: zero width, not an interval", "C": width}
    for arm, note in notes.items():
        row = found.row(f"outcome.arm-{arm}.restricted-mean.kaplan-meier")
        assert (row.low, row.high, row.note) == (row.value, row.value, note)


def test_an_incidence_of_none_or_all_says_of_which_end(tmp_path):
    # Six events one after the other: their shares add up to 1 less rounding.
    rows = [f"P{k},{k},1,A,x" for k in range(1, 7)]
    found = results(tmp_path, COMPETING + ARM + "times = [6]\n", [*rows, "P7,7,0,B,x", "P8,8,2,B,x"])
    whole = found.row("outcome.arm-A.incidence-at-6.aalen-johansen")
    assert (whole.value, whole.low, whole.high) == (1.0, 1.0, 1.0)
    assert whole.note == "nobody is left without the event: zero width, not an interval"
    notes = {"A.competing-": "no competing event", "B.competing-": "no competing event", "B.": "no event"}
    for name, words in notes.items():
        assert found.row(f"outcome.arm-{name}incidence-at-6.aalen-johansen").note == f"{words} so far: no interval"
    difference = found.row("outcome.all.incidence-difference-at-6.aalen-johansen")
    assert (difference.value, difference.p_value) == (-1.0, None)
    assert difference.note.startswith("no standard error")


@pytest.mark.parametrize(("time", "who"), [(4, "B"), (6, "B or A")])
def test_a_difference_beyond_the_follow_up_names_the_group_that_is_not_followed_up(tmp_path, time, who):
    rows = ("P1,2,1,A,x", "P2,5,0,A,x", "P3,1,1,B,x", "P4,3,0,B,x")
    for plan, name in ((KM, "survival-difference"), (COMPETING, "incidence-difference")):
        (row,) = results(tmp_path, plan + ARM + f"times = [{time}]\n", rows).select(quantity=f"{name}-at-{time}")
        assert (row.value, row.note) == (None, f"nobody in {who} is followed up that long")
