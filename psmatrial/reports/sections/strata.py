"""What each test found at which PSA."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.reports.document import Section
from psmatrial.reports.sections._blocks import section_of, shown

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings


def section(results: Results, drawings: Drawings) -> Section | None:
    """Return rates and differences by PSA, and all strata together; None without PSA."""
    if not has_strata(results):
        return None
    return section_of(
        "strata",
        "Detection by PSA",
        shown(
            results, drawings, "strata", "figure:paired-bars-strata", "figure:forest", "strata-counts", "across-strata"
        ),
    )


def has_strata(results: Results) -> bool:
    """Return whether anything is told by PSA."""
    return any(row.stratum_by == "psa" for row in results)
