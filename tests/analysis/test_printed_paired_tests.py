"""Which test of the same patients a printed p comes from: the one that is named, that of the others, or none."""

from __future__ import annotations

import pytest

from tests.analysis.test_printed_cells import cells
from tests.analysis.test_reproduce import run

BERGER_BOOS = '[methods]\np = "berger-boos"\n'
# Berger and Boos by scipy, from every split of n patients and 4001 probabilities of a discordant one:
# 0.0551 of 10 against 3 among 40, 0.0017 of 19 against 4 among 50, 0.0459 of 60 against 40 among 250.
FIRST, SECOND = cells(7, 10, 3, 20), cells(9, 19, 4, 18)
RATES = 'n = "50"\nindex = {percent = "56"}\ncomparator = {percent = "26"}\n'


def p_of(body, p, further="", methods=""):
    """Return what is found of a p beside these numbers."""
    return run(f'{methods}[[outcome]]\nid = "o"\n{body}effect = {{p = "{p}"{further}}}\n')["o.p"]


@pytest.mark.parametrize(
    ("body", "p", "computed"),
    [(FIRST, "0.055", 0.05507), (SECOND, "<0.01", 0.00171), (cells(90, 60, 40, 60), "0.046", 0.04586)],
)
def test_the_berger_boos_test_gives_a_p_where_the_paper_names_it(body, p, computed):
    one = p_of(body, p, methods=BERGER_BOOS)
    assert (one.verdict, one.method) == ("reproduced", "berger-boos")
    assert one.computed == pytest.approx(computed, abs=0.00006)


def test_the_berger_boos_test_of_the_rates_goes_together_with_the_other_effects():
    # Of 28 and 13 of 50 the odds ratio is 4.75 for 19 and 4 discordant patients alone.
    one = p_of(RATES, "0.0017", ', odds_ratio = "4.75"', BERGER_BOOS)
    assert (one.verdict, one.method, one.tables) == ("reproduced", "berger-boos", ((9, 19, 4, 18),))


@pytest.mark.parametrize(
    ("p", "verdict", "method"), [("0.0026", "needs-method", "exact"), ("0.9", "not-reproduced", "")]
)
def test_a_p_that_the_berger_boos_test_does_not_give_is_found_where_it_is_named(p, verdict, method):
    one = p_of(SECOND, p, methods=BERGER_BOOS)
    assert (one.verdict, one.method) == (verdict, method)


def test_a_p_of_too_many_tables_for_the_berger_boos_test_is_not_called_wrong():
    rates = RATES.replace('"50"', '"1000"')
    assert p_of(rates, "0.9", methods=BERGER_BOOS).verdict == "not-checkable"


@pytest.mark.parametrize("methods", ["", '[methods]\np = "exact"\n'])
def test_a_p_of_the_berger_boos_test_that_is_not_named_needs_another_method(methods):
    one = p_of(FIRST, "0.055", methods=methods)
    assert (one.verdict, one.method) == ("needs-method", "berger-boos")
    assert one.note == "the Berger-Boos test gives it: 7/10/3/20"
    assert one.computed == pytest.approx(0.05507, abs=0.00001)
