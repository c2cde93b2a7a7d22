"""The 2x2 tables of the PSA strata."""

from __future__ import annotations

from psmatrial.analysis.results import Results
from psmatrial.displays.display import Table
from psmatrial.displays.tables._paired import counts, groups, main_contrast


def table(results: Results) -> Table | None:
    """Return the four cells, odds ratio and tests, one row a stratum."""
    rows = [row for row in main_contrast(results, stratum_by="psa", reader=None) if row.stratum]
    return counts(
        results, "strata-counts", "Who was found by which test, by PSA", "PSA, ng/mL", groups(rows, "stratum")
    )
