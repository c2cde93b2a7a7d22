"""What a misprint would have to be: the rest of the print tells, and of several values the likeliest is named."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from psmatrial.model import PairedTable
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.printed import fixed
from psmatrial.stats.recover import recover
from psmatrial.stats.recovery.effort import Effort
from psmatrial.stats.recovery.explaining.nearest import strokes
from psmatrial.stats.recovery.facts import facts
from tests.commands.terminal import run


def misprints(printed):
    return {one.misprints[0].piece: one for one in recover(facts(printed)).nearest if len(one.misprints) == 1}


@pytest.mark.parametrize(
    ("printed", "piece", "would_be", "others"),
    [
        # 13 of 50 are 26% and 14 are 28%; the index rate tells nothing of the other one.
        ({"n": "50", "index": "56%", "comparator": "27%"}, "comparator.share", "26%", True),
        ({"n": "50", "index": "57%", "comparator": "26%"}, "index.share", "56%", True),
        ({"n": "9", "index": "89%", "comparator": "45%"}, "comparator.share", "44%", True),
        # 5 of 9; nobody is found by the comparator.
        ({"n": "9", "comparator": "0%", "index_only": "53%"}, "index_only.share", "56%", True),
        # 112 and 52 of 199.
        ({"n": "200", "index": "56.3%", "comparator": "26.1%"}, "n", "199", True),
        # With these counts the difference is 15 of 50.
        ({"n": "50", "index": "28", "comparator": "13", "difference": "31%"}, "difference", "30%", False),
        # The comparator finds at least the 14 that both find.
        ({"n": "50", "index": "28", "both": "14", "comparator": "13"}, "comparator.count", "14", True),
        # No p-value is 0: of 19 against 4 it is 0.0026, 0.0018 or nearby.
        ({"n": "50", "index": "28", "comparator": "13", "both": "9", "p": "0.5"}, "p", "<0.1", False),
        ({"n": "50", "index": "28", "comparator": "13", "both": "9", "p": ".50"}, "p", "<0.01", False),
        ({"n": "50", "index": "28", "comparator": "13", "both": "9", "p": "1"}, "p", "<0.1", False),
    ],
)
def test_the_likeliest_value_is_named_and_whether_others_would_do(printed, piece, would_be, others):
    found = misprints(printed)[piece]
    assert (found.misprints[0].would_be, found.others) == (would_be, others)


@pytest.mark.parametrize("n", [50, 200, 500])
def test_a_p_value_that_nothing_gives_is_found_whatever_else_was_tried_before(n):
    assert "p" in misprints({"n": str(n), "index": "56%", "comparator": "26%", "p": "0.99"})


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_is_named_is_the_likeliest_of_all_values_that_the_rest_allows(data):
    cells = data.draw(st.tuples(*[st.integers(0, 4)] * 4).filter(sum))
    table, wrong = PairedTable(*cells), data.draw(st.integers(0, 100))
    p = mcnemar(table).p_value
    assume(p is not None)
    rate = f"{fixed(100 * table.comparator_positive / table.n, 0)}%"
    printed = {"n": str(table.n), "index": f"{wrong}%", "comparator": rate, "p": fixed(p, 2)}
    found = misprints(printed)
    # Every table with the number of patients, looked at one by one.
    others = facts({key: text for key, text in printed.items() if key != "index"})
    every = [fit.table for fit in recover(others, explain=False).tables]
    assume(not recover(facts(printed), explain=False).tables)
    shares = {f"{fixed(100 * one.index_positive / one.n, 0)}%" for one in every}
    # The table itself is one of them.
    likeliest = min(strokes(f"{wrong}%", text) for text in shares)
    assert strokes(f"{wrong}%", found["index.share"].misprints[0].would_be) == likeliest
    assert found["index.share"].misprints[0].would_be in shares
    assert found["index.share"].others == (len({one.index_positive for one in every}) > 1)


def test_a_part_of_an_effort_leaves_the_rest():
    whole = Effort(100)
    part = whole.part(4)
    assert (part.affords(26), part.spent, whole.spent, whole.left) == (False, True, True, 74)
    assert whole.affords(74)
    assert not Effort(None).part(3).spent


def test_counts_that_are_cut_are_told_as_such():
    found = run("recover", "--n", "500", "--index", "56%", "--comparator", "27%", "--p", "0.99").out
    assert "tables or more then fit" in " ".join(found.split())


@pytest.mark.parametrize(
    ("printed", "piece"),
    [
        ({"n": "400", "index": "56%", "comparator": "26%", "difference": "12"}, "difference"),
        ({"n": "800", "index": "450", "comparator": "300", "p": "0.9"}, "index.count"),
    ],
)
def test_where_not_all_was_tried_others_may_do(printed, piece):
    assert misprints(printed)[piece].others


def test_a_percentage_without_its_sign_is_pointed_out():
    said = "56 is more than 50 patients; a percentage is typed with its sign, 56%."
    assert said in run("recover", "--n", "50", "--index", "56", "--comparator", "26").out
    assert said in run("recover", "--index", "56", "--comparator", "13/50").out
    assert "more than 1 patient;" in run("recover", "--n", "1", "--index", "2", "--comparator", "1").out
    assert "its sign" not in run("recover", "--n", "50", "--index", "28", "--comparator", "13", "--p", "0.9").out
