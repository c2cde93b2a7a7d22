"""Which tables along a line fit two printed limits, where the intervals lie one inside the next.

On a line the number of patients and both rates stay as they are (for some methods only their difference matters),
and the smaller discordant count k runs up: one patient moves from both tests and one from neither to the two
discordant cells. The estimate stays, its variance grows, and so the interval at k lies inside that at k + 1. A printed
interval then belongs to neighbouring k, and one k tells on which side to go on.

Why the intervals are nested, by method:

- Wald, corrected Wald, Agresti-Min, Bonett-Price and the ratio's Wald: the estimate is fixed and k stands only under
  the root of the half width, with a positive factor.
- Newcombe and MOVER: the limits of the two rates are fixed, and the correlation falls as k rises, for its numerator
  ad - bc falls by n. For the difference the radicand falls with the correlation. For the ratio r the lower limit is
  the first r at which (p - r q)^2 no longer exceeds a radicand that grows where the correlation falls.
- Tango: the restricted estimate q of the rarer cell is the root of 2n q^2 + ((2n - b + c) x - b - c) q - c x (1 - x).
  One more k takes 2q + x (1 - x) off it, so q grows, and with it the variance n(2q + x - x^2); the deviation stays.
  Hypotheses x below 0 are those above 0 of the exchanged tests.
- Tang: likewise; one more k lowers the quadratic at each q above 0, and the variance grows with q and with the
  patients found by any test.
- Exact unconditional: the tables as extreme as the observed one are those with Tango's statistic at least as large.
  It shrinks as k rises, so no hypothesis that is accepted at k is rejected at k + 1.
- SCAS, Fay-Lumbard and the ratio's Bonett-Price: verified, not proved, for every table of up to 60 patients at levels
  0.90, 0.95 and 0.99 by ``tests/stats/recovery/verify.py``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable

# At a count: whether only wider intervals, further on, could fit; and whether only narrower ones, before it, could.
Place = Callable[[int], tuple[bool, bool]]


def between(counts: range, place: Place, start: int | None = None) -> tuple[range, int]:
    """Return the counts that are neither too narrow nor too wide, and the last one that was looked at.

    Parameters
    ----------
    counts
        Smaller discordant counts of a line, rising.
    place
        Whether the interval at a count is too narrow, and whether it is too wide; both where a limit lies off on each
        side, and then no count of the line fits.
    start
        Where to look first.

    Examples
    --------
    >>> between(range(10), lambda k: (k < 3, k > 5))[0]
    range(3, 6)
    >>> between(range(10), lambda k: (k < 6, k > 3))[0]
    range(0, 0)
    """
    known: dict[int, tuple[bool, bool]] = {}

    def seen(count: int) -> tuple[bool, bool]:
        if count not in known:
            known[count] = place(count)
        return known[count]

    first, stop = counts.start, counts.stop
    at = min(max(start, first), stop - 1) if start is not None and counts else (first + stop) // 2
    step = 1
    while first < stop:
        narrow, wide = seen(at)
        if narrow and wide:
            break
        if not narrow and not wide:
            return _around(at, first, stop, seen), at
        first, stop = (at + 1, stop) if narrow else (first, at)
        # Near the first guess in growing steps, without one by halves.
        if start is None or step > (stop - first) // 2:
            at = (first + stop) // 2
        else:
            at = first + step - 1 if narrow else stop - step
        step *= 4
    return range(0), at


def _around(inside: int, first: int, stop: int, seen: Place) -> range:
    """Return the counts that fit on both sides of one that does."""
    low = first + bisect_left(range(first, inside), 1, key=lambda count: not seen(count)[0])
    high = bisect_left(range(stop), 1, lo=inside + 1, hi=stop, key=lambda count: seen(count)[1])
    return range(low, high)


def trimmed(counts: range, fits: Callable[[int], bool], certain: Place) -> Iterable[int]:
    """Return the counts that are printed exactly like this: from the ends on each is tried until one is certain.

    Parameters
    ----------
    counts
        Neighbouring counts of a line.
    fits
        Whether a count fits: costly.
    certain
        How a count is placed against windows so narrow that it fits for certain where it is on neither side.

    Examples
    --------
    >>> list(trimmed(range(3, 8), lambda k: k != 3, lambda k: (k < 5, k > 6)))
    [4, 5, 6, 7]
    """
    found = set(counts)
    for order in (counts, reversed(counts)):
        for count in order:
            if certain(count) == (False, False):
                break
            if not fits(count):
                found.discard(count)
    return sorted(found)
