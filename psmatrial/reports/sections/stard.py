"""The checklist of STARD 2015, filled in as far as data and plan go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.displays.lesion_words import of_lesions
from psmatrial.reports.document import Section
from psmatrial.reports.sections._blocks import section_of, shown

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings


def section(results: Results, drawings: Drawings) -> Section | None:
    """Return the checklist as a table; None for lesions: its items are about patients."""
    if of_lesions(results):
        return None
    return section_of("stard", "Checklist for reporting (STARD 2015)", shown(results, drawings, "stard"))
