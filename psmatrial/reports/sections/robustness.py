"""The primary result under every defensible choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.reports.document import Section
from psmatrial.reports.sections._blocks import section_of, shown

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings


def section(results: Results, drawings: Drawings) -> Section | None:
    """Return the panel as figure and table."""
    return section_of("robustness", "Robustness", shown(results, drawings, "figure:robustness", "robustness"))
