"""What goes beyond 2x2 tables of two tests: each part adds rows and keys where plan or data call for it."""

from __future__ import annotations

from typing import Any

from psmatrial.analysis.agreement import agreement_rows
from psmatrial.analysis.baseline import baseline
from psmatrial.analysis.clustered import region_rows
from psmatrial.analysis.detection_model import detection_model
from psmatrial.analysis.management import management
from psmatrial.analysis.one_scan import one_scan_rows
from psmatrial.analysis.outcome import outcome
from psmatrial.analysis.results import Row
from psmatrial.analysis.several import several_rows
from psmatrial.analysis.suvmax import suvmax
from psmatrial.analysis.tables import Source
from psmatrial.analysis.truth import truth


def beyond(origin: Source) -> tuple[list[Row], dict[str, Any]]:
    """Return the rows and the further keys of all parts; a part that is not called for adds nothing."""
    rows = [*region_rows(origin), *agreement_rows(origin), *several_rows(origin), *one_scan_rows(origin)]
    changes, transitions = management(origin)
    held, standard = truth(origin)
    followed, curves = outcome(origin)
    modelled, model = detection_model(origin)
    rows += changes + held + followed + modelled
    found = {
        "baseline": baseline(origin),
        "suvmax": suvmax(origin),
        "management": transitions,
        "truth": standard,
        "outcome": curves,
        "model": model,
    }
    return rows, {name: value for name, value in found.items() if value is not None}
