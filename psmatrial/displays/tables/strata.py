"""Detection by PSA stratum."""

from __future__ import annotations

from psmatrial.analysis.results import Results
from psmatrial.displays.display import Table
from psmatrial.displays.tables._paired import detection, groups, main_contrast


def table(results: Results) -> Table | None:
    """Return detection rates, differences and planned tests, one row a stratum."""
    rows = [row for row in main_contrast(results, stratum_by="psa", reader=None) if row.stratum]
    return detection(results, "strata", "Detection by PSA", "PSA, ng/mL", groups(rows, "stratum"))
