"""A file of outcomes without scans: the results of a comparison of arms, or of one group alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from psmatrial.analysis.determined import determined
from psmatrial.analysis.outcome import outcome, outcome_warnings
from psmatrial.analysis.plan import Plan
from psmatrial.analysis.plan_text import plan_record
from psmatrial.analysis.provenance import provenance
from psmatrial.analysis.results import ILLUSTRATION, Results
from psmatrial.analysis.slugs import slug
from psmatrial.analysis.tables import NO_STRATUM, Source
from psmatrial.data.cohort import Cohort

FILE = ("source", "sha256", "bytes")


def outcome_results(cohort: Cohort, stated: Plan) -> Results:
    """Return the results of a file that holds outcomes and no scans.

    The primary row is the log-rank test of the planned groups, stratified where strata are planned, or Gray's where
    ends compete; without groups it is the first number of the curve.
    """
    plan = with_outcome_defaults(stated, Path(cohort.source).stem)
    rows, record = outcome(Source(cohort, plan, bytes([NO_STRATUM]) * cohort.n))
    found = record or {"n": 0, "left_out": [], "notes": []}
    if plan.origin.kind == "rebuilt":
        rows = [row if determined(row.id, plan.origin.determined) else row.noting(ILLUSTRATION) for row in rows]
    planned = "incidence-equality" if plan.outcome.competing_values else "survival-equality"
    tests = [row for row in rows if row.quantity == planned]
    data = {name: value for name, value in cohort.summary().items() if name not in FILE}
    return Results(
        study={"id": plan.id, "title": plan.title, "citation": plan.citation},
        plan=plan_record(plan),
        provenance=provenance(cohort, outcome_warnings(found)),
        patients={"read": cohort.n, "analysed": found["n"], "excluded": found["left_out"]},
        primary={"endpoint": "outcome", "row": (tests or rows)[0].id, "table": None},
        rows=tuple(rows),
        further={"data": data, "outcome": record},
    )


def with_outcome_defaults(stated: Plan, stem: str) -> Plan:
    """Return a plan for outcomes alone with its id and title filled in, and without strata by PSA.

    Examples
    --------
    >>> with_outcome_defaults(Plan(), "My outcomes").title
    'Event-free survival'
    """
    return replace(
        stated,
        id=stated.id or slug(stem),
        title=stated.title or f"{stated.outcome.shows[:1].upper()}{stated.outcome.shows[1:]}",
        strata=replace(stated.strata, preset="none", bins=()),
    )
