"""What each test found, per patient and per region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.reports.document import Section
from psmatrial.reports.sections._blocks import section_of, shown

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings


def section(results: Results, drawings: Drawings) -> Section | None:
    """Return the table of detection rates and its bars."""
    return section_of(
        "detection",
        "Detection per patient and region",
        shown(results, drawings, "detection", "figure:paired-bars-endpoints"),
    )
