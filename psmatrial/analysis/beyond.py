"""What goes beyond 2x2 tables of two tests: each part adds rows and keys where plan or data call for it."""

from __future__ import annotations

from typing import Any

from psmatrial.analysis.agreement import agreement_rows
from psmatrial.analysis.clustered import region_rows
from psmatrial.analysis.one_scan import one_scan_rows
from psmatrial.analysis.results import Row
from psmatrial.analysis.several import several_rows
from psmatrial.analysis.suvmax import suvmax
from psmatrial.analysis.tables import Source


def beyond(origin: Source) -> tuple[list[Row], dict[str, Any]]:
    """Return the rows and the further keys of all parts; a part that is not called for adds nothing.

    What only a plan can call for is imported when it does.
    """
    plan = origin.plan
    rows = [*region_rows(origin), *agreement_rows(origin), *several_rows(origin), *one_scan_rows(origin)]
    found: dict[str, Any] = {"suvmax": suvmax(origin)}
    if plan.baseline.columns:
        from psmatrial.analysis.baseline import baseline

        found["baseline"] = baseline(origin)
    if plan.management.before or plan.management.after:
        from psmatrial.analysis.management import management

        more, found["management"] = management(origin)
        rows += more
    if plan.truth.standards:
        from psmatrial.analysis.truth import truth

        more, found["truth"] = truth(origin)
        rows += more
    if plan.outcome.time:
        from psmatrial.analysis.outcome import outcome

        more, found["outcome"] = outcome(origin)
        rows += more
    if plan.model.covariates:
        from psmatrial.analysis.detection_model import detection_model

        more, found["model"] = detection_model(origin)
        rows += more
    return rows, {name: value for name, value in found.items() if value is not None}
