"""The workbook: the cells of the page as text, the rows of the results as numbers, and nothing that runs."""

from __future__ import annotations

import math
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from psmatrial.analysis.results import COLUMNS, Results
from psmatrial.cli import exit_code
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.tables import estimand, stard
from psmatrial.errors import OutputError
from psmatrial.reports.document import Section
from psmatrial.reports.formats import xlsx
from psmatrial.reports.formats._outline import outline
from psmatrial.reports.formats._tables import notes, tables
from tests.reports import examples, hostile, sample

ROOT = Path(__file__).resolve().parents[2]


def opened(document, results):
    return load_workbook(BytesIO(xlsx.render(document, results)))


@pytest.fixture(scope="module")
def trial():
    return opened(examples.document("calais2019"), examples.results("calais2019"))


def last_heading(sheet):
    """Return the last of the rows that every printed page repeats: the headings."""
    return int(sheet.print_title_rows.replace("$", "").partition(":")[2])


def body(sheet, count):
    """Return so many rows of cells below the headings."""
    head = last_heading(sheet)
    return [list(row) for row in sheet.iter_rows(min_row=head + 1, max_row=head + count, values_only=True)]


@pytest.mark.parametrize("name", examples.NAMES)
def test_every_table_of_the_page_is_a_sheet_with_the_same_cells(name):
    book = opened(examples.document(name), examples.results(name))
    shown = examples.page_tables(name)
    assert len(shown) == len(book.worksheets) - 2 > 0
    for sheet, rows in zip(book.worksheets[1:-1], shown, strict=True):
        assert [[cell or "" for cell in row[: len(rows[0])]] for row in body(sheet, len(rows))] == rows, sheet.title


def test_numbers_are_text_as_they_are_printed_and_not_marked_as_a_mistake(trial):
    sheet = trial.worksheets[2]
    assert "28/50 (56%)" in body(sheet, 1)[0]
    assert {type(cell) for row in body(sheet, 4) for cell in row} == {str}
    content = zipfile.ZipFile(BytesIO(xlsx.render(*made("calais2019"))))
    assert b'numberStoredAsText="1"' in content.read("xl/worksheets/sheet3.xml")


def made(name):
    return examples.document(name), examples.results(name)


@pytest.mark.parametrize("name", examples.NAMES)
def test_the_last_sheet_holds_every_number_to_its_last_digit(name):
    results = examples.results(name)
    sheet = opened(*made(name)).worksheets[-1]
    head = last_heading(sheet)
    assert sheet.title == "results"
    assert [cell.value for cell in sheet[head]] == list(COLUMNS)
    found = list(sheet.iter_rows(min_row=head + 1, values_only=True))
    assert len(found) == len(results.rows)
    for line, row in zip(found, results, strict=True):
        for column, value in zip(COLUMNS, line, strict=True):
            expected = getattr(row, column)
            if isinstance(expected, float) and math.isinf(expected):
                expected = "inf" if expected > 0 else "-inf"
            assert value == (None if expected == "" else expected), (row.id, column)
            assert isinstance(value, str) == isinstance(expected, str) or not value


def test_checklist_and_estimand_are_there_with_every_item():
    document, results = made("calais2019")
    book = opened(document, results)
    for module in (stard, estimand):
        table = module.table(results)
        sheet = next(sheet for sheet in book.worksheets if sheet.title.endswith(f" {table.name}"))
        assert body(sheet, len(table.rows)) == [[cell.text for cell in row] for row in table.rows]
        assert [sheet.cell(last_heading(sheet), place).value for place in range(1, len(table.columns) + 1)] == [
            column.heading for column in table.columns
        ]


def test_the_first_sheet_leads_to_every_other_and_says_what_must_be_known():
    document, results = made("three-tests")
    book = opened(document, results)
    first = book.worksheets[0]
    links = [cell.hyperlink.location for row in first.iter_rows() for cell in row if cell.hyperlink]
    assert links == [f"'{sheet.title}'!A1" for sheet in book.worksheets[1:]]
    words = {str(cell.value) for row in first.iter_rows() for cell in row if cell.value}
    assert {
        document.title,
        document.banner,
        results.provenance["input_sha256"],
        *results.provenance["warnings"],
    } <= words
    assert [table.title for section in document.sections for table in section.blocks if isinstance(table, Table)] == [
        first.cell(cell.row, 2).value for row in first.iter_rows() for cell in row if cell.hyperlink
    ][:-1]


def test_the_words_of_a_rehearsal_stand_on_every_sheet_and_every_printed_page():
    words = "BLIND REHEARSAL & not a result"
    book = opened(replace(examples.document("outcomes"), watermark=words), examples.results("outcomes"))
    for sheet in book.worksheets:
        assert words in {cell.value for row in sheet.iter_rows(max_row=3) for cell in row}, sheet.title
        assert sheet.oddHeader.center.text == f"&B{words.replace('&', '&&')}"


def test_it_prints_on_a4_on_its_side_with_headings_and_page_numbers_on_every_page(trial):
    for sheet in trial.worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert re.search(r"&P of &N", sheet.oddFooter.right.text)
    for sheet in trial.worksheets[1:]:
        assert sheet.freeze_panes == f"B{last_heading(sheet) + 1}"


def test_notes_stand_below_their_table(trial):
    shown = tables(outline(examples.document("calais2019"), "file_svg"))
    for sheet, table in zip(trial.worksheets[1:-1], shown, strict=True):
        below = [
            row[0] for row in sheet.iter_rows(min_row=last_heading(sheet) + len(table["rows"]) + 1, values_only=True)
        ]
        assert below == notes(table)


def test_no_text_is_more_than_text():
    document = hostile.document()
    results = sample.results('=HYPERLINK("http:x")')
    book = opened(document, results)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "n"}
    assert [cell.hyperlink.target for cell in cells if cell.hyperlink and cell.hyperlink.target] == []
    table = tables(outline(document, "file_svg"))[0]
    assert body(book.worksheets[1], len(table["rows"])) == [[cell["text"] for cell in row] for row in table["rows"]]
    assert '=HYPERLINK("http:x")' in {cell.value for cell in cells}
    for name in zipfile.ZipFile(BytesIO(xlsx.render(document, results))).namelist():
        assert not re.search(r"external|vba|macro|connection", name, re.IGNORECASE)


@pytest.mark.parametrize("text", ["<r><t>bold</t></r>", "_x0041_", "  spaces  ", "&amp;", "]]>", "x" * 40_000])
def test_text_that_the_format_has_a_meaning_for_stays_as_it_is(text):
    section = Section("s", "S", (Table("t", "T", (Column("A"), Column("B")), ((Cell(text), Cell("b")),)),))
    book = opened(replace(sample.document(), sections=(section,)), sample.results())
    (row,) = body(book.worksheets[1], 1)
    assert row[0].strip() == " ".join(text.split())[:32_766]
    assert row[1] == "b"


def test_long_names_and_many_tables_have_sheets_of_their_own():
    table = Table("a-very-long-name-of-a-table-that-no-sheet-can-have", "T", (Column("A"),), ((Cell("1"),),))
    document = replace(sample.document(), sections=(Section("s", "S", (table,) * 12),))
    titles = [sheet.title for sheet in opened(document, sample.results()).worksheets]
    assert len({title.lower() for title in titles}) == 14
    assert max(map(len, titles)) <= 31


def test_the_same_bytes_come_out_and_carry_no_date_of_today():
    content = xlsx.render(*made("outcomes"))
    assert content == xlsx.render(*made("outcomes"))
    archive = zipfile.ZipFile(BytesIO(content))
    assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert set(re.findall(rb"\d{4}-\d\d-\d\d", archive.read("docProps/core.xml"))) == {b"2000-01-01"}


def test_the_first_workbook_of_a_process_is_the_same_as_the_second():
    program = (
        "from tests.reports import sample; from psmatrial.reports.formats import xlsx\n"
        "first, second = (xlsx.render(sample.document(), sample.results()) for _ in range(2))\n"
        "assert first == second"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_report_without_tables_and_rows_is_a_workbook():
    book = opened(replace(sample.document(), sections=()), Results({}, {}, {}, {}, {}, ()))
    assert [sheet.title for sheet in book.worksheets] == ["contents", "results"]


def test_a_missing_library_is_named_with_the_command_that_installs_it(monkeypatch, tmp_path, capfd):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(OutputError, match=r"pip install 'psmatrial\[excel\]'"):
        xlsx.render(sample.document(), sample.results())
    assert exit_code(["compare", "--example", "--format", "xlsx", "-o", str(tmp_path / "out")]) == 4
    assert "pip install 'psmatrial[excel]'" in capfd.readouterr().err
    assert list(tmp_path.iterdir()) == []
