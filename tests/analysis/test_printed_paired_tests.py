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


# 14 against 5 (scipy): chi-squared 81/19, p 0.0389, corrected 64/19, p 0.0665; exact 0.0636, mid-p 0.0414.
SLIPPED = f'[[outcome]]\nid = "c"\n{cells(30, 14, 5, 31)}effect = {{p = "0.0930"}}\n'


def paper(*others):
    """Return what is found of a p that no test gives, beside others of the same paper."""
    body = "".join(f'[[outcome]]\nid = "{i}"\n{table}effect = {{p = "{p}"}}\n' for i, (table, p) in enumerate(others))
    return run(body + SLIPPED)["c.p"]


def test_a_p_that_no_test_gives_is_shown_by_the_test_of_the_others():
    # Chi-squared is 100/20 and 225/23: p 0.0253 and 0.0018.
    one = paper((cells(20, 15, 5, 40), "0.0253"), (SECOND, "0.0018"))
    assert one.verdict == "not-reproduced"
    assert one.computed == pytest.approx(0.0389, abs=0.00005)
    assert one.note == "the asymptotic test gives 0.0389 in the tables of the other printed numbers"


@pytest.mark.parametrize("others", [(), [(SECOND, "<0.01")], [(SECOND, "0.0026"), (SECOND, "0.0018")]])
def test_a_p_that_no_test_gives_is_told_by_the_usual_tests_where_no_one_is_the_paper_s(others):
    one = paper(*others)
    assert (one.verdict, one.computed) == ("not-reproduced", None)
    four = "exact 0.0636, mid-p 0.0414, asymptotic 0.0389, corrected 0.0665"
    assert one.note == f"{four} in the tables of the other printed numbers"
