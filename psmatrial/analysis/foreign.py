"""Our numbers held against those that another program wrote: the check by double programming."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import isinf
from pathlib import Path

from psmatrial.analysis.comparison import (
    DIFFERS,
    EQUAL,
    ONLY_FIRST,
    ONLY_SECOND,
    WITHIN_BOUND,
    Comparison,
    Difference,
)
from psmatrial.analysis.differences import COUNTS, about, apart
from psmatrial.analysis.foreign_cells import ForeignRow, ForeignSheet, foreign_sheet, number_of
from psmatrial.analysis.foreign_map import ForeignMap, Origin
from psmatrial.analysis.results import Results, Row
from psmatrial.errors import Problem, UsageError, choices
from psmatrial.stats.printed import NOT_ESTIMABLE, Printed, exact


def held_against(results: Results, name: str, path: Path, mapping: ForeignMap, *, complete: bool = False) -> Comparison:
    """Compare our rows with a file of another program, such as SAS or R.

    Parameters
    ----------
    results
        Ours.
    name
        What they are called.
    path
        Theirs: one row a name, in any format that patients are read from.
    mapping
        Which of their columns and rows stand beside which of ours, on what scale and how they were rounded.
    complete
        Whether a row that only one of the two has is a difference.

    Returns
    -------
    Comparison
        What has no counterpart is listed and, unless ``complete``, no difference.

    Raises
    ------
    InputError
        If the file cannot be read, holds a key twice or a cell that is no number: all problems at once.
    UsageError
        If the mapping names a column or a key that the file does not have, or nothing of it can be compared.
    """
    sheet = foreign_sheet(path, mapping)
    columns = mapping.columns_in(sheet.header)
    _check(mapping, sheet, columns)
    held = _Held(mapping, sheet, columns)
    for row in results.rows:
        held.row(row)
    sheet.problems.refuse()
    if not held.numbers and not held.empty:
        text = f"no row of {sheet.name} stands beside one of ours."
        raise UsageError(text, "Name the rows in a mapping: `psmatrial diff REPORT --template` begins one.")
    used = {theirs for _, theirs in held.read}
    known = {*mapping.keys, *used, *columns.values()}
    return Comparison(
        first=about(results, name),
        second={"name": sheet.name, "kind": "file", "sha256": sheet.sha256, "mapping": mapping.name},
        numbers=tuple(held.numbers),
        only_first=tuple(row.id for row in results.rows if row.id not in held.found),
        only_second=tuple(key for key in sheet.rows if key not in held.used),
        not_checked=(*(column for column in sheet.header if column not in known), *held.skipped),
        foreign=True,
        rows={row.id: (row,) for row in results.rows if row.id in held.found},
        complete=complete,
    )


def _check(mapping: ForeignMap, sheet: ForeignSheet, columns: Mapping[str, str]) -> None:
    """Refuse a mapping that names columns or keys that the file does not have.

    What is wrong with the file comes first: a row that cannot be read is one whose key it seems not to have.
    """
    origins = [(row_id, origin) for row_id, named in mapping.rows.items() for origin in named]
    own = [column for _, origin in origins for column in (origin.columns or {}).values()]
    problems = [
        Problem(f"{sheet.name} has no column {column!r}.", choices(column, sheet.header), mapping.name)
        for column in dict.fromkeys((*columns.values(), *own))
        if column not in sheet.header
    ]
    problems += [
        Problem(f"{sheet.name} has no row {origin.key!r}.", _near(origin.key, sheet), mapping.name, None, row_id)
        for row_id, origin in origins
        if origin.key not in sheet.rows and not sheet.problems.found
    ]
    if not columns and not own:
        text = f"no column of {sheet.name} is named like one of ours."
        problems.append(Problem(text, "Name them in a mapping, under [columns]: value = ..., p_value = ..."))
    if problems:
        sheet.problems.refuse()
        raise UsageError(problems)


def _near(key: str, sheet: ForeignSheet) -> str:
    """Return the nearest of their keys and some of the others."""
    hint = choices(key, list(sheet.rows)[:20])
    rest = len(sheet.rows) - 20
    return hint if rest <= 0 else f"{hint[:-1]} and {rest} more."


@dataclass(slots=True)
class _Held:
    """What was compared so far."""

    mapping: ForeignMap
    sheet: ForeignSheet
    columns: Mapping[str, str]
    numbers: list[Difference] = field(default_factory=list)
    found: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    read: set[tuple[str, str]] = field(default_factory=set)
    skipped: list[str] = field(default_factory=list)
    empty: int = 0

    def row(self, row: Row) -> None:
        """Hold one row of ours against where it stands, if it stands anywhere."""
        for origin in self.mapping.rows.get(row.id, (Origin(row.id),)):
            theirs = self.sheet.rows.get(origin.key)
            if theirs is not None:
                self.found.add(row.id)
                self.used.add(origin.key)
                self.numbers += self.pairs(row, origin, theirs)

    def pairs(self, row: Row, origin: Origin, theirs: ForeignRow) -> Iterator[Difference]:
        """Yield each number of a row beside theirs."""
        columns = self.columns if origin.columns is None else origin.columns
        for column, named in columns.items():
            if self.mapping.skips(row.id, column):
                self.read.add((origin.key, named))
                self.skipped += [f"{row.id} {column}"] if getattr(row, column) is not None else []
                continue
            printed = number_of(self.sheet, theirs, (column, named), self.mapping, row.id)
            ours = getattr(row, column)
            if ours is None and (printed is None or self.elsewhere(row, origin.key, named)):
                self.empty += 1
                continue
            self.read.add((origin.key, named))
            yield self.compared(row, column, ours, printed)

    def elsewhere(self, row: Row, key: str, named: str) -> bool:
        """Return whether another row of ours may stand beside the same cell: their row then holds several of ours."""
        return any(
            origin.key == key and named in (self.columns if origin.columns is None else origin.columns).values()
            for row_id, origins in self.mapping.rows.items()
            if row_id != row.id
            for origin in origins
        )

    def compared(self, row: Row, column: str, ours: float | None, printed: Printed | None) -> Difference:
        """Return one number beside theirs, both on our scale."""
        scale = self.mapping.scale(row.id, column)
        closeness = self.mapping.closeness(row.id, column)
        typed = "" if printed is None else printed.text
        infinite = ours is not None and isinf(ours)
        scaled = ours if ours is None or infinite else exact(ours) * scale
        shown = ours if scaled is ours or scale == 1 else float(scaled or 0)
        one = Difference(row.id, column, ours, None, None, closeness.words, DIFFERS, typed, shown)
        if printed is None:
            return replace(one, verdict=ONLY_FIRST)
        if printed.relation == NOT_ESTIMABLE:
            verdict = WITHIN_BOUND if printed.fits(ours) else DIFFERS
            return replace(one, second=typed, tolerance="bound", verdict=verdict)
        if ours is None or scaled is None:
            return replace(one, second=_on_our_scale(printed, scale), verdict=ONLY_SECOND)
        if printed.relation != "=":
            verdict = WITHIN_BOUND if printed.fits(scaled) else DIFFERS
            return replace(one, second=typed, tolerance="bound", verdict=verdict)
        second = _on_our_scale(printed, scale)
        if infinite or printed.value.is_infinite():
            return replace(one, second=second, tolerance="exact", verdict=EQUAL if ours == second else DIFFERS)
        words = "exact" if column in COUNTS else closeness.words
        verdict = closeness.verdict(scaled, printed, column)
        return replace(one, second=second, difference=apart(ours, second), tolerance=words, verdict=verdict)


def _on_our_scale(printed: Printed, scale: Fraction) -> float:
    """Return their number on our scale; a whole one stays whole."""
    if printed.value.is_infinite():
        return float(printed.value)
    value = exact(printed.value) / scale
    whole = value.denominator == 1 and printed.unit >= 1
    return int(value) if whole else float(value)
