"""Who the patients were, several tests, and treatment before and after: counts by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from psmatrial.analysis.plan_file import plan_of
from psmatrial.analysis.run import compare
from psmatrial.displays.tables import management_changes
from psmatrial.errors import UsageError
from tests.cohorts import reads

WIDE = """
[[contrasts]]
index = "PSMA"
comparator = "fluciclovine"
[results.PSMA]
modality = "PSMA"
[results.fluciclovine]
modality = "fluciclovine"
"""
HEADER = "patient_id,PSMA,fluciclovine,psa,grade,before,after"
ROWS = (
    "P1,positive,negative,0.2,2,RT,RT",
    "P2,positive,positive,0.4,10,RT,ADT",
    "P3,negative,negative,0.6,,RT,watch",
    "P4,negative,,1.0,2,watch,RT",
    "P5,positive,negative,,2,ADT,",
)


def results(tmp_path, more, rows=ROWS):
    path = tmp_path / "reads.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return compare(path, plan_of(WIDE + more))


def test_the_baseline_counts_all_and_those_analysed(tmp_path):
    found = results(tmp_path, '[baseline]\ncolumns = ["grade"]\n').further["baseline"]
    assert found["sets"] == [{"name": "all", "n": 5}, {"name": "analysed", "n": 4}]
    psa, grade = found["columns"]
    # Quartiles of 0.2 0.4 0.6 1.0 by linear interpolation, at 0.75, 1.5 and 2.25: 0.35, 0.5 and 0.7, to one decimal.
    quartiles = {"lowest": "0.2", "q1": "0.4", "median": "0.5", "q3": "0.7", "highest": "1", "missing": 1}
    assert psa["summaries"][0] == quartiles
    assert grade["summaries"][0] == {"levels": [{"label": "2", "n": 3}, {"label": "10", "n": 1}], "missing": 1}
    assert grade["summaries"][1]["levels"][0] == {"label": "2", "n": 2}


@pytest.mark.parametrize("sign", [",", "."])
def test_levels_that_are_numbers_stand_by_their_size(tmp_path, sign):
    grades = ("1.5", "1.25", "10.0", "2", "-0.5")
    rows = [f'P{number},positive,negative,1,"{grade.replace(".", sign)}",,' for number, grade in enumerate(grades)]
    found = results(tmp_path, '[baseline]\ncolumns = ["grade"]\n', rows).further["baseline"]["columns"][1]
    levels = [level["label"].replace(sign, ".") for level in found["summaries"][0]["levels"]]
    assert levels == ["-0.5", "1.25", "1.5", "2", "10.0"]


def test_levels_of_which_one_is_no_number_stand_by_the_alphabet(tmp_path):
    rows = [f"P{number},positive,negative,1,{grade},," for number, grade in enumerate(("T2b", "T10", "1.5", "T2a"))]
    found = results(tmp_path, '[baseline]\ncolumns = ["grade"]\n', rows).further["baseline"]["columns"][1]
    assert [level["label"] for level in found["summaries"][0]["levels"]] == ["1.5", "T2a", "T2b", "T10"]


MODELLED = '[model]\ncovariates = ["psa", "grade"]\n'


@pytest.mark.parametrize(
    ("model", "kept", "read"),
    [
        ("", "3,4 4,5", "3.4 4.5"),
        # A number of the model is one, and its cells are read once; a category of the model is one of Table 1 too.
        (MODELLED, "3.4 4.5", "3.4 4.5"),
        (MODELLED + 'categories = ["grade"]\n', "3,4 4,5", "3,4 4,5"),
    ],
)
def test_a_column_that_is_called_a_category_keeps_its_text_under_a_decimal_comma(tmp_path, model, kept, read):
    codes = ("3,4", "3", "3,4", "4,5", "3")
    rows = [f"P{number};positive;negative;0,{number + 1};{code};;" for number, code in enumerate(codes)]
    text = "\n".join([HEADER.replace(",", ";"), *rows]) + "\n"
    plan = '[input]\ndecimal = ","\n[baseline]\ncolumns = ["grade"]\n'
    (tmp_path / "reads.csv").write_text(text, encoding="utf-8")
    called, numbers = (
        compare(tmp_path / "reads.csv", plan_of(WIDE + plan + more + model)).further["baseline"]["columns"][1]
        for more in ('categories = ["grade"]\n', "")
    )
    labels, others = ([level["label"] for level in one["summaries"][0]["levels"]] for one in (called, numbers))
    assert labels == ["3", *kept.split()]
    # Nothing else tells these codes from numbers.
    assert others == ["3", *read.split()]


def test_a_baseline_column_of_many_numbers_is_counted_where_it_is_called_a_category(tmp_path):
    rows = [f"P{number},positive,negative,0.5,{number % 9 + 1},," for number in range(27)]
    plan = '[baseline]\ncolumns = ["grade"]\n'
    measured, counted = (
        results(tmp_path, plan + more, rows).further["baseline"]["columns"][1]
        for more in ("", 'categories = ["grade"]\n')
    )
    assert (measured["kind"], counted["kind"]) == ("number", "category")
    assert counted["summaries"][0]["levels"] == [{"label": str(code), "n": 3} for code in range(1, 10)]


def test_a_category_that_tells_patients_apart_is_refused(tmp_path):
    rows = [f"P{number},positive,negative,0.5,{number + 1},," for number in range(27)]
    plan = '[baseline]\ncolumns = ["grade"]\n'
    assert results(tmp_path, plan, rows).further["baseline"]["columns"][1]["kind"] == "number"
    with pytest.raises(UsageError, match=r"baseline.columns: 'grade' has 27 different values in 27 patients"):
        results(tmp_path, f'{plan}categories = ["grade"]\n', rows)


def test_quartiles_among_limits_are_values_that_were_observed(tmp_path):
    rows = [f"P{number},positive,negative,{psa},2,," for number, psa in enumerate(("<0.1", "<0.1", "0.3", "2.5"))]
    plan = '[baseline]\ncolumns = ["grade"]\n[strata]\npreset = "none"\n'
    summary = results(tmp_path, plan, rows).further["baseline"]["columns"][0]["summaries"][0]
    assert (summary["q1"], summary["median"], summary["q3"]) == ("<0.1", "<0.1", "0.3")


def test_a_psa_that_begins_with_its_point_is_a_number_and_no_limit(tmp_path):
    rows = [f"P{number},positive,negative,{psa},2,," for number, psa in enumerate((".2", ".4", ".6", "1"))]
    summary = results(tmp_path, '[baseline]\ncolumns = ["grade"]\n', rows).further["baseline"]["columns"][0]
    # Between the values, as of 0.2 0.4 0.6 1.0 above: 0.35, 0.5 and 0.7, to one decimal.
    assert [summary["summaries"][0][name] for name in ("q1", "median", "q3")] == ["0.4", "0.5", "0.7"]


MANAGED = '[management]\nbefore = "before"\nafter = "after"\n'
INTENTS = '[management.intents]\nRT = "cure"\nADT = "control"\nwatch = "control"\n'


def test_changes_of_management_are_counted_by_kind(tmp_path):
    found = results(tmp_path, MANAGED + INTENTS)
    record = found.further["management"]
    assert record["before"] == ["RT", "ADT", "watch"]
    assert record["counts"] == [[1, 1, 1], [0, 0, 0], [1, 0, 0]]
    assert (record["n"], record["missing"]) == (4, 1)
    assert record["classes"] == {"none": 1, "other": 0, "major": 3}
    row = found.row("management.all.change-major.clopper-pearson")
    assert (row.numerator, row.denominator, row.value) == (3, 4, float(Fraction(3, 4)))
    of_changed = found.row("management.all.change-other-of-changed.clopper-pearson")
    assert (of_changed.numerator, of_changed.denominator) == (0, 3)


def test_symmetry_of_changes_by_hand(tmp_path):
    # RT to ADT 1 against 0, RT to watch 1 against 1: (1-0)^2/1 + 0 = 1 on 2 df.
    row = results(tmp_path, MANAGED + INTENTS).row("management.all.symmetry.bowker")
    assert (row.statistic, row.df) == (1.0, 2)


def test_without_intents_no_change_is_called_major(tmp_path):
    record = results(tmp_path, MANAGED).further["management"]
    assert record["classes"] == {"none": 1, "other": 3}


def test_a_treatment_without_an_intent_is_refused(tmp_path):
    with pytest.raises(UsageError, match="'watch'"):
        results(tmp_path, MANAGED + '[management.intents]\nRT = "cure"\nADT = "control"\n')


def test_nobody_with_both_plans_is_an_answer(tmp_path):
    rows = [row.rsplit(",", 1)[0] + "," for row in ROWS]
    found = results(tmp_path, MANAGED, rows)
    assert found.further["management"]["n"] == 0
    assert found.row("management.all.change-any.clopper-pearson").value is None


TESTS = ("PSMA", "fluciclovine", "MRI")
THREE = "".join(f'[[contrasts]]\nindex = "{a}"\ncomparator = "{b}"\n' for a, b in (TESTS[:2], TESTS[::2], TESTS[1:]))


def test_three_tests_are_compared_all_together_first(tmp_path):
    yes, no = "positive", "negative"
    # The example of the library: (1,1,0) x6, (1,0,0) x4, (0,0,1) x2, (1,1,1) x8 gives Q = 8 on 2 df.
    patients = [(yes, yes, no)] * 6 + [(yes, no, no)] * 4 + [(no, no, yes)] * 2 + [(yes,) * 3] * 8 + [(yes, no, "")]
    found = compare(reads(tmp_path / "reads.csv", patients, TESTS), plan_of(THREE))
    row = found.row("patient.all.several-equality.asymptotic")
    assert (row.statistic, row.df, row.n) == (8.0, 2, 20)
    assert "20 patients with a result under all 3 tests; 1 without one" in row.note
    pair = found.row("PSMA-vs-MRI:patient.all.pairwise-equality.exact")
    assert (pair.both, pair.index_only, pair.comparator_only, pair.neither) == (8, 10, 2, 0)
    assert pair.p_adjusted >= pair.p_value
    assert len(found.select(quantity="pairwise-equality")) == 3


# Of 14 patients PSMA has no result in 1, fluciclovine in 3.
PARTLY_READ = [
    *[("positive", "negative", "negative")] * 6,
    *[("positive", "", "negative")] * 3,
    *[("", "positive", "positive")] * 1,
    *[("positive", "positive", "positive")] * 4,
]


def test_missing_results_count_as_negative_in_three_tests_where_they_do_in_two(tmp_path):
    plan = THREE + '[reading]\nmissing = "negative"\n'
    found = compare(reads(tmp_path / "reads.csv", PARTLY_READ, TESTS), plan_of(plan))
    # Of 14: PSMA 13, fluciclovine 5 and MRI 5; (1,0,0) x9, (0,1,1) x1, (1,1,1) x4.
    # Q = 2 (3 (13^2 + 5^2 + 5^2) - 23^2)/(3 * 23 - (9 + 4 + 36)) = 2 * 128/20.
    row = found.row("patient.all.several-equality.asymptotic")
    assert (row.statistic, row.n) == (pytest.approx(12.8, rel=1e-12), 14)
    said = "14 patients; missing results counted as negative"
    assert row.note == said
    pair = found.row("PSMA-vs-fluciclovine:patient.all.pairwise-equality.exact")
    assert (pair.both, pair.index_only, pair.comparator_only, pair.neither) == (4, 9, 1, 0)
    assert pair.note == said
    # The table and the exact test of the same contrast: 2 (1 + 10)/2^10.
    alone = found.row("PSMA-vs-fluciclovine:patient.all.equality.exact")
    assert (alone.both, alone.index_only, alone.comparator_only, alone.neither) == (4, 9, 1, 0)
    assert pair.p_value == alone.p_value == 22 / 1024


@pytest.mark.parametrize("policy", ["worst", "best"])
def test_worst_and_best_case_are_of_two_tests_and_leave_three_alone(tmp_path, policy):
    plan = THREE + f'[reading]\nmissing = "{policy}"\n'
    found = compare(reads(tmp_path / "reads.csv", PARTLY_READ, TESTS), plan_of(plan))
    row = found.row("patient.all.several-equality.asymptotic")
    assert row.n == 10
    assert row.note == (
        "10 patients with a result under all 3 tests; 4 without one; worst and best case bound the comparison of two "
        "tests and do not enter here: a missing result stays missing"
    )
    pair = found.row("PSMA-vs-fluciclovine:patient.all.pairwise-equality.exact")
    assert (pair.both, pair.index_only, pair.comparator_only, pair.neither) == (4, 6, 0, 0)
    assert pair.note == row.note


def test_a_further_contrast_can_lead_the_tables(tmp_path):
    patients = [("positive", "negative", "positive")] * 3 + [("positive", "negative", "negative")] * 2
    found = compare(reads(tmp_path / "reads.csv", patients, TESTS), plan_of(THREE))
    assert found.led_by(0) is found
    assert found.led_by(1).plan["contrasts"][0] == {"index": "PSMA", "comparator": "MRI"}
    assert "robustness" not in found.led_by(2).further
    assert found.led_by(1).primary["row"] == "PSMA-vs-MRI:patient.all.equality.exact"
    assert found.led_by(1).primary["table"] == {"both": 3, "index_only": 2, "comparator_only": 0, "neither": 0}


def test_patients_with_one_scan_are_used_by_maximum_likelihood(tmp_path):
    yes, no = "positive", "negative"
    patients = [(yes, yes)] * 9 + [(yes, no)] * 19 + [(no, yes)] * 4 + [(no, no)] * 18
    patients += [(yes, "")] * 4 + [(no, "")] * 2 + [("", yes)] + [("", no)] * 3
    found = compare(reads(tmp_path / "reads.csv", patients))
    row = found.row("patient.all.rate-difference.partially-paired")
    # Worked by direct maximisation in the methods notes of the project: 0.310558 (0.148751 to 0.472365).
    assert (row.value, row.low, row.high) == pytest.approx((0.310558, 0.148751, 0.472365), abs=1e-6)
    assert row.n == 60
    assert "6 with PSMA only, 4 with fluciclovine only" in row.note


def test_without_patients_with_one_scan_there_is_no_such_row(tmp_path):
    found = compare(reads(tmp_path / "reads.csv", [("positive", "negative")] * 3))
    assert not found.select(method="partially-paired")


def test_one_treatment_before_and_after_leaves_nothing_to_test(tmp_path):
    rows = [f"P{number},positive,negative,0.2,2,RT,RT" for number in range(4)]
    found = results(tmp_path, '[management]\nbefore = "before"\nafter = "after"\n', rows)
    assert found.row("management.all.change-any.clopper-pearson").numerator == 0
    assert not found.select(quantity="symmetry")


@pytest.mark.parametrize("more", ['before = "before"', 'after = "after"', 'before = "after"\nafter = "after"'])
def test_a_change_needs_two_columns(tmp_path, more):
    with pytest.raises(UsageError, match="two columns"):
        results(tmp_path, f"[management]\n{more}\n")


@pytest.mark.parametrize(
    "more", ['[baseline]\ncolumns = ["patient_id"]', '[management]\nbefore = "before"\nafter = "patient_id"']
)
def test_the_numbers_of_the_patients_are_never_shown(tmp_path, more):
    with pytest.raises(UsageError, match="'patient_id' holds the numbers of the patients"):
        results(tmp_path, more + "\n")


def test_a_column_with_a_value_for_each_patient_is_no_category(tmp_path):
    rows = [f"P{number},positive,negative,0.2,code {number},RT,RT" for number in range(9)]
    with pytest.raises(UsageError, match="9 different values in 9 patients"):
        results(tmp_path, '[baseline]\ncolumns = ["grade"]\n', rows)


def test_a_region_may_be_called_management(tmp_path):
    path = tmp_path / "reads.csv"
    lines = [f"P1,{test},{region},positive" for test in ("PSMA", "FACBC") for region in ("management", "bed")]
    path.write_text("\n".join(["patient_id,modality,region,result", *lines]) + "\n", encoding="utf-8")
    assert management_changes.table(compare(path)) is None
