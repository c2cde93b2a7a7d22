"""Sentences say what ran, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from psmatrial.analysis.example import example
from psmatrial.analysis.plan import Contrast, Further, Multiplicity, Plan, Primary, Reading, Strata
from psmatrial.analysis.plan_file import read_plan
from psmatrial.analysis.run import compare
from psmatrial.analysis.suppress import suppressed
from psmatrial.displays.numbers import points_interval, points_of
from psmatrial.displays.tables.across_strata import table as across_strata
from psmatrial.displays.words.checklist import answers
from psmatrial.displays.words.methods import methods_paragraphs
from psmatrial.displays.words.plain import plain_answers
from psmatrial.displays.words.tipping import tipping_sentence
from tests.cohorts import pairs, reads, trial
from tests.reports import examples


def text(results):
    return " ".join(methods_paragraphs(results)[0])


def small(tmp_path, patients=None, **how):
    return compare(reads(tmp_path / "reads.csv", patients or pairs(9, 19, 4, 18)), Plan(**how))


def test_the_methods_of_the_trial():
    paragraphs, references = methods_paragraphs(trial())
    said = " ".join(paragraphs)
    for words in (
        "PSMA (index test) and fluciclovine (comparator) were compared in the same patients.",
        "A patient was positive when any region was (prostate bed, pelvic nodes and extrapelvic).",
        "the majority of the 3 readers, combined within each reader first, then over readers.",
        "Equivocal readings counted as negative; non-evaluable readings were missing.",
        "Patients without a result under one of the tests were left out and counted.",
        "Detection is not accuracy: there is no reference standard in these data.",
        "Equality of the two detection rates was tested by exact McNemar [1]; this test decides.",
        "p-values of regions and strata were adjusted by Holm within each family; the primary one was not.",
        "the stratified exact test is the crude exact test",
        "Intervals are two-sided at 95%",
    ):
        assert words in said
    assert references[0].startswith("McNemar, Psychometrika 1947;12:153")
    assert len(set(references)) == len(references)


def test_other_choices_are_other_words(tmp_path):
    said = text(
        small(
            tmp_path,
            level=0.9,
            primary=Primary(test="mid-p", difference="newcombe", odds_ratio="wilson", rate="wilson"),
            methods=Further((), (), (), (), ()),
            reading=Reading(missing="worst", equivocal="missing"),
            multiplicity=Multiplicity(method="none"),
        )
    )
    assert "tested by McNemar mid-p [1]" in said
    assert "Newcombe" in said
    assert "Missing results counted against the index test (worst case)." in said
    assert "Equivocal readings counted as missing" in said
    assert "two-sided at 90%" in said
    assert "Shown beside" not in said
    assert "adjusted" not in said
    assert "strata" not in said.lower()


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        (
            Reading(rule="any"),
            "A patient was positive when any of the 3 readers said so; readings were combined within each reader",
        ),
        (Reading(rule="all"), "A patient was positive when all of the 3 readers said so; readings"),
        (Reading(rule="reader", reader="R2"), "that of reader R2 alone. Equivocal"),
        (
            Reading(tie="positive"),
            "then over readers. Where some readers gave a result and no majority agreed, it was positive. Equivocal",
        ),
        (Reading(tie="negative"), "Where some readers gave a result and no majority agreed, it was negative."),
        (
            Reading(readers=("R1", "R2"), tie="adjudicator", adjudicator="R3"),
            (
                "the majority of the 2 readers, combined within each reader first, then over readers. Where no "
                "majority agreed, reader R3 decided as adjudicator."
            ),
        ),
        (Reading(order="region-first"), "combined within each region first, then over regions"),
    ],
)
def test_the_rule_of_the_readers_is_told(reading, words):
    found = compare(example()[0], Plan(reading=reading, primary=Primary()))
    assert words in text(found)


def test_what_is_planned_does_not_stand_beside_itself(tmp_path):
    said = text(small(tmp_path, primary=Primary(test="mid-p", difference="fay-lumbard")))
    assert said.count("McNemar mid-p") == 1
    assert said.count("Fay-Lumbard") == 1
    assert "Shown beside them: asymptotic McNemar [" in said


def of_regions(tmp_path, absent, **reading):
    # R1 left out the node of PSMA in P1 and that of the comparator in P2; R2 did not read P2 at all.
    rows = (
        *("1,R1,PSMA,bed,positive", "1,R1,other,bed,negative", "1,R1,other,node,negative"),
        *("1,R2,PSMA,bed,negative", "1,R2,PSMA,node,negative", "1,R2,other,bed,negative", "1,R2,other,node,negative"),
        *("2,R1,PSMA,bed,negative", "2,R1,PSMA,node,negative", "2,R1,other,bed,negative"),
    )
    file = tmp_path / "reads.csv"
    file.write_text("\n".join(["patient_id,reader,modality,region,result", *rows]) + "\n", encoding="utf-8")
    return compare(file, Plan(contrasts=(Contrast("PSMA", "other"),), reading=Reading(absent_region=absent, **reading)))


def test_regions_without_a_row_that_counted_as_negative_are_told_and_counted(tmp_path):
    words = (
        "A region without a row counted as negative where that reader read another one of the patient (1 under PSMA "
        "and 1 under other)."
    )
    found = of_regions(tmp_path, "negative")
    assert words in text(found)
    assert words in {item.number: item.answer for item in answers(found)}["10a"]
    plain = " Where a reader wrote of some parts of the body only, the other parts counted as showing no disease."
    assert dict(plain_answers(found))["What was compared?"].endswith(plain)
    silent = of_regions(tmp_path, "missing")
    assert "without a row" not in text(silent)
    assert plain not in dict(plain_answers(silent))["What was compared?"]


def test_an_adjudicator_beside_a_single_reader_is_told(tmp_path):
    found = of_regions(tmp_path, "missing", readers=("R1",), tie="adjudicator", adjudicator="R2")
    assert "(bed and node). Where no majority agreed, reader R2 decided as adjudicator. Equivocal" in text(found)
    assert {item.number: item.answer for item in answers(found)}["13a"].startswith(
        "1 reader, and reader R2 as adjudicator."
    )


def test_how_many_regions_counted_as_negative_is_withheld_with_the_other_counts(tmp_path):
    found = suppressed(of_regions(tmp_path, "negative"), 5)
    assert "where that reader read another one of the patient. Equivocal" in text(found)


def test_gates_are_told():
    plan = replace(read_plan(example()[1]), multiplicity=Multiplicity(gatekeeping=True))
    assert "each open only if all p-values before it are significant (gatekeeping)" in text(compare(example()[0], plan))


def test_patients_in_no_stratum_are_not_in_the_identities(tmp_path):
    patients = [*((*pair, "0.3") for pair in pairs(4, 8, 3, 11)), *((*pair, "0.7") for pair in pairs(4, 8, 1, 5))]
    plan = Plan(strata=Strata(bins=("0.2-0.5", ">0.5-1.0"), weights="minimum-risk"))
    assert "With weights by size the pooled paired difference equals the crude one;" in text(
        small(tmp_path, patients, strata=plan.strata)
    )
    said = text(small(tmp_path, [*patients, ("positive", "negative", "9")], strata=plan.strata))
    assert (
        "Over the 44 patients in a stratum, with weights by size the pooled paired difference equals the crude one of"
        in said
    )
    assert "minimum-risk weights [" in said
    assert "(the paired form is our extension)" in said


def test_of_strata_without_patients_nothing_is_said_that_did_not_run(tmp_path):
    patients = [(*pair, "0.3") for pair in pairs(4, 8, 3, 11)]
    found = small(tmp_path, patients, strata=Strata(bins=("10-20", ">20-30")))
    said = text(found)
    end = "up to and including 30 ng/mL. No patient with a result under both tests was in any of them."
    assert end in said
    assert "tratif" not in said
    assert "permutation" not in said
    assert "of regions and strata" not in said
    assert across_strata(found) is None


def test_of_one_stratum_with_patients_only_what_ran_is_named(tmp_path):
    patients = [(*pair, "0.3") for pair in pairs(4, 8, 3, 11)]
    found = small(tmp_path, patients, strata=Strata(bins=("0.2-0.5", ">0.5-1.0")))
    said = text(found)
    assert "All strata together: stratified Tango score [" in said
    assert "equal differences" not in said
    shown = {cells[1].text: cells[2].text for cells in across_strata(found).rows}
    assert shown["score test of equal differences"] == "–"
    crude = found.row("patient.all.rate-difference.tango")
    assert shown["stratified Tango score"] == f"{points_of(crude)} ({points_interval(crude.low, crude.high)})"


def test_methods_of_panel_tipping_point_and_margins_are_cited(tmp_path):
    found = small(tmp_path, primary=Primary(margin=-0.1, ratio_margin=0.8))
    paragraphs, references = methods_paragraphs(found)
    said = " ".join(paragraphs)
    assert "The robustness panel adds the test exact unconditional [" in said
    assert " and exact unconditional [" in said
    assert "A tipping point was sought" in said
    assert "Margins, one-sided: Tango's score test of the difference [" in said
    for reference in (
        "Yan, J Biopharm Stat 2009;19:1085.",
        "Nam, Stat Med 2002;21:689.",
        "Sidik, Stat Med 2003;22:265.",
    ):
        assert references.count(reference) == 1


@pytest.mark.parametrize("name", ["hochberg", "hommel"])
def test_adjustments_that_need_positive_dependence_say_so(name):
    plan = replace(read_plan(example()[1]), multiplicity=Multiplicity(method=name))
    assert f"adjusted by {name.capitalize()} (valid under positive dependence) within" in text(
        compare(example()[0], plan)
    )


TWO = (
    " Every two tests were also compared by exact McNemar over the patients of all tests, with p-values adjusted "
    "by Holm ["
)


@pytest.mark.parametrize("method", ["holm", "none", "bonferroni"])
def test_of_three_tests_without_regions_and_strata_holm_alone_is_told(tmp_path, method):
    names = ("PSMA", "fluciclovine", "MRI")
    patients = [(*pair, third) for pair in pairs(5, 6, 2, 4) for third in ("positive", "negative")]
    contrasts = (Contrast("PSMA", "fluciclovine"), Contrast("PSMA", "MRI"))
    plan = Plan(contrasts=contrasts, multiplicity=Multiplicity(method=method))
    said = text(compare(reads(tmp_path / "reads.csv", patients, names), plan))
    assert "p-values of were" not in said
    assert said.count("adjusted") == said.count(TWO) == 1


def test_of_three_tests_with_regions_what_the_plan_adjusts_is_told_beside_holm():
    said = text(examples.results("three-tests"))
    assert f"regions and strata were adjusted by Holm within each family; the primary one was not.{TWO}" in said
    assert TWO not in text(trial())


def test_ways_that_were_not_tried_are_not_counted():
    (grid,) = trial().further["tipping"]
    said = tipping_sentence({**grid, "note": "very many missing pairs"}, "PSMA", "fluciclovine")
    assert said.endswith("Only the ways with all discordant ones of one kind were tried: there are very many.")
    assert "Of the" not in said
