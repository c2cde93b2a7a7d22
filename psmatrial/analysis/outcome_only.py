"""A file of outcomes without scans: the results of a comparison of arms, or of one group alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from psmatrial.analysis.baseline import baseline
from psmatrial.analysis.determined import determined
from psmatrial.analysis.doubling import history_record
from psmatrial.analysis.outcome import outcome, outcome_warnings
from psmatrial.analysis.outcome_data import followed
from psmatrial.analysis.plan import Plan
from psmatrial.analysis.plan_key import stated
from psmatrial.analysis.plan_text import plan_record
from psmatrial.analysis.provenance import provenance
from psmatrial.analysis.results import ILLUSTRATION, Results
from psmatrial.analysis.slugs import slug
from psmatrial.analysis.tables import Source, source
from psmatrial.data.cohort import Cohort
from psmatrial.errors import Problem, UsageError

FILE = ("source", "sha256", "bytes")
# Parts and keys of a plan that a file of outcomes alone has nothing for.
NEEDING_READINGS = {
    "primary.margin": "a margin of the difference",
    "primary.ratio_margin": "a margin of the ratio",
    "primary.equivalence": "a test of equivalence",
    "model": "a model of detection",
    "truth": "a reference standard",
    "management": "a change of treatment",
    "measured": "a measured column",
}


def outcome_results(cohort: Cohort, planned: Plan) -> Results:
    """Return the results of a file that holds outcomes and no scans.

    The primary row is the log-rank test of the planned groups, stratified where strata are planned, or Gray's where
    ends compete; without groups it is the first number of the curve.

    Raises
    ------
    UsageError
        As ``with_outcome_defaults``, or if a column of the baseline table tells patients apart.
    """
    plan = with_outcome_defaults(planned, Path(cohort.source).stem)
    origin = source(cohort, plan)
    rows, record = outcome(origin)
    found = record or {"n": 0, "left_out": [], "notes": []}
    if plan.origin.kind == "rebuilt":
        rows = [row if determined(row.id, plan.origin.determined) else row.noting(ILLUSTRATION) for row in rows]
    quantity = "incidence-equality" if plan.outcome.competing_values else "survival-equality"
    tests = [row for row in rows if row.quantity == quantity]
    return Results(
        study={"id": plan.id, "title": plan.title, "citation": plan.citation},
        plan=plan_record(plan),
        provenance=provenance(cohort, outcome_warnings(found)),
        patients={"read": cohort.n, "analysed": found["n"], "excluded": found["left_out"]},
        primary={"endpoint": "outcome", "row": (tests or rows)[0].id, "table": None},
        rows=tuple(rows),
        further=_further(origin) | {"outcome": record},
    )


def _further(origin: Source) -> dict[str, Any]:
    """Return the data in brief, and who the patients were where the plan asks for it."""
    cohort = origin.cohort
    further: dict[str, Any] = {"data": {name: at for name, at in cohort.summary().items() if name not in FILE}}
    if found := baseline(origin, followed(origin).members):
        further["baseline"] = found
    return further | ({"psa_history": history_record(cohort)} if cohort.psa_history else {})


def with_outcome_defaults(planned: Plan, stem: str) -> Plan:
    """Return a plan for outcomes alone with its id and title filled in, and without strata by PSA.

    Raises
    ------
    UsageError
        If the plan has parts or a margin that need readings.

    Examples
    --------
    >>> with_outcome_defaults(Plan(), "My outcomes").title
    'Event-free survival'
    """
    problems = [
        Problem(
            f"{what} is planned, and the file holds outcomes and no readings.",
            f"Take {named if key else f'[{part}]'} out, or plan it for a file of readings.",
            "the plan",
            None,
            named,
        )
        for named, what in NEEDING_READINGS.items()
        for part, _, key in [named.partition(".")]
        if (found := stated(getattr(planned, part))) and (not key or key in found)
    ]
    if problems:
        raise UsageError(problems)
    return replace(
        planned,
        id=planned.id or slug(stem),
        title=planned.title or f"{planned.outcome.shows[:1].upper()}{planned.outcome.shows[1:]}",
        strata=replace(planned.strata, preset="none", bins=()),
    )
