"""One group followed up: its curve, and the numbers that are read from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import NormalDist
from typing import Any

from psmatrial.analysis.outcome_data import ALL, Followed
from psmatrial.analysis.plan_further import Outcome
from psmatrial.analysis.results import Row
from psmatrial.analysis.rows import Place, row_at
from psmatrial.models.survival.competing_risks import Incidence, incidence
from psmatrial.models.survival.follow_up import COMPETING, EVENT, FollowUp
from psmatrial.models.survival.kaplan_meier import KaplanMeier, kaplan_meier
from psmatrial.models.survival.median import median
from psmatrial.models.survival.restricted_mean import restricted_mean
from psmatrial.stats.rate import NO_WIDTH

MOST_POINTS = 600
BEYOND = "nobody is followed up that long"
FLAT = "no event so far: zero width, not an interval"
NOBODY = "nobody is left without the event: no interval"
NONE_YET = "no {event} so far: no interval"
ALL_HAD = "nobody is left without the {event}: zero width, not an interval"
CAUSES = {"incidence": EVENT, "competing-incidence": COMPETING}
EVENTS = {EVENT: "event", COMPETING: "competing event"}


def at(quantity: str, time: float) -> str:
    """Return the name of a quantity at a time.

    Examples
    --------
    >>> at("survival", 12.0)
    'survival-at-12'
    """
    return f"{quantity}-at-{time:g}"


def place_of(plan: Outcome, name: str) -> Place:
    """Return where the numbers of a group stand.

    Examples
    --------
    >>> place_of(Outcome(by="arm"), "PET").row_id("median-time", "log-log")
    'outcome.arm-PET.median-time.log-log'
    """
    place = Place("outcome", "patient", stratum=ALL)
    return replace(place, stratum_by=plan.by, stratum=name) if plan.by else place


def far(tau: float, unit: str) -> str:
    """Return how far a restricted mean looks, in words.

    Examples
    --------
    >>> far(36.0, "months")
    'up to 36 months'
    """
    return f"up to {tau:g} {unit}".rstrip()


def horizon(data: Followed, plan: Outcome) -> float:
    """Return how far the restricted mean looks: as planned, else to the shortest of the longest follow-ups."""
    return min((data.part(name).longest for name in data.names), default=0.0) if plan.tau is None else plan.tau


def group_rows(data: Followed, name: str, plan: Outcome, level: float, tau: float) -> Iterator[Row]:
    """Yield the numbers of one group: events, then survival, median and mean, or incidences where ends compete."""
    part, place = data.part(name), place_of(plan, name)
    yield row_at(place, "events", "count", numerator=part.events, denominator=part.n, n=part.n)
    if plan.competing_values:
        yield from _incidences(part, place, plan, level)
        return
    curve = kaplan_meier(part)
    for time in plan.times:
        value = curve.at(time)
        low, high = curve.limits(time, level, plan.interval)
        note = BEYOND if value is None else {1.0: FLAT, 0.0: NOBODY}.get(value, "")
        yield row_at(
            place,
            at("survival", time),
            plan.interval,
            value=value,
            low=low,
            high=high,
            level=level,
            numerator=curve.number_at_risk(time),
            denominator=part.n,
            n=part.n,
            note=note,
        )
    middle = median(curve, level, plan.interval)
    words = {"the median": middle.value, "its lower limit": middle.low, "its upper limit": middle.high}
    missing = [name for name, value in words.items() if value is None]
    yield row_at(
        place,
        "median-time",
        plan.interval,
        value=middle.value,
        low=middle.low,
        high=middle.high,
        level=level,
        n=part.n,
        note=f"not reached: {', '.join(missing)}" if missing else "",
    )
    yield _mean(curve, place, part.n, level, tau, plan.unit)


def _mean(curve: KaplanMeier, place: Place, n: int, level: float, tau: float, unit: str) -> Row:
    """Return the row of the restricted mean, with how far it looks."""
    mean = restricted_mean(curve, tau)
    reach = NormalDist().inv_cdf((1 + level) / 2) * mean.error if mean else 0.0
    flat = FLAT if curve.at(tau) == 1 else NO_WIDTH
    return row_at(
        place,
        "restricted-mean",
        "kaplan-meier",
        value=mean.value if mean else None,
        low=mean.value - reach if mean else None,
        high=mean.value + reach if mean else None,
        level=level,
        n=n,
        note=far(tau, unit) if mean else BEYOND,
    ).noting(flat if mean and not mean.error else "")


def _incidences(part: FollowUp, place: Place, plan: Outcome, level: float) -> Iterator[Row]:
    """Yield how many had the event, and the other end, by each planned time."""
    for quantity, cause in CAUSES.items():
        curve, event = incidence(part, cause), EVENTS[cause]
        for time in plan.times:
            value = curve.at(time)
            low, high = curve.limits(time, level, plan.interval)
            note = BEYOND if value is None else {0.0: NONE_YET, 1.0: ALL_HAD}.get(value, "").format(event=event)
            found = {"value": value, "low": low, "high": high, "level": level, "n": part.n, "note": note}
            yield row_at(place, at(quantity, time), "aalen-johansen", **found)


def curve_record(part: FollowUp, name: str, plan: Outcome, level: float, ticks: Sequence[float]) -> dict[str, Any]:
    """Return the curve of one group with its band and the numbers at risk, for a figure."""
    survival = kaplan_meier(part)
    record: dict[str, Any] = {
        "group": name,
        "n": part.n,
        "events": part.events,
        "longest": part.longest,
        "at_risk": [survival.number_at_risk(tick) for tick in ticks],
    }
    if plan.competing_values:
        curves = {quantity: incidence(part, cause) for quantity, cause in CAUSES.items()}
        record["competing_events"] = part.ends.count(COMPETING)
        return record | {quantity: _points(curve, plan, level) for quantity, curve in curves.items()}
    return record | {"survival": _points(survival, plan, level)}


def _points(curve: KaplanMeier | Incidence, plan: Outcome, level: float) -> dict[str, list[float | None]]:
    """Return a curve at the times at which it moves, at most some hundreds of them: the last of each short span."""
    times = list(curve.times)
    if len(times) > MOST_POINTS:
        span = (times[-1] - times[0]) / MOST_POINTS
        times = list({int((time - times[0]) / span): time for time in times}.values())
    band = [curve.limits(time, level, plan.interval) for time in times]
    return {
        "times": list(times),
        "height": [curve.at(time) for time in times],
        "low": [low for low, _ in band],
        "high": [high for _, high in band],
    }
