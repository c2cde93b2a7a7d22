"""The report as a Word document: landscape, tables numbered 14.x, headings for the navigation pane, page x of y."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

from psmatrial.analysis.results import Results
from psmatrial.errors import OutputError
from psmatrial.extras import library
from psmatrial.reports.document import Document
from psmatrial.reports.formats._docx_styles import paged, settled, styled
from psmatrial.reports.formats._docx_xml import Writer
from psmatrial.reports.formats._laid import paper
from psmatrial.reports.formats._paper import Paper, Picture

FILE = "report.docx"
NEEDS_DOCUMENT = True
# The library that writes it, and the extra that installs it.
LIBRARY = ("docx", "word")
# The same and what its pictures are made with.
MADE_WITH = ("docx", "PIL")
# No file says when it was made, as the same input must give the same bytes.
MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - the properties of a document know no time zone
STAMP = (1980, 1, 1, 0, 0, 0)
# Parts of the library's own template that say nothing of this document.
UNUSED = ("thumbnail", "extended-properties", "customXml", "stylesWithEffects", "numbering", "webSettings", "fontTable")
EMU = 12700


def render(document: Document, results: Results) -> bytes:
    """Return the report as a Word document.

    Every text is a text node of its XML; the only fields are the numbers of the pages, the only links lead to doi.org
    and to places of the document itself.

    Parameters
    ----------
    document
        What the report shows.
    results
        The numbers behind it, which say of how many patients a table is.

    Returns
    -------
    bytes
        The same from run to run, with one version of python-docx.

    Raises
    ------
    OutputError
        If python-docx is not installed.

    Examples
    --------
    >>> from psmatrial.analysis.results import Results
    >>> from psmatrial.reports.document import Answer, Document
    >>> found = Results({}, {}, {}, {}, {}, ())
    >>> render(Document("demo", "PSMA", "", "", Answer("28/50", (), (), None), (), ""), found)[:2]
    b'PK'
    """
    docx = library(*LIBRARY, f"writing {FILE}", OutputError)
    laid = paper(document, results)
    made = docx.Document()
    writer = Writer(styled(made), _links(made), _pictures(made))
    paged(made, laid, writer)
    settled(made)
    _describe(made, laid)
    end = made.element.body.sectPr
    for item in laid.items:
        end.addprevious(writer.element(item))
    _tidy(made)
    sink = io.BytesIO()
    made.save(sink)
    return _packed(sink.getvalue())


def _links(document: Any) -> Callable[[str], str]:
    """Return what makes an address a part of the document and says how it is referred to."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    return lambda address: str(document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))


def _pictures(document: Any) -> Callable[[Picture], Any]:
    """Return what makes a picture a part of the document, with its words for those who cannot see it."""

    def drawn(picture: Picture) -> Any:
        wide, high = round(picture.width * EMU), round(picture.height * EMU)
        inline = document.part.new_pic_inline(io.BytesIO(picture.png), wide, high)
        inline.docPr.set("descr", picture.alt)
        inline.docPr.set("title", picture.title)
        return inline

    return drawn


def _describe(document: Any, laid: Paper) -> None:
    """Set what the file says of itself: its title, this program, and a date that is always the same."""
    about = document.core_properties
    about.title, about.author, about.language = laid.title[:255], "psmatrial", "en-GB"
    about.comments = about.last_modified_by = about.keywords = about.subject = about.category = ""
    about.created = about.modified = MADE
    about.revision = 1


def _tidy(document: Any) -> None:
    """Drop the parts of the library's template that are not used."""
    for relations in (document.part.package.rels, document.part.rels):
        for name, relation in list(relations.items()):
            if relation.reltype.rpartition("/")[2] in UNUSED:
                relations.pop(name)


def _packed(content: bytes) -> bytes:
    """Return an archive again, with one time for all of its members."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(sink, "w") as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, STAMP)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3
            member.external_attr = 0o600 << 16
            new.writestr(member, old.read(name), compresslevel=6)
    return sink.getvalue()
