"""The report of a file of lesions: what it says, what it leaves out, and that it can be proved."""

from __future__ import annotations

from pathlib import Path

import pytest

from psmatrial.analysis.plan_file import plan_of
from psmatrial.analysis.run import compare
from psmatrial.displays.display import Table
from psmatrial.displays.lesion_words import SHARES
from psmatrial.displays.summary import summary
from psmatrial.menu import Menu
from psmatrial.notebook import compare as shown
from psmatrial.reports.document import FlowBox, Paragraph, References
from psmatrial.reports.folder import write
from psmatrial.reports.report import Drawings, document, files, rendered
from psmatrial.reports.verify import verified
from tests.cohorts import trial

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "lesions"
WIDE = """
[[contrasts]]
index = "PSMA"
comparator = "FACBC"
[clusters]
lesion = "lesion"
[results.psma]
modality = "PSMA"
[results.facbc]
modality = "FACBC"
"""


@pytest.fixture(scope="module")
def lesions():
    return compare(SHIPPED / "reads.csv", SHIPPED / "plan.toml")


@pytest.fixture(scope="module")
def page(lesions):
    return document(lesions, Drawings(lesions))


def small(tmp_path, *rows, plan=WIDE):
    path = tmp_path / "reads.csv"
    path.write_text("\n".join(("patient_id,lesion,region,psma,facbc", *rows)) + "\n", encoding="utf-8")
    return compare(path, plan_of(plan))


def section(page, name):
    return next(item for item in page.sections if item.name == name)


def table(page, name):
    return next(b for item in page.sections for b in item.blocks if isinstance(b, Table) and b.name == name)


def texts(made):
    return [[cell.text for cell in row] for row in made.rows]


def test_the_first_page_answers_lesion_by_lesion(page):
    assert page.answer.sentence == (
        "Of 95 lesions in 36 patients, PSMA found 87/95 (92%), fluciclovine 56/95 (59%): difference +33 points "
        "(18 to 48), p = 0.0012 (Obuchowski's test), patients as clusters."
    )
    assert [key.value for key in page.answer.numbers] == ["+33", "7.57", "0.0012"]
    assert page.answer.notes == (SHARES,)
    assert "Each mark is one lesion." in page.answer.picture.figure.caption


def test_every_number_shown_is_a_row(lesions, page):
    ids = {row.id for row in lesions}
    cells = [
        cell.row for item in page.sections for b in item.blocks if isinstance(b, Table) for r in b.rows for cell in r
    ]
    assert {row for row in (*cells, *(key.row for key in page.answer.numbers)) if row} <= ids


def test_sections_about_patients_are_left_out(page):
    assert [item.name for item in page.sections] == ["flow", "lesions", "results", "methods", "plan", "provenance"]


def test_the_table_has_all_lesions_and_each_region(page):
    made = table(page, "lesions")
    assert [row[0] for row in texts(made)] == ["All lesions", "Pelvic nodes", "Extrapelvic", "Prostate bed"]
    assert texts(made)[0][1:] == [
        "36",
        "87/95 (92%)",
        "83 to 96",
        "56/95 (59%)",
        "46 to 71",
        "+33",
        "18 to 48",
        "0.0012",
        "–",
    ]
    assert texts(table(page, "lesions-counts"))[1][1:5] == ["12", "13", "3", "0"]


def test_the_words_name_what_ran(page):
    design, statistics, _ = (b.text for b in section(page, "methods").blocks if isinstance(b, Paragraph))
    assert "There is no comparison by patient" in design
    assert "tested by Obuchowski's test [1]; this test decides" in statistics
    (cited,) = (b for b in section(page, "methods").blocks if isinstance(b, References))
    assert cited.items[0] == "Obuchowski, Stat Med 1998;17:1495."
    whole, regions = (b.text for b in section(page, "results").blocks)
    assert whole.startswith("95 lesions in 36 patients: 48 found by both, 39 by PSMA only, 8 by fluciclovine only")
    assert "pelvic nodes, PSMA found 25/28 (89%; 95% CI 70 to 97)" in regions


def test_lesions_without_a_result_that_count_are_not_told_to_have_one(tmp_path):
    rows = ("P1,1,node,positive,non-evaluable", "P1,2,node,positive,negative", "P2,1,node,positive,positive")
    found = small(tmp_path, *rows, plan=f'{WIDE}\n[reading]\nmissing = "worst"\n')
    (flow, _) = section(document(found, Drawings(found)), "flow").blocks
    words = "lesions in 2 patients: analysed with missing results counted against the index test (worst case)"
    assert flow.boxes[-1] == FlowBox(3, words)


def test_the_flow_counts_lesions_left_out(tmp_path):
    found = small(
        tmp_path, "P1,1,node,positive,non-evaluable", "P1,2,node,positive,negative", "P2,1,node,positive,positive"
    )
    (flow, _) = section(document(found, Drawings(found)), "flow").blocks
    assert flow.boxes == (
        FlowBox(2, "patients in the file"),
        FlowBox(3, "lesions of these patients", ((1, "no result under FACBC: non-evaluable"),)),
        FlowBox(2, "lesions with a result under both PSMA and FACBC in 2 patients: analysed"),
    )


def test_a_terminal_has_the_answer_in_80_columns(lesions):
    lines = summary(lesions)
    assert "  95 lesions in 36 patients, patients as clusters" in lines
    assert "  difference +33 points (18 to 48), p = 0.0012 (Obuchowski's test)" in lines
    assert max(map(len, lines)) <= 80


def test_one_patient_is_told_without_limits(tmp_path):
    found = small(tmp_path, "P1,1,node,positive,negative", "P1,2,bone,positive,positive")
    page = document(found, Drawings(found))
    assert "difference +50 points (no interval), no test" in page.answer.sentence
    assert "Only one patient: nothing is known of how patients vary." in page.answer.notes
    assert b"All lesions" in rendered(found, "html")


def test_nothing_to_compare_is_said(tmp_path):
    found = small(tmp_path, "P1,1,node,positive,non-evaluable")
    assert document(found, Drawings(found)).answer.sentence.startswith("No lesion has a result under both")
    assert any("No lesion has a result" in line for line in summary(found))
    for name in Menu("reports/formats", "output format").names():
        assert rendered(found, name)


def test_several_contrasts_each_have_their_lesions(tmp_path):
    more = '[[contrasts]]\nindex = "FACBC"\ncomparator = "PSMA"\n'
    rows = [f"P{number},1,node,positive,{'negative' if number % 2 else 'positive'}" for number in range(1, 9)]
    found = small(tmp_path, *rows, plan=WIDE.replace("[clusters]", more + "[clusters]"))
    page = document(found, Drawings(found))
    heads = [row[0] for row in texts(table(page, "lesions"))]
    assert heads[0] == "PSMA against FACBC: All lesions"
    assert "FACBC against PSMA: Node" in heads


def test_the_report_can_be_proved(tmp_path, lesions):
    folder = tmp_path / "report"
    write(folder, lambda: files(lesions, ("html", "pdf", "json", "csv")))
    found = verified(folder, SHIPPED / "reads.csv")
    assert found.differences == ()
    assert (folder / "references.bib").read_text(encoding="utf-8").count("@article") == 6


def test_a_notebook_shows_the_first_page():
    html = shown(SHIPPED / "reads.csv", SHIPPED / "plan.toml")._repr_html_()
    assert "Of 95 lesions in 36 patients" in html


def test_regions_of_the_trial_stand_together():
    page = document(trial(), Drawings(trial()))
    made = table(page, "regions-clustered")
    assert made.illustration
    assert made.footnotes[0].startswith("150 regions in 50 patients: 8 found by both, 22 by PSMA only")
    tests = [row for row in texts(made) if row[0] == "Equal detection"]
    assert [row[1] for row in tests][:2] == ["Obuchowski's test", "Durkalski's test"]


def test_a_figure_of_the_regions_stands_in_their_section(tmp_path):
    rows = ["patient_id,modality,region,result"]
    for number in range(8):
        for test in ("PSMA", "fluciclovine"):
            rows += [
                f"P{number},{test},bed,positive",
                f"P{number},{test},node,{'negative' if number % 3 else 'positive'}",
            ]
    path = tmp_path / "reads.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    found = compare(path, plan_of('[report]\nfigures = ["upset"]\n'))
    page = document(found, Drawings(found))
    assert len(section(page, "regions").blocks) == 2
    assert "figures" not in [item.name for item in page.sections]
