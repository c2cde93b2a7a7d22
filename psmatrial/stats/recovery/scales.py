"""Percent or a proportion: what a number up to 1 without a sign of percent is, as the numbers beside it tell."""

from __future__ import annotations

from collections.abc import Collection, Iterable
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


def beside_rates(printed: Printed, rates: tuple[Share, Share], patients: Collection[int]) -> Printed:
    """Return a difference of two rates in percent where that is nearer to what the rates beside it give.

    Parameters
    ----------
    printed
        As it was read: a number up to 1 as a proportion.
    rates
        The two rates.
    patients
        The numbers of patients that are possible.

    Examples
    --------
    >>> from psmatrial.stats.printed_text import printed_difference, printed_share
    >>> rates = printed_share("56.3%"), printed_share("56.0%")
    >>> [beside_rates(printed_difference(text), rates, [1000]).value for text in ("0.3", "0.003")]
    [Decimal('0.003'), Decimal('0.003')]
    """
    first, second = (_rate(share, patients) for share in rates)
    return printed if first is None or second is None or not _is_open(printed) else _nearest(printed, [first - second])


def _rate(share: Share, patients: Collection[int]) -> Fraction | None:
    """Return a printed rate as a proportion, None where nothing but its count is known."""
    if share.share is not None:
        return Fraction(share.share.value)
    n = share.n or (max(patients) if len(patients) == 1 else 0)
    return Fraction(share.count, n) if share.count is not None and n else None


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
