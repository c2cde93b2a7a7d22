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
