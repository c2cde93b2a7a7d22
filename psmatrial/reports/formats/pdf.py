"""The report as a tagged PDF for paper and for the archive, with the numbers attached."""

from __future__ import annotations

import json
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from psmatrial.analysis.results import ILLUSTRATION, Results
from psmatrial.errors import OutputError
from psmatrial.reports.document import Document
from psmatrial.reports.formats._outline import outline

FILE = "report.pdf"
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
                "report": json.dumps(outline(document, "file_svg")),
                "results": results.json(),
                "illustration": ILLUSTRATION,
            },
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=_font_folders()),
            pdf_standards=["ua-1", "a-3a"],
            timestamp=TIMESTAMP,
        )
    except typst.TypstError as error:
        raise OutputError(f"{FILE} could not be made: {error.message}.", " ".join(error.hints)) from None


def _font_folders() -> list[str]:
    """Return the folder of the fonts that matplotlib brings, found without importing matplotlib."""
    spec = find_spec("matplotlib")
    places = spec.submodule_search_locations if spec else None
    return [str(Path(place) / "mpl-data" / "fonts" / "ttf") for place in places or ()]
