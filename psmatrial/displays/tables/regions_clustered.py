"""All regions together, patients as clusters of them."""

from __future__ import annotations

from psmatrial.analysis.results import Results
from psmatrial.analysis.units import REGIONS
from psmatrial.displays.display import Table
from psmatrial.displays.tables._paired import main_contrast
from psmatrial.displays.tables._units import methods_table, unit_groups

USUAL_TEST = "obuchowski"


def table(results: Results) -> Table | None:
    """Return one row a method; None where fewer than two regions are compared together."""
    found = unit_groups(main_contrast(results, endpoint=REGIONS, unit="region", stratum="all"))
    if not found:
        return None
    return methods_table(results, "regions-clustered", "All regions together", found[0], USUAL_TEST)
