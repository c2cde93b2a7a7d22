"""Marks that no choice of sections leaves out: of a blind rehearsal on every page, of a locked plan on the first."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from psmatrial.analysis.lock import locked_toml
from psmatrial.analysis.plan import Plan
from psmatrial.analysis.run import compare
from psmatrial.displays.summary import summary
from psmatrial.displays.watermark import WATERMARK, figure_of, watermark
from psmatrial.menu import Menu
from psmatrial.model import Contrast
from psmatrial.reports.first_page import first_page_html
from psmatrial.reports.report import Drawings, document, rendered
from tests.cohorts import reads, trial, trial_patients

DATA = Path(__file__).resolve().parents[2] / "data"
PLAN = Plan(contrasts=(Contrast("PSMA", "fluciclovine"),))
IN_WORDS = ("results", "methods", "plain", "stard", "estimand")


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return reads(tmp_path_factory.mktemp("marks") / "reads.csv", trial_patients())


@pytest.fixture(scope="module")
def lock(tmp_path_factory):
    path = tmp_path_factory.mktemp("locked") / "plan.lock.toml"
    path.write_text(locked_toml(PLAN, date(2026, 3, 1)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def blind(file):
    return compare(file, PLAN, blind="2026")


@pytest.fixture(scope="module")
def deviating(file, lock):
    return compare(file, replace(PLAN, level=0.9, report=replace(PLAN.report, sections=("detection",))), lock=lock)


def page(results):
    return document(results, Drawings(results))


def words(block):
    return getattr(block, "text", "")


def test_a_real_report_carries_no_mark():
    assert watermark(trial()) == page(trial()).watermark == ""
    assert b'class="watermark"' not in rendered(trial(), "html")
    assert "rehearsal" not in rendered(trial(), "html").decode().lower()
    figure = Menu("displays/figures", "figure").load("tile")
    assert figure_of(figure, trial()).data == figure.figure(trial()).data


def test_a_rehearsal_is_named_in_banner_title_subtitle_answer_and_id(blind):
    found = page(blind)
    assert found.watermark == WATERMARK
    assert found.banner.startswith(
        "Blind rehearsal. The labels of PSMA and fluciclovine were permuted within each patient"
    )
    assert found.title.startswith("Blind rehearsal: ")
    assert found.subtitle.startswith("Labels permuted: ")
    assert found.answer.sentence.startswith("Blind rehearsal, not a result: PSMA found disease in ")
    assert found.study_id == "reads-blind"


def test_whatever_can_be_copied_has_the_statement_at_its_head(blind):
    sections = {section.name: section for section in page(blind).sections}
    for name in IN_WORDS:
        assert words(sections[name].blocks[0]) == blind.further["blind"]["statement"], name


def test_a_rehearsal_of_lesions_and_of_outcomes_is_marked_alike():
    for name, file in (("lesions", "reads.csv"), ("outcomes", "outcomes.csv")):
        found = page(compare(DATA / name / file, DATA / name / "plan.toml", blind="1"))
        assert found.watermark == WATERMARK
        assert {section.name for section in found.sections if section.name in ("results", "methods")}
        for section in found.sections:
            if section.name in IN_WORDS:
                assert words(section.blocks[0]).startswith("Blind rehearsal. ")


def test_the_page_has_the_words_across_it_for_eyes_alone(blind):
    html = rendered(blind, "html").decode()
    (found,) = re.findall(r'<div class="watermark" aria-hidden="true">(.*?)</div>', html)
    assert " – ".join(re.findall(r'data-words="([^"]+)"', found)) == WATERMARK
    assert ".watermark span::before { content: attr(data-words); }" in html
    assert re.search(r"\.watermark \{[^}]*position: fixed;[^}]*pointer-events: none", html)
    assert "<title>Blind rehearsal: " in html


def test_every_sheet_of_paper_has_the_words_twice_in_the_running_head_and_across(blind):
    for sheet in PdfReader(io.BytesIO(rendered(blind, "pdf"))).pages:
        text = " ".join(sheet.extract_text().split())
        assert WATERMARK in text
        assert text.count("BLIND REHEARSAL") >= 2


def test_every_figure_of_a_rehearsal_has_the_words_drawn_into_it(blind):
    drawings = Drawings(blind)
    names = [name for name in Menu("displays/figures", "figure").names() if drawings.drawing(name)]
    assert len(names) > 5
    for name in names:
        drawing = drawings.drawn[name]
        for picture in (drawing.file_svg, drawing.page_svg):
            assert WATERMARK in picture.partition("</desc>")[2], name
        assert drawing.figure.alt.startswith(WATERMARK)


def test_the_first_page_in_a_notebook_and_the_terminal_say_it_first(blind):
    assert "<strong>Blind rehearsal.</strong>" in first_page_html(blind)
    assert summary(blind)[0] == WATERMARK
    assert summary(trial())[0] != WATERMARK


def test_a_locked_plan_is_named_on_the_first_page_and_in_the_plan(file, lock):
    found = page(compare(file, lock=lock))
    said = "The plan was locked on 2026-03-01, by the date in its lock, before this run read the data (SHA-256 "
    assert found.answer.notes[-2].startswith(said)
    assert found.answer.notes[-1] == "What ran is the locked plan: there is no deviation."
    sections = {section.name: section for section in found.sections}
    assert words(sections["plan"].blocks[1]).startswith(said)
    assert "nothing here proves when somebody first saw the data" in words(sections["locked-plan"].blocks[0])
    names = [section.name for section in found.sections]
    assert names.index("locked-plan") == names.index("plan") - 1


def test_deviations_are_shown_although_no_section_was_asked_for(deviating):
    found = page(deviating)
    assert [section.name for section in found.sections] == ["detection", "locked-plan"]
    assert found.answer.notes[-1] == (
        "What ran deviates from the locked plan in 2 keys, among them of the primary result: level."
    )
    table = found.sections[-1].blocks[-1]
    rows = [[cell.text for cell in row] for row in table.rows]
    assert rows[0] == ["level", "Primary result", "0.95", "0.9"]
    assert rows[1][:2] == ["report.sections", "Anything else"]
    assert rows[1][3] == "detection"
    assert {row[1] for row in rows[2:]} == {"Left open by the locked plan"}


def test_every_format_shows_every_deviation(deviating):
    html, text = (rendered(deviating, name) for name in ("html", "json"))
    assert b'<section id="locked-plan"' in html
    assert b"report.sections" in html
    assert b'"deviations": [' in text
    paper = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(rendered(deviating, "pdf"))).pages)
    assert "The locked plan and what ran" in paper


def test_a_locked_plan_that_could_not_be_carried_out_is_a_warning(file, tmp_path):
    path = tmp_path / "other.lock.toml"
    path.write_text(locked_toml(replace(PLAN, contrasts=(Contrast("PSMA", "MRI"),)), date(2026, 3, 1)))
    (section,) = [one for one in page(compare(file, PLAN, lock=path)).sections if one.name == "locked-plan"]
    assert words(section.blocks[2]).endswith("cannot be carried out: the file has no test 'MRI'.")
