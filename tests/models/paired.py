"""Patients for tests of models: the simulated data sets, and patients counted by hand."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from psmatrial.models.detection.pairs import Pairs, pairs_of

DATASETS = Path(__file__).parents[1] / "reference" / "datasets.json"


@cache
def _columns() -> dict[str, dict[str, list[Any]]]:
    """Return the columns of every data set by its name."""
    every = json.loads(DATASETS.read_text(encoding="utf-8"))["datasets"]
    return {one["id"]: one["columns"] for one in every}


def dataset(name: str, *, strata: bool) -> Pairs:
    """Return the patients of a data set, with a column for each stratum but the lowest where asked."""
    columns = _columns()[name]
    found = list(zip(columns["test1"], columns["test2"], strict=True))
    labels = sorted(set(columns["stratum"]))[1:] if strata else []
    extra = {f"stratum {label}": [float(one == label) for one in columns["stratum"]] for label in labels}
    return pairs_of(found, extra)


def counted(both: int, index_only: int, comparator_only: int, neither: int) -> list[tuple[int, int]]:
    """Return one pair a patient of a 2x2 table."""
    return [(1, 1)] * both + [(1, 0)] * index_only + [(0, 1)] * comparator_only + [(0, 0)] * neither


CALAIS = counted(9, 19, 4, 18)
# Twelve invented patients whose found and missed overlap at many PSA values under both tests.
LOGS = [-1.5, -1.2, -0.9, -0.6, -0.4, -0.1, 0.0, 0.2, 0.4, 0.7, 0.9, 1.3]
PATIENTS = [(0, 0), (1, 0), (0, 0), (1, 1), (0, 1), (1, 0), (1, 0), (0, 0), (1, 1), (1, 0), (0, 1), (1, 1)]
