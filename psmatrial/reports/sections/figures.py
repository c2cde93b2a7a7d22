"""The figures that the plan asks for beyond those of the other sections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.plan import FIGURES
from psmatrial.analysis.results import Results
from psmatrial.reports.document import Section
from psmatrial.reports.sections._blocks import section_of, shown

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings

# Figures that a section of their own shows, where it is planned.
PLACED = {"upset": "regions", "management": "management", "agreement": "agreement"}


def section(results: Results, drawings: Drawings) -> Section | None:
    """Return further figures; None where the plan asks for none."""
    planned = results.plan["report"]
    elsewhere = {*FIGURES, *(name for name, own in PLACED.items() if own in planned["sections"])}
    further = [f"figure:{name}" for name in planned["figures"] if name not in elsewhere]
    return section_of("figures", "Further figures", shown(results, drawings, *further))
