"""Both tails of McNemar's statistic for every number of discordant patients, and how n patients mix them."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import asin, ceil, log, pi, sin, sqrt
from typing import TYPE_CHECKING

import numpy as np

from psmatrial.stats._splits import log_factorials
from psmatrial.stats._supremum import COARSE, nodes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Mixing = tuple[NDArray[np.int64], Array]

# Terms below exp(-45) are left out.
_EXPONENT = 45.0
# Differences of the discordant counts, two apart, beside one that are looked at with it: the least and the most.
_FEWEST, _STEPS = 3.0, 32.0
# Positions on either side of one that are looked at with it.
_BESIDE = 2


def both_tails(n: int, square: Fraction) -> Array:
    """Return P(Z^2 >= z^2) given m discordant patients, for m = 0 to n and z^2 above 0."""
    # Other numbers of patients ask for the same z^2: all tails below a power of two are kept.
    return _both_tails((1 << n.bit_length()) - 1, square)[: n + 1]


@lru_cache(maxsize=512)
def _both_tails(n: int, square: Fraction) -> Array:
    """Return the same, kept.

    Ties are decided in whole numbers. From m to m + 1 the smallest count in a tail stays or rises by one, and the
    tail gains or loses half of one binomial term.
    """
    tails = np.zeros(n + 1)
    # Without a difference that is large enough there is no tail: m^2/m >= z^2.
    start = max(1, ceil(square))
    if start > n:
        return tails
    m = np.arange(start, n + 1)
    targets = -(-square.numerator * m // square.denominator)
    # A root is rounded to a whole number only where it is one: these numbers are far below 2^50.
    smallest = (m + np.ceil(np.sqrt(targets)).astype(np.int64) + 1) // 2
    term = smallest[1:] - 1
    steps, factorials = m[:-1], log_factorials(n)
    halves = np.exp(factorials[start:n] - factorials[term] - factorials[steps - term] - m[1:] * log(2.0))
    tails[start] = 0.5**start
    np.copysign(halves, smallest[:-1] - smallest[1:] + 0.5, out=tails[start + 1 :])
    return np.asarray(2.0 * np.maximum(np.cumsum(tails), 0.0))


@lru_cache(maxsize=8)
def positions(n: int) -> Array:
    """Return the positions that coarse bounds need."""
    return nodes(n, COARSE)


def mixed(n: int, tails: Array) -> Array:
    """Return the sum of Bin(m; n, s) tails[m] at each position s that coarse bounds need.

    The positions lie symmetrically about 1/2, and Bin(m; n, 1 - s) is Bin(n - m; n, s): half of the weights do.
    """
    mixing, last = _mixing(n), len(positions(n)) - 1
    return np.concatenate((_summed(mixing, tails), _summed(mixing, tails[::-1])[: last - last // 2][::-1]))


def reached(n: int, tails: Array, m: float) -> tuple[float, float]:
    """Return the largest of these sums at a few of the positions, and the mean number m of discordant patients there.

    Parameters
    ----------
    n
        Patients.
    tails
        What is mixed.
    m
        The mean number of discordant patients where the sum is thought to be largest.

    Examples
    --------
    >>> tails = both_tails(50, Fraction(9))
    >>> most, m = reached(50, tails, 25.0)
    >>> bool(most <= mixed(50, tails).max()), 0.0 <= m <= 50.0
    (True, True)
    """
    s = positions(n)
    last = len(s) - 1
    mirrored = 2.0 * m > n
    share = min(1.0 - m / n if mirrored else m / n, 0.5)
    first = min(max(round(asin(sqrt(max(share, 0.0))) * 2.0 * last / pi) - _BESIDE, 0), max(last - 2 * _BESIDE, 0))
    s = s[first : first + 2 * _BESIDE + 1]
    sums = _summed(_weights(n, s), tails[::-1] if mirrored else tails)
    best = int(sums.argmax())
    return float(sums[best]), float(n * (1.0 - s[best] if mirrored else s[best]))


def peaks(n: int, sums: Array) -> tuple[float, ...]:
    """Return the mean number of discordant patients at the position with the largest sum, and perhaps one near it.

    That one is where a parabola through the largest sum and those beside it is largest.

    Examples
    --------
    >>> s = positions(50)
    >>> [round(m, 1) for m in peaks(50, s * (1.3 - s))]
    [33.1, 32.5]
    """
    best, last = int(sums.argmax()), len(sums) - 1
    found = n * float(positions(n)[best])
    if not 0 < best < last:
        return (found,)
    low, top, high = sums[best - 1 : best + 2].tolist()
    bend = 2.0 * top - low - high
    shift = (high - low) / (2.0 * bend) if bend > 0.0 else 0.0
    return found, n * sin((best + shift) * pi / (2.0 * last)) ** 2


def reaching(n: int, square: Fraction, near: tuple[float, ...], p: float, between: tuple[float, float]) -> float:
    """Return the z^2 up to which P(Z^2 >= z^2) of n patients reaches p with some mean number of discordant patients.

    Parameters
    ----------
    n
        Patients.
    square
        A z^2 above 0 from which it is counted: up where the probability reaches p there, and down where it does not.
    near
        Mean numbers of discordant patients, of which the one with the largest probability at that z^2 is taken.
    p
        The probability.
    between
        Between which z^2 it is sought.

    Returns
    -------
    float
        The largest z^2 of those not far from it, the lower of the two where there is none.

    Examples
    --------
    >>> reaching(2, Fraction(1), (2.0,), 0.5, (0.5, 3.0)), reaching(2, Fraction(1), (2.0,), 0.6, (0.5, 3.0))
    (2.0, 0.5)
    """
    mixing = _near(n, near)
    sums = _summed(mixing, both_tails(n, square))
    best = int(sums.argmax())
    (counts, weights), at = (part[best] for part in mixing), float(sums[best])
    rising = at >= p
    start, widest = sqrt(square), sqrt(counts[-1] or 1.0)
    # The tails fall by about z times their size for each 1 of z; twice as far is looked.
    steps = min(_FEWEST + abs(log(at / p)) / start * widest, _STEPS) if at > 0.0 < p else _STEPS
    reach = 2.0 * steps / widest
    low, high = float(square), min(between[1], (start + reach) ** 2)
    if not rising:
        low, high = max(between[0], max(start - reach, 0.0) ** 2), low
    # By number of discordant patients: each difference of the two counts whose z^2 lies between these.
    first = np.maximum(np.sqrt(low * counts).astype(np.int64) - 1, 0)
    first += (first ^ counts) & 1
    differences = first[:, None] + np.arange(0, int((sqrt(high) - sqrt(low)) * sqrt(counts[-1])) + 6, 2)
    squares = differences**2 / np.maximum(counts, 1)[:, None]
    there = (differences > 0) & (differences <= counts[:, None]) & (squares >= low) & (squares <= high)
    row, column = np.nonzero(there)
    squares, m_there, larger = squares[row, column], counts[row], (counts[row] + differences[row, column]) // 2
    factorials = log_factorials(n)
    logs = factorials[m_there] - factorials[larger] - factorials[m_there - larger] - (m_there - 1) * np.log(2.0)
    order = np.argsort(squares if rising else -squares)
    squares, masses = squares[order], (weights[row] * np.exp(logs))[order]
    if rising:
        # What lies below each is lost.
        found = np.flatnonzero(at - np.cumsum(masses) + masses >= p)[-1:]
    else:
        found = np.flatnonzero(at + np.cumsum(np.where(squares < high, masses, 0.0)) >= p)[:1]
    return float(squares[found[0]]) if len(found) else between[0]


def _summed(mixing: Mixing, tails: Array) -> Array:
    """Return the sums of tails by numbers m and their probabilities."""
    m, weights = mixing
    width = weights.shape[1]
    tails = np.ascontiguousarray(tails)
    windows = np.ndarray((len(tails) + 1 - width, width), tails.dtype, tails, 0, 2 * tails.strides)
    return np.asarray(np.einsum("ij,ij->i", weights, windows[m[:, 0]]))


@lru_cache(maxsize=8)
def _mixing(n: int) -> Mixing:
    """Return the weights at the positions up to 1/2."""
    s = positions(n)
    return _weights(n, s[: (len(s) + 1) // 2])


def _weights(n: int, where: Array) -> Mixing:
    """Return the numbers m that matter at each position, one position a row, and their probabilities."""
    s = np.minimum(np.maximum(where, 1e-300), 1.0 - 1e-16)
    reach = _EXPONENT / 3.0 + np.sqrt(_EXPONENT**2 / 9.0 + 2.0 * _EXPONENT * n * s * (1.0 - s))
    width = min(n + 1, 2 * int(reach.max()) + 3)
    start = np.minimum(np.maximum((n * s).astype(np.int64) - width // 2, 0), n + 1 - width)
    m = start[:, None] + np.arange(width)
    # In place: making room for what lies between would take longer than to compute it.
    logs = _log_choose(n)[m]
    yes, no = np.log(s), np.log1p(-s)
    logs += np.multiply.outer(yes - no, np.arange(width))
    logs += (start * yes + (n - start) * no)[:, None]
    return m, np.exp(logs, out=logs)


@lru_cache(maxsize=8)
def _near(n: int, means: tuple[float, ...]) -> Mixing:
    """Return the weights for some mean numbers of discordant patients, which both ends of a window ask for."""
    return _weights(n, np.array(means) / n)


@lru_cache(maxsize=8)
def _log_choose(n: int) -> Array:
    """Return the logarithms of the binomial coefficients of n."""
    factorials = log_factorials(n)
    return np.asarray(factorials[n] - factorials - factorials[::-1])
