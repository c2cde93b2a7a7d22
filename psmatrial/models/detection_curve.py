"""Detection against a covariate: a logistic curve of one test, fitted to counts at each value.

A Newton iteration for two coefficients needs no library. Where the found and the missed do not overlap, no
maximum of the likelihood exists, and the penalised fit of Firth stands in for it under its own name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log, log1p, sqrt
from statistics import NormalDist

from psmatrial.errors import InputError

FEWEST = 5
MAXIMUM_LIKELIHOOD = "maximum-likelihood"
FIRTH = "firth"
STEPS = 300
HALVINGS = 40
CLOSE = 1e-11

Pair = tuple[float, float]
Counts = Sequence[tuple[float, int, int]]


@dataclass(frozen=True, slots=True)
class DetectionCurve:
    """A fitted curve: log odds of being found = intercept + slope * x.

    ``covariance`` holds the variance of the intercept, the covariance, and the variance of the slope; ``method`` is
    ``maximum-likelihood`` or ``firth``; ``n`` counts patients.
    """

    intercept: float
    slope: float
    covariance: tuple[float, float, float]
    method: str
    n: int

    def rate(self, x: float, level: float = 0.95) -> tuple[float, float, float]:
        """Return the detection rate at ``x`` with its limits, Wald's on the scale of log odds.

        Examples
        --------
        >>> curve = detection_curve([(0.0, 1, 2), (1.0, 3, 4)])
        >>> [round(value, 4) for value in curve.rate(1.0)]
        [0.75, 0.2378, 0.9665]
        """
        z = NormalDist().inv_cdf((1 + level) / 2)
        first, mixed, second = self.covariance
        middle = self.intercept + self.slope * x
        reach = z * sqrt(max(0.0, first + 2 * x * mixed + x * x * second))
        low, value, high = (_logistic(at) for at in (middle - reach, middle, middle + reach))
        return value, low, high


def why_not_drawn(counts: Counts) -> str:
    """Return why no curve can be fitted to these counts; empty where one can.

    Examples
    --------
    >>> why_not_drawn([(0.5, 3, 4)]), why_not_drawn([(0.5, 1, 3), (0.7, 1, 3)])
    ('fewer than 5 patients', '')
    """
    filled = [(x, n) for x, _, n in counts if n]
    if sum(n for _, n in filled) < FEWEST:
        return f"fewer than {FEWEST} patients"
    return "" if len({x for x, _ in filled}) > 1 else "all patients have the same value"


def detection_curve(counts: Counts) -> DetectionCurve:
    """Fit a logistic curve to how many of how many were found at each value.

    Maximum likelihood by Newton's method. Its maximum exists exactly when the values of the found and of the missed
    overlap; where they do not (nobody found, everybody found, or a limit that parts the two), Firth's penalised
    likelihood is maximised instead, which always has a finite answer.

    Parameters
    ----------
    counts
        Value, number found and number of patients; a value may come more than once.

    Returns
    -------
    DetectionCurve
        The coefficients with the inverse information as their covariance, for the penalised fit too.

    Raises
    ------
    InputError
        If all patients have one value, or there is none.

    References
    ----------
    Albert and Anderson, Biometrika 1984;71:1 (when the maximum exists).
    Firth, Biometrika 1993;80:27. Heinze and Schemper, Stat Med 2002;21:2409.

    Examples
    --------
    >>> curve = detection_curve([(0.0, 1, 2), (1.0, 3, 4)])
    >>> round(exp(curve.slope), 6), curve.method
    (3.0, 'maximum-likelihood')
    >>> penalised = detection_curve([(-1.0, 0, 2), (1.0, 2, 2)])
    >>> round(exp(penalised.slope), 6), penalised.method
    (5.0, 'firth')
    """
    filled = [(x, found, n) for x, found, n in counts if n]
    n = sum(count for *_, count in filled)
    if len({x for x, *_ in filled}) < 2:
        raise InputError("a curve needs patients at two values or more.", "Give counts at different values.")
    middle = sum(x * count for x, _, count in filled) / n
    scale = sqrt(sum((x - middle) ** 2 * count for x, _, count in filled) / n)
    scaled = [((x - middle) / scale, found, count) for x, found, count in filled]
    penalised = separated(filled)
    (start, slope), (first, mixed, second) = _maximum(scaled, penalised=penalised)
    shift = middle / scale
    # Back from the centred and scaled value to the value itself.
    covariance = (
        first - 2 * shift * mixed + shift * shift * second,
        (mixed - shift * second) / scale,
        second / scale**2,
    )
    method = FIRTH if penalised else MAXIMUM_LIKELIHOOD
    return DetectionCurve(start - shift * slope, slope / scale, covariance, method, n)


def separated(counts: Counts) -> bool:
    """Return whether the values of the found and of the missed do not overlap, so that no maximum exists.

    Examples
    --------
    >>> separated([(1.0, 0, 3), (2.0, 1, 2)]), separated([(1.0, 1, 3), (2.0, 1, 2)])
    (True, False)
    """
    found = [x for x, positive, n in counts if n and positive]
    missed = [x for x, positive, n in counts if n > positive]
    return not found or not missed or min(found) >= max(missed) or min(missed) >= max(found)


def _logistic(eta: float) -> float:
    """Return the probability that belongs to log odds."""
    if eta >= 0:
        return 1 / (1 + exp(-eta))
    odds = exp(eta)
    return odds / (1 + odds)


def _likelihood(counts: Counts, at: Pair, *, penalised: bool) -> float:
    """Return the logarithm of the likelihood, with Firth's penalty where asked."""
    total = 0.0
    for x, found, n in counts:
        eta = at[0] + at[1] * x
        total += found * eta - n * (max(eta, 0.0) + log1p(exp(-abs(eta))))
    if penalised:
        determinant = _determinant(_information(counts, at))
        return total + log(determinant) / 2 if determinant > 0 else float("-inf")
    return total


def _information(counts: Counts, at: Pair) -> tuple[float, float, float]:
    """Return the information on both coefficients."""
    first = mixed = second = 0.0
    for x, _, n in counts:
        rate = _logistic(at[0] + at[1] * x)
        weight = n * rate * (1 - rate)
        first += weight
        mixed += weight * x
        second += weight * x * x
    return first, mixed, second


def _determinant(information: tuple[float, float, float]) -> float:
    """Return the determinant of a symmetric matrix of two rows."""
    return information[0] * information[2] - information[1] ** 2


def _inverse(information: tuple[float, float, float]) -> tuple[float, float, float]:
    """Return the inverse of a symmetric matrix of two rows."""
    first, mixed, second = information
    determinant = _determinant(information)
    return second / determinant, -mixed / determinant, first / determinant


def _score(counts: Counts, at: Pair, inverse: tuple[float, float, float], *, penalised: bool) -> Pair:
    """Return the slope of the likelihood, with Firth's correction where asked."""
    first = second = 0.0
    for x, found, n in counts:
        rate = _logistic(at[0] + at[1] * x)
        excess = found - n * rate
        if penalised:
            leverage = n * rate * (1 - rate) * (inverse[0] + 2 * x * inverse[1] + x * x * inverse[2])
            excess += leverage * (0.5 - rate)
        first += excess
        second += excess * x
    return first, second


def _maximum(counts: Counts, *, penalised: bool) -> tuple[Pair, tuple[float, float, float]]:
    """Return where the likelihood is largest, and the inverse information there."""

    def height(place: Pair) -> float:
        return _likelihood(counts, place, penalised=penalised)

    at, inverse = (0.0, 0.0), _inverse(_information(counts, (0.0, 0.0)))
    for _ in range(STEPS):
        score = _score(counts, at, inverse, penalised=penalised)
        step = (
            inverse[0] * score[0] + inverse[1] * score[1],
            inverse[1] * score[0] + inverse[2] * score[1],
        )
        before, at = at, _stepped(at, step, height)
        inverse = _inverse(_information(counts, at))
        if at == before or max(map(abs, step)) <= CLOSE * (1 + max(map(abs, at))):
            break
    return at, inverse


def _stepped(at: Pair, step: Pair, height: Callable[[Pair], float]) -> Pair:
    """Go one step, shorter where the whole one would lead down."""
    share, before = 1.0, height(at)
    for _ in range(HALVINGS):
        place = (at[0] + share * step[0], at[1] + share * step[1])
        # The last steps change the height by less than a number of floating point can say.
        if height(place) >= before - 1e-12 * (1 + abs(before)):
            return place
        share /= 2
    return at
