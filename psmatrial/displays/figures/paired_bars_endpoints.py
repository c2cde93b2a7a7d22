"""Detection with both tests per patient and in every region."""

from __future__ import annotations

from psmatrial.analysis.results import Results
from psmatrial.displays.display import Figure
from psmatrial.displays.figures import _rows
from psmatrial.displays.figures._bars import bars
from psmatrial.displays.figures._bars_plot import Chart


def figure(results: Results) -> Figure | None:
    """Return paired bars of the patient level and each region; None where there is one endpoint only."""
    groups = _rows.endpoints(results)
    if len(groups) < 2:
        return None
    return bars("paired-bars-endpoints", "Detection by region", Chart("Region", tuple(groups), _rows.names(results)))
