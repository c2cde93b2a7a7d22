"""What is explained but not counted: truncation, one-sided values, other tests, other levels, and misprints."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.model import PairedTable
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.methods import method
from psmatrial.stats.recover import recover
from psmatrial.stats.recovery import candidates
from psmatrial.stats.recovery.explaining.also import unconditional_ends
from psmatrial.stats.recovery.facts import facts
from tests.stats.recovery.answers import TRIAL, also, cells, found


def misprints(recovery):
    return {one.misprints[0].piece: one.misprints[0].would_be for one in recovery.nearest if len(one.misprints) == 1}


def test_one_sided_tables_are_searched_when_asked_and_never_counted():
    printed = {"n": "50", "index": "28", "comparator": "13", "p": "0.0026"}
    assert also(found(printed), "one-sided") == {}
    recovery = found(printed, one_sided=True)
    assert recovery.verdict == "unique"
    tables = also(recovery, "one-sided")
    assert tables[6, 22, 7, 15]["p"] == ("one-sided mid-p",)
    assert tables[8, 20, 5, 17]["p"] == ("one-sided corrected",)


def test_one_sided_tables_are_searched_when_nothing_else_fits_and_the_basis_says_so():
    one = found({"n": "10", "both": "2", "index_only": "5", "comparator_only": "0", "p": "0.0127"})
    assert one.verdict == "none"
    assert also(one, "one-sided")[2, 5, 0, 3]["p"] == ("one-sided asymptotic",)
    assert "one-sided" in one.basis


@pytest.mark.parametrize(
    ("rate", "limits"),
    # 1 - 0.05^(1/50) is 5.82%, 0.05^(1/20) is 86.1%; mid-p gives the same two-sided.
    [("0/50", "0-6"), ("0/50", "0-5.82"), ("20/20", "86.1-100")],
)
@pytest.mark.parametrize("asked", [False, True])
def test_a_one_sided_limit_of_the_named_method_is_told_though_another_gives_it_two_sided(rate, limits, asked):
    recovery = found({"index": rate, "index_ci": limits}, named={"index_ci": "clopper-pearson"}, one_sided=asked)
    assert recovery.verdict == "none"
    assert [one["index_ci"] for one in also(recovery, "one-sided").values()] == [("one-sided clopper-pearson",)]
    assert "mid-p" in next(iter(also(recovery, "another method than the one named").values()))["index_ci"]
    assert recovery.basis.endswith("another method than the one named, one-sided")


@pytest.mark.parametrize("named", [{}, {"index_ci": "wilson"}])
def test_a_limit_that_another_method_gives_two_sided_is_not_one_sided_by_a_method_that_nobody_named(named):
    recovery = found({"index": "0/50", "index_ci": "0-6"}, named=named)
    assert also(recovery, "one-sided") == {}


def test_other_tests_and_odds_ratios_explain_only():
    recovery = found({"n": "50", "index": "22", "comparator": "12", "p": "0.018"})
    assert also(recovery, "other tests")[7, 15, 5, 23]["p"] == ("Wald z of the difference",)
    crossed = found(TRIAL | {"p": "0.0026", "odds_ratio": "2.1"})
    assert crossed.verdict == "none"
    assert also(crossed, "other tests") == {
        (9, 19, 4, 18): {**crossed.also[0].matches, "odds_ratio": ("ad/bc",), "p": ("exact",)}
    }
    marginal = found({"n": "50", "index": "28", "comparator": "13", "odds_ratio": "3.62"})
    assert len(also(marginal, "other tests")) == 14


def test_truncated_percentages_are_told_apart():
    recovery = found({"index": "17/49 (34%)"})
    assert recovery.verdict == "none"
    assert [one.reason for one in recovery.also] == ["truncation"]
    full = found({"n": "49", "both": "32%", "index_only": "37%", "comparator_only": "2%", "neither": "29%"})
    assert (full.verdict, list(also(full, "truncation"))) == ("none", [(16, 18, 1, 14)])
    rounded = found({"n": "49", "both": "16", "index_only": "37%", "comparator_only": "2%", "neither": "29%"})
    assert cells(rounded) == [(16, 18, 1, 14)]


@pytest.mark.parametrize("index", ["50%", "500"])
def test_where_not_every_fit_is_listed_nothing_is_said_to_fit_only_cut_off(index):
    recovery = recover(facts({"n": "1000", "index": index}))
    assert not recovery.complete
    assert recovery.also == ()


def test_a_percentage_that_no_rounding_gives_is_found():
    recovery = found({"index": "66/104 (64%)"})
    assert (recovery.verdict, recovery.also) == ("none", ())
    assert misprints(recovery) == {"index.count": "67", "index.n": "103", "index.share": "63%"}


@pytest.mark.parametrize("level", [0.95, 0.975])
def test_a_misprinted_limit_is_found_at_its_level_and_from_the_numbers_alone(level):
    recovery = found({"index": "45/85 (52.9%)", "index_ci": "40.3-62.3"}, level)
    assert recovery.verdict == "none"
    first = recovery.nearest[0]
    assert (first.misprints[0].piece, first.misprints[0].would_be) == ("index_ci.high", "65.3")
    assert (first.misprints[0].method, first.level) == ("clopper-pearson", 0.975)


def test_a_truncated_limit_is_found():
    recovery = found({"index": "8/85 (9.4%)", "index_ci": "3.6-18.9"}, 0.975)
    assert recovery.verdict == "none"
    assert [(one.reason, one.matches["index_ci"]) for one in recovery.also] == [("truncation", ("clopper-pearson",))]
    assert misprints(recovery)["index_ci.high"] == "19.0"


def test_when_no_single_value_explains_it_the_nearest_tables_lack_two():
    recovery = found({"n": "50", "index": "28", "comparator": "13", "p": "0.0046", "odds_ratio": "2.1"})
    assert recovery.verdict == "none"
    assert 1 <= len(recovery.nearest) <= 3
    assert {len(one.misprints) for one in recovery.nearest} == {2}


def test_a_misprinted_p_value_is_named_with_what_the_counts_give():
    printed = {"n": "50", "both": "9", "index_only": "19", "comparator_only": "4", "p": "0.0036"}
    recovery = found(printed)
    assert misprints(recovery)["p"] in ("0.0035", "0.0026")
    assert recovery.nearest[0].tables >= 1


def test_without_explanations_nothing_else_is_searched():
    recovery = found({"index": "66/104 (64%)"}, explain=False)
    assert (recovery.verdict, recovery.also, recovery.nearest) == ("none", (), ())


def test_contradicting_numbers_of_patients_fit_nothing_and_one_of_them_is_named():
    recovery = found({"n": "50", "index": "28/51"})
    assert recovery.verdict == "none"
    assert misprints(recovery) == {"n": "51", "index.n": "50"}


@settings(deadline=None, max_examples=200)
@given(st.lists(st.integers(0, 40), min_size=3, max_size=3).filter(any))
def test_a_one_sided_unconditional_p_value_lies_between_its_ends(drawn):
    more, fewer, same = drawn
    table = PairedTable(same, max(more, fewer), min(more, fewer), 0)
    least, most = unconditional_ends(table)
    p = mcnemar(table, "exact-unconditional", "greater").p_value
    assert least <= p <= most
    assert unconditional_ends(PairedTable(same, table.comparator_only, table.index_only, 0)) == (least, most)


def test_a_large_difference_is_explained_by_no_one_sided_test():
    assert not also(found({"n": "300", "index": "56%", "comparator": "26%", "p": "0.0026"}), "one-sided")


def test_that_nothing_fits_is_not_said_before_costly_methods_were_waited_for(monkeypatch):
    limits = method("rate-difference", "exact-unconditional").compute(PairedTable(4, 7, 2, 7), 0.95, "two-sided")
    printed = {"n": "20", "index": "11", "comparator": "6"}
    printed |= {"difference_ci": f"{100 * limits.low:.3f}% to {100 * limits.high:.3f}%"}
    monkeypatch.setattr(candidates, "_AFFORDED", 100)
    hasty = found(printed, explain=False)
    assert (hasty.verdict, "exact-unconditional" in hasty.not_tried) == ("none", True)
    waited = found(printed)
    assert (waited.verdict, waited.not_tried, cells(waited)) == ("unique", (), [(4, 7, 2, 7)])
    assert waited.tables[0].matches["difference_ci"] == ("exact-unconditional",)
    # Ten times as long is not enough either: then it is said that they were not tried.
    monkeypatch.setattr(candidates, "_AFFORDED", 39)
    assert (found(printed).verdict, "exact-unconditional" in found(printed).not_tried) == ("none", True)
