"""How far readers agree with each test."""

from __future__ import annotations

from collections.abc import Sequence

from psmatrial.analysis.results import Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.agreement_numbers import DIFFERENCE, shown
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.tables._paired import any_illustration, endpoint_heading, main_contrast
from psmatrial.displays.words.english import series
from psmatrial.stats.further_methods import further_method


def table(results: Results) -> Table | None:
    """Return one row a coefficient in each endpoint, both tests and their difference; None where one reader reads."""
    rows = main_contrast(results, stratum="all", reader=None)
    rows = tuple(row for row in rows if row.quantity in ("index-agreement", "comparator-agreement", DIFFERENCE))
    if not rows:
        return None
    pair = results.plan["contrasts"][0]
    found: dict[tuple[str | None, str], dict[str, Row]] = {}
    for row in rows:
        found.setdefault((row.endpoint, row.method), {})[row.quantity] = row
    columns = (
        Column("Endpoint"),
        Column("Coefficient"),
        *(
            Column(heading, "number", group=pair[side])
            for side in ("index", "comparator")
            for heading in ("value", "interval", "positive")
        ),
        Column("value", "number", group="Difference"),
        Column("interval", "number", group="Difference"),
    )
    cells = []
    for (_, name), parts in found.items():
        heading = endpoint_heading(parts["index-agreement"])
        cells.append((Cell(heading), Cell(_named(name)), *_of_tests(parts), *_difference(parts)))
    marked = any_illustration(cells, results)
    return Table("agreement", "Agreement between readers", columns, tuple(cells), _notes(results, rows), marked)


def _named(name: str) -> str:
    """Return the name of a coefficient as it stands at the head of a line."""
    label = further_method("agreement", name).label
    return label[:1].upper() + label[1:]


def _of_tests(parts: dict[str, Row]) -> list[Cell]:
    """Return the cells of both tests."""
    cells = []
    for quantity in ("index-agreement", "comparator-agreement"):
        row = parts[quantity]
        prevalence = numbers.percent((row.numerator or 0) / row.denominator) if row.denominator else numbers.ABSENT
        cells += [Cell(text, row.id) for text in shown(row)]
        cells.append(Cell(prevalence, row.id))
    return cells


def _difference(parts: dict[str, Row]) -> tuple[Cell, Cell]:
    """Return the cells of the difference, empty for a coefficient that has none."""
    row = parts.get(DIFFERENCE)
    if row is None:
        return Cell(numbers.ABSENT), Cell("")
    value, limits = shown(row)
    return Cell(value, row.id), Cell(limits, row.id)


def _notes(results: Results, rows: tuple[Row, ...]) -> tuple[str, ...]:
    """Return the footnotes."""
    level = numbers.level(results.plan["level"])
    meaning = (
        "Pairwise agreement: share of pairs of readings of a patient that agree. All readers agree: share of patients "
        "of whom every reader says the same. Positive: share of positive readings; a kappa is small where it is near "
        f"0% or 100%, however well readers agree. Two-sided {level} intervals; difference: index minus comparator, in "
        "the same patients."
    )
    compared = {row.method for row in rows if row.quantity == DIFFERENCE}
    alone = dict.fromkeys(_named(row.method) for row in rows if row.method not in compared)
    if alone:
        meaning += f" {series(list(alone))}: no difference is computed."
    return (
        meaning,
        *notes_of_tests([(endpoint_heading(row), row) for row in rows]),
    )


def notes_of_tests(rows: Sequence[tuple[str, Row]]) -> list[str]:
    """Return what rows have to say, each said once, with the places of the rows that say it.

    Where not both tests and their difference say it, a place has the names of those that do.

    Parameters
    ----------
    rows
        Each row after the name of its place.

    Examples
    --------
    >>> rows = [Row("a", quantity="index-agreement", index="PSMA", note="2 left out"), Row("b", quantity=DIFFERENCE)]
    >>> notes_of_tests([("Patient", row) for row in rows]), notes_of_tests([("Patient", rows[0])])
    (['Patient (PSMA): 2 left out'], ['Patient: 2 left out'])
    """
    every: dict[str, dict[str, None]] = {}
    said: dict[str, dict[str, dict[str, None]]] = {}
    for place, row in rows:
        tests = {"index-agreement": row.index, "comparator-agreement": row.comparator}
        name = str(tests.get(row.quantity, "difference"))
        every.setdefault(place, {})[name] = None
        for note in row.notes:
            said.setdefault(note, {}).setdefault(place, {})[name] = None
    whose = {
        note: [
            place if names == every[place] else f"{place} ({series(list(names))})" for place, names in places.items()
        ]
        for note, places in said.items()
    }
    return [f"{', '.join(places)}: {note}" for note, places in whose.items()]
