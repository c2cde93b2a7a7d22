"""The frame shared by all intervals of a table: sides, ranges, and the words for tables on the edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from psmatrial.errors import InputError
from psmatrial.model import Estimate, checked_alternative, checked_level
from psmatrial.stats.rate import NO_PATIENTS, one_sided_note

if TYPE_CHECKING:
    from collections.abc import Callable

    from psmatrial.model import PairedTable


class Limits(NamedTuple):
    """Two-sided limits, and in words what is unusual about them."""

    low: float
    high: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """A quantity with the ends of its range and its estimate, as ``(value, note)``."""

    quantity: str
    lowest: float
    highest: float
    estimate: Callable[[PairedTable], tuple[float | None, str]]


def interval(
    scale: Scale,
    method: str,
    limits: Callable[[PairedTable, float], Limits],
    table: PairedTable,
    level: float,
    alternative: str,
) -> Estimate:
    """Return an estimate with two-sided limits, or with one limit that carries the whole error.

    Parameters
    ----------
    scale
        What is estimated.
    method
        Name of the interval.
    limits
        Its two-sided limits for a table of at least one patient, as a function of table and level.
    table
        Counts of patients, each read with both tests.
    level
        Confidence level as a proportion.
    alternative
        ``two-sided``; ``greater`` for a lower limit, ``less`` for an upper one, the other side being the
        end of the range.

    Returns
    -------
    Estimate
        Within the range of the quantity. Without patients every value is None.

    Raises
    ------
    InputError
        If level or alternative cannot be used.
    """
    checked_alternative(alternative)
    level = checked_level(level)
    two_sided_level = two_sided(level, alternative)
    if table.n == 0:
        return Estimate(scale.quantity, None, None, None, level, method, 0, NO_PATIENTS, alternative)
    value, remark = scale.estimate(table)
    low, high, note = limits(table, two_sided_level)
    low = scale.lowest if alternative == "less" else _within(low, scale)
    high = scale.highest if alternative == "greater" else _within(high, scale)
    side = "" if alternative == "two-sided" else one_sided_note(level)
    words = "; ".join(part for part in (remark, note, side) if part)
    return Estimate(scale.quantity, value, low, high, level, method, table.n, words, alternative)


def two_sided(level: float, alternative: str) -> float:
    """Return the level of the two-sided interval that has the same limit on the side asked for."""
    if alternative == "two-sided":
        return level
    if (matched := 2.0 * level - 1.0) <= 0.0:
        raise InputError(f"level {level!r} is not above 0.5, as a one-sided limit needs.", "Give one such as 0.975.")
    return matched


def _within(limit: float, scale: Scale) -> float:
    """Return a limit clipped to the range; adding 0 turns a negative zero into zero."""
    return min(max(limit, scale.lowest), scale.highest) + 0.0
