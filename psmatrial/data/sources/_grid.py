"""The cells of one sheet of a workbook, row by row, each as the text that a person sees."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from math import isfinite
from xml.parsers import expat  # read through _archive, which refuses a DOCTYPE

from psmatrial.data.sources._archive import parsed
from psmatrial.data.sources._workbook import Workbook, local, unescaped

_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})\Z")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_TRUTHS = {"1": "TRUE", "true": "TRUE", "0": "FALSE", "false": "FALSE"}
_DIGITS = 15
TEXT, NUMBER, DATE, ERROR, FORMULA = "text", "number", "date", "error", "formula"


@dataclass(slots=True)
class GridRow:
    """One row that has cells: its number, whether it is hidden, and text and kind of each cell by its column from 0."""

    number: int
    hidden: bool
    cells: dict[int, tuple[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class _Cell:
    """A cell while it is read."""

    column: int
    kind: str
    style: int
    value: str | None = None
    formula: bool = False


class Grid:
    """A sheet that is read row by row; ``merged`` holds the merged ranges once all rows are read."""

    def __init__(self, book: Workbook) -> None:
        """Begin before the first row."""
        self.book = book
        self.merged: list[str] = []
        self.done: list[GridRow] = []
        self.row = GridRow(0, hidden=False)
        self.cell: _Cell | None = None
        self.inside: list[str] = []
        self.pieces: list[str] = []

    def rows(self, file: zipfile.ZipFile, member: str) -> Iterator[GridRow]:
        """Go through the rows."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        for _ in parsed(file, member, parser):
            yield from self.done
            self.done.clear()

    def _start(self, full_name: str, facts: Mapping[str, str]) -> None:
        """Begin an element."""
        name = local(full_name)
        self.inside.append(name)
        if name == "row":
            number = int(facts.get("r", self.row.number + 1))
            if number <= self.row.number:
                raise expat.ExpatError("rows are not in order")
            self.row = GridRow(number, facts.get("hidden") in {"1", "true"})
        elif name == "c":
            self.cell = self._begun(facts)
        elif name == "mergeCell":
            self.merged.append(facts["ref"])
        elif name == "f" and self.cell:
            self.cell.formula = True
        elif name in {"v", "is"}:
            self.pieces = []

    def _begun(self, facts: Mapping[str, str]) -> _Cell:
        """Return a cell whose value is still to come; without a place it stands right of the one before."""
        column = max(self.row.cells, default=-1) + 1
        if "r" in facts:
            match = _PLACE.match(facts["r"])
            if not match or int(match[2]) != self.row.number:
                raise expat.ExpatError("a cell stands in another row")
            column = number_of(match[1])
        return _Cell(column, facts.get("t", "n"), int(facts.get("s", "0")))

    def _text(self, words: str) -> None:
        """Take text that belongs to a value."""
        if self.inside[-1] == "v" or (self.inside[-1] == "t" and "is" in self.inside and "rPh" not in self.inside):
            self.pieces.append(words)

    def _end(self, full_name: str) -> None:
        """End an element."""
        name = local(full_name)
        self.inside.pop()
        if name in {"v", "is"} and self.cell:
            self.cell.value = "".join(self.pieces)
        elif name == "c" and self.cell:
            text, kind = self._seen(self.cell)
            if self.cell.column in self.row.cells:
                raise expat.ExpatError("a cell stands twice")
            # Every cell is kept until the row ends, so that one without a place knows its neighbour.
            self.row.cells[self.cell.column] = (text, kind)
            self.cell = None
        elif name == "row":
            self.row.cells = {place: seen for place, seen in self.row.cells.items() if seen != ("", TEXT)}
            if self.row.cells:
                self.done.append(self.row)

    def _seen(self, cell: _Cell) -> tuple[str, str]:
        """Return text and kind of a cell."""
        value = cell.value or ""
        if not value:
            unknown = cell.formula and (cell.value is None or cell.kind != "str")
            return "", FORMULA if unknown else TEXT
        if cell.kind != "n":
            return self._named(cell.kind, value)
        if cell.style in self.book.date_styles:
            return date_text(_real(value), from_1904=self.book.from_1904), DATE
        return number_text(value), NUMBER

    def _named(self, kind: str, value: str) -> tuple[str, str]:
        """Return text and kind of a cell that says what it holds."""
        if kind == "s":
            return self.book.texts[int(value)], TEXT
        if kind == "b":
            if (truth := _TRUTHS.get(value.strip())) is None:
                raise expat.ExpatError("neither true nor false")
            return truth, TEXT
        return unescaped(value), {"e": ERROR, "d": DATE}.get(kind, TEXT)


def number_of(column: str) -> int:
    """Return the position from 0 of the column with these letters.

    Examples
    --------
    >>> number_of("A"), number_of("AA")
    (0, 26)
    """
    number = 0
    for letter in column:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def number_text(value: str) -> str:
    """Return a number as it is seen: with the 15 digits that a workbook keeps, without exponent.

    Examples
    --------
    >>> number_text("0.5"), number_text("1.1000000000000001"), number_text("1E-3"), number_text("7")
    ('0.5', '1.1', '0.001', '7')
    """
    return format(Decimal(format(_real(value), f".{_DIGITS}g")), "f")


def _real(value: str) -> float:
    """Return the number that a text says; Python would read 1_0 too."""
    if not _NUMBER.fullmatch(value.strip()) or not isfinite(number := float(value)):
        raise expat.ExpatError("not a number")
    return number


def date_text(days: float, *, from_1904: bool) -> str:
    """Return the date or time that a number of days stands for.

    Examples
    --------
    >>> date_text(43831, from_1904=False), date_text(0.5, from_1904=False)
    ('2020-01-01', '12:00:00')
    """
    try:
        # The day that 1900 never had is counted, so that dates begin one day earlier.
        moment = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001
        moment += timedelta(days=days)
    except OverflowError:
        return "####"
    if 0 <= days < 1:
        return f"{moment:%H:%M:%S}"
    return f"{moment:%Y-%m-%d}" if days == int(days) else f"{moment:%Y-%m-%d %H:%M:%S}"
