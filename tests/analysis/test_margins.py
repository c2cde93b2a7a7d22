"""Margins: test and interval say the same, and where pairs are missing the worst case stands beside the plan."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from math import sqrt
from pathlib import Path
from statistics import NormalDist

import pytest

from psmatrial.analysis.margins import margin_rows
from psmatrial.analysis.plan import Plan, Primary, Reading
from psmatrial.analysis.plan_file import read_plan
from psmatrial.analysis.rows import Place
from psmatrial.analysis.run import compare
from psmatrial.displays.summary import margin_claims, margin_tests, summary
from psmatrial.displays.tables.margins import table as margins_table
from psmatrial.model import PairedTable
from psmatrial.stats.difference import rate_difference
from tests.cohorts import pairs, reads
from tests.displays.paragraphs import results_paragraphs

TRIAL = PairedTable(9, 19, 4, 18)
CLAIMS = ("-margin", "-equivalence")


def rows(table=TRIAL, level=0.95, **primary):
    made = margin_rows(table, Place(), Plan(level=level, primary=Primary(**primary)))
    return {row.id: row for row in made}


def test_without_a_margin_there_are_no_rows():
    assert rows() == {}


def test_non_inferiority_of_the_trial():
    found = rows(margin=-0.10)
    score = found["rate-difference-margin.score.greater"]
    assert (round(score.statistic, 6), f"{score.p_value:.4e}") == (4.037723, "2.6986e-05")
    # The largest p stands at the end of the range of the nuisance, where Exact 3.3 does not look: it has 3.0205e-05.
    assert f"{found['rate-difference-margin.exact-unconditional.greater'].p_value:.4e}" == "3.0225e-05"
    assert score.note == "margin −10 points; one-sided level 0.025"
    assert score.alternative == "greater"
    assert (score.both, score.index_only, score.comparator_only, score.neither) == TRIAL.cells


def test_superiority_by_a_margin_and_a_margin_of_the_ratio():
    score = rows(margin=0.10)["rate-difference-margin.score.greater"]
    assert (round(score.statistic, 6), round(score.p_value, 6)) == (2.173874, 0.014857)
    ratio = rows(ratio_margin=0.8)["rate-ratio-margin.score.greater"]
    assert (round(ratio.statistic, 6), f"{ratio.p_value:.4e}") == (3.985522, "3.3666e-05")
    assert set(rows(ratio_margin=0.8)) == {"rate-ratio-margin.score.greater"}


def test_notes_print_the_margin_of_a_difference_in_points_and_that_of_a_ratio_as_it_is():
    notes = [row.note.partition(";")[0] for margin in (0, 0.125) for row in rows(margin=margin).values()]
    assert notes == ["margin 0 points", "margin 0 points", "margin +12.5 points", "margin +12.5 points"]
    assert rows(ratio_margin=0.8)["rate-ratio-margin.score.greater"].note == "margin 0.8; one-sided level 0.025"


@pytest.mark.parametrize(
    ("margin", "points", "either"),
    [(-0.0775, "−7.75 points", "7.75 points"), (-0.1, "−10 points", "10 points"), (0.01, "+1 point", "1 point")],
)
def test_a_claim_names_the_margin_that_is_tested_with_all_its_digits(tmp_path, margin, points, either):
    plan = Plan(primary=Primary(margin=margin, ratio_margin=0.995, equivalence=True))
    found = compare(reads(tmp_path / "reads.csv", pairs(*TRIAL.cells)), plan)
    assert margin_claims(found) == {
        "rate-difference-margin": f"difference above the margin of {points}",
        "rate-difference-equivalence": f"difference within {either} either way",
        "rate-ratio-margin": "ratio above the margin of 0.995",
        "rate-ratio-equivalence": "ratio between the margins of 0.995 and its inverse",
    }
    notes = [row.note.partition(";")[0] for row in rows(margin=margin, ratio_margin=0.995).values()]
    assert notes == [f"margin {points}", f"margin {points}", "margin 0.995"]


def test_the_inverse_of_a_margin_that_has_no_end_of_digits_is_cut():
    row = rows(ratio_margin=0.825, equivalence=True)["rate-ratio-equivalence.score"]
    assert "equivalence between 0.825 and 1.21212:" in row.note


def test_no_discordance_is_evidence_for_non_inferiority():
    score = rows(PairedTable(0, 0, 0, 50), margin=-0.10)["rate-difference-margin.score.greater"]
    assert (round(score.statistic, 3), round(score.p_value, 4)) == (2.357, 0.0092)
    assert "rests on their absence alone" in score.note


@pytest.mark.parametrize("cells", [(9, 19, 4, 18), (20, 3, 5, 22), (20, 5, 5, 20), (30, 2, 9, 9), (0, 1, 0, 30)])
@pytest.mark.parametrize("margin", [-0.2, -0.1, -0.05, 0.05, 0.1])
def test_the_test_of_a_margin_agrees_with_the_interval(cells, margin):
    table = PairedTable(*cells)
    score = rows(table, margin=margin)["rate-difference-margin.score.greater"]
    assert (score.p_value <= 0.025) == (rate_difference(table, "tango").low >= margin)
    exact = rows(table, margin=margin)["rate-difference-margin.exact-unconditional.greater"]
    assert exact.p_value >= 0


@pytest.mark.parametrize("cells", [(40, 2, 2, 56), (20, 3, 5, 22), (9, 19, 4, 18), (45, 0, 0, 5)])
def test_equivalence_agrees_with_its_interval(cells):
    for name in ("score", "exact-unconditional"):
        row = rows(PairedTable(*cells), margin=-0.10, equivalence=True)[f"rate-difference-equivalence.{name}"]
        assert row.level == 0.95
        assert (row.p_value <= 0.025) == (row.low > -0.10 and row.high < 0.10)
        assert "equivalence between −10 and +10 points: the larger" in row.note
        assert "its interval has level 0.95" in row.note


def test_equivalence_of_the_ratio_goes_to_the_inverse_of_its_margin():
    row = rows(PairedTable(60, 1, 1, 38), ratio_margin=0.8, equivalence=True)["rate-ratio-equivalence.score"]
    assert "equivalence between 0.8 and 1.25" in row.note
    assert row.p_value <= 0.025
    assert 0.8 < row.low < row.value < row.high < 1.25


def test_the_level_of_the_plan_is_the_level_of_the_margin():
    row = rows(level=0.9, margin=-0.1)["rate-difference-margin.score.greater"]
    assert row.note == "margin −10 points; one-sided level 0.05"


MISSING = [*pairs(9, 19, 4, 18), ("non-evaluable", "non-evaluable"), ("", "negative"), ("", "positive")]


@pytest.mark.parametrize("missing", ["exclude", "negative", "best"])
def test_where_pairs_are_missing_the_worst_case_stands_beside_the_plan(tmp_path, missing):
    plan = Plan(primary=Primary(margin=-0.10), reading=Reading(missing=missing))
    found = compare(reads(tmp_path / "reads.csv", MISSING), plan)
    worst = found.row("patient.missing-worst.rate-difference-margin.score.greater")
    assert (worst.both, worst.index_only, worst.comparator_only, worst.neither) == (9, 19, 6, 19)
    assert worst.p_value > found.row("patient.all.rate-difference-margin.score.greater").p_value


def test_the_worst_case_is_not_repeated_where_it_is_the_plan_or_nothing_is_missing(tmp_path):
    worst = Plan(primary=Primary(margin=-0.10), reading=Reading(missing="worst"))
    assert not compare(reads(tmp_path / "reads.csv", MISSING), worst).select(stratum_by="missing")
    whole = compare(reads(tmp_path / "whole.csv", pairs(9, 19, 4, 18)), Plan(primary=Primary(margin=-0.10)))
    assert not whole.select(stratum_by="missing")
    assert len([row for row in whole if "margin" in row.quantity]) == 2


# Eighteen of the patients found by PSMA alone, eighteen without a PSMA scan: Tango's z at 0.2 by hand is
# (18 - 15.6)/sqrt(78 x 0.16) = 0.6794 where all eighteen count as found by PSMA, and -2.5924 where none does.
UNSCANNED = [*pairs(42, 18, 0, 0), *[("", "positive")] * 18]
EQUIVALENCE = "patient.missing-worst.rate-difference-equivalence"


def equivalent(path, patients, margin=0.2, missing="exclude"):
    plan = Plan(primary=Primary(margin=margin, equivalence=True), reading=Reading(missing=missing))
    return compare(reads(path, patients), plan)


def test_the_worst_case_of_equivalence_is_the_larger_p_of_both_ways_to_count_missing_results(tmp_path):
    found = equivalent(tmp_path / "reads.csv", UNSCANNED)
    score = found.row(f"{EQUIVALENCE}.score")
    assert score.p_value == pytest.approx(NormalDist().cdf(2.4 / sqrt(78 * 0.16)), rel=1e-12)
    assert (score.both, score.index_only, score.comparator_only, score.neither) == (60, 18, 0, 0)
    assert (score.p_value <= 0.025) == (score.high < 0.2)
    assert score.value == pytest.approx(18 / 78)
    assert score.notes[-1] == "missing results against fluciclovine, which gives the larger p"
    superior = found.row("patient.missing-worst.rate-difference-margin.score.greater")
    assert (superior.both, superior.comparator_only) == (42, 18)


def test_the_worst_case_of_equivalence_is_the_same_for_swapped_tests(tmp_path):
    found = equivalent(tmp_path / "reads.csv", UNSCANNED)
    swapped = equivalent(tmp_path / "swapped.csv", [(second, first) for first, second in UNSCANNED])
    for method in ("score", "exact-unconditional"):
        one, other = (results.row(f"{EQUIVALENCE}.{method}") for results in (found, swapped))
        assert one.p_value == pytest.approx(other.p_value, rel=1e-9)
        assert (one.low, one.high) == pytest.approx((-other.high, -other.low), abs=1e-9)


@pytest.mark.parametrize("missing", ["exclude", "worst", "best"])
def test_no_plan_for_missing_results_hides_the_worst_case_of_equivalence(tmp_path, missing):
    found = equivalent(tmp_path / "reads.csv", UNSCANNED, -0.2, missing)
    assert found.row(f"{EQUIVALENCE}.score").p_value == pytest.approx(0.7515, abs=5e-5)
    margins = [row for row in found.select(stratum_by="missing") if row.quantity == "rate-difference-margin"]
    assert bool(margins) == (missing != "worst")


def test_where_worst_is_planned_the_answer_tells_the_worst_case_of_equivalence(tmp_path):
    text = " ".join(" ".join(summary(equivalent(tmp_path / "reads.csv", UNSCANNED, missing="worst"))).split())
    assert "difference within 20 points either way: p = 0.7515 (score)" in text
    assert "0.0048" not in text


def test_the_same_p_both_ways_is_told_of_no_test(tmp_path):
    # One missing result under each test: 9/3/4/10 one way, 9/4/3/10 the other.
    even = [*pairs(8, 3, 3, 10), ("", "positive"), ("positive", "")]
    row = equivalent(tmp_path / "reads.csv", even).row(f"{EQUIVALENCE}.score")
    assert row.notes[-1] == "the same p whichever test missing results count against"


def test_the_table_of_margins_says_which_worst_case_equivalence_has(tmp_path):
    notes = margins_table(equivalent(tmp_path / "reads.csv", UNSCANNED)).footnotes
    words = "missing results against the index test, of equivalence against the test that gives the larger p"
    assert words in notes[0]
    plan = Plan(primary=Primary(margin=-0.10))
    alone = margins_table(compare(reads(tmp_path / "missing.csv", MISSING), plan)).footnotes
    assert "against the index test. p-values" in alone[0]


def test_margins_concern_the_primary_endpoint_alone(tmp_path):
    found = compare(
        reads(tmp_path / "reads.csv", [(*pair, "1") for pair in pairs(3, 3, 2, 2)]), Plan(primary=Primary(margin=-0.1))
    )
    assert {row.id for row in found if "margin" in row.quantity} == {
        "patient.all.rate-difference-margin.score.greater",
        "patient.all.rate-difference-margin.exact-unconditional.greater",
    }


THREE = Path(__file__).resolve().parents[2] / "data" / "three-tests"
CONTRASTS = ("PSMA against fluciclovine", "PSMA against MRI", "fluciclovine against MRI")


@cache
def of_three_tests(missing):
    plan = read_plan(THREE / "plan.toml")
    primary = replace(plan.primary, margin=-0.10, equivalence=True)
    return compare(THREE / "reads.csv", replace(plan, primary=primary, reading=replace(plan.reading, missing=missing)))


def test_of_a_ratio_alone_whose_interval_is_not_planned_the_note_names_no_level(tmp_path):
    found = compare(reads(tmp_path / "reads.csv", pairs(9, 19, 4, 18)), Plan(primary=Primary(ratio_margin=0.8)))
    head = margins_table(found).footnotes[0]
    assert ", at" not in head
    assert "p-values are one-sided. Differences in percentage points. Where there is no interval" in head
    both = compare(reads(tmp_path / "reads.csv", pairs(9, 19, 4, 18)), Plan(primary=Primary(margin=-0.1)))
    assert "Differences in percentage points; intervals are two-sided, at 95%." in margins_table(both).footnotes[0]


def test_of_several_tests_the_table_says_which_two_each_row_compares():
    found = of_three_tests("exclude")
    shown = margins_table(found)
    assert shown.columns[0].heading == "Tests"
    rows = [row for row in found if row.quantity.startswith("rate-difference-") and row.quantity.endswith(CLAIMS)]
    assert [cells[0].text for cells in shown.rows] == [f"{row.index} against {row.comparator}" for row in rows]
    assert {cells[0].text for cells in shown.rows} == set(CONTRASTS)
    assert all(len(cells) == len(shown.columns) for cells in shown.rows)


def test_of_two_tests_the_table_does_not_repeat_them(tmp_path):
    found = compare(reads(tmp_path / "reads.csv", MISSING), Plan(primary=Primary(margin=-0.10)))
    assert margins_table(found).columns[0].heading == "Claim"


def test_of_several_tests_the_text_names_the_two_whose_margins_it_tells():
    (text,) = (one for one in results_paragraphs(of_three_tests("exclude")) if one.startswith("Planned margins"))
    assert text.startswith("Planned margins, PSMA against fluciclovine: difference above the margin")


def test_of_several_tests_the_worst_case_told_is_that_of_the_first_two():
    told = [row for _, row in margin_tests(of_three_tests("worst"))]
    assert {(row.index, row.comparator) for row in told} == {("PSMA", "fluciclovine")}
    assert any(row.stratum == "worst" for row in told)
