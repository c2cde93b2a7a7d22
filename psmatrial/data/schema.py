"""The rules a file must keep: every cell of every row is looked at, and all problems are listed at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from psmatrial.data.bulk import read_bulk
from psmatrial.data.cells import Cells
from psmatrial.data.columns import Columns, columns_of
from psmatrial.data.decimals import COMMA_HINT, COMMA_TEXT, comma_columns, decimal_columns, with_decimal_points
from psmatrial.data.ledger import Ledger
from psmatrial.data.measures import Measures
from psmatrial.data.named_tests import with_compared
from psmatrial.data.patient_columns import PatientColumns
from psmatrial.data.problems import Problems
from psmatrial.data.rows import read_long, read_wide
from psmatrial.data.rules import Layout
from psmatrial.data.sheet import Sheet
from psmatrial.data.whole import check_whole, plan_warnings, row_warnings
from psmatrial.errors import InputError, Problem, UsageError


@dataclass(frozen=True, slots=True)
class Checked:
    """What a sheet holds once all its rows have passed."""

    ledger: Ledger
    columns: Columns
    rows: int
    warnings: tuple[Problem, ...]
    patient_columns: PatientColumns
    measures: Measures
    too_far_apart: frozenset[int] = frozenset()
    left_out: tuple[tuple[str, int], ...] = ()


def checked(sheet: Sheet, layout: Layout) -> Checked:
    """Return what a sheet holds, if nothing is wrong with it.

    Parameters
    ----------
    sheet
        Text cells.
    layout
        Where the columns are, what their words mean, which names are planned.

    Raises
    ------
    InputError
        With all problems of the file, by line.
    UsageError
        If the layout contradicts itself.

    Examples
    --------
    >>> header = ("patient_id", "modality", "result")
    >>> sheet = Sheet(header, [(2, ["P01", "PSMA", "Positive "])], "reads.csv", "", 0, "utf-8")
    >>> found = checked(sheet, Layout())
    >>> found.rows, found.ledger.patients, [problem.text for problem in found.warnings][0]
    (1, ['P01'], "there is no column 'reader':")
    """
    try:
        return _with_sign(sheet, layout)
    except (InputError, UsageError):
        # Who reads a test that the names of the tests leave out may be nobody of the plan.
        known = with_compared(sheet, layout)
        if known == layout:
            raise
    return _with_sign(sheet, known)


def _with_sign(sheet: Sheet, layout: Layout) -> Checked:
    """Return what a sheet holds, with a decimal comma where it is certain."""
    try:
        return _checked(sheet, layout)
    except InputError as error:
        places = _certain(sheet, layout, error) if layout.opening.decimal == "." else []
        if not places:
            raise
    warnings = [Problem(COMMA_TEXT, COMMA_HINT, sheet.name, column=sheet.header[place]) for place in places]
    declared = replace(layout, opening=replace(layout.opening, decimal=","))
    return _checked(replace(sheet, warnings=(*sheet.warnings, *warnings)), declared)


def _checked(sheet: Sheet, layout: Layout) -> Checked:
    """Return what a sheet holds, with the decimal sign that the layout says."""
    problems = Problems(sheet.name, sheet.tab, sheet.unit)
    problems.header = sheet.header
    columns = _columns(sheet, layout, problems)
    if layout.opening.decimal == ",":
        psa = [place for role, place in columns.roles.items() if role == "psa"]
        places = {*psa, *_numbers(sheet, layout), *decimal_columns(sheet, layout.numbers)}
        sheet = with_decimal_points(sheet, sorted(places), problems)
    warnings = [*sheet.warnings, *columns.warnings]
    cells, rows = _read_at_once(sheet, layout, columns, problems)
    try:
        if layout.results:
            rows = read_wide(sheet, layout, cells, warnings)
        elif not rows:
            rows = read_long(sheet, cells)
    except InputError as error:
        # A row that cannot be read ends the reading; what was found before it is told as well.
        if error.problems[0] in problems.found:
            raise
        problems.extend(error.problems)
    else:
        check_whole(cells, layout, rows)
    problems.refuse()
    warnings += row_warnings(cells) + cells.doubts + plan_warnings(cells)
    placed = tuple(map(problems.placed, warnings))
    return Checked(
        cells.ledger,
        columns,
        rows,
        placed,
        cells.patient_columns,
        cells.measures,
        cells.gaps.leaving(),
        tuple(cells.gaps.left_out().items()),
    )


def _certain(sheet: Sheet, layout: Layout, error: InputError) -> list[int]:
    """Return where numbers have what is certainly a decimal comma; nowhere if a column may hold them or codes."""
    psa = columns_of(sheet.header, layout, Problems(sheet.name), sheet.header_line).roles.get("psa")
    places = [] if psa is None else comma_columns(sheet, error.problems, psa, _numbers(sheet, layout))
    return [] if places and decimal_columns(sheet, layout.numbers) else places


def _numbers(sheet: Sheet, layout: Layout) -> list[int]:
    """Return the positions of the columns that hold nothing but numbers beside PSA: times, and what is measured."""
    return [sheet.header.index(name) for name in (*layout.times, layout.measured) if name in sheet.header]


def _columns(sheet: Sheet, layout: Layout, problems: Problems) -> Columns:
    """Return where the roles stand, if those that are needed are there, and let problems name columns as the file."""
    columns = columns_of(sheet.header, layout, problems, sheet.header_line)
    problems.titles = {role: sheet.header[place] for role, place in columns.roles.items()}
    for role, column in (("reader", layout.row_reader), ("region", layout.row_region)):
        if column:
            problems.titles[role] = column
    if not _readable(columns, layout):
        problems.refuse()
    return columns


def _read_at_once(sheet: Sheet, layout: Layout, columns: Columns, problems: Problems) -> tuple[Cells, int]:
    """Return cells with how many rows a database has read, or fresh ones and 0 if they must be read one by one."""
    cells = Cells(sheet, layout, columns, problems)
    if sheet.bulk is None or problems.found or layout.results or layout.lesions or cells.looks_aside:
        return cells, 0
    if rows := read_bulk(sheet, cells):
        return cells, rows
    problems.forget()
    return Cells(sheet, layout, columns, problems), 0


def _readable(columns: Columns, layout: Layout) -> bool:
    """Return whether the columns that are needed were all found."""
    if layout.results:
        return "patient_id" in columns.roles and len(columns.wide) == len(layout.results)
    return {"patient_id", "modality", "result"} <= columns.roles.keys()
