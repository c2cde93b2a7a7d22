"""The robustness panel: the primary result with one choice changed at a time, everything else as planned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from psmatrial.analysis.plan import Plan
from psmatrial.analysis.results import Row
from psmatrial.analysis.rows import Place, table_rows
from psmatrial.analysis.scans import EQUIVOCAL
from psmatrial.analysis.tables import Source, primary_place
from psmatrial.data.rules import ReadingRules
from psmatrial.model import Contrast, PairedTable
from psmatrial.stats.methods import method

TESTS = ("exact", "mid-p", "asymptotic", "exact-unconditional")
INTERVALS = ("tango", "newcombe", "agresti-min", "bonett-price", "fay-lumbard", "exact-unconditional")
POLICIES = {
    "exclude": "Missing left out",
    "negative": "Missing as negative",
    "worst": "Missing, worst case",
    "best": "Missing, best case",
}
FOOTNOTE = "Not a menu: the planned row is the result; no adjustment for looking."


@dataclass(frozen=True, slots=True)
class Choice:
    """One changed choice: what kind, what it says, and the place and table that it gives."""

    group: str
    label: str
    place: Place
    table: PairedTable


def panel(origin: Source, contrast: Contrast, prefix: str) -> tuple[list[Row], dict[str, Any]]:
    """Return further rows, and the panel as references to rows: planned first, then one change at a time.

    Rows that cannot differ (no equivocal reading, nothing missing) are left out and named.
    """
    plan = origin.plan
    place = replace(primary_place(plan), prefix=prefix, stratum="all")
    table = origin.counted(contrast, place.region).table
    test, interval = plan.primary.test, plan.primary.difference
    rows = _method_rows(table, place, plan)
    entries = [_entry("planned", "As planned", place, interval, test)]
    entries += [_entry("test", method("equality", name).label, place, interval, name) for name in TESTS if name != test]
    entries += [
        _entry("interval", method("rate-difference", name).label, place, name, test)
        for name in INTERVALS
        if name != interval
    ]
    chosen = (method("rate-difference", interval), method("equality", test))
    for choice in _choices(origin, contrast, place):
        if choice.place.reader is None:
            rows += table_rows(choice.table, choice.place, chosen, plan.level)
        entries.append(_entry(choice.group, choice.label, choice.place, interval, test))
    return rows, {"rows": entries, "left_out": _left_out(origin, contrast), "footnote": FOOTNOTE}


def _entry(group: str, label: str, place: Place, interval: str, test: str) -> dict[str, str]:
    """Return one line of the panel: the ids of the difference and of the test that it shows."""
    ids = {"difference": place.row_id("rate-difference", interval), "test": place.row_id("equality", test)}
    return {"group": group, "label": label, **ids}


def _method_rows(table: PairedTable, place: Place, plan: Plan) -> list[Row]:
    """Return the rows of methods that the panel shows and the plan does not."""
    planned = {("equality", name) for name in (plan.primary.test, *plan.methods.equality)}
    planned |= {("rate-difference", name) for name in (plan.primary.difference, *plan.methods.rate_difference)}
    wanted = [*(("equality", name) for name in TESTS), *(("rate-difference", name) for name in INTERVALS)]
    return table_rows(table, place, [method(*key) for key in wanted if key not in planned], plan.level)


def _choices(origin: Source, contrast: Contrast, place: Place) -> Iterator[Choice]:
    """Yield the choices about readings and missing results, in the order of print."""
    rules = origin.plan.rules()
    if len(rules.readers) > 1:
        for reader in rules.readers:
            there = origin.counted(contrast, place.region, reader=reader).table
            yield Choice("reader", f"Reader {reader} alone", replace(place, reader=reader), there)
    for name, label, other in _other_rules(origin, contrast, place):
        there = origin.counted(contrast, place.region, rules=other).table
        group = "equivocal" if name.startswith("equivocal") else "rule"
        yield Choice(group, label, replace(place, stratum_by="choice", stratum=name), there)
    if _missing(origin, contrast, place):
        for policy, label in POLICIES.items():
            if policy != origin.plan.reading.missing:
                there = origin.counted(contrast, place.region, missing=policy).table
                yield Choice("missing", label, replace(place, stratum_by="choice", stratum=f"missing-{policy}"), there)


def _other_rules(origin: Source, contrast: Contrast, place: Place) -> Iterator[tuple[str, str, ReadingRules]]:
    """Yield name, label and rules of each other way from readings to a patient."""
    rules = origin.plan.rules()
    if len(rules.readers) > 1:
        for rule in ("majority", "any", "all"):
            if rule != rules.rule:
                yield f"{rule}-reader", f"{rule.capitalize()} of the readers", replace(rules, rule=rule, reader="")
        if place.region is None and len(origin.plan.endpoints.regions) > 1:
            order = "region-first" if rules.order == "reader-first" else "reader-first"
            yield order, order.capitalize(), replace(rules, order=order)
    if _equivocal(origin, contrast):
        for meaning in ("negative", "positive", "missing"):
            if meaning != rules.equivocal:
                yield f"equivocal-{meaning}", f"Equivocal as {meaning}", replace(rules, equivocal=meaning)


def _equivocal(origin: Source, contrast: Contrast) -> int:
    """Return how many readings of the two tests are equivocal."""
    tests = (contrast.index, contrast.comparator)
    return sum(column.count(EQUIVOCAL) for (name, _, _), column in origin.cohort.codes.items() if name in tests)


def _missing(origin: Source, contrast: Contrast, place: Place) -> int:
    """Return how many patients lack a result under one of the tests."""
    return sum(n for _, n in origin.counted(contrast, place.region, missing="exclude").excluded)


def _left_out(origin: Source, contrast: Contrast) -> list[str]:
    """Name the choices that cannot change anything in these data."""
    place = primary_place(origin.plan)
    named = []
    if len(origin.plan.reading.readers) < 2:
        named.append("readers and reading rules: there is one reading a scan")
    if not _equivocal(origin, contrast):
        named.append("equivocal readings: there are none")
    if not _missing(origin, contrast, place):
        named.append("missing results: there are none")
    return named
