"""Detection with both tests per patient and in every region."""

from __future__ import annotations

from psmatrial.analysis.results import Results
from psmatrial.displays.display import Figure
from psmatrial.displays.figures import _rows
from psmatrial.displays.figures._bars import bars
from psmatrial.displays.figures._bars_plot import Chart
from psmatrial.displays.suppression_words import primary_withheld

NAME = "paired-bars-endpoints"


def figure(results: Results) -> Figure | None:
    """Return paired bars of the patient level and each region; None where there is one endpoint only.

    Where the cells of the primary table are withheld, its rates alone are shown: they are the whole answer then.
    """
    groups, tests = tuple(_rows.endpoints(results)), _rows.names(results)
    if len(groups) == 1 and primary_withheld(results):
        return bars(NAME, "Detection with both tests", Chart("Endpoint", groups, tests))
    return bars(NAME, "Detection by region", Chart("Region", groups, tests)) if len(groups) > 1 else None
