"""The 2x2 tables behind the detection rates."""

from __future__ import annotations

from psmatrial.analysis.results import Results
from psmatrial.displays.display import Table
from psmatrial.displays.tables._paired import counts, groups, main_contrast


def table(results: Results) -> Table | None:
    """Return the four cells, odds ratio and tests, one row an endpoint."""
    found = groups(main_contrast(results, stratum="all", reader=None), "endpoint")
    return counts(results, "counts", "Who was found by which test", "Endpoint", found)
