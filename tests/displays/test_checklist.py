"""The STARD checklist and the estimand say what plan and data hold, and leave the rest to the author."""

from __future__ import annotations

from dataclasses import replace

import pytest

from psmatrial.analysis.example import example
from psmatrial.analysis.plan import Contrast, Input, Multiplicity, Plan, Primary, Reading
from psmatrial.analysis.run import compare
from psmatrial.analysis.suppress import suppressed
from psmatrial.displays.tables import estimand, stard
from psmatrial.displays.words.methods import methods_paragraphs
from psmatrial.displays.words.standing import TITLES, places
from psmatrial.reports.report import SECTION_MENU, Drawings
from tests.cohorts import pairs, reads, trial

ITEMS = [
    *(str(number) for number in range(1, 10)),
    *("10a", "10b", "11", "12a", "12b", "13a", "13b", "14", "15", "16", "17", "18", "19", "20", "21a", "21b"),
    *(str(number) for number in range(22, 31)),
]


def checklist(results):
    return {row[0].text: tuple(cell.text for cell in row[1:]) for row in stard.table(results).rows}


def attributes(results):
    return {row[0].text: (row[1].text, row[2].text) for row in estimand.table(results).rows}


def small(tmp_path, plan=None):
    return compare(reads(tmp_path / "reads.csv", pairs(3, 2, 1, 4)), plan or Plan())


def test_what_a_code_of_a_scale_counted_as_is_told_with_the_cut_off_and_in_the_methods(tmp_path):
    # PSMA-RADS 1.0 (Rowe 2018): 4 and 5 speak for cancer, 3 needs work-up, 1 and 2 speak against it; the plan moves 3B.
    file = tmp_path / "reads.csv"
    lines = [f"{at},{test},{code}" for at, code in enumerate(("1", "3A", "3B", "4", "5")) for test in ("PSMA", "other")]
    file.write_text("\n".join(["patient_id,modality,result", *lines]) + "\n", encoding="utf-8")
    pair = (Contrast("PSMA", "other"),)
    plan = Plan(contrasts=pair, input=Input(vocabulary=("psma-rads",)), values={"3B": "positive"})
    found = compare(file, plan)
    said = (
        "3B, 4 and 5 counted as positive; 1, 1A, 1B and 2 as negative; and 3, 3A, 3C, 3D and PSMA-RADS-3B as equivocal."
    )
    assert checklist(found)["12a"][1] == (
        f"Readings were recorded on PSMA-RADS version 1.0: {said} What a positive reading was: for the author"
    )
    paragraphs, references = methods_paragraphs(found)
    assert f"PSMA-RADS version 1.0 [1]: {said}" in paragraphs[0]
    assert references[0] == "Rowe, J Nucl Med 2018;59:479."


def test_without_a_scale_readings_are_as_recorded(tmp_path):
    found = small(tmp_path)
    assert checklist(found)["12a"][1].startswith("Readings are taken as recorded. What")
    assert "recorded" not in methods_paragraphs(found)[0][0]


def test_all_thirty_items_are_there():
    assert list(checklist(trial())) == ITEMS


def test_items_of_the_trial():
    rows = checklist(trial())
    assert rows["19"][1:] == ("50 in the file, 50 analysed; those left out with reasons", "Patients")
    assert rows["15"][1:] == ("Equivocal readings count as negative", "How it was done; Robustness")
    assert rows["14"][1].endswith("exact McNemar, two-sided, decides")
    assert rows["13a"][1] == "3 readers. Masking: for the author"
    assert rows["10b"][1] == "There is none in these data: detection is compared, not accuracy"
    assert [number for number, row in rows.items() if row[1] == "For the author"] == [
        *("1", "2", "3", "6", "7", "8", "9", "25", "27", "28", "30"),
    ]


def test_an_adjudicator_and_a_tie_rule_are_told_with_the_readers():
    named = compare(example()[0], Plan(reading=Reading(readers=("R1", "R2"), tie="adjudicator", adjudicator="R3")))
    rows = checklist(named)
    assert rows["13a"][1] == "2 readers, and reader R3 as adjudicator. Masking: for the author"
    assert "Where no majority agreed, reader R3 decided as adjudicator. Imaging: for the author" in rows["10a"][1]
    tied = checklist(compare(example()[0], Plan(reading=Reading(tie="positive"))))
    assert "no majority agreed, it was positive. Imaging: for the author" in tied["10a"][1]
    assert tied["13a"][1] == "3 readers. Masking: for the author"


def test_planned_margins_are_told_with_question_test_and_estimand(tmp_path):
    found = small(tmp_path, Plan(primary=Primary(margin=0.1, ratio_margin=1.25)))
    claims = "difference above the margin of +10 points and ratio above the margin of 1.25"
    assert checklist(found)["4"][1:] == (
        (
            "Whether PSMA and fluciclovine detect disease equally often; primary: detection of disease per patient. "
            f"To be shown at the one-sided level 0.025: {claims}"
        ),
        "What is estimated; Margins",
    )
    assert checklist(found)["14"][1].endswith(
        f"exact McNemar, two-sided, decides on equality; margins are tested one-sided at the level 0.025: {claims}"
    )
    assert attributes(found)["Summary measure"][0].endswith(
        f"exact McNemar, two-sided; margins one-sided at the level 0.025: {claims}"
    )
    alone = checklist(small(tmp_path))
    assert alone["4"][1].endswith("detection of disease per patient. Hypothesis: for the author")
    assert alone["14"][1].endswith("decides")


def test_equivalence_is_one_of_the_planned_margins(tmp_path):
    found = small(tmp_path, Plan(primary=Primary(margin=-0.1, equivalence=True)))
    claims = "difference above the margin of −10 points and difference within 10 points either way"
    assert checklist(found)["4"][1].endswith(f"To be shown at the one-sided level 0.025: {claims}")


def test_withheld_regions_are_not_told_as_variability():
    assert checklist(trial())["17"][1].startswith("By regions, ")
    # Of all 50 patients fewer than 40 are in every cell: nothing is shown but the rates of the primary table.
    hidden = suppressed(trial(), 40)
    assert not [row for row in hidden if row.region and row.value is not None]
    assert "regions" not in checklist(hidden)["17"][1]


def test_what_is_left_out_of_the_report_is_no_place_to_look():
    results = trial()
    plan = {**results.plan, "report": {**results.plan["report"], "sections": ["flow", "stard"]}}
    rows = checklist(replace(results, plan=plan))
    assert {row[2] for row in rows.values()} == {"Patients", "–"}


def test_a_section_without_content_is_no_place_to_look(tmp_path):
    results = small(tmp_path)
    assert (
        places(results, "strata", "readers", "margins", "baseline", "detection") == "Detection per patient and region"
    )


def test_a_reference_standard_is_named_and_no_longer_missing():
    results = trial()
    known = replace(results, plan={**results.plan, "truth": {"standards": ["histology", "follow-up"]}})
    rows = checklist(known)
    assert rows["10b"][1] == "histology and follow-up. How it was obtained: for the author"
    assert rows["11"][1] == rows["21a"][1] == "For the author"


@pytest.mark.parametrize("name", sorted(TITLES))
def test_titles_are_those_of_the_sections(name):
    section = SECTION_MENU.load(name).section(trial(), Drawings(trial()))
    assert section is None or section.title == TITLES[name]


def test_the_estimand_of_the_trial():
    rows = attributes(trial())
    assert rows["Treatments"] == ("PSMA (index test) and fluciclovine (comparator), both in every patient", "contrasts")
    assert rows["Variable"][0] == "Detection of disease per patient: detected or not, under each test"
    assert rows["Event: an equivocal reading"] == ("Composite: counts as not detected", "reading.equivocal")
    assert rows["Event: scans far apart"] == ("No limit is planned: for the author", "gap.days")
    assert rows["Summary measure"][0].startswith("Difference of the two detection rates, PSMA minus fluciclovine")


def test_other_plans_are_other_events(tmp_path):
    plan = Plan(reading=Reading(missing="worst", equivocal="missing"), multiplicity=Multiplicity(method="none"))
    rows = attributes(small(tmp_path, plan))
    assert rows["Event: no result under a test"][0] == "Counts against the index test, as the worst case"
    assert rows["Event: an equivocal reading"][0] == "Counts as no result"
    assert "Event: no majority of readers" not in rows


@pytest.mark.parametrize(
    ("beyond", "words"),
    [
        ("exclude", "Left out and counted"),
        ("refuse", "None in these data: a file with such a patient is refused"),
        ("keep", "Kept, as if it had not happened (treatment policy)"),
    ],
)
def test_a_limit_of_days_is_an_event_with_its_strategy(beyond, words):
    results = trial()
    plan = {**results.plan, "gap": {"column": "d", "days": 15.0, "beyond": beyond}}
    limited = replace(results, plan=plan)
    assert attributes(limited)["Event: scans over 15 days apart"] == (words, "gap.beyond")
    assert "15 days apart" in checklist(limited)["22"][1]


def test_a_region_as_primary_endpoint_is_the_variable():
    results = trial()
    primary = {**results.primary, "endpoint": "pelvic-nodes", "row": "pelvic-nodes.all.equality.exact"}
    assert attributes(replace(results, primary=primary))["Variable"][0].startswith("Detection in the pelvic nodes")
