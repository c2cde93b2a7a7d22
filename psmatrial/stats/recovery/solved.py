"""The tables along thousands of lines that fit printed limits, found together: see ``lines`` for one line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from psmatrial.stats.recovery.binomial_intervals import Window
from psmatrial.stats.recovery.closed import Error, Line
from psmatrial.stats.recovery.closed_arrays import CLOSED_ARRAYS, Array, Many, ManyAt, RateLimits, Truths
from psmatrial.stats.recovery.margins import Margins
from psmatrial.stats.recovery.rate_arrays import jeffreys, wilson
from psmatrial.stats.recovery.reach import RATES

Counts = NDArray[np.int64]
# Patients, differences of the discordant counts and patients found by the index test of lines.
Columns = tuple[Counts, Counts, Counts]
Edges = tuple[Window, Window]
BONETT_PRICE = "bonett-price"
# By method of a ratio, the limits of the rates that it needs.
_RATIO_RATES = {"mover-wilson": "wilson", "mover-jeffreys": "jeffreys"}
# More than any number of patients.
_MANY = 10**6


class Run(NamedTuple):
    """Neighbouring smaller discordant counts of one line that may fit a method, none being missing.

    Parameters
    ----------
    name
        Method.
    counts
        The counts; None where no closed form tells.
    sure
        Those of them that fit for certain.
    """

    name: str
    counts: range | None
    sure: range


class Asked(NamedTuple):
    """What is printed.

    Parameters
    ----------
    key
        ``difference_ci`` or ``ratio_ci``.
    wide, sure
        The windows of both lower limits, moved out and moved in by more than limits are rounded.
    error
        The error of a limit.
    lowest
        The least that a limit can be.
    doubt
        By how much, relatively, a count that was solved for may be off.
    """

    key: str
    wide: Edges
    sure: Edges
    error: Error
    lowest: float
    doubt: float


def runs(asked: Asked, names: Sequence[str], lines: Columns) -> dict[tuple[int, int, int], tuple[Run, ...]]:
    """Return for each of many lines the counts that may fit each of some methods.

    Parameters
    ----------
    asked
        What is printed.
    names
        Methods, each with a closed form or Bonett-Price for a ratio.
    lines
        The parts of lines, see ``closed.Line``.

    Returns
    -------
    dict
        By line; for the interval of a ratio without those on which a test found nobody.
    """
    if asked.key == "ratio_ci":
        both = lines[2] * (lines[2] - lines[1]) > 0
        lines = lines[0][both], lines[1][both], lines[2][both]
    n, excess, index = (column.astype(np.float64) for column in lines)
    found: list[tuple[Run, ...]] = [()] * len(n)
    with np.errstate(all="ignore"):
        rates = _RATIO_RATES if asked.key == "ratio_ci" else RATES
        needed = {rates[name] for name in names if name in rates}
        of = Many(n, index, index - excess, _rate_limits(needed, n, index, index - excess, asked.error))
        for name in names:
            if asked.key == "ratio_ci" and name == BONETT_PRICE:
                start, stop, first, last = _searched(asked, of)
                unknown = np.zeros(len(n), dtype=bool)
            else:
                at = CLOSED_ARRAYS[asked.key][name]
                start, stop, unknown = _between(_ends(asked, at, of, asked.wide), asked.doubt)
                first, last, _ = _between(_ends(asked, at, of, asked.sure), -asked.doubt)
            some = np.flatnonzero((start < stop) | unknown)
            columns = (some, unknown[some], start[some], stop[some], first[some], last[some])
            for i, open_, k, end, sure, sure_end in zip(*(column.tolist() for column in columns), strict=True):
                found[i] = (*found[i], Run(name, None if open_ else range(k, end), range(sure, sure_end)))
    return dict(zip(zip(*(column.tolist() for column in lines), strict=True), found, strict=True))


def columns(lines: Iterable[Line]) -> Columns:
    """Return the parts of lines.

    Examples
    --------
    >>> [column.tolist() for column in columns([Line(50, 15, 28), Line(50, 14, 28)])]
    [[50, 50], [15, 14], [28, 28]]
    """
    n, excess, index = np.array(list(lines), dtype=np.int64).reshape(-1, 3).T
    return n, excess, index


def of_rates(margins: Iterable[Margins]) -> tuple[Columns, Columns]:
    """Return the lines of all pairs of rates, and those of their differences alone, each once.

    Examples
    --------
    >>> pairs, alike = of_rates([Margins(50, {28: {}, 29: {}}, {13: {}, 14: {}})])
    >>> [column.tolist() for column in pairs], [column.tolist() for column in alike]
    ([[50, 50, 50, 50], [15, 14, 16, 15], [28, 28, 29, 29]], [[50, 50, 50], [14, 15, 16], [-1, -1, -1]])
    """
    parts = []
    for one in margins:
        first, second = (np.fromiter(rate or (), dtype=np.int64) for rate in (one.index, one.comparator))
        index = np.repeat(first, len(second))
        parts.append((np.full(len(index), one.n), index - np.tile(second, len(first)), index))
    n, excess, index = (np.concatenate(column) for column in zip(*parts, strict=True))
    places = np.unique(n * (2 * _MANY) + excess + _MANY)
    alike = places // (2 * _MANY), places % (2 * _MANY) - _MANY, np.full(len(places), -1)
    return (n, excess, index), alike


def _ends(asked: Asked, at: ManyAt, of: Many, edges: Edges) -> tuple[Array, Array]:
    """Return between which counts both limits are in their windows; not a number where no closed form tells."""
    least, most = np.full(len(of.n), -inf), np.full(len(of.n), inf)
    for seen, window in zip((of, of.swapped()), edges, strict=True):
        least = np.maximum(least, _at(asked, at, seen, window.high))
        most = np.minimum(most, _at(asked, at, seen, window.low))
    return least, most


def _at(asked: Asked, at: ManyAt, of: Many, x: float) -> Array:
    """Return the counts at which the lower limits of lines pass a number; limits do not leave their range."""
    if x <= asked.lowest or x == inf:
        return np.full(len(of.n), inf if x <= asked.lowest else -inf)
    return at(of, x, asked.error)


def _between(ends: tuple[Array, Array], doubt: float) -> tuple[Counts, Counts, Truths]:
    """Return the counts between two that were solved for, with a doubt that grows with them, and where it is not known.

    Counts from 0 up are as good as none below.
    """
    least, most = ends
    unknown: Truths = np.isnan(least) | np.isnan(most)
    least = np.where(least == -inf, 0.0, least - doubt * (1.0 + abs(least)))
    most = np.where(most == inf, _MANY, most + doubt * (1.0 + abs(most)))
    start = np.ceil(np.clip(np.where(unknown, 0.0, least), 0.0, _MANY)).astype(np.int64)
    stop = np.floor(np.clip(np.where(unknown, -1.0, most), -1.0, _MANY)).astype(np.int64) + 1
    return start, stop, unknown


def _rate_limits(
    rates: Iterable[str], n: Array, index: Array, comparator: Array, error: Error
) -> Mapping[str, RateLimits]:
    """Return lower limits of the shares found and not found by each test; each of a count and n is worked out once."""
    counts = np.concatenate((index, n - index, comparator, n - comparator))
    pairs, places = np.unique(np.tile(n, 4) * _MANY + counts, return_inverse=True)
    of, x = np.divmod(pairs, _MANY)
    found = {}
    for rate in rates:
        limit = np.where(x > 0.0, np.clip(_RATE[rate](x, of, error.share), 0.0, 1.0), 0.0)
        found[rate] = RateLimits(*np.split(limit[places], 4))
    return found


_RATE: Mapping[str, Callable[[Array, Array, float], Array]] = {"wilson": wilson, "jeffreys": jeffreys}


def _searched(asked: Asked, of: Many) -> tuple[Counts, Counts, Counts, Counts]:
    """Return the counts at which Bonett and Price's limits are in their windows, and those where certainly, by halving.

    Of the certain ones only the ends are asked: all between them are certain as well.
    """
    top = np.minimum(np.minimum(of.index, of.comparator), np.minimum(of.n - of.index, of.n - of.comparator))
    start, stop = np.zeros(len(of.n), dtype=np.int64), top.astype(np.int64) + 1
    start = _first(lambda k: ~_outside(asked.wide, of, k, asked.error.z)[0], start, stop)
    stop = _first(lambda k: _outside(asked.wide, of, k, asked.error.z)[1], start, stop)
    first, last = start, stop
    for _ in range(2):
        narrow, wide = _outside(asked.sure, of, first, asked.error.z)
        first = np.where(narrow | wide, first + 1, first)
        narrow, wide = _outside(asked.sure, of, last - 1, asked.error.z)
        last = np.where(narrow | wide, last - 1, last)
    certain = np.ones(len(of.n), dtype=bool)
    for k in (first, last - 1):
        narrow, wide = _outside(asked.sure, of, k, asked.error.z)
        certain &= ~(narrow | wide)
    return start, stop, first, np.where(certain, last, first)


def _first(holds: Callable[[Counts], Truths], first: Counts, stop: Counts) -> Counts:
    """Return the first counts from which on something holds, the last ones where nowhere before."""
    while (first < stop).any():
        middle = (first + stop) // 2
        there, undecided = holds(middle), first < stop
        stop = np.where(undecided & there, middle, stop)
        first = np.where(undecided & ~there, middle + 1, first)
    return first


def _outside(edges: Edges, of: Many, k: Counts, z: float) -> tuple[Truths, Truths]:
    """Return whether intervals by Bonett and Price are too narrow, and too wide, for the edges."""
    found = np.maximum(of.index, of.comparator) + k.astype(np.float64)
    joint = np.sqrt((abs(of.excess) + 2.0 * k + 2.0) / ((of.index + 1.0) * (of.comparator + 1.0)))
    apart = sum(np.sqrt((found - x + 1.0) / (found + 2.0) / (x + 1.0)) for x in (of.index, of.comparator))
    reduced = z * joint / apart
    (index_low, index_high), (comparator_low, comparator_high) = (
        _wilson_limits(x, found, reduced) for x in (of.index, of.comparator)
    )
    low, mirrored = index_low / comparator_high, comparator_low / index_high
    first, second = edges
    narrow = (low > first.high) | (mirrored > second.high)
    return narrow, (low < first.low) | (mirrored < second.low)


def _wilson_limits(x: Array, n: Array, z: Array) -> tuple[Array, Array]:
    """Return Wilson's limits of x of n, x above 0, exactly 1 where they touch the range."""
    centre, half, scale = 2.0 * x + z * z, z * np.sqrt(z * z + 4.0 * x * (n - x) / n), 2.0 * (n + z * z)
    return (centre - half) / scale, np.where(x < n, (centre + half) / scale, 1.0)
