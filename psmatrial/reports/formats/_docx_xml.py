"""Lines and grids on paper as the XML of a Word document; every text is a text node, whatever it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from psmatrial.reports.formats._paper import ACCENT, HAIR, INK, LOOKS, Band, Box, Grid, Item, Line, Picture, Run

MARGIN = 4.0


def made(tag: str, *inside: Any, **attributes: Any) -> Any:
    """Return an element of WordprocessingML with its attributes and what it holds.

    Examples
    --------
    >>> made("jc", val="right").tag.rpartition("}")[2]
    'jc'
    """
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    element.extend(one for one in inside if one is not None)
    return element


def twips(points: float) -> int:
    """Return a length in points as Word counts it: in twentieths.

    Examples
    --------
    >>> twips(0.25)
    5
    """
    return round(20 * points)


def border(side: str, points: float, colour: str = INK, space: int = 0) -> Any:
    """Return one rule; Word counts its width in eighths of a point."""
    return made(side, val="single", sz=max(2, round(8 * points)), space=space, color=colour)


def page_field(code: str) -> list[Any]:
    """Return the runs of a field that Word fills in, such as ``PAGE``."""
    instruction = made("instrText")
    instruction.text = code
    shown = text_run("1")
    begin, separate, end = (made("r", made("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end"))
    return [begin, made("r", instruction), separate, shown, end]


def letters(*, bold: bool = False, size: float = 0.0, colour: str = "") -> Any:
    """Return how letters look where that differs from the style of their paragraph; None where nothing does."""
    inside = [made("b")] if bold else []
    inside += [made("color", val=colour)] if colour else []
    inside += [made("sz", val=round(2 * size)), made("szCs", val=round(2 * size))] if size else []
    return made("rPr", *inside) if inside else None


def text_run(text: str, properties: Any = None) -> Any:
    """Return a run of text; a tab is a tab."""
    run = made("r", properties)
    for place, piece in enumerate(text.split("\t")):
        if place:
            run.append(made("tab"))
        if piece:
            element = made("t")
            element.text = piece
            element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            run.append(element)
    return run


@dataclass(slots=True)
class Writer:
    """What turns lines, grids and pictures into XML.

    It knows the styles by name, and how an address becomes a link of the document and a picture a part of it.
    """

    styles: dict[str, str]
    linked: Callable[[str], str]
    drawn: Callable[[Picture], Any]
    marks: Iterator[int] = field(default_factory=lambda: count(1))

    def element(self, item: Item) -> Any:
        """Return a line, a grid or a picture."""
        if isinstance(item, Line):
            return self.paragraph(item)
        if isinstance(item, Grid):
            return self.table(item)
        paragraph = self.paragraph(Line("Figure Picture", ()))
        paragraph.append(made("r", made("drawing", self.drawn(item))))
        return paragraph

    def paragraph(self, line: Line) -> Any:
        """Return a paragraph."""
        size = line.size if line.size and line.size != LOOKS[line.look].size else 0.0
        inside: list[Any] = [self._properties(line)]
        if line.mark:
            number = next(self.marks)
            inside += [made("bookmarkStart", id=number, name=line.mark), made("bookmarkEnd", id=number)]
        inside += [self._run(run, size) for run in line.runs]
        return made("p", *inside)

    def _properties(self, line: Line) -> Any:
        """Return what a paragraph says beyond its style, in the order that the format asks for."""
        look = LOOKS[line.look]
        inside = [made("pStyle", val=self.styles[line.look])]
        if line.keep is not None and line.keep != look.keep:
            inside.append(made("keepNext", val=int(line.keep)))
        inside += [made("pageBreakBefore")] if line.new_page else []
        inside += [made("pBdr", border("bottom", HAIR, space=1))] if line.rule else []
        inside += [made("ind", right=twips(look.right + line.right))] if line.right else []
        inside += [made("jc", val=line.align)] if line.align and line.align != look.align else []
        return made("pPr", *inside)

    def _run(self, run: Run, size: float) -> Any:
        """Return some text, inside a link where it leads somewhere."""
        shown = text_run(run.text, letters(bold=run.bold, size=size, colour=ACCENT if run.href else ""))
        if run.mark:
            return made("hyperlink", shown, anchor=run.mark, history=1)
        if not run.href:
            return shown
        from docx.oxml.ns import qn

        link = made("hyperlink", shown, history=1)
        link.set(qn("r:id"), self.linked(run.href))
        return link

    def table(self, grid: Grid) -> Any:
        """Return a grid as a table of fixed widths."""
        widths = [twips(width) for width in grid.widths]
        margins = made(
            "tblCellMar", made("left", w=twips(MARGIN), type="dxa"), made("right", w=twips(MARGIN), type="dxa")
        )
        properties = made(
            "tblPr",
            made("tblStyle", val=self.styles["Report Table"]),
            made("tblW", w=sum(widths), type="dxa"),
            made("jc", val="center") if grid.centred else None,
            made("tblLayout", type="fixed"),
            margins,
            made("tblLook", val="0000"),
            made("tblCaption", val=grid.says) if grid.says else None,
        )
        columns = made("tblGrid", *(made("gridCol", w=width) for width in widths))
        return made("tbl", properties, columns, *(self._row(band, widths) for band in grid.bands))

    def _row(self, band: Band, widths: Sequence[int]) -> Any:
        """Return one row."""
        inside = [made("cantSplit")] if band.whole else []
        inside += [made("tblHeader")] if band.heading else []
        row, place = made("tr", made("trPr", *inside) if inside else None), 0
        for box in band.boxes:
            row.append(self._cell(box, sum(widths[place : place + box.span])))
            place += box.span
        return row

    def _cell(self, box: Box, width: int) -> Any:
        """Return one cell."""
        sides = (("top", box.top), ("left", box.sides), ("bottom", box.bottom), ("right", box.sides))
        rules = [border(side, wide, box.colour) for side, wide in sides if wide]
        properties = made(
            "tcPr",
            made("tcW", w=width, type="dxa"),
            made("gridSpan", val=box.span) if box.span > 1 else None,
            made("vMerge", val="restart" if box.down == "first" else "continue") if box.down else None,
            made("tcBorders", *rules) if rules else None,
            made("vAlign", val="bottom" if box.low else "center") if box.low or box.middle else None,
        )
        return made("tc", properties, *(self.element(line) for line in box.lines))
