"""The tests and the odds ratios that only explain: values by hand, from papers and from a peer; short cuts."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from psmatrial.model import PairedTable
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.printed_text import printed_number, printed_p
from psmatrial.stats.recovery.explaining.berger_boos import berger_boos_ends, berger_boos_least
from psmatrial.stats.recovery.explaining.other_odds import other_odds_limits, other_odds_ratios
from psmatrial.stats.recovery.explaining.other_tests import (
    FISHER,
    OTHER_TESTS,
    OtherTests,
    other_p_value,
)

CALAIS = PairedTable(9, 19, 4, 18)
modest = settings(max_examples=60, deadline=None)


def of_counts(n, first, second):
    """Return a table of two counts of patients found."""
    both = max(0, first + second - n)
    return PairedTable(both, first - both, second - both, n - first - second + both)


tables_drawn = st.lists(st.integers(0, 30), min_size=4, max_size=4).filter(any).map(lambda cells: PairedTable(*cells))


@pytest.mark.parametrize(
    ("name", "table", "p"),
    [
        # Evidence: DCFPyL against fluciclovine, overall; Pernthaler's overall and local rates; EMPIRE-2 arms.
        ("Wald z of the difference", PairedTable(7, 15, 5, 23), 0.0184),
        ("Pearson as if unpaired", PairedTable(38, 10, 8, 2), 0.6357),
        ("Pearson as if unpaired", PairedTable(15, 1, 7, 35), 0.2352),
        # By hand: ln(2)/sqrt(1/8 + 1/4); 2 (8 ln(16/12) + 4 ln(8/12)).
        ("Wald z of the log odds ratio", PairedTable(0, 8, 4, 0), math.erfc(math.log(2) / math.sqrt(0.75))),
        (
            "likelihood ratio",
            PairedTable(0, 8, 4, 0),
            math.erfc(math.sqrt(8 * math.log(4 / 3) + 4 * math.log(2 / 3))),
        ),
        ("McNemar corrected by one half", PairedTable(0, 8, 4, 0), math.erfc(3.5 / math.sqrt(24))),
    ],
)
def test_tests_that_only_explain(name, table, p):
    assert other_p_value(name, table) == pytest.approx(p, abs=5e-5)


def test_fisher_and_the_corrected_chi_squared_as_if_unpaired():
    # By hand: 3 of 4 against 1 of 4.
    table = PairedTable(1, 2, 0, 1)
    assert other_p_value(FISHER, table) == pytest.approx(34 / 70)
    assert other_p_value("corrected Pearson as if unpaired", table) == pytest.approx(math.erfc(0.5))


@modest
@given(tables_drawn)
def test_fisher_as_a_peer_computes_it(table):
    first, second, n = table.index_positive, table.comparator_positive, table.n
    peer = fisher_exact([[first, n - first], [second, n - second]]).pvalue
    assert other_p_value(FISHER, table) == pytest.approx(peer, rel=1e-9)


def test_names_of_tests_can_be_listed_with_commas():
    assert not [name for name in OTHER_TESTS if "," in name]


@pytest.mark.parametrize("cells", [(0, 0, 0, 5), (5, 0, 0, 0), (0, 5, 0, 0), (0, 0, 1, 0), (2, 1, 1, 0)])
def test_explaining_tests_are_defined_or_absent_on_every_table(cells):
    table = PairedTable(*cells)
    for name in OTHER_TESTS:
        p = other_p_value(name, table)
        assert p is None or 0 <= p <= 1 + 1e-12
    assert all(value is None or value >= 0 for value in other_odds_ratios(table).values())
    assert all(low <= high for low, high in other_odds_limits(table, 1.96).values())


@modest
@given(tables_drawn, st.sampled_from(OTHER_TESTS), st.integers(1, 6))
def test_no_test_is_lost_and_none_invented_by_the_short_cuts(table, name, decimals):
    p = other_p_value(name, table)
    shown = ["1.0", "<0.001", ">0.05", "n.s.", "0." + "0" * decimals] + ([] if p is None else [f"{p:.{decimals}f}"])
    for text in shown:
        printed = printed_p(text)
        expected = tuple(one for one in OTHER_TESTS if printed.fits(other_p_value(one, table)))
        assert OtherTests(printed).fitting(table.cells) == expected


@pytest.mark.parametrize("table", [PairedTable(280, 280, 240, 200), PairedTable(0, 700, 600, 0)])
def test_fisher_of_many_patients_is_found(table):
    p = other_p_value(FISHER, table)
    assert FISHER in OtherTests(printed_p(f"{p:.6f}")).fitting(table.cells)


@modest
@given(tables_drawn)
@example(PairedTable(0, 3, 2, 0))
def test_a_berger_boos_p_value_lies_between_its_bounds(table):
    p = mcnemar(table, "berger-boos").p_value
    least, most = berger_boos_ends(table)
    assert berger_boos_least(table) <= p
    assert least <= p <= most
    assert berger_boos_least(table.swapped()) == berger_boos_least(table)
    # What is enough for it to be refused is a bound too.
    assert (berger_boos_least(table, 0.05) > 0.05) == (berger_boos_least(table) > 0.05)
    assert berger_boos_least(table, 0.05) <= berger_boos_least(table) * (1.0 + 1e-12)


def test_other_odds_ratios_of_the_trial():
    found = other_odds_ratios(CALAIS)
    assert found["ad/bc"] == pytest.approx(162 / 76)
    assert found["marginal odds ratio"] == pytest.approx(28 * 37 / (22 * 13))
    assert printed_number("3.6").fits(found["marginal odds ratio"])


def test_fisher_at_one_difference_rises_up_to_half_of_all_and_falls_from_there():
    for n in range(1, 31):
        for excess in range(1, n + 1):
            p_values = [other_p_value(FISHER, of_counts(n, y + excess, y)) for y in range(n - excess + 1)]
            turn = (n - excess) // 2
            assert p_values[: turn + 1] == sorted(p_values[: turn + 1])
            assert p_values[turn:] == sorted(p_values[turn:], reverse=True)


@modest
@given(st.data())
def test_no_pair_of_rates_is_missed_by_looking_at_three(data):
    n = data.draw(st.integers(1, 120))
    excess = data.draw(st.integers(-n, n))
    first, last = sorted(data.draw(st.integers(max(0, -excess), n - max(0, excess))) for _ in range(2))
    pairs = [(y + excess, y) for y in range(first, last + 1)]
    name = data.draw(st.sampled_from(["Pearson as if unpaired", "corrected Pearson as if unpaired", FISHER]))
    p = other_p_value(name, of_counts(n, *data.draw(st.sampled_from(pairs))))
    assume(p is not None and p > 1e-6)
    tests = OtherTests(printed_p(f"{p:.{data.draw(st.integers(1, 5))}g}"))
    alone = OtherTests(tests.printed)
    assert tests.of_pairs(n, pairs) == [alone.of_rates(n, *pair) for pair in pairs]
