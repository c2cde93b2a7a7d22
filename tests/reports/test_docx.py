"""Word: the tables of the page as a study report has them, read back by another library, and text stays text."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from psmatrial.analysis.example import example
from psmatrial.cli import exit_code
from psmatrial.errors import OutputError
from psmatrial.reports.folder import write
from psmatrial.reports.formats import docx, rtf
from psmatrial.reports.formats._outline import clean
from psmatrial.reports.report import files
from psmatrial.reports.verify import verified
from tests.cohorts import trial
from tests.reports import hostile, papers, sample

POINT = 20
ROOT = Path(__file__).resolve().parents[2]
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


@cache
def content(name):
    return docx.render(*papers.report(name))


@cache
def shown(name):
    return Document(io.BytesIO(content(name)))


def text(element):
    """Return the text of a paragraph."""
    return "".join(
        "\t" if part.tag == qn("w:tab") else part.text
        for part in element.iter(qn("w:t"), qn("w:tab"))
        if part.getparent().tag == qn("w:r")
    )


def rows(table):
    """Return the cells of a table as texts, a cell over several columns once."""
    return [
        ["\n".join(text(line) for line in cell.iter(qn("w:p"))) for cell in row.iter(qn("w:tc"))]
        for row in table._tbl.tr_lst
    ]


def tables(found):
    """Return the tables of a document that have the number of one."""
    return [table for table in found.tables if re.match(r"Table 14\.", table.rows[0].cells[0].text)]


def body(found):
    """Return every text of a document, a line a paragraph."""
    return "\n".join(text(line) for line in found.element.body.iter(qn("w:p")))


@pytest.mark.parametrize("name", papers.NAMES)
def test_every_table_says_cell_by_cell_what_the_outline_says(name):
    assert [rows(table) for table in tables(shown(name))] == papers.tables(name)


@pytest.mark.parametrize("name", papers.NAMES)
def test_every_text_of_the_report_is_in_it(name):
    found = body(shown(name))
    assert [words for words in papers.words(name) if words not in found] == []


def test_hostile_text_is_shown_as_it_is_written_and_is_no_element():
    found = body(shown("hostile"))
    for words in hostile.HOSTILE:
        assert found.count(clean(words)) > 3
    tags = [{element.tag for element in shown(name).element.iter()} for name in ("hostile", "sample")]
    # Its widest table is set in smaller letters.
    assert tags[0] - tags[1] == {qn("w:sz"), qn("w:szCs")}


@pytest.mark.parametrize("name", papers.NAMES)
def test_its_fields_are_page_numbers_and_its_links_lead_to_doi_org_or_to_itself(name):
    found = shown(name)
    assert list(found.element.iter(qn("w:instrText"), qn("w:fldSimple"))) == []
    feet = found.sections[0].footer._element
    assert [field.text for field in feet.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]
    outside = [relation for relation in found.part.rels.values() if relation.is_external]
    assert all(re.fullmatch(r"https://doi\.org/10\.[A-Za-z0-9._;()/:-]+", one.target_ref) for one in outside)
    marks = [mark.get(qn("w:name")) for mark in found.element.iter(qn("w:bookmarkStart"))]
    goals = {link.get(qn("w:anchor")) for link in found.element.iter(qn("w:hyperlink"))} - {None}
    assert goals <= set(marks)
    assert len(marks) == len(set(marks))


@pytest.mark.parametrize("name", papers.NAMES)
def test_headings_come_again_on_every_page_and_rows_stay_whole(name):
    for table in tables(shown(name)):
        heads = [bool(row.xpath("w:trPr/w:tblHeader")) for row in table._tbl.tr_lst]
        count = heads.index(False)
        assert count in {2, 3}
        assert not any(heads[count:])
        assert all(row.xpath("w:trPr/w:cantSplit") for row in table._tbl.tr_lst)


@pytest.mark.parametrize("name", papers.NAMES)
def test_no_table_is_wider_than_the_page_and_no_letter_smaller_than_8_points(name):
    found = shown(name)
    section = found.sections[0]
    room = section.page_width.pt - section.left_margin.pt - section.right_margin.pt
    for table in found.tables:
        widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
        assert sum(widths) <= room * POINT + len(widths)
        assert min(widths) > 0
    sizes = [*found.element.iter(qn("w:sz")), *found.styles.element.iter(qn("w:sz"))]
    assert min(int(size.get(qn("w:val"))) for size in sizes if size.getparent().tag == qn("w:rPr")) >= 16


def test_the_page_is_landscape_and_has_its_words_above_and_below():
    section = shown("calais2019").sections[0]
    assert (section.page_width.pt, section.page_height.pt) == (842, 595)
    assert section.orientation == 1
    (head,), (foot,) = section.header.paragraphs, section.footer.paragraphs
    assert head.text.startswith("calais2019 \u00b7 PSMA against fluciclovine PET")
    assert head.text.endswith("\tRebuilt data")
    assert re.fullmatch(r"psmatrial \S+, input reads\.csv, SHA-256 [0-9a-f]{12}\tPage 1 of 1", foot.text)


def test_a_watermark_stands_on_every_page():
    page = replace(sample.document(), watermark="<Blind> rehearsal")
    found = Document(io.BytesIO(docx.render(page, sample.results())))
    assert [line.text for line in found.sections[0].header.paragraphs][1:] == ["<Blind> rehearsal"]


def test_sections_are_headings_of_the_navigation_pane():
    headings = [line.text for line in shown("calais2019").paragraphs if line.style.name == "Heading 1"]
    assert headings[0] == "14.1 Answer"
    assert len(headings) == 1 + len(papers.report("calais2019")[0].sections)


def test_pictures_are_png_with_words_for_those_who_cannot_see_them():
    found = shown("hostile")
    drawn = list(found.element.iter(DRAWN))
    assert [one.get("descr") for one in drawn] == [clean(hostile.HOSTILE[1]), clean(hostile.HOSTILE[2])]
    images = [relation.target_part for relation in found.part.rels.values() if "image" in relation.reltype]
    assert images
    assert all(image.blob.startswith(b"\x89PNG\r\n") for image in images)


def test_every_part_is_well_formed_and_says_no_time_and_no_other_program():
    with zipfile.ZipFile(io.BytesIO(content("hostile"))) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = archive.namelist()
        for name in names:
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))
    assert [name for name in names if "thumbnail" in name or "custom" in name or name.endswith("app.xml")] == []
    about = shown("hostile").core_properties
    assert about.created.isoformat() == about.modified.isoformat() == "2000-01-01T00:00:00+00:00"
    assert (about.title, about.author, about.comments) == (clean(hostile.HOSTILE[0]), "psmatrial", "")


def test_the_same_report_gives_the_same_bytes():
    assert docx.render(*papers.report("hostile")) == content("hostile")


def test_word_and_rtf_have_the_same_bytes_whatever_hash_seed_locale_and_time_zone(tmp_path):
    made = []
    for seed, language, zone in (("0", "C", "UTC"), ("4242", "C.UTF-8", "Asia/Tokyo")):
        arguments = ["compare", "--example", "--quiet", "-o", seed, "--format", "docx,rtf", "--only", "detection,stard"]
        settings = {"PYTHONHASHSEED": seed, "LC_ALL": language, "TZ": zone, "PYTHONPATH": str(ROOT)}
        program = [sys.executable, "-m", "psmatrial", *arguments]
        subprocess.run(program, cwd=tmp_path, env={**os.environ, **settings}, check=True)
        made.append([(tmp_path / seed / name).read_bytes() for name in (docx.FILE, rtf.FILE)])
    assert made[0] == made[1]


def test_a_report_in_word_and_rtf_is_proved_byte_by_byte(tmp_path):
    write(tmp_path / "out", lambda: files(trial(), ["docx", "rtf", "json"]))
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"report.docx", "report.rtf", "figures"} <= names
    found = verified(tmp_path / "out", example()[0])
    assert found.differences == ()
    assert found.checked[-1] == "every file against a new rendering, byte by byte"


def test_without_the_library_it_is_said_what_to_install_and_nothing_is_written(monkeypatch, tmp_path, capsys):
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(OutputError, match=r"needs the library python-docx.*pip install 'psmatrial\[word\]'"):
        docx.render(*papers.report("sample"))
    assert exit_code(["compare", "--example", "--format", "docx", "-o", str(tmp_path / "out")]) == 4
    assert "pip install 'psmatrial[word]'" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
