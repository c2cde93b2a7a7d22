"""PSA doubling time: how long PSA takes to double, from a line through its logarithm."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite, log

FEWEST = 3
SHORTEST_DAYS = 90.0
DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True)
class DoublingTime:
    """Doubling time in months with the slope of ln PSA a month; both None where ``note`` says why.

    A PSA that falls has a negative doubling time: the time in which it halves, shown as such. ``used`` counts the
    values above 0.
    """

    months: float | None
    slope: float | None
    used: int
    note: str = ""


def doubling_time(history: Sequence[tuple[float, float]]) -> DoublingTime:
    """Return ln 2 over the slope of ln PSA in time, the least-squares line through all values.

    Three values or more are needed, over three months (90 days) or more; values of 0, or below what the assay can
    measure, have no logarithm and are left out.

    Parameters
    ----------
    history
        Day and PSA in ng/mL, in any order.

    Returns
    -------
    DoublingTime
        In months of 30.4375 days. A falling PSA has a negative time, with a note; a constant one has none.

    References
    ----------
    Pound, J Am Med Assoc 1999;281:1591. Arlen, J Urol 2008;179:2181 (how many values, over how long).

    Examples
    --------
    Doubling every 100 days:

    >>> found = doubling_time([(0, 0.1), (100, 0.2), (200, 0.4)])
    >>> round(found.months * 30.4375, 6), found.used
    (100.0, 3)
    >>> doubling_time([(0, 0.1), (100, 0.2)]).note
    'fewer than 3 PSA values above 0'
    """
    points = [(day, log(psa)) for day, psa in history if psa > 0.0 and isfinite(psa) and isfinite(day)]
    used = len(points)
    if used < FEWEST:
        return DoublingTime(None, None, used, f"fewer than {FEWEST} PSA values above 0")
    days = [day for day, _ in points]
    if max(days) - min(days) < SHORTEST_DAYS:
        return DoublingTime(None, None, used, f"PSA values over fewer than {SHORTEST_DAYS:.0f} days")
    middle = sum(days) / used
    level = sum(value for _, value in points) / used
    spread = sum((day - middle) ** 2 for day in days)
    slope = sum((day - middle) * (value - level) for day, value in points) / spread * DAYS_A_MONTH
    # What rounding alone has left of a constant PSA is no slope.
    if abs(slope) * (max(days) - min(days)) / DAYS_A_MONTH < 1e-12:
        return DoublingTime(None, 0.0, used, "PSA does not change")
    note = "PSA falls: the time in which it halves, as a negative number" if slope < 0 else ""
    return DoublingTime(log(2.0) / slope, slope, used, note)


def doubling_times(history: Iterable[tuple[str, float, float]]) -> dict[str, DoublingTime]:
    """Return the doubling time of each patient, in the order in which patients first come.

    Parameters
    ----------
    history
        Patient, day and PSA in ng/mL, one a measurement.

    Examples
    --------
    >>> found = doubling_times([("P1", 0, 0.1), ("P2", 0, 0.4), ("P1", 100, 0.2), ("P1", 200, 0.4)])
    >>> round(found["P1"].months, 4), found["P2"].months
    (3.2854, None)
    """
    measured: dict[str, list[tuple[float, float]]] = {}
    for patient, day, psa in history:
        measured.setdefault(patient, []).append((day, psa))
    return {patient: doubling_time(values) for patient, values in measured.items()}
