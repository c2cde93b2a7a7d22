"""Treatment planned before and after the scans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.reports.document import Section
from psmatrial.reports.sections._blocks import section_of, shown

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings


def section(results: Results, drawings: Drawings) -> Section | None:
    """Return how many plans changed, the transitions and their picture; None where the plan names no columns."""
    return section_of(
        "management",
        "Change of management",
        shown(results, drawings, "management-changes", "management", "figure:management"),
    )
