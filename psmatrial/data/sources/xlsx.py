"""Excel workbooks: one sheet, each cell as the text that a person sees, and nothing that a person does not see."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from psmatrial.data.problems import Problems, quoted_tab
from psmatrial.data.rules import Layout
from psmatrial.data.sheet import Number, Sheet, checked_header
from psmatrial.data.sources._archive import archive, damaged
from psmatrial.data.sources._bytes import Surveyed, changed, hashed, stamp
from psmatrial.data.sources._grid import DATE, ERROR, FORMULA, NUMBER, Grid, GridRow
from psmatrial.data.sources._workbook import Tab, Workbook, workbook_of
from psmatrial.data.values import shown
from psmatrial.errors import InputError, Problem, UsageError, choices

_BAD = {
    FORMULA: ("the cell has a formula without a stored value.", "Open the workbook in Excel and save it."),
    ERROR: ("the formula of the cell failed.", "Correct it, or enter the value."),
}


def read(path: Path, layout: Layout | None = None) -> Sheet:
    """Return the cells of one sheet of a workbook.

    Numbers have the 15 digits that a workbook keeps, formulas the value that was stored with them. The first row that
    holds anything has the column names. Rows without any value are no rows.

    Parameters
    ----------
    path
        A regular file.
    layout
        What it says of the opening: the name of the sheet, where several hold something.

    Returns
    -------
    Sheet
        Rows are read again from the file each time they are gone through.

    Raises
    ------
    InputError
        If the file is no workbook, is protected, would expand too far, or does not tell which sheet is meant; going
        through the rows raises it for formulas without value, failed formulas, dates among numbers, merged cells and
        hidden rows, all at once.
    UsageError
        If the sheet that is named is not there.
    """
    file = hashed(path)
    try:
        with archive(path) as pack:
            book = workbook_of(pack)
            tab = _chosen(pack, book, file.name, (layout or Layout()).opening.sheet)
            first = next(Grid(book).rows(pack, tab.member), None)
    except (KeyError, IndexError, StopIteration):
        raise damaged(file.name) from None
    if first is None:
        text = f"the sheet {shown(tab.name)} is empty."
        raise InputError(Problem(text, "It must begin with a row of column names.", file.name))
    names = _texts(first, 0)
    header = checked_header(names, file.name, first.number, tab.name)
    rows = _Rows(path, file, tab, len(header))
    return Sheet(
        header,
        rows,
        file.name,
        file.sha256,
        file.size,
        "workbook",
        header_line=first.number,
        tab=tab.name,
        unit="row",
    )


def _chosen(pack: zipfile.ZipFile, book: Workbook, name: str, said: str) -> Tab:
    """Return the sheet that is meant: the one that is named, or the one that holds something and can be seen."""
    names = [tab.name for tab in book.tabs]
    if said:
        if said not in names:
            raise UsageError(f"{name} has no sheet {shown(said)}.", choices(said, names))
        return book.tabs[names.index(said)]
    filled = [tab for tab in book.tabs if next(Grid(book).rows(pack, tab.member), None)]
    listed = ", ".join(quoted_tab(tab.name) + (" (hidden)" if tab.hidden else "") for tab in filled)
    hint = 'Name the one that is meant in the plan, under [input]: sheet = "...".'
    if not filled:
        raise InputError(Problem("the workbook holds no cells.", "Was the export cut?", name))
    if len(filled) > 1:
        raise InputError(Problem(f"{len(filled)} sheets hold something: {listed}.", hint, name))
    if filled[0].hidden:
        raise InputError(Problem(f"the one sheet that holds something is hidden: {listed}.", hint, name))
    return filled[0]


def _texts(row: GridRow, width: int) -> list[str]:
    """Return the cells of a row as texts, as many as there are columns or more."""
    cells = [""] * max(width, max(row.cells) + 1)
    for place, (text, kind) in row.cells.items():
        cells[place] = Number(text) if kind == NUMBER else text
    return cells


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows below the column names, read from the file each time they are gone through."""

    path: Path
    file: Surveyed
    tab: Tab
    width: int

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Go through the rows; those with a cell that cannot be read are told at the end."""
        look = _Look(Problems(self.file.name, self.tab.name, "row"))
        try:
            with archive(self.path) as pack:
                grid = Grid(workbook_of(pack))
                rows = grid.rows(pack, self.tab.member)
                first = next(rows)
                look.problems.header = _texts(first, 0)
                look.see(first)
                yield from ((row.number, _texts(row, self.width)) for row in rows if look.see(row))
        except (KeyError, IndexError, StopIteration):
            raise damaged(self.file.name) from None
        if stamp(self.path) != self.file.stamp:
            raise changed(self.file.name)
        look.finish(grid.merged)


class _Look:
    """What is wrong with the cells of a sheet, whatever they mean."""

    def __init__(self, problems: Problems) -> None:
        """Begin before the first row."""
        self.problems = problems
        self.hidden: list[int] = []
        self.numeric: set[int] = set()
        self.dates: list[tuple[int, int]] = []

    def see(self, row: GridRow) -> bool:
        """Look at a row, and return whether all its cells can be read."""
        good = True
        if row.hidden:
            self.hidden.append(row.number)
        for place, (_, kind) in row.cells.items():
            if kind == NUMBER:
                self.numeric.add(place)
            elif kind == DATE:
                self.dates.append((row.number, place))
            elif kind in _BAD:
                good = False
                text, hint = _BAD[kind]
                self.problems.add(text, hint, line=row.number, column=self._name(place))
        return good

    def finish(self, merged: list[str]) -> None:
        """Add what is known after the last row.

        Raises
        ------
        InputError
            With all of it, if there is any.
        """
        for line, place in self.dates:
            if place in self.numeric:
                text = "the cell is a date among numbers: Excel makes one of 1.2 or 1-2."
                hint = "Give the column the number format, and type the number again."
                self.problems.add(text, hint, line=line, column=self._name(place))
        if self.hidden:
            more = f" and {len(self.hidden) - 1} more rows" if self.hidden[1:] else ""
            text = f"the row{more} {'are' if more else 'is'} hidden."
            self.problems.add(text, "Show all rows, or delete those that are not meant.", line=self.hidden[0])
        for area in merged:
            line = int("".join(sign for sign in area.partition(":")[0] if sign.isdigit()) or 0)
            self.problems.add(f"the cells {area} are merged.", "Split them: each cell is one value.", line=line)
        self.problems.refuse()

    def _name(self, place: int) -> str:
        """Return the name of a column."""
        return self.problems.header[place] if place < len(self.problems.header) else ""
