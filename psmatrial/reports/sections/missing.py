"""What patients without a result, and equivocal readings, do to the primary result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.reports.document import Section
from psmatrial.reports.sections._blocks import section_of, shown

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings


def section(results: Results, drawings: Drawings) -> Section | None:
    """Return the primary result under every policy; None where nothing is missing and nothing equivocal."""
    return section_of("missing", "Missing and equivocal results", shown(results, drawings, "missing"))
