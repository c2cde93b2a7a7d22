"""The lesions that each test found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.reports.document import Section
from psmatrial.reports.sections._blocks import section_of, shown

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings


def section(results: Results, drawings: Drawings) -> Section | None:
    """Return detection of lesions, the cells behind it and every method; None where a row of the file is no lesion."""
    return section_of("lesions", "Lesions", shown(results, drawings, "lesions", "lesions-counts", "lesions-methods"))
