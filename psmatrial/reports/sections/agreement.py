"""How far readers agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.reports.document import Section
from psmatrial.reports.sections._blocks import section_of, shown

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings


def section(results: Results, drawings: Drawings) -> Section | None:
    """Return agreement as table and figure; None where one reader reads."""
    return section_of(
        "agreement",
        "Agreement between readers",
        shown(results, drawings, "agreement", "figure:agreement", "agreement-pairs"),
    )
