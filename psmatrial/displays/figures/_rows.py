"""Which rows of the results a figure shows, and the words it puts to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from psmatrial.analysis.results import ILLUSTRATION, Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.lettering import text_width
from psmatrial.displays.style import Style
from psmatrial.displays.words.english import in_points
from psmatrial.errors import InputError
from psmatrial.stats.methods import method as catalogued


@dataclass(frozen=True, slots=True)
class Names:
    """The two tests of the primary contrast."""

    index: str
    comparator: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One 2x2 table of a figure: its label, and the planned rates and difference."""

    label: str
    index: Row
    comparator: Row
    difference: Row | None

    @property
    def n(self) -> int:
        """Patients who had both tests."""
        return self.index.n or 0


def names(results: Results) -> Names:
    """Return the names of the two tests of the primary contrast."""
    row = results.row(str(results.primary["row"]))
    return Names(row.index or "index", row.comparator or "comparator")


def compared(results: Results, label: str, **wanted: object) -> Compared | None:
    """Return the planned numbers of one table: the first row of each quantity, since the planned method comes first."""
    tests = names(results)
    found: dict[str, Row] = {}
    for row in results.select(index=tests.index, comparator=tests.comparator, **wanted):
        found.setdefault(row.quantity, row)
    index, comparator = found.get("index-rate"), found.get("comparator-rate")
    if index is None or comparator is None or index.withheld:
        return None
    return Compared(label, index, comparator, found.get("rate-difference"))


def strata(results: Results) -> list[Compared]:
    """Return the strata of the primary endpoint, in their order."""
    endpoint = results.primary["endpoint"]
    tests = names(results)
    of_endpoint = results.select(endpoint=endpoint, reader=None, index=tests.index, comparator=tests.comparator)
    places = dict.fromkeys((row.stratum_by, row.stratum) for row in of_endpoint if row.stratum_by and row.stratum)
    found = [
        compared(results, dashed(stratum or ""), endpoint=endpoint, reader=None, stratum_by=by, stratum=stratum)
        for by, stratum in places
    ]
    return [item for item in found if item]


def endpoints(results: Results) -> list[Compared]:
    """Return the patient level and every region, in their order."""
    labels = {
        row.endpoint: endpoint_label(row)
        for row in results
        if row.stratum == "all" and row.reader is None and row.endpoint
    }
    found = [compared(results, label, endpoint=name, reader=None, stratum="all") for name, label in labels.items()]
    return [item for item in found if item]


def readers(results: Results) -> list[Compared]:
    """Return the primary endpoint as each reader alone saw it."""
    endpoint = results.primary["endpoint"]
    found = dict.fromkeys(row.reader for row in results.select(endpoint=endpoint, stratum="all") if row.reader)
    tables = [compared(results, name, endpoint=endpoint, reader=name, stratum="all") for name in found]
    return [item for item in tables if item]


def endpoint_label(row: Row) -> str:
    """Return what an endpoint is called: the region's name, or any region for the patient level."""
    return sentence(row.region) if row.region else "Any region"


def sentence(words: str) -> str:
    """Return a text with its first letter as at the head of a sentence."""
    return words[:1].upper() + words[1:]


def dashed(label: str) -> str:
    """Return a range of numbers with the dash of ranges.

    Examples
    --------
    >>> dashed(">0.5-1.0"), dashed("0.2-<0.5")
    ('>0.5–1.0', '0.2–<0.5')
    """
    return re.sub(r"(?<=\d)-(?=<?\d)", "–", label)


def strata_heading(results: Results, parts: Sequence[Compared]) -> str:
    """Return the heading of some strata, with their unit."""
    described = results.further.get("strata") or {}
    by = parts[0].index.stratum_by or "stratum"
    name = by.upper() if by == "psa" else sentence(by)
    unit = described.get("unit") or ("ng/mL" if by == "psa" else "")
    return f"{name} ({unit})" if unit else name


def interval_words(row: Row) -> str:
    """Return the name of an interval, such as ``95% Clopper-Pearson interval``.

    Examples
    --------
    >>> interval_words(Row("a", quantity="rate-difference", method="tango", level=0.95))
    '95% Tango score interval'
    """
    try:
        label = catalogued(row.quantity, row.method).label
    except InputError:
        label = row.method.replace("-", " ")
    return f"{numbers.level(row.level)} {label} interval"


def confidence(name: str, row: Row) -> str:
    """Return the heading of a column of estimates, such as ``Rate (95% CI)``."""
    return f"{name} ({numbers.level(row.level)} CI)"


def folded(heading: str, width: float, style: Style) -> list[str]:
    """Return a heading on one line, or with what stands in brackets on a second one where the column is narrow.

    Examples
    --------
    >>> folded("Rate (95% CI)", 12, Style())
    ['Rate', '(95% CI)']
    """
    if text_width(heading, style.quiet) <= width:
        return [heading]
    before, _, after = heading.partition(" (")
    return [before, f"({after}"]


def illustration_note(rows: Iterable[Row | None]) -> str:
    """Return the sentence at the foot of a figure that marks some numbers as an illustration; empty where none is."""
    return f"* {sentence(ILLUSTRATION)}." if any(star(row) for row in rows) else ""


def star(row: Row | None) -> str:
    """Return the mark of a number that a publication leaves open; empty for others."""
    return "*" if row and row.illustration else ""


def difference_words(row: Row | None) -> str:
    """Return a difference with its interval, in words: ``difference +30 points (12 to 46)``."""
    if row is None or row.value is None:
        return "difference not estimable"
    return f"difference {in_points(numbers.points_of(row))} ({numbers.points_interval(row.low, row.high)}){star(row)}"
