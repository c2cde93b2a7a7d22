"""The primary result with one choice changed at a time."""

from __future__ import annotations

from psmatrial.analysis.results import Results
from psmatrial.displays import numbers
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.policies import whom
from psmatrial.displays.tables._paired import dash_notes
from psmatrial.stats.methods import method

GROUPS = {
    "planned": "Planned",
    "test": "Test",
    "interval": "Interval of the difference",
    "reader": "Reader",
    "rule": "Reading rule",
    "equivocal": "Equivocal readings",
    "missing": "Missing results",
}
NOTE = (
    "Unless changed: patients {whom}; difference in percentage points with its two-sided "
    "{level} interval ({interval}); p by {test}, two-sided. Not adjusted."
)


def table(results: Results) -> Table | None:
    """Return the panel as a table, the planned row first and strong."""
    panel = results.further.get("robustness")
    if not panel:
        return None
    by_id, planned = {row.id: row for row in results}, results.plan["primary"]
    columns = (
        Column("Choice"),
        Column("Changed to"),
        Column("cells", "number"),
        Column("points", "number", group="Difference"),
        Column("interval", "number", group="Difference"),
        Column("p", "number"),
    )
    rows = []
    for entry in panel["rows"]:
        difference, test = by_id[entry["difference"]], by_id[entry["test"]]
        strong = entry["group"] == "planned"
        cells = "/".join(map(numbers.count, (test.both, test.index_only, test.comparator_only, test.neither)))
        rows.append(
            (
                Cell(GROUPS[entry["group"]], strong=strong),
                Cell(entry["label"], strong=strong),
                Cell(cells, test.id, strong=strong),
                Cell(numbers.points_of(difference), difference.id, strong=strong),
                Cell(numbers.points_interval(difference.low, difference.high), difference.id, strong=strong),
                Cell(numbers.p_value(test.p_value), test.id, strong=strong),
            )
        )
    notes = [
        panel["footnote"],
        "Cells: both, index only, comparator only, neither. One choice is changed at a time, all else is as planned.",
        NOTE.format(
            whom=whom(results),
            level=numbers.level(results.plan["level"]),
            interval=method("rate-difference", planned["difference"]).label,
            test=method("equality", planned["test"]).label,
        ),
    ]
    shown = [(entry["label"], by_id[entry[kind]]) for entry in panel["rows"] for kind in ("difference", "test")]
    notes += dash_notes(shown)
    if panel["left_out"]:
        notes.append(f"Left out, because it can change nothing here: {'; '.join(panel['left_out'])}.")
    return Table(
        "robustness",
        "Robustness of the primary result",
        columns,
        tuple(rows),
        tuple(notes),
        any(row.illustration for _, row in shown),
    )
