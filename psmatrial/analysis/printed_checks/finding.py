"""What a check found out about one printed number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from psmatrial.data.study import NOT_SEEN, Outcome, Printed

MIDDLE = "middle of the limits"
REPRODUCED, NEEDS_METHOD, SEVERAL = "reproduced", "needs-method", "several-tables"
NOT_REPRODUCED, NOT_CHECKABLE = "not-reproduced", "not-checkable"
FAILING = (NEEDS_METHOD, NOT_REPRODUCED)


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict on one printed number.

    Parameters
    ----------
    item
        Id, ``OUTCOME.NUMBER``.
    printed
        The number as printed.
    verdict
        One of the five.
    computed
        What the other printed numbers give, in the unit of the print; a pair for limits, or for the ends of what they
        allow, None where that is open.
    implied
        Where the quantity itself cannot be computed: what was looked at instead, and its value. The number then agrees
        with the others at best.
    method
        The method by which it is reproduced, or what would explain it.
    note
        In words.
    seen
        Whether the number and everything that it was held against was seen in a source.
    rests
        Ids of the printed numbers that it was held against.
    tables
        The 2x2 tables behind it, as cells.
    """

    item: str
    printed: str
    verdict: str
    computed: Any = None
    implied: tuple[str, float] | None = None
    method: str = ""
    note: str = ""
    seen: bool = True
    rests: tuple[str, ...] = ()
    tables: tuple[tuple[int, ...], ...] = ()


def item_id(outcome: Outcome, name: str) -> str:
    """Return the id of a number of an outcome.

    Examples
    --------
    >>> item_id(Outcome("overall"), "index.percent")
    'overall.index.percent'
    """
    return f"{outcome.id}.{name}"


def given(outcome: Outcome, name: str) -> Printed | None:
    """Return a printed number of an outcome; None where it is absent or was not seen at all."""
    number = outcome.numbers.get(name)
    return None if number is None or number.text == NOT_SEEN else number


def all_seen(outcome: Outcome, names: Iterable[str]) -> bool:
    """Return whether all these numbers of an outcome were seen in a source."""
    return all(number.seen for name in names if (number := outcome.numbers.get(name)))


def finding(outcome: Outcome, name: str, verdict: str, rests: Iterable[str] = (), **further: Any) -> Finding:
    """Return a finding about a number of an outcome that was held against others of the same outcome."""
    number, basis = outcome.numbers[name], tuple(rests)
    return Finding(
        item=item_id(outcome, name),
        printed=number.text,
        verdict=verdict,
        seen=number.seen and all_seen(outcome, basis),
        rests=tuple(item_id(outcome, one) for one in basis),
        **further,
    )
