"""Detection rates that a model says: over the patients as they are, and at chosen PSA values."""

from __future__ import annotations

from psmatrial.analysis.results import Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.tables._paired import main_contrast

RATES = ("index-model-rate", "comparator-model-rate", "model-rate-difference")


def table(results: Results) -> Table | None:
    """Return one row a PSA value; None where no model was fitted."""
    found = results.further.get("model")
    rows = [row for row in main_contrast(results) if row.quantity in RATES]
    if not found or not rows:
        return None
    pair = results.plan["contrasts"][0]
    headings = ((pair["index"], "rate"), (pair["comparator"], "rate"), ("Difference, points", "value"))
    columns = (
        Column("Patients"),
        *(Column(text, "number", group=group) for group, first in headings for text in (first, "interval")),
    )
    places = list(dict.fromkeys((row.stratum_by, row.stratum) for row in rows))
    cells = tuple(_cells([row for row in rows if (row.stratum_by, row.stratum) == place], place) for place in places)
    others = len(found["covariates"]) > 1 or not found["psa"]
    notes = [
        "At one PSA: as if every patient had it"
        + (", the other covariates as they are; the mean over the patients." if others else ".")
    ] * bool(found["psa"])
    outside = {row.stratum: note for row in rows for note in row.notes if note.startswith("outside")}
    notes += [f"PSA {psa} ng/mL: {note}." for psa, note in outside.items()]
    return Table("model-rates", "Detection rates by the model", columns, cells, tuple(notes))


def _cells(rows: list[Row], place: tuple[str | None, str | None]) -> tuple[Cell, ...]:
    """Return the cells of one PSA value."""
    index, comparator, difference = rows
    heading = f"PSA {place[1]} ng/mL" if place[0] else "as they are"
    made = [Cell(heading)]
    for row in (index, comparator):
        made += [Cell(numbers.percent(row.value), row.id), Cell(numbers.rate_interval(row.low, row.high), row.id)]
    return (
        *made,
        Cell(numbers.points_of(difference), difference.id),
        Cell(numbers.points_interval(difference.low, difference.high), difference.id),
    )
