"""What was recovered behind printed numbers, as plain values for JSON, and many rows of printed numbers from a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from typing import Any

from psmatrial.data.sheet import Sheet
from psmatrial.data.values import is_plain
from psmatrial.errors import InputError, Problem, UsageError, choices, nearest
from psmatrial.model import CELLS, PairedTable
from psmatrial.stats.recover import Recovery
from psmatrial.stats.recovery.computed import Computed, computed
from psmatrial.stats.recovery.explaining.nearest import Nearest
from psmatrial.stats.recovery.facts import KEYS, Facts, facts
from psmatrial.stats.recovery.trust import trust

# Tables beyond this many carry no recomputed values, and beyond the other are not listed.
RECOMPUTED = 20
LISTED = 1000
LABELS = ("id", "label")
# What stands in a cell where there is no number: signs alone, NA, N.R.
_NO_NUMBER = re.compile(r"[\W_]*|n\W?[ar]\W?|nan|none", re.IGNORECASE)
_LEFT_OUT = "Leave the cell empty where no number is printed."


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One row of a file of printed numbers."""

    label: str
    line: int
    facts: Facts


def document(found: Recovery, *, most: int = LISTED) -> dict[str, Any]:
    """Return what was recovered as plain values.

    Parameters
    ----------
    found
        From ``psmatrial.stats.recover.recover``.
    most
        How many tables are listed; ``count`` is that of all.

    Returns
    -------
    dict
        ``n``, ``tables``, ``also``, ``verdict``, ``p_range`` and more. ``n`` is a number, or the smallest and
        largest one where several are possible.
    """
    named = {key: object() for key in found.named}
    patients = found.facts.patients
    tables = [
        _cells(fit.table)
        | {"matches": {key: list(names) for key, names in fit.matches.items()}}
        | {"trust": trust(fit.matches, named).words}
        | ({"recomputed": _recomputed(computed(fit, found.facts))} if place < RECOMPUTED else {})
        for place, fit in enumerate(islice(found.tables, most))
    ]
    also = [_cells(one.table) | {"matches": _lists(one.matches), "reason": one.reason} for one in found.also]
    return {
        "schema": 1,
        "printed": dict(found.facts.texts),
        "level": found.facts.level,
        "n": patients[0] if len(patients) == 1 else [patients[0], patients[-1]] if patients else None,
        "tables": tables,
        "also": also,
        "verdict": found.verdict,
        "basis": found.basis,
        "count": len(found.tables),
        "complete": found.complete and not found.not_tried,
        "p_range": list(found.p_range) if found.p_range else None,
        "nearest": [_nearest(one) for one in found.nearest],
        "proportions": [
            {"count": x, "n": n, "matches": _lists(matches)} for (x, n), matches in found.proportions.items()
        ],
        "not_tried": list(found.not_tried),
        "stopped_at": found.stopped_at,
    }


def printed_rows(sheet: Sheet, level: float | None = None) -> list[PrintedRow]:
    """Return the printed numbers of every row of a file.

    Parameters
    ----------
    sheet
        Its columns are named like the options of ``psmatrial recover``: ``n``, ``index``, ``index-ci``, ``p``, ...;
        ``id`` or ``label`` names a row, ``level`` is that of its intervals.
    level
        Level of the intervals where the row says none; None where it is the one printed before their limits, else 0.95.

    Raises
    ------
    InputError
        With every problem: a column that is not known, a cell that cannot be read, a row without numbers.
    """
    columns = [name.strip().lower().lstrip("-").replace("-", "_").replace(" ", "_") for name in sheet.header]
    accepted = (*LABELS, "level", *KEYS)
    unknown = [(name, key) for name, key in zip(sheet.header, columns, strict=True) if key not in accepted]
    problems = [
        Problem(
            f"there is no option {name!r}.", (nearest if place else choices)(_begun(key), accepted), sheet.name, 1, name
        )
        for place, (name, key) in enumerate(unknown)
    ]
    rows: list[PrintedRow] = []
    for line, cells in sheet.rows if not problems else ():
        texts = {key: cell.strip() for key, cell in zip(columns, cells, strict=False) if cell.strip()}
        if len(cells) > len(columns):
            problems.append(Problem("the row has more cells than the header.", "", sheet.name, line))
        if not texts:
            continue
        try:
            rows.append(_row(texts, line, level))
        except (InputError, UsageError) as error:
            problems += [_in_row(problem, texts, sheet.name, line) for problem in error.problems]
    if not problems and not rows:
        problems = [Problem("no row holds a printed number.", f"Columns: {', '.join(KEYS)}.", sheet.name)]
    if problems:
        raise InputError(problems)
    return rows


def _begun(key: str) -> str:
    """Return the longest name of a printed value with which that of a column begins, else the whole: ``index_rate``."""
    return max((name for name in KEYS if key.startswith(f"{name}_")), key=len, default=key)


def _in_row(problem: Problem, texts: Mapping[str, str], file: str, line: int) -> Problem:
    """Return what is wrong with a row, with its place; a cell that says that there is no number is left empty."""
    text = texts.get(problem.column)
    hint = _LEFT_OUT if text and _NO_NUMBER.fullmatch(text) else problem.hint
    return replace(problem, hint=hint, file=file, line=line)


def said_level(text: str) -> float:
    """Return the level of confidence that a cell says.

    Raises
    ------
    InputError
        If it says none.

    Examples
    --------
    >>> said_level("0.95"), said_level("95%"), said_level("90")
    (0.95, 0.95, 0.9)
    """
    number = text.rstrip("%").strip(" ")
    if not is_plain(number):
        raise InputError(Problem(f"{text!r} is not a level.", "Give 0.95 or 95%.", column="level"))
    return float(number) / (100.0 if text.endswith("%") or float(number) > 1 else 1.0)


def _row(texts: dict[str, str], line: int, level: float | None) -> PrintedRow:
    """Return the printed numbers of one row."""
    label = next((texts.pop(key) for key in LABELS if key in texts), f"line {line}")
    for key in LABELS:
        texts.pop(key, None)
    said = texts.pop("level", "")
    level = said_level(said) if said else level
    if not texts:
        raise InputError(Problem("the row holds no printed number.", "Fill a column or remove the row."))
    return PrintedRow(label, line, facts(texts, level))


def _cells(table: PairedTable) -> dict[str, Any]:
    """Return the four counts by name."""
    return dict(zip(CELLS, table.cells, strict=True))


def _lists(matches: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """Return matches as lists."""
    return {key: list(names) for key, names in matches.items()}


def _recomputed(values: Mapping[str, list[Computed]]) -> dict[str, list[dict[str, Any]]]:
    """Return recomputed values as plain values."""
    return {key: [_plain(one) for one in found] for key, found in values.items()}


def _plain(one: Computed) -> dict[str, Any]:
    """Return one recomputed value or interval as plain values."""
    value = float(one.value) if isinstance(one.value, Fraction) else one.value
    limits = {"low": one.low, "high": one.high} if one.low is not None else {"value": value}
    return {"method": one.method} | limits | {"rounding": list(one.rounding)}


def _nearest(one: Nearest) -> dict[str, Any]:
    """Return a table that fits but for misprints as plain values."""
    misprints = [
        {"value": found.piece, "printed": found.printed, "would_be": found.would_be, "method": found.method or None}
        for found in one.misprints
    ]
    return _cells(one.table) | {
        "misprints": misprints,
        "level": one.level,
        "tables": one.tables,
        "others": one.others,
        "whole": one.whole,
    }
