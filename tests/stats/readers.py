"""Readings of reference data, of square tables and of counts per patient, as ratings."""

from __future__ import annotations

import json
from collections import Counter

from psmatrial.stats.agreement.ratings import Ratings
from tests.oracle import REFERENCE


def ratings(rows, categories=None):
    """Return rows of categories, one a patient, None where a reading is missing."""
    names = categories or sorted({name for row in rows for name in row if name is not None})
    return Ratings(tuple(map(str, names)), Counter(tuple(n if n is None else str(n) for n in row) for row in rows))


def of(inputs):
    """Return the ratings of a reference record."""
    if "table" in inputs:
        table = inputs["table"]
        names = tuple(map(str, range(len(table))))
        return Ratings(names, {(i, j): table[int(i)][int(j)] for i in names for j in names})
    if "counts" in inputs:
        most = max(map(sum, inputs["counts"]))
        rows = [[place for place, r in enumerate(given) for _ in range(r)] for given in inputs["counts"]]
        return ratings([row + [None] * (most - len(row)) for row in rows], range(len(inputs["counts"][0])))
    found = json.loads((REFERENCE / "datasets.json").read_text(encoding="utf-8"))["datasets"]
    columns = next(item["columns"] for item in found if item["id"] == inputs["dataset"])
    return ratings(list(zip(*columns.values(), strict=True)))
