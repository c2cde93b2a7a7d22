"""Tables on a terminal, at most 80 columns wide."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from psmatrial.analysis.results import Row
from psmatrial.displays import numbers
from psmatrial.model import PairedTable

WIDTH = 80
TITLES = {
    "equality": "p, equal detection",
    "rate-difference": "Difference, percentage points (index - comparator)",
    "rate-ratio": "Ratio of rates (index / comparator)",
    "odds-ratio": "Conditional odds ratio (index only / comparator only)",
    "index-rate": "Detection rate, index",
    "comparator-rate": "Detection rate, comparator",
}


def table_text(table: PairedTable, rows: Sequence[Row]) -> str:
    """Return the 2x2 table and every number for it as text."""
    lines = [
        f"{'':18}comparator +  comparator -   total",
        _counts("index +", table.both, table.index_only),
        _counts("index -", table.comparator_only, table.neither),
        _counts("total", table.comparator_positive, table.n - table.comparator_positive),
    ]
    quantity = ""
    notes: dict[str, None] = {}
    for row in rows:
        if row.quantity != quantity:
            quantity = row.quantity
            lines += ["", TITLES[quantity]]
        lines.append(_line(row))
        notes.update(dict.fromkeys(f"{row.quantity} {row.method}: {note}" for note in row.notes))
    if notes:
        lines += ["", *(part for note in notes for part in textwrap.wrap(note, WIDTH, subsequent_indent="  "))]
    return "\n".join(lines)


def _counts(heading: str, first: int, second: int) -> str:
    return f"{heading:18}{first:12}{second:14}{first + second:8}"


def _line(row: Row) -> str:
    """Return one method's line: its number, and its interval or statistic."""
    if row.quantity == "equality":
        return f"  {row.method:26}{numbers.p_value(row.p_value):>10}"
    if row.quantity == "rate-difference":
        value, interval = numbers.points(row.value, 1), numbers.points_interval(row.low, row.high, 1)
    elif row.quantity in ("rate-ratio", "odds-ratio"):
        value, interval = numbers.ratio(row.value), numbers.ratio_interval(row.low, row.high)
    else:
        value, interval = numbers.percent(row.value, 1), numbers.rate_interval(row.low, row.high, 1)
    return f"  {row.method:26}{value:>10}  {interval:>18}"


def catalogue_text(entries: Sequence[Mapping[str, str | bool]]) -> str:
    """Return the catalogue as text, one paragraph a method."""
    lines: list[str] = []
    quantity = ""
    for entry in entries:
        if entry["quantity"] != quantity:
            quantity = str(entry["quantity"])
            lines += [quantity, "=" * len(quantity), ""]
        mark = " (experimental)" if entry["experimental"] else ""
        lines.append(f"{entry['name']}: {entry['label']}{mark}")
        for field in ("formula", "reference", "prefer", "weakness"):
            lines += textwrap.wrap(f"{field}: {entry[field]}", WIDTH, initial_indent="  ", subsequent_indent="    ")
        lines.append("")
    return "\n".join(lines).rstrip()
