"""Detection with both tests in every stratum."""

from __future__ import annotations

from psmatrial.analysis.results import Results
from psmatrial.displays.display import Figure
from psmatrial.displays.figures import _rows
from psmatrial.displays.figures._bars import bars
from psmatrial.displays.figures._bars_plot import Chart


def figure(results: Results) -> Figure | None:
    """Return paired bars of the primary endpoint by stratum; None where the patients were not divided."""
    groups = _rows.strata(results)
    if not groups:
        return None
    heading = _rows.strata_heading(results, groups)
    return bars("paired-bars-strata", f"Detection by {heading}", Chart(heading, tuple(groups), _rows.names(results)))
