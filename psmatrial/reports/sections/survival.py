"""Time to an event: the curve of each group, and how groups differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.displays.outcome_words import of_outcome
from psmatrial.reports.document import Section
from psmatrial.reports.sections._blocks import section_of, shown

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings


def section(results: Results, drawings: Drawings) -> Section | None:
    """Return the curves with the numbers at risk, then the tables; None where the plan names no outcome."""
    name = str((of_outcome(results) or {}).get("name", ""))
    blocks = shown(results, drawings, "figure:survival", "survival", "survival-compared")
    return section_of("survival", f"{name[:1].upper()}{name[1:]}", blocks)
