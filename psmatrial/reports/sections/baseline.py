"""Who the patients were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.reports.document import Section
from psmatrial.reports.sections._blocks import section_of, shown

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings


def section(results: Results, drawings: Drawings) -> Section | None:
    """Return Table 1; None where the plan names no columns for it."""
    return section_of("baseline", "Who the patients were", shown(results, drawings, "baseline"))
