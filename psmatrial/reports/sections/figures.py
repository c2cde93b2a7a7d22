"""The figures that the plan asks for beyond those of the other sections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.plan import FIGURES
from psmatrial.analysis.results import Results
from psmatrial.reports.document import Section
from psmatrial.reports.sections._blocks import section_of, shown

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings


def section(results: Results, drawings: Drawings) -> Section | None:
    """Return further figures; None where the plan asks for none."""
    further = [f"figure:{name}" for name in results.plan["report"]["figures"] if name not in FIGURES]
    return section_of("figures", "Further figures", shown(results, drawings, *further))
