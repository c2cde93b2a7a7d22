"""The tipping point of a trial: how missing or equivocal scans could have fallen, and which ways reverse the result."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from psmatrial.analysis.scans import EQUIVOCAL
from psmatrial.analysis.tables import Source, primary_place
from psmatrial.data.decided import together
from psmatrial.data.rules import ReadingRules
from psmatrial.model import Contrast, PairedTable
from psmatrial.stats.tipping import MissingPairs, TippingPoint, tipping_point

IMAGINED = 10
FIELDS = {
    (None, None): "unknown",
    ("positive", None): "index_positive",
    ("negative", None): "index_negative",
    (None, "positive"): "comparator_positive",
    (None, "negative"): "comparator_negative",
}


def tipping(origin: Source, contrast: Contrast) -> list[dict[str, Any]]:
    """Return one grid for missing results and, where there are equivocal readings, one for missing or equivocal ones.

    Where no result is missing the grid is that of ten imagined further patients, and says so.
    """
    rules = origin.plan.rules()
    missing = _pairs(origin, contrast, rules)
    grids = []
    if missing.n:
        grids.append(_record(origin, contrast, rules, missing, "missing"))
    if rules.equivocal != "missing" and _equivocal(origin, contrast):
        undecided = replace(rules, equivocal="missing")
        pairs = _pairs(origin, contrast, undecided)
        if pairs.n > missing.n:
            grids.append(_record(origin, contrast, undecided, pairs, "missing or equivocal"))
    return grids or [_record(origin, contrast, rules, MissingPairs(IMAGINED), "imagined")]


def _equivocal(origin: Source, contrast: Contrast) -> bool:
    """Return whether any reading of the two tests is equivocal."""
    tests = (contrast.index, contrast.comparator)
    return any(EQUIVOCAL in column for (name, _, _), column in origin.cohort.codes.items() if name in tests)


def _pairs(origin: Source, contrast: Contrast, rules: ReadingRules) -> MissingPairs:
    """Count the patients without a complete pair by what is known of them."""
    region = primary_place(origin.plan).region
    index, comparator = (origin.decided(test, region, rules=rules) for test in (contrast.index, contrast.comparator))
    known: Counter[tuple[str | None, str | None]] = Counter()
    for (first, second), number in together(index, comparator).items():
        known[first.result, second.result] += number
    return MissingPairs(**{name: known[pattern] for pattern, name in FIELDS.items()})


def _record(
    origin: Source, contrast: Contrast, rules: ReadingRules, missing: MissingPairs, kind: str
) -> dict[str, Any]:
    """Return one grid as plain values."""
    plan = origin.plan
    table: PairedTable = origin.counted(contrast, primary_place(plan).region, missing="exclude", rules=rules).table
    return tipping_record(tipping_point(table, missing, plan.primary.test, plan.level), kind)


def tipping_record(found: TippingPoint, kind: str) -> dict[str, Any]:
    """Return a tipping point as plain values; cells are index only, comparator only, p, reverses."""
    return {
        "kind": kind,
        "missing": found.missing,
        "method": found.method,
        "level": found.level,
        "conclusion": found.conclusion,
        "reversals": found.reversals,
        "ways": len(found.cells),
        "fewest_index_only": found.fewest_index_only,
        "fewest_comparator_only": found.fewest_comparator_only,
        "share": found.share,
        "note": found.note,
        "cells": [[cell.index_only, cell.comparator_only, cell.p_value, cell.reverses] for cell in found.cells],
    }
