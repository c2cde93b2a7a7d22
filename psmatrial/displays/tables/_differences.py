"""Tables of two results side by side: numbers, changes of meaning, places that differ, patients who moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from psmatrial.analysis.comparison import DIFFERS, HELD, Comparison, Difference
from psmatrial.analysis.differences import COUNTS, TEXTS
from psmatrial.analysis.patients_moved import PLACES
from psmatrial.analysis.results import Row
from psmatrial.displays import numbers
from psmatrial.displays.difference_words import (
    CELL_WORDS,
    KINDS,
    in_full,
    place_words,
    theirs,
    verdict_words,
)
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.sentences import brief
from psmatrial.displays.verdicts import computed_text
from psmatrial.displays.words.english import counted

MOST = 1000
MOST_NAMES = 200


def rows_table(found: Comparison) -> Table | None:
    """Return each row of two reports of which a number differs, both as a report prints them.

    Examples
    --------
    >>> from psmatrial.analysis.results import Row
    >>> pair = Row("a", quantity="equality", p_value=0.04), Row("a", quantity="equality", p_value=0.06)
    >>> one = Difference("a", "p_value", 0.04, 0.06, 0.02, "relative 1e-10", "differs")
    >>> [cell.text for cell in rows_table(Comparison({}, {}, (one,), rows={"a": pair})).rows[0]]
    ['a', 'p = 0.0400', 'p = 0.0600', '✗ p value']
    """
    rows = [(name, list(members)) for name, members in groupby(found.differences, key=lambda one: one.id)]
    if not rows:
        return None
    cells = tuple(_row(found.rows[name], members) for name, members in rows[:MOST])
    notes = ["As a report prints them; every number in full stands in diff.json."]
    if len(rows) > MOST:
        notes.append(f"The first {MOST:,} of {len(rows):,} rows.")
    columns = (Column("Row"), Column("first"), Column("second"), Column("differs in"))
    return Table("numbers", "Rows that differ", columns, cells, tuple(notes))


def _row(pair: tuple[Row, ...], members: Sequence[Difference]) -> tuple[Cell, ...]:
    """Return one row of two reports; where both print alike, the first number that differs in full."""
    texts = [brief(row) for row in pair]
    if texts[0] == texts[1] and members[0].column not in TEXTS:
        one = members[0]
        texts = [f"{one.column.replace('_', ' ')} {in_full(value)}" for value in (one.first, one.second)]
    columns = [one.column for one in members]
    words = [name.replace("_", " ") for name in columns if name not in COUNTS]
    words += ["counts"] if any(name in COUNTS for name in columns) else []
    mark = verdict_words(DIFFERS, foreign=False).partition(" ")[0]
    return (Cell(members[0].id), *map(Cell, texts), Cell(f"{mark} {', '.join(words)}"))


def numbers_table(found: Comparison) -> Table | None:
    """Return every number of ours beside that of another program, those that differ first.

    Examples
    --------
    >>> one = Difference("a", "p_value", 0.0026, 0.0027, 0.0001, "4 decimals", "differs", "0.0027", 0.0026)
    >>> [cell.text for cell in numbers_table(Comparison({}, {}, (one,), foreign=True)).rows[0]][2:]
    ['0.002600', '0.0027', '+0.0001', '4 decimals', '✗ differs']
    """
    if not found.numbers:
        return None
    chosen = sorted(found.numbers, key=lambda one: one.verdict in HELD)
    columns = (
        Column("Row"),
        Column("number"),
        Column("ours"),
        Column("theirs"),
        Column("difference"),
        Column("allowed"),
        Column("verdict"),
    )
    notes = ["Theirs as they were typed, ours on their scale with two decimals more; the difference is on our scale."]
    if len(chosen) > MOST:
        notes.append(f"The first {MOST:,} of {len(chosen):,}; diff.json holds all.")
    rows = tuple(_number(one) for one in chosen[:MOST])
    return Table("numbers", "Every number that was compared", columns, rows, tuple(notes))


def _number(one: Difference) -> tuple[Cell, ...]:
    """Return one number of ours beside theirs."""
    apart = f"{one.difference:+.3g}".replace("-", numbers.MINUS) if one.difference else numbers.ABSENT
    mine = str(one.first) if one.column in COUNTS else computed_text(one.typed, one.scaled)
    texts = (one.id, one.column.replace("_", " "), mine, theirs(one), apart, one.tolerance)
    return (*map(Cell, texts), Cell(verdict_words(one.verdict, foreign=True), strong=one.verdict not in HELD))


def meaning_table(found: Comparison) -> Table | None:
    """Return what changed in meaning; None where nothing did.

    Examples
    --------
    >>> meaning_table(Comparison({}, {}, ())) is None
    True
    """
    if not found.meaning:
        return None
    rows = tuple(
        (Cell(one.id, strong=one.primary), Cell(KINDS[one.kind]), Cell(one.first), Cell(one.second))
        for one in found.meaning
    )
    columns = (Column("Row"), Column("number"), Column("first"), Column("second"))
    notes = ("The primary test stands first.",) if any(one.primary for one in found.meaning) else ()
    return Table("meaning", "Numbers that say something else", columns, rows, notes)


def places_table(name: str, title: str, part: Sequence[tuple[str, Any, Any]]) -> Table | None:
    """Return places with their first and second value; None where nothing differs.

    Examples
    --------
    >>> places_table("patients", "Patients", [("read", 30, 50)]).rows[0][1].text
    '30'
    """
    if not part:
        return None
    rows = tuple(
        (Cell(place_words(place)), Cell(in_full(first)), Cell(in_full(second))) for place, first, second in part
    )
    return Table(name, title, (Column("What"), Column("first"), Column("second")), rows)


def moved_table(moved: Mapping[str, Any]) -> Table:
    """Return how many patients went from which cell of the primary table to which; never who.

    Examples
    --------
    >>> none = dict.fromkeys(PLACES, 0)
    >>> moved_table({"in_both": 0, "changed": 0, "transitions": [], "added": none, "gone": none}).rows[-1][0].text
    'added'
    """
    counts = {(one["first"], one["second"]): one["n"] for one in moved["transitions"]}
    rows = [
        (
            Cell(CELL_WORDS[first]),
            *(Cell(str(counts.get((first, second), 0)), strong=first == second) for second in PLACES),
            Cell(str(moved["gone"][first])),
        )
        for first in PLACES
    ]
    rows.append((Cell("added"), *(Cell(str(moved["added"][cell])) for cell in PLACES), Cell("")))
    columns = (
        Column("First"),
        *(Column(CELL_WORDS[cell], "number", "second") for cell in PLACES),
        Column("gone", "number"),
    )
    both = moved["in_both"]
    said = f"{counted(both, 'patient')} {'is' if both == 1 else 'are'} in both; {moved['changed']} changed the cell."
    return Table("patients-moved", "Cell of each patient in the first and the second", columns, tuple(rows), (said,))


def names_table(name: str, title: str, names: Sequence[str]) -> Table | None:
    """Return rows that only one has; None where there are none.

    Examples
    --------
    >>> names_table("only", "Only in the first", ["a"]).rows[0][0].text
    'a'
    """
    if not names:
        return None
    rows = tuple((Cell(one),) for one in names[:MOST_NAMES])
    rest = len(names) - MOST_NAMES
    return Table(name, title, (Column("Row"),), rows, (f"And {rest} more; diff.json holds all.",) if rest > 0 else ())
