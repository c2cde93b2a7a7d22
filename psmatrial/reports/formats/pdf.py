"""The report as a tagged PDF for paper and for the archive, with the numbers attached."""

from __future__ import annotations

import json
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from psmatrial.analysis.results import ILLUSTRATION, Results
from psmatrial.errors import OutputError
from psmatrial.reports.document import Document
from psmatrial.reports.formats._outline import outline
from psmatrial.reports.formats._points import pieces

FILE = "report.pdf"
NEEDS_DOCUMENT = True
# PDF/A wants a date for an attached file; a fixed one, because the same input must give the same bytes.
TIMESTAMP = 946684800


def render(document: Document, results: Results) -> bytes:
    """Return the report as a PDF that claims PDF/UA-1 and PDF/A-3a, with ``results.json`` attached.

    Everything in the document reaches a fixed Typst file as data, so no text of a study is ever read as markup.
    Only fonts that come with typst and matplotlib are used: the same bytes on every machine.

    Parameters
    ----------
    document
        What the report shows.
    results
        The numbers behind it, attached in full precision.

    Returns
    -------
    bytes
        The same from run to run.

    Raises
    ------
    OutputError
        If a picture is no SVG, or a text cannot be set.

    Examples
    --------
    >>> from psmatrial.analysis.results import Results
    >>> from psmatrial.reports.document import Answer, Document
    >>> found = Results({}, {}, {}, {}, {}, ())
    >>> render(Document("demo", "PSMA", "", "", Answer("28/50", (), (), None), (), ""), found)[:5]
    b'%PDF-'
    """
    import typst

    try:
        return typst.compile(
            (files("psmatrial.reports") / "templates" / "report.typ").read_bytes(),
            sys_inputs={
                "report": json.dumps(_report(document)),
                "results": results.json(),
                "illustration": ILLUSTRATION,
            },
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=_font_folders()),
            pdf_standards=["ua-1", "a-3a"],
            timestamp=TIMESTAMP,
        )
    except typst.TypstError as error:
        raise OutputError(f"{FILE} could not be made: {error.message}.", " ".join(error.hints)) from None


def _report(document: Document) -> dict[str, Any]:
    """Return the outline with every number of a table in pieces that stand on their points."""
    report = outline(document, "paper_svg")
    for block in (block for section in report["sections"] for block in section["blocks"] if block["kind"] == "table"):
        for place, column in enumerate(block["columns"]):
            cells = [row[place] for row in block["rows"]] if column["kind"] == "number" else []
            for cell, found in zip(cells, pieces(cells), strict=True):
                cell["pieces"] = found
    return report


def _font_folders() -> list[str]:
    """Return the folder of the fonts that matplotlib brings, found without importing matplotlib."""
    spec = find_spec("matplotlib")
    places = spec.submodule_search_locations if spec else None
    return [str(Path(place) / "mpl-data" / "fonts" / "ttf") for place in places or ()]
