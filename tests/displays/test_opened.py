"""Numbers opened in words: gathered by their tables, sentences that a paper can take over, exact values for sorting."""

from __future__ import annotations

from dataclasses import replace

import pytest

from psmatrial.analysis.explain import explained
from psmatrial.analysis.plan import Plan, Primary
from psmatrial.analysis.plan_file import read_plan
from psmatrial.analysis.results import Row
from psmatrial.analysis.run import compare
from psmatrial.analysis.suppress import suppressed
from psmatrial.displays.opened import amount, opened
from psmatrial.displays.sentences import brief, place, printed, sentence, value_text
from psmatrial.displays.terminal import explanation_text
from psmatrial.model import CELLS
from tests.cohorts import pairs, reads, trial
from tests.reports import examples

TRUTH_IDS = (
    "patient.all.equality.exact",
    "patient.all.index-npv.clopper-pearson",
    "patient.all.ppv-ratio.log-wald",
    "patient.all.sensitivity-difference.tango",
    "patient.all.specificity-difference.tango",
    "patient.all.specificity-equality.exact",
)


def cells_of(row):
    """Return the four cells of a row, None where it has none or not all of them."""
    cells = tuple(getattr(row, cell) for cell in CELLS)
    return None if None in cells else cells


@pytest.fixture(scope="module")
def every():
    return opened(trial(), [row.id for row in trial()])


def test_every_row_opens_once_under_its_table(every):
    ids = [number.row for table in every for number in table.numbers]
    assert sorted(ids) == sorted(row.id for row in trial())
    assert len({table.place for table in every}) == len(every)


def test_every_opened_number_has_formula_reference_value_and_a_sentence(every):
    for table in every:
        for number in table.numbers:
            facts = dict(number.facts)
            assert number.sentence.endswith(".")
            assert facts["Formula"], number.row
            # Counting needs no reference.
            assert facts.get("Reference") or number.row.endswith(".units.counted"), number.row
            for text in (number.value, number.sentence, *facts.values()):
                assert "None" not in text
                assert "nan" not in text.split()


def test_the_grid_of_a_table_adds_up(every):
    for table in every:
        if table.grid is not None and table.grid.columns[-1] == "total":
            counts = [[int(text) for text in row[1:]] for row in table.grid.rows]
            assert all(row[0] + row[1] == row[2] for row in counts)
            assert all(counts[0][at] + counts[1][at] == counts[2][at] for at in range(3))


@pytest.mark.parametrize("name", ["truth", "three-tests", "lesions", "management"])
def test_a_number_opens_beside_its_own_table_or_beside_none(name):
    results = examples.results(name)
    by_id = {row.id: row for row in results}
    found = opened(results, by_id)
    assert sorted(number.row for table in found for number in table.numbers) == sorted(by_id)
    assert len({table.place for table in found}) == len(found)
    for table in found:
        shown = table.grid and tuple(int(text) for row in table.grid.rows[:2] for text in row[1:3])
        if table.grid is None or table.grid.columns[-1] == "total":
            assert {cells_of(by_id[number.row]) for number in table.numbers} == {shown}, table.place


def test_tables_in_one_place_say_whose_they_are():
    elsewhere = "pelvic-nodes.all.equality.exact"
    found = opened(examples.results("truth"), [TRUTH_IDS[0], elsewhere, *TRUTH_IDS[1:]])
    assert [number.row for number in found[-1].numbers] == [elsewhere]
    truth = {table.place: table for table in found[:-1]}
    assert list(truth) == [
        "Patient, any region",
        "Patient, any region, not from one 2x2 table",
        "Patient, any region, with disease",
        "Patient, any region, without disease",
    ]
    assert [number.row for number in truth["Patient, any region, not from one 2x2 table"].numbers] == [
        "patient.all.index-npv.clopper-pearson",
        "patient.all.ppv-ratio.log-wald",
    ]
    assert all(
        number.sentence.startswith("Per patient: ") for table in list(truth.values())[1:] for number in table.numbers
    )
    (pair,) = opened(examples.results("three-tests"), ["PSMA-vs-fluciclovine:patient.all.pairwise-equality.exact"])
    assert pair.place == "PSMA against fluciclovine, Patient, any region, with a result under every test"
    assert pair.grid.rows[0] == ("PSMA +", "14", "20", "34")


@pytest.mark.parametrize(("policy", "end"), [("negative", ""), ("worst", ", with a result under every test")])
def test_every_two_of_three_tests_are_headed_by_whom_they_count(policy, end):
    data = examples.DATA / "three-tests"
    plan = read_plan(data / "plan.toml")
    found = compare(data / "reads.csv", replace(plan, reading=replace(plan.reading, missing=policy)))
    (pair,) = opened(found, ["PSMA-vs-MRI:patient.all.pairwise-equality.exact"])
    assert pair.place == f"PSMA against MRI, Patient, any region{end}"


def test_the_table_of_specificity_is_headed_by_negative_results_first():
    (table,) = opened(examples.results("truth"), ["patient.all.specificity-difference.tango"])
    # Of 29 without disease 20 are negative under both tests and none is positive under both.
    assert table.grid.columns == ("fluciclovine −", "fluciclovine +", "total")
    assert table.grid.rows == (("PSMA −", "20", "5", "25"), ("PSMA +", "4", "0", "4"), ("total", "24", "5", "29"))
    assert dict(table.numbers[0].facts)["Note"].endswith("one of them or neither calls negative")


def test_rows_over_strata_show_the_tables_of_the_strata(every):
    (table,) = [one for one in every if one.place == "Patient, any region, all PSA strata together"]
    assert table.grid.columns == ("both", "PSMA only", "fluciclovine only", "neither")
    assert table.grid.rows[0] == ("0.2-0.5", "4", "8", "3", "11")


def test_the_filled_formula_ends_in_the_p_value_it_gives(every):
    numbers = {number.row: dict(number.facts) for table in every for number in table.numbers}
    assert numbers["patient.all.equality.exact"]["With the numbers"].endswith("P(X ≥ 19))) = 0.0026")
    chi = numbers["patient.all.equality.asymptotic"]["With the numbers"]
    assert chi == "χ² = (19 − 4)²/(19 + 4) = 9.7826 on 1 df, p = 0.0018"
    adjusted = numbers["pelvic-nodes.all.equality.exact"]["Adjusted p"]
    assert adjusted.startswith("0.0103, Holm within its family: ")


@pytest.mark.parametrize("planned", [{"method": "none"}, {"method": "bonferroni", "gatekeeping": True}])
def test_every_two_of_three_tests_open_with_holm_whatever_the_plan_adjusts(planned):
    results = examples.results("three-tests")
    other = replace(results, plan=results.plan | {"multiplicity": results.plan["multiplicity"] | planned})
    (row,) = results.select(quantity="pairwise-equality", index="PSMA", comparator="MRI")
    (table,) = opened(other, [row.id])
    assert dict(table.numbers[0].facts)["Adjusted p"].startswith("0.0029, Holm within its family: ")


def test_of_every_two_of_three_tests_the_adjusted_p_stands_beside_the_other_and_both_are_named():
    # 24 against 6 of 30 discordant patients, the smallest p of three pairs but one: twice 0.00143.
    results, row = examples.results("three-tests"), "PSMA-vs-MRI:patient.all.pairwise-equality.exact"
    ((number,),) = (table.numbers for table in opened(results, [row]))
    both = "unadjusted p = 0.0014, adjusted p = 0.0029"
    assert number.value == f"{both}, statistic 24"
    assert number.sentence.endswith(f"two of the tests {both} (pairwise exact McNemar, Holm; n = 53).")
    shown = explanation_text(explained(results, row))
    assert "  unadjusted p = 0.0014, statistic 24, adjusted p 0.0029\n" in shown


def test_its_own_answer_stands_first_among_the_methods(every):
    for table in every:
        for number in table.numbers:
            if number.others:
                assert number.others[0][0] == number.method
                assert len({name for name, _ in number.others}) == len(number.others)


def test_sentences_name_test_share_interval_method_and_patients():
    rows = {row.id: row for row in trial()}
    rate = rows["patient.all.index-rate.clopper-pearson"]
    assert sentence(rate, "Patient, any region", "Clopper-Pearson") == (
        "Per patient: PSMA detected disease in 28/50 (56%; 95% interval 41 to 70, Clopper-Pearson)."
    )
    odds = rows["extrapelvic.all.odds-ratio.clopper-pearson"]
    assert sentence(odds, "Extrapelvic", "Clopper-Pearson") == (
        "Extrapelvic: conditional odds ratio ∞ (95% interval 1.71 to ∞), PSMA only over fluciclovine only "
        "(Clopper-Pearson; n = 50)."
    )


def test_an_interval_that_is_withheld_beside_its_difference_is_said_to_be():
    ((number,),) = (table.numbers for table in opened(suppressed(trial(), 5), ["patient.all.rate-difference.tango"]))
    assert number.value == "+30.0 points (interval withheld)"
    assert "+30 points (interval withheld), PSMA minus fluciclovine" in number.sentence


def test_what_does_not_exist_says_so():
    empty = Row("r", quantity="odds-ratio", method="wald", n=5, index="A", comparator="B")
    words = "Per patient: conditional odds ratio not defined (Wald; n = 5)."
    assert sentence(empty, "Patient, any region", "Wald") == words
    assert brief(empty) == "–"
    assert value_text(empty) == "–"


def test_places_tell_readers_strata_and_choices_apart():
    found = [place(trial(), row) for row in (Row("r", "patient", reader="R1"), Row("r", "patient", stratum_by="psa"))]
    assert found == ["Patient, any region, reader R1", "Patient, any region, all PSA strata together"]
    choice = Row("r", "patient", stratum_by="choice", stratum="any-reader")
    assert place(trial(), choice, "Any of the readers") == "Patient, any region, any of the readers"
    assert place(trial(), choice) == "Patient, any region, any reader"


def test_a_number_of_no_two_tests_names_none_of_them():
    for name in ("three-tests", "management"):
        results = examples.results(name)
        several = replace(results, plan=results.plan | {"contrasts": [*results.plan["contrasts"] * 2]})
        for table in opened(several, [row.id for row in results if not row.index]):
            assert "None" not in table.place
            assert not [one.sentence for one in table.numbers if "None" in one.sentence]
    three = examples.results("three-tests")
    assert place(three, three.row("patient.all.several-equality.exact")) == "Patient, any region"


def test_a_test_of_a_margin_opens_with_its_margin(tmp_path):
    plan = Plan(primary=Primary(margin=-0.1))
    results = compare(reads(tmp_path / "reads.csv", pairs(9, 19, 4, 18)), plan)
    (table,) = opened(results, ["patient.all.rate-difference-margin.score.greater"])
    assert "50·(−0.1)" in dict(table.numbers[0].facts)["With the numbers"]


@pytest.mark.parametrize(
    ("text", "field"),
    [("+30", "value"), ("12 to 46", "low"), ("0.0026", "p_value"), ("0.0103", "p_adjusted"), ("9.78", "statistic")],
)
def test_the_exact_value_is_that_of_the_field_a_cell_prints(text, field):
    row = Row("r", value=0.3, low=0.1213, high=0.46, p_value=0.0025994, p_adjusted=0.0102539, statistic=9.782609)
    assert amount(text, row) == getattr(row, field)


def test_an_interval_is_sorted_by_its_lower_limit_also_where_the_value_would_print_like_it():
    assert amount("0 to 23", Row("r", value=0.1125, low=0.00041, high=0.2257)) == 0.00041


def test_a_share_is_sorted_by_its_rate_and_infinity_is_a_value():
    assert amount("28/50 (56%)", Row("r", value=0.56, numerator=28, denominator=50)) == 0.56
    assert amount("∞", Row("r", value=float("inf"), low=1.7)) == float("inf")
    assert amount("–", Row("r", value=0.5)) is None


def test_only_what_the_first_page_prints_is_looked_for_in_its_sentence():
    assert printed(Row("r", quantity="rate-ratio", value=2.0)) == ()
    assert printed(trial().row("patient.all.equality.exact")) == ("p = 0.0026",)
