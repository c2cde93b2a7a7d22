"""The tables along thousands of lines that fit printed limits, found together: see ``lines`` for one line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from psmatrial.stats.recovery.contrast.closed import Error, Line
from psmatrial.stats.recovery.contrast.closed_arrays import (
    BONETT_PRICE,
    CLOSED_ARRAYS,
    NEAR_BONETT_PRICE,
    Array,
    Many,
    ManyAt,
    RateLimits,
    Truths,
)
from psmatrial.stats.recovery.contrast.reach import RATES
from psmatrial.stats.recovery.margins import Margins
from psmatrial.stats.recovery.rates.binomial_intervals import Edges
from psmatrial.stats.recovery.rates.rate_arrays import jeffreys, wilson

Counts = NDArray[np.int64]
# Patients, differences of the discordant counts and patients found by the index test of lines.
Columns = tuple[Counts, Counts, Counts]
# The least and the largest counts of lines.
Ends = tuple[Array, Array]
# From and up to which counts of lines limits fit, the same for certain, and where no closed form tells.
Found = tuple[Counts, Counts, Counts, Counts, Truths]
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
        limits = _rate_limits(needed, n, index, index - excess, asked.error)
        of = Many(n, index, index - excess, limits).both_ways()
        searched = asked.key == "ratio_ci" and BONETT_PRICE in names
        solved = [name for name in names if not (searched and name == BONETT_PRICE)]
        ends = dict(zip(solved, _counts(asked, [CLOSED_ARRAYS[asked.key][name] for name in solved], of), strict=True))
        if searched:
            ends[BONETT_PRICE] = _searched(asked, of)
        for name in names:
            start, stop, first, last, unknown = ends[name]
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


def _counts(asked: Asked, methods: Sequence[ManyAt], of: Many) -> Iterator[Found]:
    """Go through methods: the counts at which both limits are in their windows, and those where certainly.

    A doubt about the counts that are solved for grows with them. Counts from 0 up are as good as none below.
    """
    if not methods:
        return
    least, most = _ends(asked, methods, of)
    unknown = np.isnan(least) | np.isnan(most)
    doubt = asked.doubt * np.array([[1.0], [-1.0]])
    least = np.where(least == -inf, 0.0, least - doubt * (1.0 + abs(least)))
    most = np.where(most == inf, _MANY, most + doubt * (1.0 + abs(most)))
    starts = np.ceil(np.clip(np.where(unknown, 0.0, least), 0.0, _MANY)).astype(np.int64)
    stops = np.floor(np.clip(np.where(unknown, -1.0, most), -1.0, _MANY)).astype(np.int64) + 1
    for start, stop, open_ in zip(starts, stops, unknown, strict=True):
        yield start[0], stop[0], start[1], stop[1], open_[0]


def _ends(asked: Asked, methods: Sequence[ManyAt], of: Many) -> Ends:
    """Return between which counts both limits are in their windows, by method, the wide and the sure ones.

    They are not a number where no closed form tells.
    """
    # Rows: of the lines and of those of the exchanged tests, where the limits pass both ends of both windows.
    x = np.array([[[end] for edges in (asked.wide, asked.sure) for end in edges[side]] for side in (0, 1)])
    # Limits do not leave their range.
    outside, beyond = x <= asked.lowest, x == inf
    inside = np.where(outside | beyond, 1.0, x)
    found = np.stack([at(of, inside, asked.error) for at in methods])
    if outside.any() or beyond.any():
        found = np.where(outside, inf, np.where(beyond, -inf, found))
    return found[:, :, 1::2].max(axis=1), found[:, :, ::2].min(axis=1)


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


def _searched(asked: Asked, of: Many) -> Found:
    """Return the counts at which Bonett and Price's limits are in their windows, and those where certainly.

    Four counts are searched for together: the first that is not too narrow, and the first that is too wide, for the
    wide and for the sure windows.
    """
    index, comparator = of.index[:, 0]
    top = np.minimum(np.minimum(index, comparator), np.minimum(of.n - index, of.n - comparator))
    least, most = _ends(asked, [NEAR_BONETT_PRICE], of)
    near = np.stack((least[0], most[0] + 1.0), axis=1)
    # The wide and the sure windows, of both limits, with both ends.
    edges = np.array((asked.wide, asked.sure))[..., None]

    def holds(k: Counts) -> Truths:
        low, mirrored = _bonett_price(index, comparator, k, asked.error.z)
        not_narrow = (low[:, 0] <= edges[:, 0, 1]) & (mirrored[:, 0] <= edges[:, 1, 1])
        wide = (low[:, 1] < edges[:, 0, 0]) | (mirrored[:, 1] < edges[:, 1, 0])
        return np.stack((not_narrow, wide), axis=1)

    (start, stop), (first, last) = _first(holds, top.astype(np.int64) + 1, near)
    return start, np.maximum(start, stop), first, np.maximum(first, last), np.zeros(len(start), dtype=bool)


def _first(holds: Callable[[Counts], Truths], stop: Counts, near: Array) -> Counts:
    """Return the first counts from which on something holds, ``stop`` where nowhere before; tried near guesses.

    It goes as ``nested.first_count`` does, with one more step of one: most guesses are off by one at most.
    """
    stop, first = np.broadcast_to(stop, near.shape), np.zeros(near.shape, dtype=np.int64)
    at = np.ceil(np.clip(np.nan_to_num(near), 0.0, stop - 1.0)).astype(np.int64)
    for look in count():
        undecided = first < stop
        if not undecided.any():
            break
        step = 4 ** max(0, look - 1)
        there = holds(at)
        first, stop = np.where(undecided & ~there, at + 1, first), np.where(undecided & there, at, stop)
        at = np.where(there, stop - step, first + step - 1)
        at = np.where(step > (stop - first) // 2, (first + stop) // 2, at)
    return first


def _bonett_price(index: Array, comparator: Array, k: Counts, z: float) -> tuple[Array, Array]:
    """Return the lower limits by Bonett and Price at counts, and those of the exchanged tests."""
    found = np.maximum(index, comparator) + k.astype(np.float64)
    joint = np.sqrt((abs(index - comparator) + 2.0 * k + 2.0) / ((index + 1.0) * (comparator + 1.0)))
    apart = sum(np.sqrt((found - x + 1.0) / (found + 2.0) / (x + 1.0)) for x in (index, comparator))
    reduced = z * joint / apart
    (index_low, index_high), (comparator_low, comparator_high) = (
        _wilson_limits(x, found, reduced) for x in (index, comparator)
    )
    return index_low / comparator_high, comparator_low / index_high


def _wilson_limits(x: Array, n: Array, z: Array) -> tuple[Array, Array]:
    """Return Wilson's limits of x of n, x above 0, exactly 1 where they touch the range."""
    centre, half, scale = 2.0 * x + z * z, z * np.sqrt(z * z + 4.0 * x * (n - x) / n), 2.0 * (n + z * z)
    return (centre - half) / scale, np.where(x < n, (centre + half) / scale, 1.0)
