"""The results text says what rows say, in sentences that are right for every table."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.analysis.example import example
from psmatrial.analysis.plan import Multiplicity, Plan, Primary, Strata
from psmatrial.analysis.plan_file import read_plan
from psmatrial.analysis.results import ILLUSTRATION
from psmatrial.analysis.run import compare
from psmatrial.displays.tables.detection import table as detection
from psmatrial.displays.words.results import results_runs
from psmatrial.displays.words.telling import OPEN, Telling, told_runs
from tests.cohorts import pairs, reads, trial, trial_patients
from tests.displays.paragraphs import results_paragraphs
from tests.reports.examples import DATA

# Nothing here has a reference standard, so none of these may be said.
ACCURACY = re.compile(r"sensitiv|specific|accura|predictive|true.positive|false.positive", re.IGNORECASE)


def said(tmp_path, patients, **how):
    return results_paragraphs(compare(reads(tmp_path / "reads.csv", patients), Plan(**how)))


def test_the_primary_result_of_the_trial():
    assert results_paragraphs(trial())[:2] == [
        (
            "The patients are rebuilt from published counts; they are not the records of the study. All 50 patients "
            "had a result under both tests and were analysed."
        ),
        (
            "PSMA detected disease in 28 of 50 patients (56%; 95% CI 41 to 70, Clopper-Pearson) and fluciclovine in "
            "13 of 50 (26%; 15 to 40). The tests differed in 23 patients: PSMA alone detected disease in 19 and "
            "fluciclovine alone in 4; both detected it in 9 and neither in 18. The difference in detection rate, PSMA "
            "minus fluciclovine, was +30 percentage points (95% CI 12 to 46, Tango score); the conditional odds ratio "
            "was 4.75 (95% CI 1.58 to 19.20, Clopper-Pearson). PSMA detected disease in more patients than "
            "fluciclovine (p = 0.0026, exact McNemar, two-sided)."
        ),
    ]


def test_every_number_of_the_results_carries_the_row_it_prints():
    ids = {row.id for row in trial()}
    paragraphs = results_runs(trial())
    assert {row for runs in paragraphs for _, row in runs} - {""} <= ids
    assert [(text, row.removeprefix("patient.all.")) for text, row in paragraphs[1] if row] == [
        ("28 of 50 patients (56%; 95% CI 41 to 70, Clopper-Pearson)", "index-rate.clopper-pearson"),
        ("13 of 50 (26%; 15 to 40)", "comparator-rate.clopper-pearson"),
        *((text, "equality.exact") for text in ("23 patients", "19", "4", "9", "18")),
        ("+30 percentage points (95% CI 12 to 46, Tango score)", "rate-difference.tango"),
        ("4.75 (95% CI 1.58 to 19.20, Clopper-Pearson)", "odds-ratio.clopper-pearson"),
        ("p = 0.0026", "equality.exact"),
    ]


def test_what_is_left_of_the_results_has_no_estimate_interval_or_p_value():
    rest = " ".join(text for runs in results_runs(trial())[1:-1] for text, row in runs if not row)
    assert not re.findall(r"\d of \d|\d%|[+\u2212]\d|\d\.\d{4}", rest)


def test_names_that_look_like_a_frame_stay_words():
    told = Telling(framed=True)
    row = trial().row("patient.all.equality.exact")
    runs = told_runs(f"{OPEN}A{told.number(row, 'p = 0.0026')}")
    assert runs == ((f"{OPEN}A", ""), ("p = 0.0026", row.id))
    assert Telling().number(row, "p = 0.0026") == "p = 0.0026"


def test_regions_are_one_paragraph_with_raw_and_adjusted_p():
    (text,) = (text for text in results_paragraphs(trial()) if text.startswith("By region"))
    assert (
        "pelvic nodes, 15 of 50 (30%; 18 to 45) against 4 (8%; 2 to 19), discordant 12 against 1, difference +22 "
        "points (9 to 36), p = 0.0034 (adjusted p = 0.0103);" in text
    )
    assert "*" not in text


def test_under_gates_the_adjusted_p_is_not_that_of_the_family_alone():
    gated = replace(read_plan(example()[1]), multiplicity=Multiplicity(gatekeeping=True))
    (text,) = (one for one in results_paragraphs(compare(example()[0], gated)) if one.startswith("By region"))
    assert text.endswith(
        "Adjusted p-values are those within this family, and never below those of the families before it, of which "
        "the primary endpoint is the first (gatekeeping)."
    )
    (alone,) = (one for one in results_paragraphs(trial()) if one.startswith("By region"))
    assert alone.endswith("Adjusted p-values are those within this family.")


@pytest.mark.parametrize("gatekeeping", [False, True])
def test_where_a_region_is_primary_the_patient_and_the_regions_are_told_as_two_families(gatekeeping):
    plan = read_plan(example()[1])
    primary, multiplicity = replace(plan.primary, endpoint="prostate bed"), Multiplicity(gatekeeping=gatekeeping)
    found = compare(example()[0], replace(plan, primary=primary, multiplicity=multiplicity))
    apart = "; the further regions are one family, the patient is another."
    (text,) = (one for one in results_paragraphs(found) if one.startswith("By endpoint"))
    assert "Adjusted p-values are those within each family" in text
    assert text.endswith(f"(gatekeeping){apart}" if gatekeeping else f"within each family{apart}")
    assert [note for note in detection(found).footnotes if note.startswith("Adjusted p: ") and note.endswith(apart)]
    if not gatekeeping:  # Holm: the patient alone keeps its p, of two regions the smaller one is doubled.
        assert "p = 0.0026 (adjusted p = 0.0026)" in text
        assert "p = 0.0034 (adjusted p = 0.0068)" in text


def test_where_only_pairs_of_tests_are_adjusted_the_endpoints_have_no_adjusted_p():
    folder = DATA / "three-tests"
    plan = replace(read_plan(folder / "plan.toml"), multiplicity=Multiplicity(method="none"))
    table = detection(compare(folder / "reads.csv", plan))
    assert "adjusted p" not in [column.heading for column in table.columns]
    assert not [note for note in table.footnotes if "djust" in note]


def test_what_is_an_illustration_is_marked_and_nothing_else_is():
    (text,) = (text for text in results_paragraphs(trial()) if text.startswith("By PSA"))
    assert "0.2-0.5, 12 of 26 (46%; 27 to 67) against 7 (27%; 12 to 48)" in text
    assert "difference +19 points (−6 to +42)*, p = 0.2266* (adjusted p = 0.4531*)" in text
    assert "trend of the index test's rate, Cochran-Armitage, p = 0.1882;" in text
    assert text.endswith("* Illustration: not determined by the publication.")


def test_each_method_is_named_once():
    text = " ".join(results_paragraphs(trial()))
    assert text.count(", Tango score)") == 1
    assert text.count("exact McNemar, two-sided") == 1


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (
            (9, 0, 0, 5),
            (
                "The tests differed in no patient: both detected disease in 9 and neither in 5. The difference in "
                "detection rate, PSMA minus fluciclovine, was 0 percentage points (95% CI −22 to +22, Tango score); "
                "the conditional odds ratio could not be estimated, because the tests differed in no patient. A "
                "difference between the two rates was not shown (p = 1, exact McNemar, two-sided)."
            ),
        ),
        (
            (0, 8, 0, 42),
            (
                "PSMA detected disease in 8 of 50 patients (16%; 95% CI 7 to 29, Clopper-Pearson) and fluciclovine in "
                "none of 50 (0%; 0 to 7). The tests differed in 8 patients: PSMA alone detected disease in 8 and "
                "fluciclovine alone in none; both detected it in none and neither in 42."
            ),
        ),
        (
            (0, 8, 0, 42),
            (
                "the conditional odds ratio was infinite (95% CI 1.71 to ∞, Clopper-Pearson), because fluciclovine "
                "alone detected disease in no patient."
            ),
        ),
        (
            (3, 0, 7, 0),
            "and fluciclovine in all 10 (100%; 69 to 100).",
        ),
        (
            (3, 0, 7, 0),
            (
                "the conditional odds ratio was 0 (95% CI 0 to 0.69, Clopper-Pearson), because PSMA alone detected "
                "disease in no patient. Fluciclovine detected disease in more patients than PSMA (p = 0.0156, exact "
                "McNemar, two-sided)."
            ),
        ),
        ((0, 1, 0, 0), "PSMA detected disease in 1 of 1 patient (100%;"),
        ((0, 1, 0, 0), "The only patient had a result under both tests and was analysed."),
        ((0, 1, 0, 0), "The tests differed in 1 patient:"),
        ((50, 1, 0, 49), "was +1 percentage point (95% CI"),
        ((3, 0, 5, 0), "The interval (Tango) leaves out 0 although the planned exact test gives p = 0.0625"),
    ],
)
def test_grammar_of_none_one_all_and_not_estimable(tmp_path, cells, words):
    assert words in " ".join(said(tmp_path, pairs(*cells)))


def test_a_region_as_primary_endpoint_makes_the_patient_another_endpoint():
    plan = replace(read_plan(example()[1]), primary=Primary(endpoint="pelvic nodes"))
    texts = results_paragraphs(compare(example()[0], plan))
    assert texts[1].startswith("For the primary endpoint, pelvic nodes, PSMA detected disease in 15 of 50 patients")
    assert texts[2].startswith("By endpoint, PSMA against fluciclovine: any region, 28 of 50")


def test_a_stratum_without_patients_is_told(tmp_path):
    plan = Strata(bins=("0.2-0.5", ">0.5-1.0", ">1.0-2.0", ">2.0-5.0"))
    text = " ".join(said(tmp_path, trial_patients(), strata=plan))
    assert ">2.0-5.0, no patient with a result under both tests" in text


@settings(max_examples=8)
@given(st.tuples(*[st.integers(0, 6)] * 4).filter(any))
def test_every_table_gives_whole_sentences_that_claim_no_accuracy(tmp_path_factory, cells):
    texts = said(tmp_path_factory.mktemp("words"), pairs(*cells))
    assert len(texts) >= 2
    for text in texts:
        assert text[0].isupper()
        assert text.endswith(".")
        assert not ACCURACY.search(text)
        assert not re.search(r"None|nan|\binf\b|  |\.\.|–|\b1 patients|\b0 of (?!1 )", text), text


def test_the_marked_numbers_are_those_that_rows_call_illustrations():
    rows = trial().select(stratum_by="psa", stratum="0.2-0.5", method="exact")
    marked = [row for row in rows if ILLUSTRATION in row.note]
    assert [row.quantity for row in marked] == ["equality"]
