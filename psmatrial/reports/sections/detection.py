"""What each test found, per patient and per region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.reports.document import Section
from psmatrial.reports.sections._blocks import section_of, shown
from psmatrial.reports.sections.strata import has_strata

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings


def section(results: Results, drawings: Drawings) -> Section | None:
    """Return the table of detection rates, its bars, and the forest of differences where no strata are to follow."""
    forest = () if has_strata(results) else ("figure:forest",)
    return section_of(
        "detection",
        "Detection per patient and region",
        shown(results, drawings, "detection", "figure:paired-bars-endpoints", *forest),
    )
