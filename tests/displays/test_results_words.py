"""The results text says what rows say, in sentences that are right for every table."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import cycle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.analysis.example import example
from psmatrial.analysis.plan import Multiplicity, Plan, Primary, Reading, Strata
from psmatrial.analysis.plan_file import read_plan
from psmatrial.analysis.results import ILLUSTRATION
from psmatrial.analysis.run import compare
from psmatrial.analysis.suppress import suppressed
from psmatrial.displays import numbers
from psmatrial.displays.display import Table
from psmatrial.displays.figures import robustness
from psmatrial.displays.sentences import sentence
from psmatrial.displays.summary import margin_phrases, summary
from psmatrial.displays.words.plain import plain_answers
from psmatrial.displays.words.results import results_runs
from psmatrial.displays.words.telling import OPEN, Telling, told_runs
from psmatrial.reports.document import Flow
from psmatrial.reports.front import sentence as front_sentence
from psmatrial.reports.report import Drawings, document
from tests.cohorts import pairs, reads, trial, trial_patients
from tests.displays.paragraphs import results_paragraphs

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


def test_patients_left_out_are_counted_with_their_reasons(tmp_path):
    patients = [*pairs(6, 8, 3, 3), ("positive", ""), ("", "negative"), ("non-evaluable", "positive")]
    assert said(tmp_path, patients)[0] == (
        "Of 23 patients, 20 had a result under both tests and were analysed; 3 were left out (1 without a result under "
        "PSMA: no scan; 1 without a result under PSMA: non-evaluable; and 1 without a result under fluciclovine: "
        "no scan)."
    )


# Six by both, eight by PSMA only, three by fluciclovine only, three by neither; then three without a result.
WITHOUT = [*pairs(6, 8, 3, 3), ("positive", ""), ("", "negative"), ("non-evaluable", "positive")]


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("negative", "as negative"),
        ("worst", "against the index test (worst case)"),
        ("best", "in favour of the index test (best case)"),
    ],
)
def test_missing_results_that_count_are_not_told_as_results(tmp_path, missing, words):
    plan = Plan(
        reading=Reading(missing=missing), primary=Primary(margin=-0.1), strata=Strata(bins=("0.2-0.5", ">0.5-1.0"))
    )
    results = compare(
        reads(tmp_path / "reads.csv", [(*read, psa) for read, psa in zip(WITHOUT, cycle(("0.30", "0.70")))]), plan
    )
    assert results_paragraphs(results)[0] == (
        f"All 23 patients were analysed: 20 with a result under both tests and 3 without, whose missing results "
        f"counted {words}."
    )
    whole = document(results, Drawings(results))
    (flow,) = (block for part in whole.sections for block in part.blocks if isinstance(block, Flow))
    assert flow.boxes[-1].label == (
        f"analysed: 20 with a result under both PSMA and fluciclovine and 3 without, whose missing results "
        f"counted {words}"
    )
    notes = " ".join(
        note for part in whole.sections for block in part.blocks if isinstance(block, Table) for note in block.footnotes
    )
    assert f"Found: patients positive of those analysed with missing results counted {words}." in notes
    assert f"Counts: patients analysed with missing results counted {words}." in notes
    assert f"Of patients analysed with missing results counted {words}; missing at worst case" in notes
    assert f"Patients in a stratum analysed with missing results counted {words}: 23." in notes
    assert f"Unless changed: patients analysed with missing results counted {words};" in notes
    assert "with a result under both" not in notes


def test_missing_results_that_count_are_no_results_where_small_counts_are_withheld(tmp_path):
    results = compare(reads(tmp_path / "reads.csv", WITHOUT), Plan(reading=Reading(missing="worst")))
    shown = suppressed(results, 3)
    whole = " ".join(results_paragraphs(shown)) + " ".join(text for _, text in plain_answers(shown))
    assert "analysed with missing results counted against the index test (worst case); who was left out is" in whole
    assert "23 people were counted, so that each scan" in whole
    assert "A missing result counted against the PSMA scan." in whole
    assert not re.search("a result under both|had both", whole)


def test_where_nothing_is_missing_the_plan_for_missing_results_changes_no_sentence(tmp_path):
    text = said(tmp_path, pairs(6, 8, 3, 3), reading=Reading(missing="worst"))[0]
    assert text == "All 20 patients had a result under both tests and were analysed."


def test_nobody_with_both_results_is_said_and_nothing_else(tmp_path):
    texts = said(tmp_path, [("positive", "non-evaluable")])
    assert texts[0].startswith("Of 1 patient, none had a result under both tests; 1 was left out")
    assert texts[1] == "No patient had a result under both PSMA and fluciclovine: nothing could be compared."
    assert not any(mark in text for text in texts for mark in (numbers.ABSENT, "None", "nan"))
    planned = compare(
        reads(tmp_path / "reads.csv", [("positive", "non-evaluable")]), Plan(primary=Primary(margin=-0.1))
    )
    assert margin_phrases(planned) == []
    assert not any("margin" in text for text in results_paragraphs(planned))


@pytest.mark.parametrize(("cells", "point"), [((50, 1, 0, 49), "+1 point"), ((50, 0, 1, 49), "−1 point")])
def test_exactly_one_point_is_told_in_the_singular_everywhere(tmp_path, cells, point):
    found = compare(reads(tmp_path / "reads.csv", pairs(*cells)), Plan(primary=Primary(margin=-0.01)))
    text = " ".join(results_paragraphs(found))
    assert f"was {point} throughout" in text
    assert "above the margin of −1 point: one-sided" in text
    rows = [row for row in found if row.quantity == "rate-difference"]
    sentences = [sentence(row, "Patient", "a method") for row in rows]
    alt = robustness.figure(found).alt
    for words in (" ".join(summary(found)), front_sentence(found), alt, " ".join(sentences)):
        assert f"{point} (" in words
        assert f"{point}s" not in words
    notes = [row.note for row in found if row.quantity == "rate-difference-margin"]
    assert notes
    assert all(note.startswith("margin −1 point; ") for note in notes)


def test_margins_are_one_sided(tmp_path):
    texts = said(tmp_path, pairs(6, 8, 3, 3), primary=Primary(margin=-0.1))
    assert (
        "Planned margins: difference above the margin of −10 points: one-sided p = 0.0188 (score), shown at the "
        "one-sided level 0.025."
    ) in texts


def test_a_margin_whose_p_is_above_its_level_was_not_shown(tmp_path):
    # With a ratio of 1 the score is that of McNemar: (8 - 3)/sqrt(11) = 1.508, one-sided p = 0.0658.
    primary = Primary(margin=-0.1, ratio_margin=1.0, equivalence=False)
    (text,) = (one for one in said(tmp_path, pairs(6, 8, 3, 3), primary=primary) if one.startswith("Planned"))
    assert "p = 0.0188 (score), shown at the one-sided level 0.025; and ratio above the margin of 1.00" in text
    assert text.endswith("one-sided p = 0.0658 (score), not shown at the one-sided level 0.025.")
    (wide,) = (
        one for one in said(tmp_path, pairs(6, 8, 3, 3), primary=primary, level=0.8) if one.startswith("Planned")
    )
    assert wide.endswith("one-sided p = 0.0658 (score), shown at the one-sided level 0.1.")


def test_equivalence_is_shown_at_the_one_sided_level_too(tmp_path):
    primary = Primary(margin=-0.1, equivalence=True)
    (text,) = (one for one in said(tmp_path, pairs(6, 8, 3, 3), primary=primary) if one.startswith("Planned"))
    assert "difference within 10 points either way: p = 0." in text
    assert text.endswith("(score), not shown at the one-sided level 0.025.")


def test_variants_that_change_the_decision_are_named(tmp_path):
    text = results_paragraphs(trial())[-1]
    assert "(14 variants), the difference ranged from +12* to +34* points and p ranged from 0.0005* to 0.3269*" in text
    assert "the decision of the test changed under “any of the readers”." in text
    text = said(tmp_path, pairs(9, 0, 0, 5))[-1]
    assert "the difference was 0 points throughout and p was 1 throughout; the test decided the same in all." in text


def of_three_readers(path, groups):
    """Write the readings of three readers, so many patients alike; a test has a letter for each reader."""
    words, lines = {"+": "positive", "-": "negative", "?": "equivocal"}, ["patient_id,reader,modality,result"]
    patients = [read for count, *read in groups for _ in range(count)]
    for number, read in enumerate(patients, start=1):
        for test, letters in zip(("PSMA", "fluciclovine"), read, strict=True):
            lines += [f"P{number},R{at},{test},{words[letter]}" for at, letter in enumerate(letters, start=1)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_variant_that_decides_for_the_other_test_is_told(tmp_path):
    # The majority finds 20 by PSMA only; reader R1 finds 20 by PSMA only and 40 by fluciclovine only.
    groups = [(20, "+++", "---"), (40, "---", "+--"), (10, "---", "---")]
    text = results_paragraphs(compare(of_three_readers(tmp_path / "reads.csv", groups)))[-1]
    assert "from −29 to +29 points and p ranged from <0.0001 to 0.0135; the decision of the test changed under" in text
    assert "changed under “reader R1 alone” and “any of the readers”." in text


@pytest.mark.parametrize(
    ("found", "words"),
    [
        # 12 against none; with equivocal as positive none against 3, p = 0.25: a test that decides otherwise.
        ((12, 3), "the decision of the test changed under “equivocal as positive”"),
        # 3 against none and none against 3: p is 0.25 by the exact test, 0.083 by the asymptotic one.
        ((3, 3), "the test decided the same wherever there was one"),
    ],
)
def test_a_variant_without_a_test_decides_nothing(tmp_path, found, words):
    groups = [(found[0], "+++", "???"), (found[1], "---", "???")]
    text = results_paragraphs(compare(of_three_readers(tmp_path / "reads.csv", groups)))[-1]
    assert words in text
    assert "; there was no test under “equivocal as missing”." in text


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
