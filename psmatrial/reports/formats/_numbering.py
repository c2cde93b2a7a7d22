"""Tables and figures numbered as a clinical study report has them, each with what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from psmatrial.analysis.results import Results, Row
from psmatrial.displays.display import Table
from psmatrial.reports.document import Document, Drawing
from psmatrial.reports.formats._outline import outline

# Where ICH E3 puts the tables and figures that the text of a study report refers to.
CHAPTER = 14
ELSEWHERE = "in report.html and report.pdf"
UNITS = {"lesion": ("lesion", "lesions"), "region": ("region", "regions")}
PATIENTS = ("patient", "patients")


def numbered(document: Document, results: Results) -> dict[str, Any]:
    """Return the outline of a document with its displays numbered 14.SECTION.PLACE.

    The answer is section 14.1 and the sections follow in their order; tables and figures are counted apart, each from
    1 in every section. So a display keeps its number as long as no section before it comes or goes.

    Parameters
    ----------
    document
        What is to be rendered.
    results
        The numbers behind it, which say of how many patients a table is.

    Returns
    -------
    dict
        As ``outline`` gives it. The answer and the sections have a ``number``; tables and figures have theirs as
        ``number``, the source line as ``source``, and a mark for links as ``mark``. Tables have their ``population``,
        empty where they show no row of the results; figures have their ``figure``, ready to be drawn.

    Examples
    --------
    >>> from psmatrial.displays.display import Cell, Column
    >>> from psmatrial.reports.document import Answer, Section
    >>> table = Table("counts", "Patients", (Column("n"),), ((Cell("50"),),))
    >>> page = Document("demo", "", "", "", Answer("", (), (), None), (Section("a", "A", (table,)),), "psmatrial 1")
    >>> shown = numbered(page, Results({}, {}, {}, {}, {}, ()))["sections"][0]["blocks"][0]
    >>> shown["number"], shown["source"]
    ('Table 14.2.1', 'Source: psmatrial 1. Table 1 in report.html and report.pdf.')
    """
    shown = outline(document, "file_svg")
    rows = {row.id: row for row in results}
    again: dict[str, str] = {}
    for place, part in enumerate(_parts(document, shown), 1):
        section, pairs = part
        section["number"], section["mark"] = f"{CHAPTER}.{place}", f"s{CHAPTER}_{place}"
        counts = {"Table": 0, "Figure": 0}
        for block, source in pairs:
            if isinstance(source, Table | Drawing) and "number" in block:
                _number(block, section["number"], counts, again, shown["footer"])
            if isinstance(source, Table):
                block["population"] = population([rows[c.row] for line in source.rows for c in line if c.row in rows])
            elif isinstance(source, Drawing):
                _drawing(block, source, again)
    return shown


def population(rows: Sequence[Row]) -> str:
    """Return how many patients, or what else was counted, the rows of a table rest on; nothing for no rows.

    Examples
    --------
    >>> population([Row("a", unit="patient", n=50), Row("b", unit="region", n=50)])
    'Analysis population: 50 patients'
    >>> population([Row("a", unit="lesion", n=27), Row("b", unit="lesion", n=95)])
    'Analysis population: 27 to 95 lesions a row'
    """
    sizes = sorted({row.n for row in rows if row.n is not None})
    units = {row.unit for row in rows if row.unit}
    if not sizes:
        return ""
    one, many = UNITS.get(units.pop(), PATIENTS) if len(units) == 1 else PATIENTS
    if len(sizes) > 1:
        return f"Analysis population: {sizes[0]} to {sizes[-1]} {many} a row"
    return f"Analysis population: {sizes[0]} {one if sizes[0] == 1 else many}"


def _parts(document: Document, shown: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[tuple[Any, Any]]]]:
    """Return the answer and each section, with its blocks beside what they were made from."""
    picture = document.answer.picture
    yield shown["answer"], [(shown["answer"]["picture"], picture)] if picture else []
    for section, source in zip(shown["sections"], document.sections, strict=True):
        yield section, list(zip(section["blocks"], source.blocks, strict=True))


def _number(block: dict[str, Any], section: str, counts: dict[str, int], again: dict[str, str], footer: str) -> None:
    """Give a table or a figure its number, its mark and its source line."""
    before = block["number"]
    kind = before.split()[0]
    counts[kind] += 1
    block["number"] = again[before] = f"{kind} {section}.{counts[kind]}"
    block["mark"] = f"{kind[0].lower()}{section}.{counts[kind]}".replace(".", "_")
    block["source"] = f"Source: {footer}. {before} {ELSEWHERE}." if footer else f"Source: {before} {ELSEWHERE}."


def _drawing(block: dict[str, Any], source: Drawing, again: dict[str, str]) -> None:
    """Give a figure what draws it; where it was shown before, name it by the number it has here."""
    if "number" in block:
        block["figure"] = source.figure
        # A full stop stands where a caption follows on the same line, as it does not here.
        block["title"] = block["title"].removesuffix(".")
        return
    before = block["runs"][0]["text"].removeprefix("See ").removesuffix(".")
    block["runs"] = [{"text": f"See {again[before]}.", "href": ""}]
