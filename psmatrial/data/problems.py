"""All problems of one input, gathered so that a person can mend them in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from psmatrial.errors import SHOWN, InputError, Problem

MOST = 2000


@dataclass(frozen=True, slots=True)
class CellProblem(Problem):
    """One thing that is wrong in a workbook, whose place is said as the program shows it: sheet and cell.

    Examples
    --------
    >>> print(CellProblem("'postive' is not a result.", file="reads.xlsx", line=17, column="result", cell="Reads!E17"))
    reads.xlsx:Reads!E17: result: 'postive' is not a result.
    """

    cell: str = ""

    def __str__(self) -> str:
        """Put the sheet and the cell where a text file has its line."""
        return str(Problem(self.text, self.hint, f"{self.file}:{self.cell}", None, self.column))


class Problems:
    """The problems found in one input so far.

    Reading stops at 2,000 problems: a file with more is the wrong file, and refusing it must stay quick.

    Examples
    --------
    >>> problems = Problems("reads.csv")
    >>> problems.add("'postive' is not a result.", line=17, column="result")
    >>> [str(problem) for problem in problems.found]
    ["reads.csv:17: result: 'postive' is not a result."]
    """

    def __init__(self, file: str, tab: str = "", unit: str = "line") -> None:
        """Begin with none, for a file of this name; a workbook also has a sheet, and may count rows."""
        self.file = file
        self.tab = tab
        self.unit = unit
        self.header: Sequence[str] = ()
        self.found: list[Problem] = []
        self.titles: dict[str, str] = {}
        self.identifying: set[tuple[str, str]] = set()
        self.refused_by_name: set[str] = set()

    def add(self, text: str, hint: str = "", *, line: int | None = None, column: str = "") -> None:
        """Keep one problem; a column that is given by its role is named as the file names it.

        Raises
        ------
        InputError
            With all of them, once there are 2,000.
        """
        self.found.append(self.placed(Problem(text, hint, self.file, line, self.titles.get(column, column))))
        if len(self.found) >= MOST:
            self._in_order()
            stopped = Problem(f"reading stopped after {MOST} problems; there may be more.", file=self.file)
            self.found.insert(SHOWN - 1, stopped)
            raise InputError(self.found)

    def identified(self, column: str, kind: str, line: int, hint: str = "Replace what the column holds.") -> None:
        """Keep once per column that a cell of it holds something that could tell who a patient is.

        Of a column that is refused by its name already nothing more is said.

        Examples
        --------
        >>> problems = Problems("reads.csv")
        >>> for line in 2, 3:
        ...     problems.identified("psa", "a date", line)
        >>> len(problems.found)
        1
        """
        found = self.titles.get(column, column), kind
        if found not in self.identifying and column not in self.refused_by_name:
            self.identifying.add(found)
            text = f"the cell holds what looks like {kind}, and others of this column may too."
            self.add(text, f"{hint} Its values are not repeated here.", line=line, column=column)

    def forget(self) -> None:
        """Take all problems back: what they came from is read once more."""
        self.found.clear()
        self.identifying.clear()

    def extend(self, problems: tuple[Problem, ...]) -> None:
        """Keep problems that were put together elsewhere."""
        self.found.extend(problems)

    def placed(self, problem: Problem) -> Problem:
        """Return a problem with its place as this kind of file says it; line 0 is that of names that have none."""
        if isinstance(problem, CellProblem) or problem.line is None:
            return problem
        if not self.tab:
            return problem if problem.line else replace(problem, line=None)
        place = self.header.index(problem.column) if problem.column in self.header else None
        cell = f"{quoted_tab(self.tab)}!{'' if place is None else letters(place)}{problem.line}"
        return CellProblem(problem.text, problem.hint, problem.file, problem.line, problem.column, cell)

    def refuse(self) -> None:
        """Refuse the input if anything was found.

        Raises
        ------
        InputError
            With all problems, in the order of their lines.
        """
        if self.found:
            self._in_order()
            raise InputError(self.found)

    def _in_order(self) -> None:
        """Sort by line; what concerns the whole file comes first."""
        self.found.sort(key=lambda problem: problem.line or 0)


def other_width(cells: int, width: int) -> str:
    """Return that a row has other cells than the header.

    Examples
    --------
    >>> other_width(1, 6)
    'the row has 1 cell, the header has 6.'
    """
    return f"the row has {cells} cell{'' if cells == 1 else 's'}, the header has {width}."


def letters(place: int) -> str:
    """Return the letters of a column of a workbook by its position from 0.

    Examples
    --------
    >>> letters(0), letters(25), letters(26), letters(701), letters(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    text = ""
    place += 1
    while place:
        place, digit = divmod(place - 1, 26)
        text = chr(ord("A") + digit) + text
    return text


def quoted_tab(name: str) -> str:
    """Return the name of a sheet as it stands before the cell, in quotes where it is more than one word.

    Examples
    --------
    >>> quoted_tab("Sheet1"), quoted_tab("My reads")
    ('Sheet1', "'My reads'")
    """
    safe = name if name.isprintable() else ascii(name)[1:-1]
    return safe if safe.isidentifier() else "'" + safe.replace("'", "''") + "'"
