"""Regions or lesions within patients: reference data, the tests exchanged, and patients that hypothesis makes up."""

from __future__ import annotations

import json
from collections import Counter

from hypothesis import strategies as st

from psmatrial.stats.clustered import Clusters
from tests.oracle import REFERENCE

CELLS = st.tuples(*[st.integers(0, 3)] * 4)
SEEN = st.dictionaries(CELLS.filter(any), st.integers(1, 4), min_size=2, max_size=8).map(Clusters)
# Patients with d = b - c of n units: (2, 3), (1, 2) twice, (-1, 2), (0, 1). N = 10, D = 3/10, K = 5.
HAND = Clusters({(1, 2, 0, 0): 1, (1, 1, 0, 0): 1, (0, 1, 0, 1): 1, (0, 0, 1, 1): 1, (0, 0, 0, 1): 1})


def rows(dataset):
    """Return the counts of each patient of a reference data set."""
    found = json.loads((REFERENCE / "datasets.json").read_text(encoding="utf-8"))["datasets"]
    columns = next(item["columns"] for item in found if item["id"] == dataset)
    return list(zip(*(columns[name] for name in ("n11", "n12", "n21", "n22")), strict=True))


def of(inputs):
    """Return the clusters of a reference record."""
    return Clusters(Counter(rows(inputs["dataset"])))


def swapped(seen):
    """Return the same patients with index test and comparator exchanged."""
    return Clusters({(a, c, b, d): count for (a, b, c, d), count in seen.patients.items()})
