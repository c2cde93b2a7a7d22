"""Pooled studies on a terminal: a forest of text, at most 80 columns wide, and what is said under it."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence
from itertools import chain

from psmatrial.analysis.pooling import Pooling
from psmatrial.analysis.results import Row
from psmatrial.displays import numbers
from psmatrial.displays.lettering import printable
from psmatrial.displays.pooling_words import (
    averages,
    estimate_text,
    groups_text,
    p_text,
    place_label,
    rows_of,
    said_of,
    short_method,
    spoken,
    title_of,
)
from psmatrial.displays.words.english import named
from psmatrial.model import PairedTable

WIDTH = 80
LISTED = 30
LABEL, COUNTS, ESTIMATE = 22, 16, 22
PLOT = WIDTH - LABEL - COUNTS - ESTIMATE - 4
# Ratios beyond this many times or parts end with an arrow.
FARTHEST = 50.0


def pooling_text(pooling: Pooling) -> str:
    """Return what was pooled as text."""
    parts = ["\n".join(_wrapped(opening(pooling)))]
    parts += ["\n".join(_quantity(pooling, quantity)) for quantity in pooling.settings.quantities]
    if notes := noted(pooling):
        parts.append("\n".join(line for note in notes for line in _wrapped(note, "  ")))
    return "\n\n".join(parts)


def opening(pooling: Pooling) -> str:
    """Return in a sentence what was pooled, and over how many combinations of tables."""
    count, patients = len(pooling.studies), sum(one.tables[0].n for one in pooling.studies)
    studies = len({one.row.study for one in pooling.studies})
    tables = "" if studies == count else f" in {count} tables"
    words = f"{studies} {'study' if studies == 1 else 'studies'}{tables}, {patients:,} {named(patients, 'patient')}"
    if pooling.combinations == 1:
        return f"{words}."
    several = [f"{one.row.label} {len(one.tables)}" for one in pooling.studies if len(one.tables) > 1]
    listed = ", ".join(several[:5]) + (f" and {len(several) - 5} more" if len(several) > 5 else "")
    return (
        f"{words}. Several tables fit what is printed ({listed}): every number is given over all "
        f"{pooling.combinations:,} combinations of them, a value as its ends, an interval as the hull of all intervals."
    )


def noted(pooling: Pooling) -> list[str]:
    """Return the notes of the averages shown, each once with what it concerns; hulls say what they are above."""
    said: dict[str, list[str]] = {}
    for quantity in pooling.settings.quantities:
        for group in (None, *pooling.groups):
            start = f"{place_label(pooling, group)}, " if pooling.groups else ""
            for row in averages(pooling, rows_of(pooling, quantity, group)):
                for note in row.notes:
                    if not note.startswith("hull over"):
                        said.setdefault(note, []).append(f"{start}{quantity}|{row.method}")
    return [f"{'; '.join(_together(places))}: {note}" for note, places in said.items()]


def _together(places: Sequence[str]) -> list[str]:
    """Return places by quantity with their methods."""
    methods: dict[str, list[str]] = {}
    for place in places:
        quantity, _, method = place.partition("|")
        methods.setdefault(quantity, []).append(method)
    return [f"{quantity} ({', '.join(dict.fromkeys(names))})" for quantity, names in methods.items()]


def _quantity(pooling: Pooling, quantity: str) -> list[str]:
    """Return the forest of one quantity."""
    settings = pooling.settings
    studies = [row for row in pooling.rows if row.endpoint != "pooled" and row.quantity == quantity]
    shown = studies[:LISTED]
    places = (None, *pooling.groups)
    pooled = [(place, rows_of(pooling, quantity, place)) for place in places]
    drawn = [*shown, *(row for _, found in pooled for row in averages(pooling, found))]
    plot = Plot.of(drawn, quantity)
    head = f"{'index v comp.':>{COUNTS}} {f'{numbers.level(settings.level)} interval':>{ESTIMATE}}"
    lines = [*_wrapped(title_of(pooling, quantity)), f"{'':{LABEL}} {head}".rstrip()]
    lines += [
        _line(
            one.row.label, counts_text(one.tables), estimate_text(pooling, row), plot.drawn(row, "■"), one.row.stratum
        )
        for one, row in zip(pooling.studies, shown, strict=False)
    ]
    if len(studies) > LISTED:
        lines.append(f"... and {len(studies) - LISTED:,} more; --json lists them")
    for place, found in pooled:
        lines.append(f"{printable(place_label(pooling, place))[: WIDTH - 1]}:")
        for row in averages(pooling, found):
            p = "" if row.p_value is None else f"p {p_text(pooling, row)}"
            lines.append(_line(f"  {short_method(row.method)}", p, estimate_text(pooling, row), plot.drawn(row, "◆")))
        lines += textwrap.wrap(said_of(pooling, found), WIDTH, initial_indent="  ", subsequent_indent="  ")
    if between := groups_text(pooling, quantity):
        lines.append(between)
    return lines


def _line(label: str, counts: str, estimate: str, plot: str, stratum: str = "") -> str:
    """Return one line of the forest; long names are cut, long numbers first take the room that the name leaves."""
    room = LABEL + COUNTS - len(counts)
    name = printable(fitted(label, stratum, lambda one: len(printable(one)) <= room))
    name = name if len(name) <= room else f"{name[: room - 1]}…"
    line = f"{name} {f'{counts} {estimate:>{ESTIMATE}}':>{WIDTH - PLOT - 3 - len(name)}}"
    return line if len(line) > WIDTH - PLOT - 2 else f"{line} {plot}".rstrip()


def fitted(label: str, stratum: str, fits: Callable[[str], bool]) -> str:
    """Return the label of a study with its name cut until it fits, its stratum whole; as it is where nothing fits.

    Examples
    --------
    >>> fitted("Centre North (PSA <1)", "PSA <1", lambda label: len(label) <= 18)
    'Centre N… (PSA <1)'
    """
    study, tail = label.removesuffix(f" ({stratum})"), f"… ({stratum})"
    shorter = (study[:end].rstrip() + tail for end in range(len(study) - 1, 0, -1))
    return next(filter(fits, chain([label], shorter)), label) if stratum else label


def counts_text(tables: Sequence[PairedTable]) -> str:
    """Return what the two tests found in a study, or how many tables fit where they found different numbers.

    Examples
    --------
    >>> counts_text([PairedTable(9, 19, 4, 18)])
    '28 v 13 of 50'
    """
    table = tables[0]
    if len({(one.index_positive, one.comparator_positive, one.n) for one in tables}) > 1:
        return f"{len(tables)} tables"
    return f"{table.index_positive} v {table.comparator_positive} of {table.n}"


class Plot:
    """A line of characters on which an interval is drawn."""

    def __init__(self, low: float, high: float, none: float | None, *, logarithmic: bool) -> None:
        """Take the ends of the scale, and the value of no difference."""
        self.logarithmic = logarithmic
        self.low, self.high = self._scaled(low), self._scaled(high)
        self.none = none

    @classmethod
    def of(cls, rows: Sequence[Row], quantity: str) -> Plot:
        """Return a scale that holds the intervals of rows; of ratios 1/2 to 2 at least, and not what is far out."""
        said = spoken(quantity)
        ends = [end for row in rows for end in (row.low, row.high) if end is not None and math.isfinite(end)]
        held = [*ends, *([said.none] if said.none is not None else [])] or [0.0, 1.0]
        if said.logarithmic:
            # A limit of 0 is an arrow, as an infinite one is.
            held = [0.5, 2.0, *(min(max(end, 1 / FARTHEST), FARTHEST) for end in held if end > 0.0)]
        low, high = min(held), max(held)
        return cls(low, high if high > low else low + 1.0, said.none, logarithmic=said.logarithmic)

    def drawn(self, row: Row, mark: str) -> str:
        """Return the interval and the value of a row."""
        if row.low is None or row.high is None:
            return ""
        signs = [" "] * PLOT
        first, last = self._place(row.low), self._place(row.high)
        signs[first : last + 1] = ["─"] * (last + 1 - first)
        if self.none is not None and signs[self._place(self.none)] == " ":
            signs[self._place(self.none)] = "│"
        if self._scaled(row.low) < self.low:
            signs[first] = "←"
        if self._scaled(row.high) > self.high:
            signs[last] = "→"
        if row.value is not None and math.isfinite(row.value):
            signs[self._place(row.value)] = mark
        return "".join(signs).rstrip()

    def _scaled(self, value: float) -> float:
        """Return where a value stands on the scale of the plot."""
        if not self.logarithmic:
            return value
        return math.log(value) if 0 < value < math.inf else math.copysign(math.inf, value - 0.5)

    def _place(self, value: float) -> int:
        """Return the column of a value."""
        share = (self._scaled(value) - self.low) / (self.high - self.low)
        return round(min(max(share, 0.0), 1.0) * (PLOT - 1))


def _wrapped(text: str, later: str = "") -> list[str]:
    """Return text in lines."""
    return textwrap.wrap(printable(text), WIDTH, subsequent_indent=later, break_on_hyphens=False)
