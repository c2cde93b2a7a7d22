"""The report as RTF for the files of a sponsor: landscape, tables numbered 14.x, page x of y; no library is needed."""

from __future__ import annotations

import re

from psmatrial.analysis.results import Results
from psmatrial.reports.document import Document
from psmatrial.reports.formats import _paper as page
from psmatrial.reports.formats._laid import paper
from psmatrial.reports.formats._paper import COLOURS, FONT, LOOKS, MONO, Grid, Item, Line, Paper, Run
from psmatrial.reports.formats._rtf_lines import grid_rtf, line_rtf, paragraph, picture_rtf
from psmatrial.reports.formats._rtf_text import escaped, twips

FILE = "report.rtf"
NEEDS_DOCUMENT = True
# What its pictures are made with.
MADE_WITH = ("PIL",)
# Inside a table some readers take an indent that the style has too for none, so only paragraphs have indents.
INDENT = re.compile(r"\\[lfr]i-?\d+")


def render(document: Document, results: Results) -> bytes:
    r"""Return the report as a document in RTF 1.9.

    Every text is escaped, so that no word of a study is read as a control word or a field; the only links lead to
    doi.org and to places of the document itself.

    Parameters
    ----------
    document
        What the report shows.
    results
        The numbers behind it, which say of how many patients a table is.

    Returns
    -------
    bytes
        ASCII with LF, the same from run to run.

    Examples
    --------
    >>> from psmatrial.analysis.results import Results
    >>> from psmatrial.reports.document import Answer, Document
    >>> found = Results({}, {}, {}, {}, {}, ())
    >>> text = render(Document("demo", "{PSMA}", "", "", Answer("28/50", (), (), None), (), ""), found)
    >>> text[:11], b"\\{PSMA\\}" in text
    (b'{\\rtf1\\ansi', True)
    """
    laid = paper(document, results)
    parts = [_head(laid.title), *_page(laid), *(_item(item) for item in laid.items), "}\n"]
    return "".join(parts).encode("ascii")


def _head(title: str) -> str:
    """Return fonts, colours, styles and the title; no date and no name."""
    fonts = f"{{\\fonttbl{{\\f0\\fswiss\\fcharset0 {FONT};}}{{\\f1\\fmodern\\fcharset0 {MONO};}}}}\n"
    parts = (f"\\red{int(name[:2], 16)}\\green{int(name[2:4], 16)}\\blue{int(name[4:], 16)};" for name in COLOURS)
    colours = f"{{\\colortbl;{''.join(parts)}}}\n"
    styles = "".join(f"{{{INDENT.sub('', paragraph(Line(name, ())))} {name};}}\n" for name in LOOKS)
    info = f"{{\\info{{\\title {escaped(title)}}}{{\\author psmatrial}}}}\n"
    start = "{\\rtf1\\ansi\\ansicpg1252\\deff0\\deflang2057\\uc1\n"
    return f"{start}{fonts}{colours}{{\\stylesheet\n{{\\s0\\f0\\fs18 Normal;}}\n{styles}}}\n{info}"


def _page(laid: Paper) -> list[str]:
    """Return the size of the page and what stands on every one of them."""
    size = f"\\paperw{twips(page.PAGE_WIDTH)}\\paperh{twips(page.PAGE_HEIGHT)}\\landscape"
    size += f"\\margl{twips(page.SIDE)}\\margr{twips(page.SIDE)}\\margt{twips(page.TOP)}\\margb{twips(page.BOTTOM)}"
    size += "\\widowctrl\\viewkind1\n"
    top = line_rtf(Line("Header", (Run(f"{laid.header}\t"), Run(laid.mark, bold=True))))
    if laid.watermark:
        top += line_rtf(Line("Watermark", (Run(laid.watermark),)))
    numbers = "Page {\\field{\\*\\fldinst{PAGE}}{\\fldrslt{1}}} of {\\field{\\*\\fldinst{NUMPAGES}}{\\fldrslt{1}}}"
    low = line_rtf(Line("Footer", (Run(f"{laid.footer}\t"),)), end=f"{numbers}\\par")
    ends = f"\\headery{twips(page.HEADER)}\\footery{twips(page.FOOTER)}"
    section = f"\\sectd{ends}\\lndscpsxn\\pgwsxn{twips(page.PAGE_WIDTH)}\\pghsxn{twips(page.PAGE_HEIGHT)}\n"
    return [size, section, f"{{\\header\n{top}}}\n", f"{{\\footer\n{low}}}\n"]


def _item(item: Item) -> str:
    """Return a line, a grid or a picture."""
    if isinstance(item, Line):
        return line_rtf(item)
    return grid_rtf(item) if isinstance(item, Grid) else picture_rtf(item)
