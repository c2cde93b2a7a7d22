"""What is estimated: population, tests, variable, events and summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.displays.lesion_words import of_lesions
from psmatrial.reports.document import Section
from psmatrial.reports.sections._blocks import section_of, shown

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings


def section(results: Results, drawings: Drawings) -> Section | None:
    """Return the primary estimand as a table; None for lesions: its attributes are those of patients."""
    if of_lesions(results):
        return None
    return section_of("estimand", "What is estimated", shown(results, drawings, "estimand"))
