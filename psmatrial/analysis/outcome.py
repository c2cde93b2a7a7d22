"""Time to an event: the curve of each group, and how groups differ, where the plan names the columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from psmatrial.analysis.outcome_compared import compared_rows
from psmatrial.analysis.outcome_curves import curve_record, group_rows, horizon
from psmatrial.analysis.outcome_data import Followed, followed
from psmatrial.analysis.outcome_plan import CENSORING
from psmatrial.analysis.plan_further import SCANS, Outcome
from psmatrial.analysis.results import Row
from psmatrial.analysis.tables import Source
from psmatrial.models.survival.follow_up import COMPETING

# Distances between the times at which the numbers at risk are given, in units and in months.
STEPS = (1.0, 2.0, 5.0)
MONTHS = (1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 36.0, 60.0, 120.0)
MOST_TICKS = 8


def outcome(origin: Source) -> tuple[list[Row], dict[str, Any] | None]:
    """Return the rows and the curves of a plan that names an outcome; nothing otherwise.

    Groups are compared as groups of different patients: arms, or patients by what a scan found.

    Raises
    ------
    InputError
        If a cell is no time, or says what the plan does not know.
    """
    plan = origin.plan.outcome
    if not plan.time:
        return [], None
    data = followed(origin)
    level = origin.plan.level
    tau = horizon(data, plan)
    rows = [row for name in data.names for row in group_rows(data, name, plan, level, tau)]
    if len(data.names) > 1:
        rows += compared_rows(data, plan, level, tau)
    return rows, _record(data, origin, tau)


def _record(data: Followed, origin: Source, tau: float) -> dict[str, Any]:
    """Return what displays need beyond rows."""
    plan, level = origin.plan.outcome, origin.plan.level
    ticks = list(_ticks(data.follow_up.longest, plan.unit))
    curves = [curve_record(data.part(name), name, plan, level, ticks) for name in data.names]
    return {
        "name": plan.name,
        "unit": plan.unit,
        "level": level,
        "interval": plan.interval,
        "by": plan.by,
        "scan": getattr(origin.plan.contrasts[0], plan.by) if plan.by in SCANS else None,
        "strata": plan.strata,
        "competing": bool(plan.competing_values),
        "n": data.follow_up.n,
        "events": data.follow_up.events,
        "competing_events": data.follow_up.ends.count(COMPETING),
        "left_out": [{"reason": reason, "n": n} for reason, n in data.left_out],
        "times": list(plan.times),
        "tau": tau,
        "ticks": ticks,
        "curves": curves,
        "notes": list(_notes(plan, data)),
    }


def _notes(plan: Outcome, data: Followed) -> Iterator[str]:
    """Say what must be known of these curves."""
    if plan.event and CENSORING.search(plan.event):
        values = " and ".join(plan.event_values)
        yield f"The column {plan.event} by its name says who is censored; the plan states that {values} is the event."
    if plan.by in SCANS:
        yield (
            "Patients are grouped by what a scan found, not at random: groups also differ in what made the scan "
            "positive, and treatment that followed the scan is part of the difference."
        )
    if not data.follow_up.events:
        yield "Nobody had the event."


def _ticks(longest: float, unit: str) -> Iterator[float]:
    """Yield round times from 0 on, not too many of them."""
    steps: list[float] = list(MONTHS) if unit.startswith("month") else []
    steps += [step * 10.0**power for power in range(-6, 12) for step in STEPS if not steps or step * 10.0**power > 120]
    step = next((step for step in steps if longest / step <= MOST_TICKS), steps[-1])
    yield from (k * step for k in range(int(longest / step) + 1))


def outcome_left_out(record: Mapping[str, Any]) -> list[str]:
    """Say how many patients have no outcome that can be used, by reason.

    Examples
    --------
    >>> outcome_left_out({"left_out": [{"reason": "no time", "n": 2}]})
    ['2 patients left out: no time']
    """
    return [
        f"{item['n']} patient{'' if item['n'] == 1 else 's'} left out: {item['reason']}" for item in record["left_out"]
    ]
