"""The first page of a file of outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.outcome_words import (
    OUTCOME,
    POINTS,
    heading_of,
    label_of,
    of_outcome,
    outcome_notes,
    outcome_sentence,
    planned_ratio,
    planned_test,
    reached,
    shown,
)
from psmatrial.displays.words.english import counted, named
from psmatrial.models.survival.methods import timeless
from psmatrial.reports.document import Answer, Flow, FlowBox, KeyNumber, Section

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings

PICTURE = "survival"
# What a report of outcomes alone can have: everything else is about scans.
SECTIONS_OF_OUTCOMES = ("flow", "baseline", "survival", "results", "methods", "plan", "provenance")


def outcome_answer(results: Results, drawings: Drawings) -> Answer:
    """Return the first page: last difference and hazard ratio of the first two groups, and p; or one median."""
    test, ratio = planned_test(results), planned_ratio(results)
    keys = [_key(results, row) for row in (_last_difference(results, ratio), ratio) if row is not None]
    if test is not None:
        keys.append(KeyNumber("p, equal in all groups", numbers.p_value(test.p_value), label_of(test), test.id))
    if not keys:
        keys = [_key(results, row) for row in results.select(endpoint=OUTCOME, quantity="median-time")]
    picture = drawings.drawing(PICTURE) if PICTURE in results.plan["report"]["figures"] else None
    return Answer(outcome_sentence(results), tuple(keys), tuple(outcome_notes(results)), picture)


def _last_difference(results: Results, ratio: Row | None) -> Row | None:
    """Return the difference at the last time that has one, of the groups of the hazard ratio where they have any."""
    rows = [row for row in results.select(endpoint=OUTCOME) if timeless(row.quantity) in POINTS]
    every = [row for row in rows if row.value is not None]
    pair = ratio and (ratio.index, ratio.comparator)
    known = [row for row in every if (row.index, row.comparator) == pair] or every
    return max(known, key=lambda row: float(row.quantity.partition("-at-")[2]), default=None)


def _key(results: Results, row: Row) -> KeyNumber:
    """Return one number of the first page."""
    unit = (of_outcome(results) or {"unit": ""})["unit"]
    value, limits = shown(row)
    heading = heading_of(row, unit) + (f", {row.index} against {row.comparator}" if row.index else "")
    heading += ", percentage points" if timeless(row.quantity) in POINTS else ""
    heading += f", {unit}" if row.quantity == "median-time" else ""
    bounds = f"{numbers.level(row.level)} interval {reached(limits)}"
    if limits == numbers.ABSENT:
        bounds = "not reached" if row.quantity == "median-time" else "no interval"
    if row.value is None and row.quantity != "median-time":
        bounds = "does not exist"
    return KeyNumber(heading, value, f"{bounds} ({label_of(row)})", row.id)


def outcome_flow(results: Results) -> Section:
    """Return how patients came from the file into the analysis."""
    left = tuple((item["n"], item["reason"]) for item in results.patients["excluded"])
    read = results.patients["read"]
    boxes = (
        FlowBox(read, f"{named(read, 'patient')} in the file", left),
        FlowBox(results.patients["analysed"], "with a time and how follow-up ended: analysed"),
    )
    return Section("flow", "Patients", (Flow(boxes),))


def outcome_subtitle(results: Results) -> str:
    """Return what was followed, in how many patients."""
    record = of_outcome(results) or {"name": "", "n": 0, "curves": []}
    groups = f" in {len(record['curves'])} groups" if len(record["curves"]) > 1 else ""
    return f"{record['name'][:1].upper()}{record['name'][1:]} of {counted(record['n'], 'patient')}{groups}"
