"""Time to an event: the curve of each group, and how groups differ, where the plan names the columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import inf
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
# Longer than any follow-up: times in another unit than the plan says.
IMPLAUSIBLE_YEARS = 40
MUCH_LONGER = 10
A_YEAR = {"day": 365.25, "week": 365.25 / 7, "month": 12.0, "year": 1.0}


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
        "name": plan.shows,
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
        "notes": list(outcome_notes(plan, data)),
    }


def outcome_notes(plan: Outcome, data: Followed) -> Iterator[str]:
    """Yield what must be known of these curves, each as a sentence.

    Examples
    --------
    >>> from psmatrial.models.survival.follow_up import FollowUp
    >>> data = Followed(FollowUp((0.0, 5.0), (0, 0)), ("all", "all"), (), ("all",), ())
    >>> list(outcome_notes(Outcome(time="months", event="status"), data))[0]
    'Nobody had the event.'
    """
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
    if plan.by and len(data.names) == 1:
        yield f"The column {plan.by} has one group only, {data.names[0]}: there is nothing to compare it with."
    yield from _doubtful_times(data.follow_up.times, plan.unit)


def _doubtful_times(times: Sequence[float], unit: str) -> Iterator[str]:
    """Say what times of 0 do, and which times may be in another unit than the others."""
    if zeros := times.count(0):
        who = "1 patient has" if zeros == 1 else f"{zeros} patients have"
        yield f"{who} a time of 0: an event then lowers the curve from its start, and an end without it adds nothing."
    longest = max(times, default=0)
    three_quarters = sorted(times)[(3 * len(times) - 1) // 4] if times else 0
    if 0 < MUCH_LONGER * three_quarters < longest:
        yield (
            f"The longest time, {longest:g} {unit}, is more than {MUCH_LONGER} times what three quarters of the "
            "patients have at most. Are some times in another unit?"
        )
    if longest > IMPLAUSIBLE_YEARS * A_YEAR.get(unit.strip().lower().rstrip("s"), inf):
        yield f"The longest time, {longest:g} {unit}, is more than {IMPLAUSIBLE_YEARS} years. Is the unit right?"


def _ticks(longest: float, unit: str) -> Iterator[float]:
    """Yield round times from 0 on, not too many of them."""
    steps: list[float] = list(MONTHS) if unit.startswith("month") else []
    steps += [step * 10.0**power for power in range(-6, 12) for step in STEPS if not steps or step * 10.0**power > 120]
    step = next((step for step in steps if longest / step <= MOST_TICKS), steps[-1])
    yield from (k * step for k in range(int(longest / step) + 1))


def outcome_warnings(record: Mapping[str, Any]) -> list[str]:
    """Say how many patients have no outcome that can be used, by reason, and what must be known of the others.

    Examples
    --------
    >>> outcome_warnings({"left_out": [{"reason": "no time", "n": 2}], "notes": ["Nobody had the event."]})
    ['2 patients left out: no time', 'Nobody had the event.']
    """
    left = ((item["n"], item["reason"]) for item in record["left_out"])
    return [*(f"{n} patient{'' if n == 1 else 's'} left out: {reason}" for n, reason in left), *record["notes"]]
