"""Rows of a standard dataset that are readings: the others are left out, counted, and still looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from psmatrial.data.advice import dropping
from psmatrial.data.identifiers import Extras
from psmatrial.data.problems import Problems
from psmatrial.data.sheet import Sheet
from psmatrial.errors import Problem

# Why a row is left out, or nothing if it is kept.
Reason = Callable[[int, Sequence[str]], str]


@dataclass(slots=True)
class Selection:
    """A sheet of which some rows are readings.

    Parameters
    ----------
    sheet
        All rows.
    reason
        Why a row is left out, or an empty string.
    problems
        What was found wrong while the rows were gone through; told when they are read.
    """

    sheet: Sheet
    reason: Reason
    problems: Problems
    left_out: Counter[str] = field(default_factory=Counter)

    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Go through the rows that are kept; one of another width is kept, to be refused as such."""
        width = len(self.sheet.header)
        for line, cells in self.sheet.rows:
            if len(cells) != width or not self.reason(line, cells):
                yield line, cells

    def look(self, see: Callable[[int, Sequence[str]], None], *, drop: bool) -> None:
        """Go through all rows once: see those that are kept, count the others and look for what identifies in them."""
        extras = Extras(enumerate(self.sheet.header))
        width = len(self.sheet.header)
        for line, cells in self.sheet.rows:
            if len(cells) != width:
                continue
            if reason := self.reason(line, cells):
                self.left_out[reason] += 1
                for column, kind in [] if drop else extras.found(cells):
                    hint = f"Remove the column, or give {dropping(self.problems.file)} to leave it out."
                    self.problems.identified(column, kind, line, hint)
            else:
                see(line, cells)

    def kept(self) -> Sheet:
        """Return the sheet with the kept rows only, and a warning that counts the others."""
        name = self.sheet.name
        warnings = tuple(
            Problem(f"{count} row{'s' if count > 1 else ''} left out: {reason}.", file=name)
            for reason, count in self.left_out.items()
        )
        return replace(self.sheet, rows=_Kept(self), warnings=(*self.sheet.warnings, *warnings), bulk=None)


@dataclass(frozen=True, slots=True)
class _Kept:
    """The kept rows, and at their end what is wrong with the dataset."""

    selection: Selection

    def __iter__(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Go through the rows."""
        yield from self.selection.rows()
        self.selection.problems.refuse()


def problems_of(sheet: Sheet) -> Problems:
    """Return an empty list of problems that names places as this sheet does."""
    problems = Problems(sheet.name, sheet.tab, sheet.unit)
    problems.header = sheet.header
    return problems
