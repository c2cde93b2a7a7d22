"""The cells of another program's file: its rows by their keys, and each cell as the number that was written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from psmatrial.analysis.foreign_map import SCALED, ForeignMap, is_p
from psmatrial.data.cohort import read_sheet
from psmatrial.data.forms import identifying_text
from psmatrial.data.problems import Problems
from psmatrial.data.sheet import Sheet
from psmatrial.data.values import invisible, shown, told
from psmatrial.errors import InputError, UsageError, choices
from psmatrial.stats.printed import Printed, exact
from psmatrial.stats.printed_text import printed_number, printed_p

MOST_ROWS = 200_000
# patient@R1.all.equality.exact is no e-mail address.
_OF_A_READER = re.compile(r"[^.@]+@[^.@]+(?:\.[a-z0-9-]+){3,9}\Z")
# Nothing that is compared is as large, on our scale; a float holds it.
LARGEST = 10**100


@dataclass(frozen=True, slots=True)
class ForeignRow:
    """One row of theirs: its line and its cells by column."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ForeignSheet:
    """Their file: its columns, its rows by key, and the problems found in it so far."""

    name: str
    sha256: str
    header: tuple[str, ...]
    rows: Mapping[str, ForeignRow]
    problems: Problems
    known: set[tuple[int, str]] = field(default_factory=set)


def foreign_sheet(path: Path, mapping: ForeignMap) -> ForeignSheet:
    """Read a file of another program.

    A row of another length than the header, without a key or with one that was there before is kept among the problems
    of the sheet: what is wrong with its cells is told together with them.

    Raises
    ------
    InputError
        If it cannot be read or has no rows.
    UsageError
        If it has no column of the key.
    """
    sheet = read_sheet(path)
    lacking = [name for name in mapping.keys if name not in sheet.header]
    if lacking:
        text = f"{sheet.name} has no column {lacking[0]!r}, which names its rows."
        hint = f"Name it in a mapping, under [columns]: id = ... {choices(lacking[0], sheet.header)}"
        raise UsageError(text, hint)
    problems = Problems(sheet.name, sheet.tab, sheet.unit)
    problems.header = sheet.header
    rows = _rows(sheet, mapping, problems)
    if not rows and not problems.found:
        problems.add("the file has a line of column names and no rows.", "Give one row of results a row.")
    if not rows:
        problems.refuse()
    return ForeignSheet(sheet.name, sheet.sha256, sheet.header, rows, problems)


def _rows(sheet: Sheet, mapping: ForeignMap, problems: Problems) -> dict[str, ForeignRow]:
    """Return the rows by key; what is wrong with them is added."""
    rows: dict[str, ForeignRow] = {}
    for line, cells in sheet.rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(sheet.header):
            text = f"the row has {len(cells)} cells and the header {len(sheet.header)}."
            problems.add(text, "Check the separators, and quotation marks around words with commas.", line=line)
            continue
        texts = dict(zip(sheet.header, (cell.strip() for cell in cells), strict=True))
        parts = [texts[name] for name in mapping.keys]
        key = mapping.separator.join(parts)
        if _key_is_good(parts, (line, mapping.keys), problems):
            if key in rows:
                text = f"{shown(key)} stands on {sheet.unit} {rows[key].line} already."
                problems.add(text, "A key names one row; join more columns for it.", line=line, column=mapping.keys[0])
            rows.setdefault(key, ForeignRow(line, texts))
        if len(rows) > MOST_ROWS:
            problems.add(f"the file has more than {MOST_ROWS:,} rows.", "Is it the data file?", line=line)
            break
    return rows


def _key_is_good(parts: Sequence[str], place: tuple[int, Sequence[str]], problems: Problems) -> bool:
    """Return whether the words of a key can be used; what is wrong is added."""
    line, columns = place
    before = len(problems.found)
    for part, column in zip(parts, columns, strict=True):
        if hidden := invisible(part):
            problems.add(f"the cell holds {hidden}.", "Type it again.", line=line, column=column)
        elif (kind := identifying_text(part)) and not _OF_A_READER.match(part):
            hint = "Is it the data file? Name each row by what it is. The value is not repeated here."
            problems.add(f"the name of the row looks like {kind}.", hint, line=line, column=column)
    if not any(parts):
        problems.add("the row has no name.", "Fill the cell, or remove the row.", line=line, column=columns[0])
    return len(problems.found) == before


def number_of(
    sheet: ForeignSheet, row: ForeignRow, column: tuple[str, str], mapping: ForeignMap, row_id: str
) -> Printed | None:
    """Return what stands in a cell; None where it says that there is nothing, or after a problem was noted.

    Parameters
    ----------
    sheet
        Their file.
    row
        The row.
    column
        Our column and theirs.
    mapping
        How their numbers are written.
    row_id
        Which row of ours it is held against.
    """
    ours, theirs = column
    text = row.cells[theirs]
    if text.casefold() in {word.strip().casefold() for word in mapping.missing}:
        return None
    flaw, hint = _flaw(text, mapping)
    percent = text.endswith("%")
    if not flaw and percent and mapping.scale(row_id, ours) != 100:
        remedy = f"Say it in {mapping.called}, under [scale]: {ours} = 100." if ours in SCALED else "Write it without."
        flaw, hint = f"{told(text)} is in percent.", remedy
    if not flaw:
        try:
            plain = text.removesuffix("%").strip().replace(",", ".")
            found = printed_p(plain) if is_p(ours) else printed_number(plain)
        except InputError:
            what = "a p-value" if is_p(ours) else "a number"
            flaw, hint = (
                f"{told(text)} is not {what}.",
                f"Words for a missing one stand in {mapping.called}: missing = [].",
            )
        else:
            if found.value.is_infinite() or abs(exact(found.value)) <= LARGEST * mapping.scale(row_id, ours):
                return Printed(text, found.value, found.unit, found.relation)
            flaw, hint = f"{told(text)} is larger than any number of a report.", "For infinity write inf."
    if (row.line, theirs) not in sheet.known:
        sheet.known.add((row.line, theirs))
        sheet.problems.add(flaw, hint, line=row.line, column=theirs)
    return None


def _flaw(text: str, mapping: ForeignMap) -> tuple[str, str]:
    """Return what is wrong with the signs of a cell and what to do, or two empty strings."""
    if hidden := invisible(text):
        return f"the cell holds {hidden}.", "Type it again."
    if "," in text and mapping.decimal != ",":
        return f"{told(text)} has a comma.", f'If it is a decimal comma, say it in {mapping.called}: decimal = ",".'
    if "." in text and mapping.decimal == ",":
        return f"{told(text)} has a point, and the mapping says a decimal comma.", "Write one decimal sign throughout."
    return "", ""
