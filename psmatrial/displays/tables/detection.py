"""Detection per patient and region."""

from __future__ import annotations

from psmatrial.analysis.results import Results
from psmatrial.displays.display import Table
from psmatrial.displays.tables._paired import detection, groups, main_contrast


def table(results: Results) -> Table | None:
    """Return detection rates, differences and planned tests, one row an endpoint."""
    found = groups(main_contrast(results, stratum="all", reader=None), "endpoint")
    return detection(results, "detection", "Detection per patient and region", "Endpoint", found)
