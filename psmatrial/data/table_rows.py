"""A file of paired tables, one a row: studies and strata with their four counts, or with what a paper prints."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psmatrial.data.alike import alike
from psmatrial.data.cells import TOTALS
from psmatrial.data.cohort import read_sheet
from psmatrial.data.problems import Problems, other_width
from psmatrial.data.sheet import Sheet
from psmatrial.data.values import folded, invisible, shown
from psmatrial.errors import InputError, Problem, UsageError, choices
from psmatrial.model import CELLS

STUDY, STRATUM = "study", "stratum"
# A stratum of this name is the whole study.
WHOLE = "all"
# What rows of totals are called besides.
_TOTALS = TOTALS | {WHOLE, "overall", "pooled", "combined", "whole", "all studies", "all patients", "gesamt", "summe"}
# What may follow it: TOTAL:, Total (n=50).
_AFTER = re.compile(r"\s*(?:\(.*\))?[\s:.*=]*\Z")
LARGEST = 1_000_000
LONGEST_NAME = 200
_COUNTS = f"Give the counts {', '.join(CELLS)}, or what is printed: n, index, comparator, p, ..."

Understood = Callable[[Mapping[str, str]], Any]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: whose table it is, and its counts or what is printed of it.

    Parameters
    ----------
    study, stratum
        Names as typed; an empty stratum is the whole study.
    group
        What the file says in the column by which studies are grouped; empty without one.
    line
        Line of the file.
    counts
        The four counts; None where they are not all given.
    printed
        What was understood of the printed numbers; None where there are only counts.
    texts
        The printed numbers as typed, by column.
    """

    study: str
    stratum: str
    group: str
    line: int
    counts: tuple[int, int, int, int] | None
    printed: Any
    texts: Mapping[str, str]

    @property
    def label(self) -> str:
        """The study, and its stratum where it has one."""
        return f"{self.study} ({self.stratum})" if self.stratum else self.study


@dataclass(frozen=True, slots=True)
class TableRows:
    """All rows of a file, accepted."""

    rows: tuple[TableRow, ...]
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Printed:
    """Which columns a printed number may stand in, and how a row of them is read."""

    columns: Sequence[str]
    understood: Understood


def read_table_rows(path: Path, printed: Printed, by: str = "") -> TableRows:
    """Return the tables of a file.

    Parameters
    ----------
    path
        Any format that patients are read from. Columns: ``study``; ``stratum`` (may be absent); ``both``,
        ``index_only``, ``comparator_only``, ``neither``, or columns of printed numbers.
    printed
        How printed numbers are read.
    by
        A column by which studies are grouped; empty for none.

    Raises
    ------
    InputError
        With every problem: a column that is not known, a row of another width, of totals, without a study or without
        numbers, a count that is none, a study that stands twice or looks like another one, a stratum beside the whole
        study.
    UsageError
        If the file has no column to group by.
    """
    sheet = read_sheet(path)
    columns = [_key(name) for name in sheet.header]
    group = _key(by)
    if by and group not in columns:
        raise UsageError(f"{sheet.name} has no column {by!r}.", choices(by, sheet.header))
    problems = Problems(sheet.name, sheet.tab, sheet.unit)
    problems.header = sheet.header
    problems.titles = dict(zip(columns, sheet.header, strict=True))
    _check_columns(sheet, columns, (STUDY, STRATUM, group, *CELLS, *printed.columns), problems)
    problems.refuse()
    rows: list[TableRow] = []
    for line, cells in sheet.rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) < len(columns) or any(cell.strip() for cell in cells[len(columns) :]):
            problems.add(other_width(len(cells), len(columns)), "Check the separators.", line=line)
            continue
        texts = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
        row = _row(texts, (line, group), problems, printed)
        rows += [row] if row else []
    _check_names(rows, problems)
    _check_alike(rows, problems)
    if not rows and not problems.found:
        problems.add("the file has a line of column names and no rows.", "Give one study a row.")
    problems.refuse()
    return TableRows(tuple(rows), sheet.name, sheet.sha256)


def _key(name: str) -> str:
    """Return the name of a column as it is compared: ``Index only`` is ``index_only``."""
    return name.strip().lower().lstrip("-").replace("-", "_").replace(" ", "_")


def _check_columns(sheet: Sheet, columns: Sequence[str], accepted: Sequence[str], problems: Problems) -> None:
    """Add columns that are not known, stand twice or are missing."""
    for place, (name, key) in enumerate(zip(sheet.header, columns, strict=True)):
        if key not in accepted:
            own = "A column of your own is read with --by; remove any other."
            hint = f"{choices(key, [one for one in dict.fromkeys(accepted) if one])} {own}"
            problems.add(f"the column {shown(name)} is not known.", hint, line=sheet.header_line, column=name)
        elif key in columns[:place]:
            problems.add(f"the column {key} stands twice.", "Remove one.", line=sheet.header_line, column=name)
    if STUDY not in columns:
        problems.add("there is no column study.", "Name the studies in a column of this name.", line=sheet.header_line)


def _row(texts: dict[str, str], place: tuple[int, str], problems: Problems, printed: Printed) -> TableRow | None:
    """Return one row; None where something is wrong with it, which is added."""
    line, by = place
    before = len(problems.found)
    group = texts.get(by, "")
    if by not in (*CELLS, *printed.columns, STUDY, STRATUM):
        texts.pop(by, None)
    study, stratum = texts.pop(STUDY, ""), texts.pop(STRATUM, "")
    if not study:
        problems.add("the row has no study.", "Name the study.", line=line, column=STUDY)
    _check_name(STUDY, study, line, problems)
    _check_name(STRATUM, stratum, line, problems)
    if by and not group:
        problems.add("the cell is empty, and studies are grouped by it.", "Fill it.", line=line, column=by)
    filled = {key: text for key, text in texts.items() if text}
    counts, rest = _numbers(filled, line, problems)
    understood = _understood(rest, line, problems, printed) if rest else None
    if len(problems.found) > before:
        return None
    stratum = "" if _is_total(stratum) else stratum
    return TableRow(study, stratum, group, line, counts, understood, rest)


def _is_total(name: str) -> bool:
    """Return whether a name is that of a row of totals: of all studies, or of all strata of one.

    Examples
    --------
    >>> _is_total("TOTAL (n=50):"), _is_total("Overall"), _is_total("Total Body 2019")
    (True, True, False)
    """
    return _AFTER.sub("", name).lower() in _TOTALS


def _check_name(column: str, name: str, line: int, problems: Problems) -> None:
    """Add what is wrong with the name of a study or stratum."""
    if column == STUDY and _is_total(name):
        hint = "Remove it if it is: its patients would count twice. Else give the study another name."
        problems.add("this looks like a row of totals.", hint, line=line, column=column)
    if hidden := invisible(name):
        problems.add(f"the name holds {hidden}.", "Type it again.", line=line, column=column)
    if len(name) > LONGEST_NAME:
        problems.add(f"the name has more than {LONGEST_NAME} letters.", "Shorten it.", line=line, column=column)


def _numbers(
    filled: dict[str, str], line: int, problems: Problems
) -> tuple[tuple[int, int, int, int] | None, dict[str, str]]:
    """Return the four counts where they are the whole of it, and else what is printed."""
    cells = [filled.get(name, "") for name in CELLS]
    others = set(filled) - set(CELLS)
    if not filled:
        problems.add("the row has no numbers.", _COUNTS, line=line)
    if others or not filled:
        return None, filled
    for name, text in zip(CELLS, cells, strict=True):
        if not text:
            problems.add("the count is missing.", _COUNTS, line=line, column=name)
        elif not (text.isascii() and text.isdigit()):
            problems.add(f"{shown(text)} is not a count.", "Give a whole number, 0 or more.", line=line, column=name)
        elif len(text) > len(str(LARGEST)) or int(text) > LARGEST:
            problems.add(f"{shown(text)} is more than {LARGEST:,} patients.", "Check it.", line=line, column=name)
    if problems.found and problems.found[-1].line == line:
        return None, {}
    both, index_only, comparator_only, neither = (int(text) for text in cells)
    return (both, index_only, comparator_only, neither), {}


def _understood(texts: Mapping[str, str], line: int, problems: Problems, printed: Printed) -> Any:
    """Return what was understood of printed numbers; what was not is added."""
    try:
        return printed.understood(texts)
    except (InputError, UsageError) as error:
        for problem in error.problems:
            problems.add(problem.text, problem.hint, line=line, column=problem.column)
    return None


def _check_names(rows: Sequence[TableRow], problems: Problems) -> None:
    """Add studies that stand twice, and strata beside the whole study: patients would count twice."""
    seen: dict[tuple[str, str], int] = {}
    whole: dict[str, int] = {}
    for row in rows:
        name = folded(row.study), folded(row.stratum)
        if first := seen.get(name):
            text = f"{shown(row.label)} stands on line {first} already."
            problems.add(text, "Its patients would count twice.", line=row.line, column=STUDY)
        seen.setdefault(name, row.line)
        if not row.stratum:
            whole.setdefault(name[0], row.line)
    for row in rows:
        if row.stratum and (line := whole.get(folded(row.study))):
            text = f"a stratum of {shown(row.study)} stands beside the whole study on line {line}."
            problems.add(text, "Its patients would count twice: remove one of them.", line=row.line, column=STRATUM)


def _check_alike(rows: Sequence[TableRow], problems: Problems) -> None:
    """Add names that look like an earlier one: of studies, and of the strata of one study."""
    studies: dict[str, int] = {}
    strata: dict[str, dict[str, int]] = {}
    for row in rows:
        studies.setdefault(row.study, row.line)
        strata.setdefault(folded(row.study), {}).setdefault(row.stratum, row.line)
    for column, lines in ((STUDY, studies), *((STRATUM, some) for some in strata.values())):
        names = list(lines)
        for one, other in alike(names):
            text = f"{shown(names[one])} looks like {shown(names[other])} on line {lines[names[other]]}."
            hint = "Write it one way, or give one of them another name."
            problems.add(text, hint, line=lines[names[one]], column=column)


def misfit(row: TableRow, name: str, text: str, hint: str) -> Problem:
    """Return a problem of one row that shows only after its numbers were held against each other."""
    return Problem(text, hint, name, row.line)
