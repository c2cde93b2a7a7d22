"""All regions of a patient together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.reports.document import Section
from psmatrial.reports.sections._blocks import section_of, shown

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings


def section(results: Results, drawings: Drawings) -> Section | None:
    """Return the comparison over all regions, and which were positive together; None where there is one region."""
    return section_of("regions", "All regions together", shown(results, drawings, "regions-clustered", "figure:upset"))
