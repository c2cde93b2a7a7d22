"""The styles of a Word document, and everything that stands on each of its pages."""

from __future__ import annotations

from typing import Any

from psmatrial.reports.formats import _paper as page
from psmatrial.reports.formats._docx_xml import Writer, border, made, page_field, text_run, twips
from psmatrial.reports.formats._paper import FAINT, FONT, HAIR, LOOKS, MONO, Line, Look, Paper, Run

TABLE = "Report Table"
# What Word calls its own styles; headings in these make its navigation pane.
BUILT_IN = {"Title": "Title", "Subtitle": "Subtitle", "Heading 1": "heading 1", "Header": "header", "Footer": "footer"}
COMPATIBILITY = "compatibilityMode"
WORD_2013 = "15"


def styled(document: Any) -> dict[str, str]:
    """Replace the styles of a new document by ours, and return their marks by their names."""
    styles = document.styles.element
    for child in list(styles):
        styles.remove(child)
    # The language of the words, so that a spelling checker does not mark every British one.
    letters = made("rPr", _fonts(FONT), made("sz", val=18), made("szCs", val=18), made("lang", val="en-GB"))
    spacing = made("pPr", made("spacing", before=0, after=0, line=240, lineRule="auto"))
    styles.append(made("docDefaults", made("rPrDefault", letters), made("pPrDefault", spacing)))
    styles.append(
        made("style", made("name", val="Normal"), made("qFormat"), type="paragraph", default=1, styleId="Normal")
    )
    plain = made("tblPr", made("tblInd", w=0, type="dxa"))
    base = made("style", made("name", val="Normal Table"), plain, type="table", default=1, styleId="TableNormal")
    styles.append(base)
    ours = (made("name", val=TABLE), made("basedOn", val="TableNormal"), made("qFormat"))
    styles.append(made("style", *ours, type="table", customStyle=1, styleId=_mark(TABLE)))
    for look in LOOKS.values():
        styles.append(_style(look))
    return {name: _mark(name) for name in (TABLE, *LOOKS)}


def _mark(name: str) -> str:
    """Return what the document calls a style."""
    return name.replace(" ", "")


def _fonts(name: str) -> Any:
    """Return a font for every script."""
    return made("rFonts", ascii=name, hAnsi=name, cs=name, eastAsia=name)


def _style(look: Look) -> Any:
    """Return a paragraph style; its parts stand in the order that the format asks for."""
    lines: list[Any] = [made("keepNext"), made("keepLines")] if look.keep else []
    lines += [made("pBdr", border(look.edge, HAIR, FAINT, space=2))] if look.edge else []
    stops = [made("tab", val="right", pos=twips(look.tab))] if look.tab else []
    stops += [made("tab", val="left", pos=twips(look.left))] if look.hanging else []
    lines += [made("tabs", *stops)] if stops else []
    lines.append(made("spacing", before=twips(look.before), after=twips(look.after)))
    if look.left or look.right:
        sides = {"left": twips(look.left), "right": twips(look.right), "hanging": twips(look.hanging)}
        lines.append(made("ind", **sides))
    lines += [made("jc", val=look.align)] if look.align != "left" else []
    lines += [made("outlineLvl", val=look.level)] if look.level is not None else []
    letters: list[Any] = [_fonts(MONO)] if look.mono else []
    letters += [made("b"), made("bCs")] if look.bold else []
    letters += [made("color", val=look.colour)]
    letters += [made("sz", val=round(2 * look.size)), made("szCs", val=round(2 * look.size))]
    own = {} if look.name in BUILT_IN else {"customStyle": 1}
    head = (made("name", val=BUILT_IN.get(look.name, look.name)), made("basedOn", val="Normal"), made("qFormat"))
    inside = (*head, made("pPr", *lines), made("rPr", *letters))
    return made("style", *inside, type="paragraph", styleId=_mark(look.name), **own)


def paged(document: Any, laid: Paper, writer: Writer) -> None:
    """Make the page landscape, with the title above and the source and the number of the page below."""
    section = document.sections[0]._sectPr  # noqa: SLF001 - lengths in twentieths, as everywhere here
    size, margins = section.find(f"{{{section.nsmap['w']}}}pgSz"), section.find(f"{{{section.nsmap['w']}}}pgMar")
    _set(size, w=page.PAGE_WIDTH, h=page.PAGE_HEIGHT)
    size.set(f"{{{section.nsmap['w']}}}orient", "landscape")
    _set(margins, left=page.SIDE, right=page.SIDE, top=page.TOP, bottom=page.BOTTOM)
    _set(margins, header=page.HEADER, footer=page.FOOTER, gutter=0)
    top = [writer.paragraph(Line("Header", (Run(f"{laid.header}\t"), Run(laid.mark, bold=True))))]
    if laid.watermark:
        top.append(writer.paragraph(Line("Watermark", (Run(laid.watermark),))))
    low = writer.paragraph(Line("Footer", (Run(f"{laid.footer}\tPage "),)))
    low.extend([*page_field("PAGE"), text_run(" of "), *page_field("NUMPAGES")])
    for part, lines in ((document.sections[0].header, top), (document.sections[0].footer, [low])):
        element = part._element  # noqa: SLF001 - a part of a page takes no paragraphs that were made before
        for child in list(element):
            element.remove(child)
        element.extend(lines)


def _set(element: Any, **lengths: float) -> None:
    """Set attributes to lengths in points."""
    for name, points in lengths.items():
        element.set(f"{{{element.nsmap['w']}}}{name}", str(twips(points)))


def settled(document: Any) -> None:
    """Say that the document is one of today's Word, so that it does not open in an old one's layout."""
    settings = document.settings.element
    space = settings.nsmap["w"]
    for item in settings.iter(f"{{{space}}}compatSetting"):
        if item.get(f"{{{space}}}name") == COMPATIBILITY:
            item.set(f"{{{space}}}val", WORD_2013)
    for name in ("zoom", "rsids"):
        for item in list(settings.iter(f"{{{space}}}{name}")):
            settings.remove(item)
