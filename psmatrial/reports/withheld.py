"""What a report says of withheld counts, whatever sections its plan wants."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.displays import numbers
from psmatrial.displays.suppression_words import (
    WHERE,
    suppression,
    suppression_note,
    withheld_answer,
    withheld_difference,
    withheld_rates,
)
from psmatrial.displays.tables import withheld
from psmatrial.reports.document import Answer, Document, KeyNumber, Paragraph, Section
from psmatrial.stats.methods import method

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings

PICTURE = "paired-bars-endpoints"
PROMISE = (
    "Counts below {below} are withheld, zero among them, and so is everything from which one would follow. Of the "
    "primary table and its PSA strata, whoever knows this rule and every number in these files still finds at least "
    "{below} values possible for each hidden count."
)
DISCLOSES = (
    "p-values, odds ratios and intervals of a difference often have one table only that fits them: they give hidden "
    "cells away, and are withheld with them. The hash of the input lets whoever has a guess at the whole file test it. "
    "Two reports on nearly the same patients, or at two thresholds, can be subtracted from each other: publish one. "
    "Title, labels and other words of the plan stand as they were written; of what it says of the data, sentences that "
    "hold a number are left out."
)


def withheld_front(results: Results, drawings: Drawings) -> Answer:
    """Return the first page where the primary table is not shown in full: the rates, if these may be."""
    found, rates = withheld_answer(results), withheld_rates(results)
    notes = (suppression_note(results),)
    if rates is None:
        return Answer(found, (), notes, None)
    level, difference = numbers.level(results.plan["level"]), withheld_difference(results)
    keys = [
        KeyNumber(
            f"Found by {name}",
            numbers.percent(rate.value),
            f"{rate.numerator} of {rate.denominator}, {level} interval {numbers.rate_interval(rate.low, rate.high)} "
            f"({method(rate.quantity, rate.method).label})",
            rate.id,
        )
        for name, rate in zip((rates[0].index, rates[0].comparator), rates, strict=True)
    ]
    points = numbers.points(difference.value)
    keys.append(KeyNumber("Difference, percentage points", points, "interval and p withheld", difference.id))
    picture = drawings.drawing(PICTURE) if PICTURE in results.plan["report"]["figures"] else None
    own = (note for rate in rates for note in rate.notes)
    return Answer(found, tuple(keys), tuple(dict.fromkeys((*notes, *own))), picture)


def with_withheld(document: Document, results: Results) -> Document:
    """Return a report with the section that names everything withheld, before all others.

    Where nothing is withheld the report is as it was.
    """
    found, named = suppression(results), withheld.table(results)
    if found is None or named is None:
        return document
    promise = Paragraph(PROMISE.format(below=found["below"]))
    section = Section("withheld", WHERE, (promise, named, Paragraph(DISCLOSES, "note")))
    return replace(document, sections=(section, *document.sections))
