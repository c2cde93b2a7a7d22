"""A table of a report as a grid on paper: title lines above, numbers on their points, footnotes and source below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from psmatrial.analysis.results import ILLUSTRATION
from psmatrial.reports.formats._columns import DIGIT, columns, height
from psmatrial.reports.formats._paper import HEAVY, LIGHT, Band, Box, Grid, Item, Line, Run

# A table up to this many points high stays on one page; of a higher one only its first and last rows stay together.
TOGETHER = 300.0
ENDS = 2
# A row with a cell of more letters than this may be broken over two pages.
LONG = 1500


def linked(runs: Sequence[dict[str, str]]) -> tuple[Run, ...]:
    """Return runs of an outline as runs on paper."""
    return tuple(Run(run["text"], href=run["href"]) for run in runs)


def titles(item: dict[str, Any]) -> tuple[Line, ...]:
    """Return the title lines of a table or a figure: number, title, who is analysed, mark of illustration."""
    found = [Line("Table Number", (Run(item["number"]),), mark=item["mark"])]
    found += [Line("Table Title", (Run(item["title"]),))] if item["title"] else []
    said = [item.get("population", ""), ILLUSTRATION.capitalize() if item["illustration"] else ""]
    said = [text for text in said if text]
    return (*found, *(Line("Table Population", (Run(text),)) for text in said))


def table_items(table: dict[str, Any]) -> Iterator[Item]:
    """Yield a table with its titles, its footnotes and its source line.

    The titles are a row of the heading, so that they come again on every page that the table reaches; footnotes and
    source are its last row, so that they stay with it, also where it is copied into another document.

    Parameters
    ----------
    table
        A table of a numbered outline.
    """
    widths, size = columns(table)
    if widths:
        rows, high = table["rows"], height(table, widths, size)
        ends = len(rows) if high <= TOGETHER else ENDS
        last = len(rows) - ends
        body = [_row(table, row, at, size, keep=at < ends or at >= last) for at, row in enumerate(rows)]
        yield Grid(
            tuple(widths),
            (_titles(table), *_headings(table, size), *body, _notes(table)),
            f"{table['number']}. {table['title']}",
            centred=True,
        )
    else:
        yield from (*titles(table), *_notes(table).boxes[0].lines)
    yield Line("After Display", ())


def _titles(table: dict[str, Any]) -> Band:
    """Return the titles as one row over all columns, with the upper rule of the table below it."""
    lines = titles(table)
    return Band((Box(lines, span=len(table["columns"]), bottom=HEAVY),), heading=True)


def _notes(table: dict[str, Any]) -> Band:
    """Return the footnotes and the source line as one row over all columns."""
    lines = [Line("Table Footnote", linked(footnote)) for footnote in table["footnotes"]]
    lines.append(Line("Source Line", (Run(table["source"]),)))
    return Band((Box(tuple(lines), span=len(table["columns"])),))


def _headings(table: dict[str, Any], size: float) -> Iterator[Band]:
    """Yield the rows of headings: two where some columns have a group."""
    grouped = bool(table["groups"])
    if grouped:
        yield Band(tuple(_groups(table, size)), heading=True)
    boxes = []
    for column in table["columns"]:
        under = grouped and not column["grouped"]
        align = "right" if column["kind"] == "number" else "left"
        words = "" if under else column["heading"]
        lines = (_line(words, size, align, strong=True),)
        boxes.append(Box(lines, down="next" if under else "", bottom=LIGHT, low=True))
    yield Band(tuple(boxes), heading=True)


def _groups(table: dict[str, Any], size: float) -> Iterator[Box]:
    """Yield the upper row of headings: each group once, and columns without a group, which take both rows."""
    starts = {group["start"]: group for group in table["groups"]}
    for place, column in enumerate(table["columns"]):
        if place in starts:
            line = replace(_line(starts[place]["text"], size, "center", strong=True), rule=True)
            yield Box((line,), span=starts[place]["span"], low=True)
        elif not column["grouped"]:
            align = "right" if column["kind"] == "number" else "left"
            yield Box((_line(column["heading"], size, align, strong=True),), down="first", bottom=LIGHT, low=True)


def _row(table: dict[str, Any], row: Sequence[dict[str, Any]], place: int, size: float, *, keep: bool) -> Band:
    """Return one row; the last has the lower rule of the table."""
    last = place == len(table["rows"]) - 1
    boxes = []
    for column, cell in zip(table["columns"], row, strict=True):
        number = column["kind"] == "number"
        # What a number lacks behind its point is half a digit a step.
        right = cell["padding"] * size * DIGIT / 2 if number else 0.0
        line = _line(cell["text"], size, "right" if number else "left", strong=cell["strong"], right=right, keep=keep)
        boxes.append(Box((line,), bottom=HEAVY if last else 0.0))
    return Band(tuple(boxes), whole=all(len(cell["text"]) < LONG for cell in row))


def _line(text: str, size: float, align: str, *, strong: bool, right: float = 0.0, keep: bool = True) -> Line:
    """Return the words of a cell."""
    return Line("Table Cell", (Run(text, bold=strong),), size=size, align=align, right=right, keep=keep)
