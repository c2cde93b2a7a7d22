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

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from math import ceil, floor, inf, isnan
from typing import TypeVar

T = TypeVar("T")
Holds = Callable[[int], bool]
# The methods that fit, by smaller discordant count, or by neighbours.
Methods = dict[int, tuple[str, ...]]
Stretched = tuple[range, tuple[str, ...]]


def between(counts: range, narrow: Holds, wide: Holds, near: tuple[float, float] = (0.0, 0.0)) -> range:
    """Return the counts that are neither too narrow nor too wide.

    Parameters
    ----------
    counts
        Smaller discordant counts of a line, rising.
    narrow
        Whether the interval at a count is too narrow, so that only counts further on could fit.
    wide
        Whether it is too wide, so that only counts before it could.
    near
        About the first and the last count that fits; the first above the last where probably none does.

    Examples
    --------
    >>> between(range(10), lambda k: k < 3, lambda k: k > 5, (2.6, 5.4))
    range(3, 6)
    >>> between(range(10), lambda k: k < 6, lambda k: k > 3, (5.5, 3.5))
    range(0, 0)
    """
    if not counts:
        return counts
    if near[0] > near[1]:
        # Two counts that follow one another, or one at an end, can show that none fits.
        at = _clamped(sum(near) / 2.0, counts.start, counts.stop) - 1
        if (at < counts.start or narrow(at)) and (at + 1 == counts.stop or wide(at + 1)):
            return range(0)
    start = first_count(counts.start, counts.stop, lambda count: not narrow(count), near[0])
    return range(start, first_count(start, counts.stop, wide, near[1] + 1.0))


def first_count(first: int, stop: int, holds: Holds, near: float) -> int:
    """Return the first count from which on something holds, ``stop`` where nowhere before it; tried near a guess.

    Examples
    --------
    >>> first_count(0, 100, lambda k: k * k > 50, 9.0)
    8
    """
    at, step = _clamped(near, first, stop - 1), 1
    while first < stop:
        there = holds(at)
        first, stop = (first, at) if there else (at + 1, stop)
        # In growing steps, and by halves where they lead too far.
        at = stop - step if there else first + step - 1
        if step > (stop - first) // 2:
            at = (first + stop) // 2
        step *= 4
    return first


def _clamped(x: float, first: int, last: int) -> int:
    """Return the whole number next above a number, within two others; the smaller one where there is no number."""
    return ceil(min(max(x, first), last)) if not isnan(x) else first


def inside(counts: range, least: float, most: float, doubt: float) -> range:
    """Return the counts between two that were solved for, with a doubt that grows with them.

    Examples
    --------
    >>> inside(range(10), 2.5, 7.5, 1e-6), inside(range(10), 2.0, inf, 1e-6)
    (range(3, 8), range(2, 10))
    """
    if least == inf or most == -inf:
        return range(0)
    start = ceil(least - doubt * (1.0 + abs(least))) if least > -inf else counts.start
    stop = floor(most + doubt * (1.0 + abs(most))) + 1 if most < inf else counts.stop
    return range(max(counts.start, start), min(counts.stop, stop))


def trimmed(counts: range, fits: Callable[[int], bool], certain: Holds) -> Iterable[int]:
    """Return the counts that are printed exactly like this: from the ends on each is tried until one is certain.

    Parameters
    ----------
    counts
        Neighbouring counts of a line.
    fits
        Whether a count fits: costly.
    certain
        Whether it fits for certain: cheap.

    Examples
    --------
    >>> list(trimmed(range(3, 8), lambda k: k != 3, lambda k: 5 <= k <= 6))
    [4, 5, 6, 7]
    """
    found = set(counts)
    for order in (counts, reversed(counts)):
        for count in order:
            if certain(count):
                break
            if not fits(count):
                found.discard(count)
    return sorted(found)


def by_count(stretched: Iterable[tuple[range, T]]) -> dict[int, T]:
    """Return by count what is told of neighbouring counts.

    Examples
    --------
    >>> by_count([(range(2, 4), ("wald",)), (range(5, 6), ("wald", "tango"))])
    {2: ('wald',), 3: ('wald',), 5: ('wald', 'tango')}
    """
    found: dict[int, T] = {}
    for counts, told in stretched:
        found.update(dict.fromkeys(counts, told))
    return found


def stretches(runs: Iterable[tuple[str, Iterable[int]]]) -> Iterator[Stretched]:
    """Go through the counts at which the same methods fit, rising; from one end of a run to the next they stay.

    Examples
    --------
    >>> list(stretches([("exact", range(2, 5)), ("mid-p", [4, 5])]))
    [(range(2, 4), ('exact',)), (range(4, 5), ('exact', 'mid-p')), (range(5, 6), ('mid-p',))]
    """
    found: list[tuple[str, range]] = []
    for name, run in runs:
        found += [(name, run)] if isinstance(run, range) else [(name, one) for one in neighbouring(run)]
    ends = sorted({end for _, run in found if run for end in (run.start, run.stop)})
    for start, stop in pairwise(ends):
        if names := tuple([name for name, run in found if run.start <= start < run.stop]):
            yield range(start, stop), names


def neighbouring(counts: Iterable[int]) -> Iterator[range]:
    """Go through the runs of rising counts.

    Examples
    --------
    >>> list(neighbouring([2, 3, 4, 7]))
    [range(2, 5), range(7, 8)]
    """
    start = stop = 0
    for count in counts:
        if count != stop:
            if stop > start:
                yield range(start, stop)
            start = count
        stop = count + 1
    if stop > start:
        yield range(start, stop)
