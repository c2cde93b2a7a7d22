"""The table behind printed numbers: published rows, what is explained but not counted, and misprints found."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError, UsageError
from psmatrial.model import PairedTable
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.recover import recover
from psmatrial.stats.recovery.facts import counts, facts
from tests.stats.recovery.answers import TRIAL, also, cells, found


@pytest.mark.parametrize(
    ("printed", "matches"),
    [
        ({"p": "0.0026"}, {"p": ("exact",)}),
        ({"odds_ratio": "4.8"}, {"odds_ratio": ("conditional",)}),
        ({"odds_ratio_ci": "1.6-19.2"}, {"odds_ratio_ci": ("clopper-pearson",)}),
    ],
)
def test_one_more_number_pins_the_table_of_the_trial(printed, matches):
    recovery = found(TRIAL | printed)
    assert (recovery.verdict, cells(recovery)) == ("unique", [(9, 19, 4, 18)])
    assert {key: recovery.tables[0].matches[key] for key in matches} == matches


@pytest.mark.parametrize(
    ("printed", "table", "p"),
    [
        # Calais 2019, regions.
        ({"n": "50", "index": "15", "comparator": "4", "odds_ratio": "12.0", "p": "0.0034"}, (3, 12, 1, 34), "exact"),
        ({"n": "50", "index": "15", "comparator": "4", "odds_ratio_ci": "1.8–513.0"}, (3, 12, 1, 34), None),
        ({"n": "50", "index": "8", "comparator": "0", "odds_ratio": "NE", "p": "0.0078"}, (0, 8, 0, 42), "exact"),
        # DCFPyL against fluciclovine: two rows by the exact test, one by the asymptotic one alone.
        ({"n": "50", "index": "11", "comparator": "4 (8.0%)", "p": "0.016"}, (4, 7, 0, 39), "exact"),
        ({"n": "50", "index": "3", "comparator": "1", "p": "0.50"}, (1, 2, 0, 47), "exact"),
        ({"n": "50", "index": "22", "comparator": "12", "p": "0.018"}, (8, 14, 4, 24), "asymptotic"),
        # Pernthaler 2019, overall.
        ({"n": "58", "index": "82.8", "comparator": "79.3", "p": "0.64"}, (38, 10, 8, 2), "asymptotic"),
        # The pilot of ten patients.
        ({"n": "10", "index": "7", "comparator": "2", "p": "0.0625"}, (2, 5, 0, 3), "exact"),
    ],
)
def test_published_rows_are_unique(printed, table, p):
    recovery = found(printed)
    assert (recovery.verdict, cells(recovery)) == ("unique", [table])
    assert recovery.tables[0].matches.get("p") == (p and (p,))


def test_two_tests_give_two_tables_and_one_of_them_is_not_significant_exactly():
    recovery = found({"n": "58", "index": "27.6", "comparator": "37.9", "p": "0.03"})
    assert recovery.verdict == "several"
    assert {fit.table.cells: fit.matches["p"] for fit in recovery.tables} == {
        (15, 1, 7, 35): ("asymptotic",),
        (16, 0, 6, 36): ("exact",),
    }


def test_a_method_that_the_paper_names_decides():
    printed = {"n": "58", "index": "27.6", "comparator": "37.9", "p": "0.03"}
    recovery = found(printed, named={"p": "exact"})
    assert (recovery.verdict, cells(recovery)) == ("unique", [(16, 0, 6, 36)])
    assert recovery.basis == "methods that the paper names"
    none = found(printed, named={"p": "mid-p"})
    assert none.verdict == "none"
    assert set(also(none, "another method than the one named")) == {(15, 1, 7, 35), (16, 0, 6, 36)}


def test_values_by_methods_that_do_not_belong_together_are_mixed():
    wald = found(TRIAL | {"p": "0.0026", "odds_ratio_ci": "1.6-14.0"})
    assert (cells(wald), wald.basis) == ([(9, 19, 4, 18)], "mixed methods")
    same = found(TRIAL | {"p": "0.0026", "odds_ratio_ci": "1.6-19.2"})
    assert same.basis == "one method for all values (exact)"


def test_tables_by_one_method_stand_before_mixed_ones():
    recovery = found({"n": "20", "index": "12", "comparator": "6", "p": "0.1", "odds_ratio_ci": "1-8"})
    ranks = ["one" in basis for basis in bases(recovery)]
    assert ranks == sorted(ranks, reverse=True)
    assert {True, False} == set(ranks)


def bases(recovery):
    from psmatrial.stats.recovery.trust import trust

    return [trust(fit.matches, {}).words for fit in recovery.tables]


@pytest.mark.parametrize(
    ("printed", "level", "methods"),
    [
        ({"n": "90-111", "index": "84.8%", "index_ci": "77.8-91.9"}, 0.95, {(84, 99): ("wald",)}),
        ({"n": "90-111", "index": "87.0%", "index_ci": "80.4-93.6"}, 0.95, {(87, 100): ("wald",)}),
        ({"n": "7", "index": "2", "index_ci": "7.6,64.8"}, 0.95, {(2, 7): ("agresti-coull",)}),
        ({"index": "56/69 (81%)", "index_ci": "69.9-89.6"}, 0.95, {(56, 69): ("clopper-pearson",)}),
        (
            {"n": "366", "index": "51%", "index_ci": "46.1-56.6"},
            0.95,
            {(188, 366): ("clopper-pearson", "wilson-corrected")},
        ),
        ({"index": "73/87", "index_ci": "75-90"}, 0.95, {(73, 87): ("wilson", "agresti-coull", "jeffreys")}),
    ],
)
def test_the_interval_of_one_proportion_is_named(printed, level, methods):
    recovery = found(printed, level)
    assert {place: names["index_ci"] for place, names in recovery.proportions.items()} == methods


def test_the_upper_limit_of_no_patients_at_six_percent_is_not_that_of_clopper_and_pearson():
    recovery = found({"comparator": "0/50", "comparator_ci": "0-6"})
    assert recovery.proportions[0, 50]["comparator_ci"] == ("mid-p", "blaker")
    one_sided = found({"comparator": "0/50", "comparator_ci": "0-5.8"}, named={"comparator_ci": "clopper-pearson"})
    assert one_sided.verdict == "none"
    told = [one.matches["comparator_ci"] for one in one_sided.also if one.reason == "one-sided"]
    assert told == [("one-sided clopper-pearson",)]
    three = found({"comparator": "0/50", "comparator_ci": "0-6.0"})
    assert [one.matches["comparator_ci"] for one in three.also if one.reason == "other tests"] == [("rule of three",)]


@pytest.mark.parametrize(
    ("n", "index", "comparator", "low", "high"),
    [
        # PYTHON 2023: strata of which only the margins are printed.
        ("74", "26", "22", 0.125, 0.6655),
        ("31", "17", "10", 0.0156, 0.2478),
        ("57", "50", "39", 0.00098, 0.0433),
        # Calais 2019: strata.
        ("26", "12", "7", 0.0625, 0.3593),
        ("6", "4", "1", 0.25, 0.375),
    ],
)
def test_margins_alone_allow_a_range_of_p(n, index, comparator, low, high):
    assert found({"n": n, "index": index, "comparator": comparator}).p_range == pytest.approx((low, high), rel=0.01)


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 25), st.integers(0, 2), st.lists(st.integers(0, 100), min_size=2, max_size=2))
def test_the_range_of_p_is_that_of_all_tables_with_the_rates(n, more, percent):
    printed = facts({"n": f"{n}-{n + more}", "index": f"{percent[0]}%", "comparator": f"{percent[1]}%"})
    shares = printed.shares
    p_values = [
        mcnemar(PairedTable(both, x1 - both, x2 - both, m - x1 - x2 + both)).p_value
        for m in printed.patients
        for x1, x2 in product(counts(shares["index"], m), counts(shares["comparator"], m))
        for both in range(max(0, x1 + x2 - m), min(x1, x2) + 1)
    ]
    expected = pytest.approx((min(p_values), max(p_values))) if p_values else None
    assert recover(printed, explain=False).p_range == expected


def test_without_both_rates_there_is_no_range_of_p():
    assert found({"n": "50", "index": "28", "p": "0.0026"}).p_range is None


def test_an_unknown_number_of_patients_is_searched_up_to_a_thousand():
    rates = {"index": "56%", "comparator": "26%"}
    recovery = found(rates | {"odds_ratio": "4.8", "odds_ratio_ci": "1.6-19.2", "p": "0.0026"})
    assert cells(recovery) == [(9, 19, 4, 18)]
    assert recovery.complete


def test_too_many_tables_are_said_to_be_too_many():
    recovery = found({"n": "200", "index": "100"})
    assert (recovery.verdict, recovery.complete) == ("several", True)
    assert len(recovery.tables) == 101 * 101
    assert not found({"p": "n.s."}, explain=False).complete


def test_costly_intervals_are_left_out_where_too_many_tables_remain_and_this_is_said(monkeypatch):
    monkeypatch.setattr("psmatrial.stats.recovery.candidates._AFFORDED", 100)
    recovery = found({"n": "20-32", "index": "50%", "difference_ci": "2-9"}, explain=False)
    assert "exact-unconditional" in recovery.not_tried


def test_a_table_without_discordant_patients_has_p_of_one():
    recovery = found({"n": "12", "index": "5", "comparator": "5", "p": "1", "agreement": "100%"})
    assert cells(recovery) == [(5, 0, 0, 7)]
    assert recovery.tables[0].matches["p"] == ("exact", "mid-p", "asymptotic", "corrected", "exact-unconditional")


def test_swapping_the_tests_swaps_the_tables():
    there = found({"n": "50", "index": "28", "comparator": "13", "p": "0.03", "difference": "30"})
    back = found({"n": "50", "index": "13", "comparator": "28", "p": "0.03", "difference": "-30"})
    assert set(cells(back)) == {(a, c, b, d) for a, b, c, d in cells(there)} != set()


def test_kappa_and_agreement_are_those_between_the_two_tests():
    assert (9, 19, 4, 18) in cells(found({"n": "50", "kappa": "0.13", "agreement": "54%"}))
    assert cells(found(TRIAL | {"kappa": "0.13"})) == [(9, 19, 4, 18)]


def test_a_share_that_few_numbers_of_patients_give_is_found_beside_those():
    # One patient is 0.11% of 870 to 952, of 2000 two are 0.10% and three 0.15%.
    recovery = found({"both": "0.11%"})
    assert recovery.tables[0].table.both == 1
    assert recovery.tables[0].table.n == 870
    assert found({"n": "2000", "both": "0.11%"}, explain=False).verdict == "none"


@pytest.mark.parametrize(
    "printed",
    [
        {"n": "50", "ratio_ci": "0.5 to 1e17"},
        {"n": "50", "index": "28", "ratio_ci": "0.5 to 1e300"},
        {"n": "20", "odds_ratio_ci": "1e-299 to 1e9"},
        {"n": "3", "odds_ratio_ci": "1e-300 to 1e300"},
    ],
)
def test_limits_that_no_table_has_are_looked_for_too(printed):
    assert found(printed, explain=False).verdict == "none"


@pytest.mark.parametrize("p", ["1e-40", "1e-99", "<1e-300", ">1e-299"])
def test_a_p_value_that_hardly_any_table_has_is_looked_for_too(p):
    fitting = [one.cells for one in found({"n": "20", "index": "20", "p": p}).tables]
    assert fitting == ([(20 - b, b, 0, 0) for b in range(21)] if p.startswith(">") else [])


def test_a_p_value_with_many_decimals_is_replaced_by_a_short_one():
    nearest = found({"n": "20", "index": "20", "comparator": "0", "p": "<1e-99"}).nearest
    # All 20 patients are found by the index test alone: by mid-p 2 * 0.5**20 - 0.5**20.
    assert [one.would_be for found_in in nearest for one in found_in.misprints if one.piece == "p"] == ["9.5e-7"]


@pytest.mark.parametrize("named", [{"p": "chi"}, {"kappa": "cohen"}, {"odds_ratio_ci": "wald"}])
def test_a_method_that_is_not_known_is_refused(named):
    with pytest.raises(UsageError):
        found(TRIAL | {"p": "0.0026", "kappa": "0.13"}, named=named)


def test_nothing_printed_is_refused():
    with pytest.raises(UsageError, match="nothing to recover"):
        found({})


def test_all_that_cannot_be_read_is_said_at_once():
    with pytest.raises(InputError) as caught:
        facts({"n": "many", "p": "small", "index": "51/50"})
    assert [problem.column for problem in caught.value.problems] == ["n", "p", "index"]


def test_a_key_that_is_not_known_is_refused():
    with pytest.raises(UsageError, match="odds-ratio"):
        facts({"odds-ratio": "4.8"})


def test_larger_tables_are_refused():
    with pytest.raises(InputError, match="2000"):
        facts({"index": "28/5000"})


def test_a_fit_is_a_table():
    assert found(TRIAL | {"p": "0.0026"}).tables[0].table == PairedTable(9, 19, 4, 18)
