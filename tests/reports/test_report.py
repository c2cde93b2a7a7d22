"""From results to a document: the first page, the sections in their order, every number with its row."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from psmatrial.analysis.example import example
from psmatrial.analysis.plan import Multiplicity, Origin, Plan, Primary, Report, Strata
from psmatrial.analysis.plan_file import plan_of, read_plan
from psmatrial.analysis.run import compare
from psmatrial.displays.display import Table
from psmatrial.menu import Menu
from psmatrial.reports.document import Drawing, Facts, Flow, Listing, Paragraph, References
from psmatrial.reports.front import banner, sentence
from psmatrial.reports.report import Drawings, document, files, rendered
from tests.cohorts import pairs, reads, trial

FORMATS = Menu("reports/formats", "output format").names()
ORDER = ["flow", "estimand", "detection", "strata", "cross", "regions", "readers", "agreement", "robustness", "tipping"]
ORDER += ["results", "methods", "plain", "stard", "plan", "provenance"]


@pytest.fixture(scope="module")
def drawings():
    return Drawings(trial())


@pytest.fixture(scope="module")
def page(drawings):
    return document(trial(), drawings)


def blocks(page, kind):
    return [block for section in page.sections for block in section.blocks if isinstance(block, kind)]


def section(page, name):
    return next(item for item in page.sections if item.name == name)


def paragraphs(page, name):
    return [block.text for block in section(page, name).blocks if isinstance(block, Paragraph)]


def planned(tmp_path, patients, **how):
    return compare(reads(tmp_path / "reads.csv", patients), Plan(**how))


def test_the_first_page_of_the_trial(page):
    assert page.answer.sentence == (
        "PSMA found disease in 28/50 (56%), fluciclovine in 13/50 (26%): difference +30 points (12 to 46), conditional "
        "odds ratio 4.75 (1.58 to 19.20), p = 0.0026."
    )
    assert [(key.value, key.detail) for key in page.answer.numbers] == [
        ("+30", "95% interval 12 to 46 (Tango score)"),
        ("4.75", "95% interval 1.58 to 19.20 (Clopper-Pearson)"),
        ("0.0026", "exact McNemar, two-sided"),
    ]
    assert page.answer.notes == ()
    assert page.answer.picture.figure.name == "tile"
    assert page.subtitle == "PSMA against fluciclovine in the same 50 patients"


def test_one_patient_is_not_told_as_several(tmp_path):
    found = planned(tmp_path, pairs(1, 0, 0, 0))
    assert document(found, Drawings(found)).subtitle == "PSMA against fluciclovine in one patient"


def test_what_must_be_known_of_the_data_comes_first(page):
    assert page.banner.startswith("Rebuilt data. No patient-level data of this trial are public.")
    assert "one of nine sets that fit the print." in page.banner


def test_a_trial_of_its_own_has_no_banner_and_simulated_data_say_so(tmp_path):
    assert banner(planned(tmp_path, pairs(1, 1, 1, 1))) == ""
    found = planned(tmp_path, pairs(1, 1, 1, 1), origin=Origin(kind="simulated", statement="Made up."))
    assert banner(found) == "Simulated data. Made up."


def test_sections_stand_in_the_order_of_the_plan(page):
    assert [item.name for item in page.sections] == ORDER
    shown = replace(trial(), plan={**trial().plan, "report": {**trial().plan["report"], "sections": ["plan", "flow"]}})
    assert [item.name for item in document(shown, Drawings(shown)).sections] == ["plan", "flow"]


def test_every_number_with_a_row_is_a_row_of_the_results(page):
    ids = {row.id for row in trial()}
    shown = [cell.row for table in blocks(page, Table) for cells in table.rows for cell in cells if cell.row]
    shown += [key.row for key in page.answer.numbers]
    assert len(shown) > 100
    assert set(shown) <= ids


def test_every_figure_has_words_for_those_who_cannot_see_it(page):
    drawn = blocks(page, Drawing)
    assert {block.figure.name for block in drawn} >= {"paired-bars-endpoints", "paired-bars-strata", "robustness"}
    for block in drawn:
        assert block.figure.alt
        assert block.figure.caption
        assert "<svg" in block.page_svg


def test_the_flow_of_patients_adds_up(tmp_path):
    patients = [*pairs(2, 2, 1, 1), ("positive", ""), ("non-evaluable", "negative"), ("non-evaluable", "negative")]
    found = planned(tmp_path, patients)
    (flow,) = blocks(document(found, Drawings(found)), Flow)
    first, last = flow.boxes
    assert (first.count, last.count) == (9, 6)
    assert first.left == ((2, "no result under PSMA: non-evaluable"), (1, "no result under fluciclovine: no scan"))
    assert first.count - sum(n for n, _ in first.left) == last.count


def test_the_flow_says_what_the_order_of_the_steps_changes(page):
    words = paragraphs(page, "flow")
    assert words[0] == "No patient's result depends on whether regions or readers are combined first."
    assert words[1].startswith("PSA strata: from 0.2 up to and including 0.5 ng/mL;")


def test_patients_in_no_stratum_are_told(tmp_path):
    patients = [("positive", "negative", psa) for psa in ("0.3", "", "99", "100")]
    found = planned(tmp_path, patients, strata=Strata(preset="trial"))
    words = paragraphs(document(found, Drawings(found)), "flow")
    assert words[1].endswith(". 1 patient has no PSA and 2 are in no stratum.")


def test_the_plan_in_the_report_can_be_run_again(page):
    (listing,) = blocks(page, Listing)
    assert compare(example()[0], plan_of(listing.text)).rows == trial().rows


def test_the_provenance_names_input_and_versions(page):
    found = dict(blocks(page, Facts)[-1].items)
    assert found["Input"] == "reads.csv"
    assert found["SHA-256 of the input"] == trial().provenance["input_sha256"]
    assert "psmatrial" in found["Made with"]
    assert found["Patients, readings"] == "50, 900"


def test_warnings_stand_in_the_provenance(tmp_path):
    found = planned(tmp_path, pairs(1, 1, 1, 1))
    shown = paragraphs(document(found, Drawings(found)), "provenance")
    assert shown == found.provenance["warnings"]
    assert shown


def test_references_are_numbered_in_the_order_of_their_citation(page):
    (references,) = blocks(page, References)
    text = " ".join(paragraphs(page, "methods"))
    cited = [int(number) for number in re.findall(r"\[(\d+)\]", text)]
    assert sorted(set(cited)) == list(range(1, len(references.items) + 1))
    assert list(dict.fromkeys(cited)) == sorted(set(cited))


def test_margins_have_a_section_where_they_are_planned(tmp_path):
    found = planned(tmp_path, pairs(9, 19, 4, 18), primary=Primary(margin=-0.1, ratio_margin=0.8, equivalence=True))
    (table,) = section(document(found, Drawings(found)), "margins").blocks
    assert [cells[0].text for cells in table.rows] == [
        "Difference above the margin",
        "Difference within both margins",
        "Difference above the margin",
        "Difference within both margins",
        "Ratio above the margin",
        "Ratio within both margins",
    ]
    assert any("margin −10 points; one-sided level 0.025" in note for note in table.footnotes)
    assert "have no single z" in table.footnotes[0]
    assert "the one that belongs to the test is not computed" in table.footnotes[0]


def test_without_strata_the_forest_stands_with_the_regions(tmp_path):
    rows = [
        f"P{place},{region},{test},{'positive' if place % 3 else 'negative'}"
        for place in range(9)
        for region in ("nodes", "bone")
        for test in ("PSMA", "fluciclovine")
    ]
    path = tmp_path / "reads.csv"
    path.write_text("\n".join(["patient_id,region,modality,result", *rows]) + "\n", encoding="utf-8")
    found = compare(path, Plan())
    page = document(found, Drawings(found))
    assert "strata" not in [item.name for item in page.sections]
    assert "forest" in [block.figure.name for block in section(page, "detection").blocks if isinstance(block, Drawing)]


def test_a_section_without_anything_to_show_is_left_out(tmp_path):
    found = planned(tmp_path, pairs(1, 1, 1, 1))
    names = [item.name for item in document(found, Drawings(found)).sections]
    assert not {"strata", "readers", "margins"} & set(names)


def test_files_are_those_of_the_formats_with_plan_and_figures(drawings):
    made = files(trial(), ["html", "json"])
    assert set(made) >= {"report.html", "results.json", "plan.toml", "figures/tile.svg", "figures/forest.svg"}
    assert "report.pdf" not in made
    assert made["figures/tile.svg"].decode() == drawings.drawing("tile").file_svg
    assert set(files(trial(), ["csv"])) == {"results.csv", "plan.toml"}


def test_a_figure_is_drawn_once(drawings):
    assert drawings.drawing("tile") is drawings.drawing("tile")


@pytest.mark.parametrize("name", ["json", "csv"])
def test_one_document_alone_is_the_file_of_the_folder(name):
    (content,) = (value for key, value in files(trial(), [name]).items() if key != "plan.toml")
    assert rendered(trial(), name) == content


def test_figures_that_the_plan_leaves_out_are_not_drawn(tmp_path):
    found = planned(tmp_path, pairs(9, 19, 4, 18), report=Report(figures=("forest",)))
    page = document(found, Drawings(found))
    assert page.answer.picture is None
    assert not [block for block in blocks(page, Drawing) if block.figure.name != "forest"]


def test_nobody_in_both_tests_is_said_in_the_first_sentence(tmp_path):
    found = planned(tmp_path, [("positive", "non-evaluable")])
    assert sentence(found) == "No patient has a result under both PSMA and fluciclovine: nothing can be compared."
    assert [key.value for key in document(found, Drawings(found)).answer.numbers] == ["–", "–", "–"]


def test_a_region_as_primary_endpoint_is_named_in_the_sentence():
    plan = read_plan(example()[1])
    found = compare(example()[0], replace(plan, primary=replace(plan.primary, endpoint="pelvic nodes")))
    assert sentence(found).startswith("PSMA found disease in pelvic nodes in 15/50 (30%), fluciclovine in 4/50 (8%): ")


def test_the_words_where_interval_and_test_differ_stand_on_the_first_page(tmp_path):
    found = planned(tmp_path, pairs(2, 5, 0, 3), multiplicity=Multiplicity(method="none"))
    (note,) = document(found, Drawings(found)).answer.notes
    assert note == (
        "The interval (Tango) leaves out 0 although the planned exact test gives p = 0.0625; the interval that belongs "
        "to the exact test (Fay-Lumbard) is −2 to +81. The test decides."
    )
