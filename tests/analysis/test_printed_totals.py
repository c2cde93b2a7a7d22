"""Effects where more patients had one test than the other: their rates are of no one table."""

from __future__ import annotations

import pytest

from tests.analysis.test_printed_cells import outcome

TOTALS = "the two rates have different totals"


def effect(text):
    """Return the line of printed effects."""
    return f"effect = {{{text}}}\n"


def rates_of(*further, index="28/50", comparator="12/48"):
    """Return the findings of two rates of different totals."""
    return outcome(f'count = "{index}"', f'count = "{comparator}"', *further)


def test_p_is_not_checkable_where_one_test_was_not_had_by_all():
    # 28/50 - 12/48 = 56% - 25%, and 56/25 = 2.24.
    items = rates_of(effect('p = "0.0015", odds_ratio = "4.8", difference = "31", rate_ratio = "2.24"'))
    assert (items["o.difference"].verdict, items["o.difference"].method) == ("reproduced", "subtraction")
    assert items["o.difference"].computed == pytest.approx(31.0)
    assert (items["o.rate-ratio"].verdict, items["o.rate-ratio"].computed) == ("reproduced", pytest.approx(2.24))
    assert items["o.p"].verdict == items["o.odds-ratio"].verdict == "not-checkable"
    assert TOTALS in items["o.p"].note


@pytest.mark.parametrize(("printed", "words"), [("33", ""), ("-31", "comparator minus index gives it")])
def test_a_difference_that_rates_of_different_totals_do_not_give_is_told_with_theirs(printed, words):
    one = rates_of(effect(f'difference = "{printed}"'))["o.difference"]
    assert (one.verdict, one.computed) == ("not-reproduced", pytest.approx(31.0))
    assert words in one.note
    assert TOTALS in one.note


def test_the_cells_of_those_with_both_tests_give_their_p():
    # 9/17/3/19: of 17 and 3, exact p = 2 x 1351/2^20 = 0.0026.
    cells = 'cells = {both = "9", index_only = "17", comparator_only = "3", neither = "19"}\n'
    assert rates_of(cells, effect('p = "0.0026"'))["o.p"].verdict == "reproduced"
