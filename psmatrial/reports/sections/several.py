"""More than two tests: whether they differ at all, every contrast, then the further contrasts one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.displays.display import Table
from psmatrial.reports.document import Block, Section
from psmatrial.reports.sections._blocks import TABLES, of_contrast, section_of, shown

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings

EACH = ("detection", "strata", "counts", "regions-clustered", "readers")


def section(results: Results, drawings: Drawings) -> Section | None:
    """Return the table of all contrasts and the tables of each further one; None where there is one contrast."""
    blocks: list[Block] = [*shown(results, drawings, "contrasts")]
    for number in range(1, len(results.plan["contrasts"])):
        view = results.led_by(number)
        for name in EACH:
            table: Table | None = TABLES.load(name).table(view)
            if table is not None:
                blocks.append(of_contrast(table, view, number))
    return section_of("several", "More than two tests", tuple(blocks))
