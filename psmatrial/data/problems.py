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
