"""All lesions by every method, patients as clusters."""

from __future__ import annotations

from psmatrial.analysis.results import Results
from psmatrial.displays.display import Table
from psmatrial.displays.tables._paired import main_contrast
from psmatrial.displays.tables._units import methods_table, unit_groups


def table(results: Results) -> Table | None:
    """Return one row a method; None where a row of the file is no lesion."""
    found = unit_groups(main_contrast(results, endpoint="lesion", unit="lesion", stratum="all"))
    if not found:
        return None
    test = results.plan["primary"]["test"]
    return methods_table(results, "lesions-methods", "All lesions by every method", found[0], test)
