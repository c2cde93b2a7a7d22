"""Tests that only explain, told together: against every table one by one."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from psmatrial.model import PairedTable
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.printed_text import printed_p
from psmatrial.stats.recovery.explaining.other_splits import _STEEPEST, runs_of_splits
from psmatrial.stats.recovery.explaining.other_tests import OTHER_TESTS, OtherTests, other_p_value
from psmatrial.stats.recovery.nested import stretches
from psmatrial.stats.recovery.p.p_values import TESTS
from tests.stats.recovery.answers import also, found

OF_RATES = ("Pearson as if unpaired", "corrected Pearson as if unpaired", "Fisher as if unpaired")
OF_SPLITS = tuple(name for name in OTHER_TESTS if name not in OF_RATES)
ROUND = ["1.0", "<0.001", ">0.05", "n.s.", "0.0"]
modest = settings(max_examples=60, deadline=None)


@st.composite
def splits(draw, most=26):
    n = draw(st.integers(1, most))
    excess = draw(st.integers(0, n))
    return n, excess, draw(st.integers(0, (n - excess) // 2))


def shown(p, decimals):
    """Return a p-value as it is printed, and some that are printed of many."""
    return ROUND if p is None else [*ROUND, f"{p:.{decimals}f}"]


@modest
@given(splits(), st.sampled_from(OF_SPLITS), st.integers(1, 5))
@example((5, 1, 2), "Berger-Boos exact unconditional", 5)
@example((26, 12, 1), "Wald z of the log odds ratio", 3)
def test_no_split_of_a_difference_is_lost_and_none_invented(split, name, decimals):
    n, excess, k = split
    lines = {c: PairedTable(0, c + excess, c, n - excess - 2 * c) for c in range((n - excess) // 2 + 1)}
    for text in shown(other_p_value(name, lines[k]), decimals):
        printed = printed_p(text)
        told = stretches(runs_of_splits(OtherTests(printed), n, excess, range(len(lines))))
        expected = {
            c: names
            for c, table in lines.items()
            if (names := tuple(one for one in OF_SPLITS if printed.fits(other_p_value(one, table))))
        }
        assert {c: names for counts, names in told for c in counts} == expected


@settings(max_examples=25, deadline=None)
@given(splits(most=140), st.integers(2, 4))
@example((140, 9, 20), 3)
@example((120, 1, 59), 3)
def test_no_split_of_many_patients_is_lost_to_the_bounds_of_the_berger_boos_test(split, decimals):
    n, excess, k = split
    p_values = [
        mcnemar(PairedTable(0, c + excess, c, n - excess - 2 * c), "berger-boos").p_value
        for c in range((n - excess) // 2 + 1)
    ]
    for text in (f"{p_values[k]:.{decimals}f}", f">{p_values[k]:.1f}"):
        printed = printed_p(text)
        expected = [c for c, p in enumerate(p_values) if printed.fits(p)]
        assert OtherTests(printed).of_berger_boos(n, excess, range(len(p_values))) == expected


def test_the_log_odds_ratio_is_farthest_from_1_in_its_errors_where_half_its_logarithm_says():
    assert math.tanh(2.0 * _STEEPEST) == pytest.approx(_STEEPEST, rel=1e-15)
    # With t = c/(b - c) the square is (b - c) times this.
    at = [math.log1p(1.0 / t) ** 2 * t * (t + 1.0) / (2.0 * t + 1.0) for t in (i / 1000.0 for i in range(1, 1000))]
    assert at.index(max(at)) + 1 == round(1000.0 / (math.exp(2.0 * _STEEPEST) - 1.0))


@modest
@given(st.lists(st.integers(0, 6), min_size=4, max_size=4).filter(any), st.sampled_from(OTHER_TESTS), st.integers(1, 4))
def test_every_table_that_only_other_tests_explain_is_found_with_its_tests(cells, name, decimals):
    table = PairedTable(*cells)
    n, first, second = table.n, table.index_positive, table.comparator_positive
    p = other_p_value(name, table)
    text = "0.5" if p is None else f"{p:.{decimals}f}"
    printed = printed_p(text)
    recovery = found({"n": str(n), "index": str(first), "comparator": str(second), "p": text})
    expected = {}
    for both in range(max(0, first + second - n), min(first, second) + 1):
        one = PairedTable(both, first - both, second - both, n - first - second + both)
        if any(printed.fits(mcnemar(one, test).p_value) for test in TESTS):
            continue
        names = tuple(other for other in OTHER_TESTS if printed.fits(other_p_value(other, one)))
        if names:
            expected[one.cells] = names
    assert {of: matches["p"] for of, matches in also(recovery, "other tests").items()} == expected


def test_of_many_patients_every_table_is_tried_and_not_the_first_thousand():
    explained = also(found({"n": "1000", "index": "24%", "comparator": "22%", "p": "0.112"}), "other tests")
    # The last of them: (164 - 194)/sqrt(358 - 30^2/1000) is -1.5875, p 0.1124.
    assert explained[51, 194, 164, 591]["p"] == ("Wald z of the difference",)
    assert len(explained) == 56


def test_a_table_that_another_usual_test_gives_is_not_explained_by_one_that_is_none():
    printed = {"n": "50", "index": "28", "comparator": "13", "p": "0.0026"}
    named = found(printed, named={"p": "asymptotic"})
    assert (9, 19, 4, 18) in also(named, "another method than the one named")
    assert (9, 19, 4, 18) not in also(named, "other tests")


def test_no_costly_test_is_asked_of_tables_that_fit_without_it(monkeypatch):
    asked = set()
    tried = OtherTests.of_berger_boos

    def recorded(self, n, excess, counts):
        asked.update((excess, k) for k in counts)
        return tried(self, n, excess, counts)

    monkeypatch.setattr(OtherTests, "of_berger_boos", recorded)
    recovery = found({"n": "180", "index": "53%", "comparator": "48%", "p": "n.s."})
    fitting = {(fit.cells[1] - fit.cells[2], min(fit.cells[1:3])) for fit in recovery.tables}
    # These tables are listed as a whole, or the test above would ask of each of them.
    assert len(fitting) > 100
    assert asked
    assert not asked & fitting


@pytest.mark.parametrize("p", ["0.524", "0.006"])
def test_looking_for_one_sided_values_leaves_something_for_other_tests(p):
    printed = {"n": "300", "index": "71%" if p == "0.524" else "57%", "comparator": "73%" if p == "0.524" else "63%"}
    usual = also(found(printed | {"p": p}), "other tests")
    assert usual
    assert also(found(printed | {"p": p}, one_sided=True), "other tests") == usual


def test_where_nothing_fits_other_tests_are_tried_beside_one_sided_ones():
    # 2 (11 ln(22/32) + 21 ln(42/32)) is 3.18, p 0.0746.
    recovery = found({"n": "300", "index": "57%", "comparator": "60%", "p": "0.075"})
    assert recovery.verdict == "none"
    assert also(recovery, "one-sided")
    assert also(recovery, "other tests")[159, 11, 21, 109]["p"] == ("likelihood ratio",)
