"""Non-inferiority, superiority by a margin, equivalence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.reports.document import Section
from psmatrial.reports.sections._blocks import section_of, shown

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings


def section(results: Results, drawings: Drawings) -> Section | None:
    """Return the tests of the planned margins; None where none is planned."""
    return section_of("margins", "Margins", shown(results, drawings, "margins"))
