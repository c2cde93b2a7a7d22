"""Percent or a proportion: what a number up to 1 without a sign of percent is, as the numbers beside it tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from psmatrial.stats.printed import PERCENT, Printed
from psmatrial.stats.printed_forms import percentage
from psmatrial.stats.printed_text import Interval, Share


def beside_count(share: Share, patients: Iterable[int]) -> Share:
    """Return a rate whose number beside a count is percent, unless only a proportion fits the count, or is nearer.

    Parameters
    ----------
    share
        As it was read: a number up to 1 as a proportion.
    patients
        The numbers of patients that are possible.

    Examples
    --------
    >>> from psmatrial.stats.printed_text import printed_share
    >>> [beside_count(printed_share(text), [200]).share.value for text in ("1 (0.5)", "1 (1)", "112 (0.56)")]
    [Decimal('0.005'), Decimal('0.01'), Decimal('0.56')]
    """
    printed, count = share.share, share.count
    if printed is None or count is None or not _is_open(printed):
        return share
    rates = [Fraction(count, n) for n in patients if n >= count] or [Fraction(count, share.n or count or 1)]
    return replace(share, share=_nearest(printed, rates))


def between_limits(printed: Printed, limits: Interval | None) -> Printed:
    """Return an estimate in percent where its limits are, unless it is nearer to their middle as a proportion.

    Examples
    --------
    >>> from psmatrial.stats.printed_text import printed_difference, printed_interval
    >>> limits = printed_interval("-4.2 to 5.2", "difference")
    >>> between_limits(printed_difference("0.5"), limits).value, between_limits(printed_difference("0.5"), None).value
    (Decimal('0.005'), Decimal('0.5'))
    """
    ends = [limit for limit in (limits.low, limits.high) if limit] if limits else []
    if not ends or not _is_open(printed) or any(limit.scale != PERCENT for limit in ends):
        return printed
    return _nearest(printed, [sum((Fraction(limit.value) for limit in ends), Fraction(0)) / len(ends)])


def _is_open(printed: Printed) -> bool:
    """Return whether a number that was read as a proportion could be percent."""
    return printed.scale != PERCENT and "%" not in printed.text and abs(printed.value) <= Decimal(1)


def _nearest(printed: Printed, rates: list[Fraction]) -> Printed:
    """Return a number on the scale on which it is printed like a rate, else is nearest to one; in percent if on both.

    A whole number is a proportion only where a rate is just that.
    """
    if printed.unit >= 1 and Fraction(printed.value) not in rates:
        return percentage(printed)

    def rank(way: Printed) -> tuple[bool, Fraction]:
        return not any(way.fits(rate) for rate in rates), min(abs(Fraction(way.value) - rate) for rate in rates)

    return min((percentage(printed), printed), key=rank)
