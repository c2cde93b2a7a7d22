"""Detection reader by reader."""

from __future__ import annotations

from psmatrial.analysis.results import Results
from psmatrial.displays.display import Table
from psmatrial.displays.tables._paired import detection, groups, main_contrast


def table(results: Results) -> Table | None:
    """Return detection of the primary endpoint, one row a reader."""
    rows = [row for row in main_contrast(results, stratum="all", endpoint=results.primary["endpoint"]) if row.reader]
    return detection(results, "readers", "Detection reader by reader", "Reader", groups(rows, "reader"))
