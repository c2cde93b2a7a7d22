"""Every patient is in one cell or under one reason."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.data.consensus import Decision
from psmatrial.data.tabulate import paired
from psmatrial.errors import UsageError
from psmatrial.model import Contrast

PAIR = Contrast("PSMA", "fluciclovine")
YES, NO, UNREAD, NONE = (
    Decision("positive"),
    Decision("negative"),
    Decision(None, "non-evaluable"),
    Decision(None, "no scan"),
)
INDEX = [YES, YES, NO, NO, UNREAD, NONE, UNREAD, YES]
COMPARATOR = [YES, NO, YES, NO, YES, NONE, NONE, UNREAD]


def test_patients_without_a_result_are_left_out_under_a_reason():
    tabulated = paired(INDEX, COMPARATOR, PAIR)
    assert tabulated.table.cells == (1, 1, 1, 1)
    assert (tabulated.table.index, tabulated.table.comparator) == ("PSMA", "fluciclovine")
    assert tabulated.excluded == (
        ("no result under PSMA: non-evaluable", 1),
        ("no result under PSMA: non-evaluable; under fluciclovine: no scan", 1),
        ("no result under either test: no scan", 1),
        ("no result under fluciclovine: non-evaluable", 1),
    )


@pytest.mark.parametrize(
    ("missing", "cells"), [("negative", (1, 2, 2, 3)), ("worst", (2, 1, 4, 1)), ("best", (2, 4, 1, 1))]
)
def test_missing_results_can_count_by_policy(missing, cells):
    # By hand, the four incomplete patients in order. negative: (-,+) (-,-) (-,-) (+,-);
    # worst: (-,+) (-,+) (-,+) (+,+); best: (+,+) (+,-) (+,-) (+,-).
    tabulated = paired(INDEX, COMPARATOR, PAIR, missing=missing)
    assert tabulated.table.cells == cells
    assert tabulated.excluded == ()


def test_only_members_are_counted():
    members = [number in {0, 4} for number in range(8)]
    tabulated = paired(INDEX, COMPARATOR, PAIR, members=members)
    assert tabulated.table.cells == (1, 0, 0, 0)
    assert tabulated.excluded == (("no result under PSMA: non-evaluable", 1),)


def test_an_unknown_policy_is_refused():
    with pytest.raises(UsageError, match="exclude, negative, worst, best"):
        paired(INDEX, COMPARATOR, PAIR, missing="ignore")


DECISIONS = st.sampled_from([YES, NO, UNREAD, NONE])


@given(
    st.lists(st.tuples(DECISIONS, DECISIONS, st.booleans())), st.sampled_from(["exclude", "negative", "worst", "best"])
)
@settings(deadline=None)
def test_table_and_exclusions_add_up_to_the_members(patients, missing):
    index, comparator, members = zip(*patients, strict=True) if patients else ((), (), ())
    tabulated = paired(index, comparator, PAIR, missing=missing, members=members)
    assert tabulated.table.n + sum(n for _, n in tabulated.excluded) == sum(members)


@given(st.lists(st.tuples(DECISIONS, DECISIONS)))
@settings(deadline=None)
def test_worst_and_best_hold_the_difference_of_the_complete_pairs_between_them(patients):
    index, comparator = ([pair[at] for pair in patients] for at in (0, 1))

    def lead(policy):
        table = paired(index, comparator, PAIR, missing=policy).table
        return table.index_only - table.comparator_only

    assert lead("worst") <= lead("exclude") <= lead("best")
    assert lead("worst") <= lead("negative") <= lead("best")
