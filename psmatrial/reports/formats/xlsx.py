"""Every table of the report as a sheet of an Excel workbook, and all numbers in full precision on the last one."""

from __future__ import annotations

import math
from datetime import datetime
from io import BytesIO
from typing import Any

from psmatrial.analysis.results import COLUMNS, Results, row_record
from psmatrial.errors import OutputError
from psmatrial.extras import library
from psmatrial.reports.document import Document
from psmatrial.reports.formats._outline import outline
from psmatrial.reports.formats._sheet import BASE, Sheet
from psmatrial.reports.formats._tables import notes, tables, widths

FILE = "tables.xlsx"
NEEDS_DOCUMENT = True
# The library that writes it, and the extra that installs it.
LIBRARY = ("xlsxwriter", "excel")
MADE_WITH = ("xlsxwriter",)
CONTENTS, RESULTS = "contents", "results"
# A workbook carries a date: a fixed one, because the same input must give the same bytes.
CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no time zone
# How many letters fit beside each other on paper on its side, in letters that can be read.
ROOM = 150
NAME = 31
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class Exact(float):
    """A number that is written with all its digits, where the library would write sixteen."""

    __slots__ = ()

    def __format__(self, spec: str, /) -> str:
        """Return the shortest text that gives the same number again."""
        del spec
        return repr(float(self))


def render(document: Document, results: Results) -> bytes:
    """Return ``tables.xlsx``: contents, one sheet a table as it is printed, and the rows of the results as numbers.

    Every text is written as text, so that no name of a study is ever a formula or a link.

    Parameters
    ----------
    document
        What the report shows.
    results
        The numbers behind it.

    Returns
    -------
    bytes
        A workbook, the same from run to run.

    Raises
    ------
    OutputError
        If the library that writes workbooks is not installed; the message says how to install it.

    Examples
    --------
    >>> from psmatrial.reports.document import Answer
    >>> paper = Document("demo", "=1+1", "", "", Answer("28/50", (), (), None), (), "")
    >>> render(paper, Results({}, {}, {}, {}, {}, ()))[:2]
    b'PK'
    """
    writer = library(*LIBRARY, f"writing {FILE}", OutputError)
    page = outline(document, "file_svg")
    content = BytesIO()
    # The library writes into what it is given, so that it is given a copy.
    book = writer.Workbook(content, {**OPTIONS, "default_format_properties": dict(BASE)})
    book.set_properties({"title": page["title"], "created": CREATED})
    listed = [(_name(place, table), table) for place, table in enumerate(tables(page), 1)]
    _contents(Sheet(book, CONTENTS, page), page, listed, results)
    for name, table in listed:
        _table(Sheet(book, name, page), table)
    _results(Sheet(book, RESULTS, page), results)
    book.close()
    return content.getvalue()


def _name(place: int, table: dict[str, Any]) -> str:
    """Return the name of a table's sheet: its number and what it is called, in signs that a sheet may have."""
    return f"{place} {table['anchor'].removeprefix('table-')}"[:NAME]


def _contents(sheet: Sheet, page: dict[str, Any], listed: list[tuple[str, dict[str, Any]]], results: Results) -> None:
    """Fill the first sheet: what must be known first, the tables with links, and where the numbers come from."""
    sheet.columns([12, 90])
    sheet.line(page["title"], "title")
    for text, look in (
        (page["watermark"], "warning"),
        (page["subtitle"], "plain"),
        (page["banner"], "warning"),
        (page["answer"]["sentence"], "plain"),
    ):
        sheet.paragraph(text, look)
    sheet.skip()
    sheet.cells(["Sheet", "Title"], ["head", "head"])
    for name, table in listed:
        sheet.link(name, table["number"], table["title"])
    sheet.link(RESULTS, "Results", "All numbers in full precision, one row each")
    sheet.skip()
    for term, text in _provenance(page, results):
        sheet.cells([term, text], ["plain", "wrapped"])
    sheet.print_wide()


def _provenance(page: dict[str, Any], results: Results) -> list[tuple[str, str]]:
    """Return where the numbers come from."""
    made = results.provenance
    versions = ", ".join(f"{name} {version}" for name, version in made.get("versions", {}).items())
    warnings = [("Warning", str(warning)) for warning in made.get("warnings", ())]
    found = [
        ("Study", page["study_id"]),
        ("Citation", "".join(run["text"] for run in page["citation"])),
        ("Input", str(made.get("input", ""))),
        ("SHA-256", str(made.get("input_sha256", ""))),
        ("Versions", versions),
        *warnings,
    ]
    return [(term, text) for term, text in found if text]


def _table(sheet: Sheet, table: dict[str, Any]) -> None:
    """Fill the sheet of a table: number and title, headings, cells as they are printed, notes."""
    kinds = [column["kind"] for column in table["columns"]]
    sheet.columns(widths(table, ROOM))
    sheet.line(f"{table['number']}. {table['title']}", "title")
    sheet.line(sheet.warning, "warning")
    first = sheet.row
    if table["groups"]:
        sheet.spans((group["start"], group["span"], group["text"]) for group in table["groups"])
    sheet.cells([column["heading"] for column in table["columns"]], [f"head {kind}" for kind in kinds])
    sheet.freeze()
    sheet.print_wide((first, sheet.row - 1))
    body = sheet.row
    for place, row in enumerate(table["rows"], 1):
        last = " last" if place == len(table["rows"]) else ""
        looks = [f"{kind}{' strong' * cell['strong']}{last}" for kind, cell in zip(kinds, row, strict=True)]
        sheet.cells([cell["text"] for cell in row], looks)
    sheet.text_is_meant(body)
    for note in notes(table):
        sheet.paragraph(note, "note")


def _results(sheet: Sheet, results: Results) -> None:
    """Fill the last sheet: every row, numbers as numbers; a spreadsheet has no infinity, so that one is a word."""
    records = [row_record(row) for row in results]
    sheet.columns([_room(name, [record[name] for record in records]) for name in COLUMNS])
    sheet.line("All numbers in full precision", "title")
    sheet.line(sheet.warning, "warning")
    first = sheet.row
    sheet.cells(list(COLUMNS), ["head"] * len(COLUMNS))
    sheet.freeze()
    sheet.print_wide((first, first), pages=3)
    for record in records:
        values = [Exact(value) if isinstance(value, float) else value for value in record.values()]
        values = [None if value == "" else value for value in values]
        sheet.cells(values, ["plain"] * len(values))
    sheet.filter(first, len(COLUMNS))


def _room(name: str, values: list[Any]) -> int:
    """Return the width of a column of results: long notes run on to the right, where nothing stands."""
    texts = (f"{value:.6g}" if isinstance(value, float) and not math.isinf(value) else str(value) for value in values)
    longest = max((len(text) for value, text in zip(values, texts, strict=True) if value is not None), default=0)
    return min(72, max(len(name) + 2, longest))
