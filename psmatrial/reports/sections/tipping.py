"""How many missing or equivocal scans, fallen which way, would reverse the conclusion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.displays.words.tipping import tipping_sentence, told_grids
from psmatrial.reports.document import Paragraph, Section
from psmatrial.reports.sections._blocks import shown

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings


def section(results: Results, drawings: Drawings) -> Section | None:
    """Return the grids in words, then the map."""
    grids = told_grids(results)
    if not grids:
        return None
    pair = results.plan["contrasts"][0]
    words = tuple(Paragraph(tipping_sentence(grid, pair["index"], pair["comparator"])) for grid in grids)
    return Section("tipping", "Tipping point", (*words, *shown(results, drawings, "figure:tipping")))
