"""The 2x2 tables behind the rates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.reports.document import Section
from psmatrial.reports.sections._blocks import section_of, shown

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings


def section(results: Results, drawings: Drawings) -> Section | None:
    """Return the four cells of every endpoint, with odds ratio and tests."""
    return section_of("cross", "Who was found by which test", shown(results, drawings, "counts"))
