"""How probable large sums of scores are when a known number of positive patients is placed at random.

The number of positive patients of each stratum and the sum of their scores have the generating function
prod (1 + u v^score)^size. Its coefficients are averages over a lattice of points on two circles, with an error that
is itself a probability: that of numbers and sums further away than the lattice is wide. The radii of the circles are
chosen so that the observed outcome is a likely one; tails keep their relative precision then, however small they are,
and only few points of the lattice, near which all phases agree, have any weight.
"""

from __future__ import annotations

from itertools import combinations
from math import ceil, exp, expm1, gcd, log, log1p, pi, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from psmatrial.stats.distributions import binomial_pmf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

# What is left out is below exp(-32) of the result.
_EXPONENT = 32.0
# The tilt aims this many standard deviations above the expected sum or higher, so that a sum over a tail decays.
_AIM = 3.0
MOST_POINTS = 200_000


class Placed(NamedTuple):
    """Strata with patients, of different scores; ``odds`` and ``tilt`` make log-odds of odds + tilt x score."""

    sizes: tuple[int, ...]
    scores: tuple[int, ...]
    odds: float
    tilt: float

    def chances(self) -> list[float]:
        """Return the chance of a positive patient in each stratum."""
        return [1.0 / (1.0 + exp(-self.odds - self.tilt * score)) for score in self.scores]


class Axis(NamedTuple):
    """One of the two directions of the lattice: a stratum, and how many points there are all around."""

    stratum: int
    around: int


def tail(sizes: Sequence[int], scores: Sequence[int], positive: int, least: int) -> float | None:
    """Return the probability that the scores of ``positive`` patients, placed at random, add up to ``least`` or more.

    Parameters
    ----------
    sizes, scores
        Patients of each stratum, and what each positive one of them adds; at least two strata with patients differ.
    positive
        Number of positive patients, at least one and not all.
    least
        A sum that is not below its expectation.

    Returns
    -------
    float or None
        With a relative error of about 1e-12, and 0 where no outcome reaches the sum. None where that would take more
        than ``MOST_POINTS`` points: with scores of many digits.
    """
    merged: dict[int, int] = {}
    for size, score in zip(sizes, scores, strict=True):
        merged[score] = merged.get(score, 0) + size
    kept = sorted(score for score, size in merged.items() if size)
    step = gcd(*(score - kept[0] for score in kept))
    places = tuple((score - kept[0]) // step for score in kept)
    people = tuple(merged[score] for score in kept)
    target = -(-(least - kept[0] * positive) // step)
    if target > _most(people, places, positive):
        return 0.0
    placed = _tilted(people, places, positive, target)
    exponent = _EXPONENT + 10.0
    found = _mean(placed, positive, target, exponent)
    while found is not None and found < exp(_EXPONENT - exponent):
        exponent += 10.0 - (log(found) if found > 0.0 else -20.0)
        found = _mean(placed, positive, target, exponent)
    return None if found is None else min(1.0, exp(_log_scale(placed, positive, target)) * found)


def _most(sizes: Sequence[int], scores: Sequence[int], positive: int) -> int:
    """Return the largest sum of scores that can be reached."""
    total = 0
    for size, score in zip(reversed(sizes), reversed(scores), strict=True):
        total += score * min(size, positive)
        positive -= min(size, positive)
    return total


def _tilted(sizes: tuple[int, ...], scores: tuple[int, ...], positive: int, target: int) -> Placed:
    """Return the strata with chances under which ``positive`` are expected, and ``target`` or somewhat more."""
    n = sum(sizes)
    mean = sum(size * score for size, score in zip(sizes, scores, strict=True)) / n
    spread = sum(size * (score - mean) ** 2 for size, score in zip(sizes, scores, strict=True))
    expected, top = mean * positive, _most(sizes, scores, positive)
    deviation = sqrt(spread * positive * (n - positive)) / n
    aim = max(target, min(expected + _AIM * deviation, 0.3 * expected + 0.7 * top))
    odds, tilt = log(positive / (n - positive)), 0.0
    for _ in range(60):
        chances = Placed(sizes, scores, odds, tilt).chances()
        terms = [size * p * (1.0 - p) for size, p in zip(sizes, chances, strict=True)]
        flat = sum(terms)
        first = sum(term * score for term, score in zip(terms, scores, strict=True)) / flat
        bend = sum(term * (score - first) ** 2 for term, score in zip(terms, scores, strict=True))
        lacking = positive - sum(size * p for size, p in zip(sizes, chances, strict=True))
        short = aim - sum(size * p * s for size, p, s in zip(sizes, chances, scores, strict=True))
        turn = max(-2.0 / scores[-1], min(2.0 / scores[-1], (short - first * lacking) / bend))
        turn = min(60.0 / scores[-1], tilt + turn) - tilt
        lift = max(-2.0, min(2.0, lacking / flat)) - first * turn
        odds, tilt = odds + lift, tilt + turn
        if abs(turn) * sqrt(bend) < 1e-3 and abs(lacking) < 1e-2 * sqrt(flat):
            break
    return Placed(sizes, scores, odds, tilt)


def _log_scale(placed: Placed, positive: int, target: int) -> float:
    """Return the logarithm of a chance given the number positive, over the same chance under the tilted strata."""
    n = sum(placed.sizes)
    share = positive / n
    mean = sum(size * score for size, score in zip(placed.sizes, placed.scores, strict=True)) / n
    shift = placed.odds - log(positive / (n - positive)) + placed.tilt * mean
    growth = (
        size * log1p(share * expm1(shift + placed.tilt * (score - mean)))
        for size, score in zip(placed.sizes, placed.scores, strict=True)
    )
    moved = shift * positive + placed.tilt * (target - mean * positive)
    return sum(growth) - moved - log(binomial_pmf(positive, n, share))


def _mean(placed: Placed, positive: int, target: int, exponent: float) -> float | None:
    """Return the sum over l = 0, 1, ... of exp(-tilt l) P(``positive`` patients with the scores ``target`` + l).

    None if the lattice has too many points.
    """
    axes = _axes(placed, (positive, target), exponent)
    chances = placed.chances()
    angles = [_angles(axis.around) for axis in axes]
    waves = [
        _wave(placed.sizes[axis.stratum], chances[axis.stratum], angle)
        for axis, angle in zip(axes, angles, strict=True)
    ]
    one, other = (angle[size > -exponent] for angle, (size, _) in zip(angles, waves, strict=True))
    (size_one, phase_one), (size_other, phase_other) = (wave[:, wave[0] > -exponent] for wave in waves)
    # Points come in pairs of opposite angles with one real part; one of each pair is summed, and counts double.
    size_other, phase_other, other = size_other[other >= 0.0], phase_other[other >= 0.0], other[other >= 0.0]
    size_other[1:] += log(2.0)
    sizes, phases = np.add.outer(size_one, size_other), np.add.outer(phase_one, phase_other)
    low, high = (placed.scores[axis.stratum] for axis in axes)
    turns = _turns(placed, axes, (one, other), exponent)
    if len(turns) * sizes.size > MOST_POINTS:
        return None
    total = 0.0
    for turn in turns:
        by_score = (other[None, :] - one[:, None] + 2.0 * pi * turn) / (high - low)
        by_count = one[:, None] - low * by_score
        parts = np.stack((by_count, by_score, sizes, phases))[:, sizes > -exponent]
        for k in set(range(len(chances))) - {axis.stratum for axis in axes}:
            size, phase = _wave(placed.sizes[k], chances[k], parts[0] + placed.scores[k] * parts[1])
            parts[2] += size
            parts[3] += phase
            parts = parts[:, parts[2] > -exponent]
        total += _summed(parts, positive, target, placed.tilt)
    return total / (axes[0].around * axes[1].around * (high - low))


def _turns(placed: Placed, axes: tuple[Axis, Axis], near: tuple[Array, Array], exponent: float) -> list[int]:
    """Return how many whole turns the angle of a score can differ by with any weight left in the other strata."""
    low, high = (placed.scores[axis.stratum] for axis in axes)
    turns, lost = np.arange(high - low), np.zeros(high - low)
    for k, (size, p) in enumerate(zip(placed.sizes, placed.chances(), strict=True)):
        ahead = (placed.scores[k] - low) / (high - low)
        strays = abs(1.0 - ahead) * float(np.abs(near[0]).max()) + abs(ahead) * float(np.abs(near[1]).max())
        angle = (turns * (placed.scores[k] - low) % (high - low)) * (2.0 * pi / (high - low))
        nearest = np.maximum(np.minimum(angle, 2.0 * pi - angle) - strays, 0.0)
        lost += _wave(size, p, nearest)[0]
    return [int(turn) for turn in turns[lost > -exponent]]


def _angles(around: int) -> Array:
    """Return evenly spaced angles all around, 0 among them; ``around`` is odd."""
    return np.asarray(2.0 * pi / around * np.arange(-(around // 2), around // 2 + 1))


def _wave(size: int, p: float, angle: Array) -> Array:
    """Return logarithm and phase of (1 - p + p exp(i angle))^size."""
    away = 2.0 * p * np.sin(angle / 2.0) ** 2
    with np.errstate(divide="ignore"):
        log_size = np.log1p(-2.0 * (1.0 - p) * away) * (size / 2.0)
    return np.stack((log_size, np.arctan2(p * np.sin(angle), 1.0 - away) * size))


def _summed(parts: Array, positive: int, target: int, tilt: float) -> float:
    """Return the sum over the lattice of the real parts, divided by 1 - exp(-tilt - i angle) for the tail."""
    by_count, by_score, size, phase = parts
    phase = phase - by_count * positive - by_score * target
    real, imaginary = 1.0 - exp(-tilt) * np.cos(by_score), exp(-tilt) * np.sin(by_score)
    square = real * real + imaginary * imaginary
    return float(np.sum(np.exp(size) * (real * np.cos(phase) + imaginary * np.sin(phase)) / square))


def _axes(placed: Placed, seen: tuple[int, int], exponent: float) -> tuple[Axis, Axis]:
    """Return the two strata, of rising score, whose lattice has the fewest points of weight."""
    strata = range(len(placed.sizes))
    return min(
        ((_axis(placed, p, seen, exponent), _axis(placed, p[::-1], seen, exponent)) for p in combinations(strata, 2)),
        key=lambda axes: _points(placed, *axes),
    )


def _axis(placed: Placed, pair: tuple[int, int], seen: tuple[int, int], exponent: float) -> Axis:
    """Return the axis of the first of two strata, wide enough for all others as seen along the axis of the second."""
    stratum, other = pair
    own, away = placed.scores[stratum], placed.scores[other]
    weights = [(score - away) / (own - away) for score in placed.scores]
    chances = placed.chances()
    mean = sum(w * size * p for w, size, p in zip(weights, placed.sizes, chances, strict=True))
    variance = sum(w * w * size * p * (1.0 - p) for w, size, p in zip(weights, placed.sizes, chances, strict=True))
    start = exponent / 3.0 * max(map(abs, weights))
    reach = start + sqrt(start * start + 2.0 * exponent * variance)
    displaced = abs((seen[1] - away * seen[0]) / (own - away) - mean)
    # A sum over a tail looks far ahead, with weights exp(-decay l); what it sees there is nearly normal.
    decay, wide = placed.tilt * abs(own - away), variance + start * reach / exponent
    memory = exponent / decay + decay * wide / 2.0 if decay * wide < reach else 0.0
    return Axis(stratum, 2 * ceil((displaced + max(reach, memory)) / 2.0) + 1)


def _points(placed: Placed, first: Axis, second: Axis) -> float:
    """Return about how many points of weight the lattice of two axes has."""
    chances = placed.chances()
    points = float(placed.scores[second.stratum] - placed.scores[first.stratum])
    for axis in (first, second):
        p = chances[axis.stratum]
        variance = placed.sizes[axis.stratum] * p * (1.0 - p)
        points *= axis.around * min(1.0, sqrt(80.0 / max(variance, 1e-300)) / pi)
    return points
