"""The bootstrap of Fleiss' kappa without a random number: every sample that could be drawn, with its probability."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from math import comb, exp, fsum, lcm, lgamma, log, log1p, sqrt
from typing import NamedTuple

from psmatrial.stats.agreement.fleiss import fleiss_kappa
from psmatrial.stats.agreement.linearised import Agreement, left_out_note
from psmatrial.stats.agreement.ratings import Ratings, usable
from psmatrial.stats.enumeration import MOST_OUTCOMES, TOO_MANY
from psmatrial.stats.rate import NO_WIDTH

METHOD = "bootstrap-enumerated"
# What is less likely is not followed: of a million samples all together stay below what can move a printed digit.
NEGLIGIBLE = 1e-13


class _Kind(NamedTuple):
    """Patients with the same number of readings of each category: their count, and what one adds to all sums."""

    patients: int
    step: int


def fleiss_bootstrap(ratings: Ratings, level: float = 0.95) -> Agreement:
    """Estimate Fleiss' kappa with percentile limits of the bootstrap, every sample of patients enumerated.

    Kappa depends only on how many patients have how many readings of each category. Three readers and two categories
    leave four kinds of patients, and few enough samples of a trial's size to list them all. This is the distribution
    that random sampling would approach; it is not an exact interval.

    Parameters
    ----------
    ratings
        Counts of patients by pattern of readings.
    level
        Confidence level.

    Returns
    -------
    Agreement
        Limits and standard error of the distribution, samples without a kappa left out, which ``note`` says where it
        matters. Without limits where there are too many samples.

    Raises
    ------
    InputError
        If the level is not between 0 and 1.

    References
    ----------
    Efron and Tibshirani, An Introduction to the Bootstrap 1993;ch. 6.
    Fisher and Hall, Biometrika 1991;78:929 (enumeration).

    Examples
    --------
    >>> read = Ratings(("pos", "neg"), {("pos",) * 3: 20, ("pos", "pos", "neg"): 6, ("neg",) * 3: 24})
    >>> found = fleiss_bootstrap(read)
    >>> round(found.estimate.low, 4), round(found.estimate.high, 4), round(found.standard_error, 4)
    (0.7054, 0.9464, 0.0623)
    """
    found = fleiss_kappa(ratings, level)
    estimate = replace(found.estimate, method=METHOD)
    if estimate.value is None:
        return replace(found, estimate=estimate)
    sizes = Counter[tuple[int, ...]]()
    for pattern in usable(ratings):
        sizes[pattern.given] += pattern.patients
    if comb(estimate.n + len(sizes) - 1, len(sizes) - 1) > MOST_OUTCOMES:
        words = "; ".join(filter(None, (left_out_note(ratings.patients - estimate.n), TOO_MANY)))
        return replace(found, estimate=replace(estimate, low=None, high=None, note=words), standard_error=None)
    kappas, undefined = _distribution(sizes, estimate.n)
    low, high = _percentiles(kappas, level)
    centre = sum(kappa * chance for kappa, chance in kappas.items())
    error = sqrt(sum((kappa - centre) ** 2 * chance for kappa, chance in kappas.items()))
    notes = [left_out_note(ratings.patients - estimate.n), NO_WIDTH if low == high else ""]
    notes += [f"kappa not defined in {undefined:.2g} of the samples, left out"] if undefined > 1e-4 else []
    estimate = replace(estimate, low=low, high=high, note="; ".join(filter(None, notes)))
    return replace(found, estimate=estimate, standard_error=error)


def _distribution(sizes: Mapping[tuple[int, ...], int], n: int) -> tuple[dict[float, float], float]:
    """Return the probability of each kappa, which add up to 1, and that of none before they were made to."""
    scale = lcm(*(sum(given) * (sum(given) - 1) for given in sizes))
    whole, square = n * scale, (n * scale) ** 2
    kinds = [_Kind(patients, _step(given, scale, whole + 1)) for given, patients in sizes.items()]
    found: defaultdict[float, float] = defaultdict(float)
    undefined = 0.0
    for key, chance in _sums(kinds, n).items():
        rest, agreeing = divmod(key, whole + 1)
        last, by_chance = whole, 0
        while rest:
            rest, share = divmod(rest, whole + 1)
            last -= share
            by_chance += share * share
        by_chance += last * last
        if by_chance == square:
            undefined += chance
        else:
            # Whole numbers are divided last, so that equal kappas are equal.
            found[(agreeing * whole - by_chance) / (square - by_chance)] += chance
    total = fsum(found.values())
    return {kappa: chance / total for kappa, chance in found.items()}, undefined


def _step(given: Sequence[int], scale: int, radix: int) -> int:
    """Return what a patient adds to the sums of agreement and of the shares of all categories but the last.

    In units of 1/scale they are whole numbers, and stand side by side in one.
    """
    known = sum(given)
    parts = [
        scale * sum(r * (r - 1) for r in given) // (known * (known - 1)),
        *(scale * r // known for r in given[:-1]),
    ]
    return sum(part * radix**place for place, part in enumerate(parts))


def _sums(kinds: Sequence[_Kind], n: int) -> dict[int, float]:
    """Return the probability of each sum of steps of n patients drawn with replacement."""
    states, left = {n: {0: 1.0}}, n
    for kind in kinds[:-2]:
        reached: dict[int, dict[int, float]] = {}
        for rest, sums in states.items():
            for drawn, chance in _binomial(rest, kind.patients, left):
                target = reached.setdefault(rest - drawn, {})
                for key, before in sums.items():
                    sum_ = key + drawn * kind.step
                    target[sum_] = target.get(sum_, 0.0) + before * chance
        states, left = reached, left - kind.patients
    # The last two kinds at once: what is not of the one is of the other.
    one, other = kinds[-2:] if len(kinds) > 1 else (_Kind(0, 0), kinds[0])
    found: defaultdict[int, float] = defaultdict(float)
    for rest, sums in states.items():
        steps = [(k * one.step + (rest - k) * other.step, chance) for k, chance in _binomial(rest, one.patients, left)]
        for key, before in sums.items():
            for step, chance in steps if before > NEGLIGIBLE else ():
                found[key + step] += before * chance
    return found


def _binomial(n: int, part: int, whole: int) -> list[tuple[int, float]]:
    """Return each number of n patients drawn from a part of the whole that is not all but impossible."""
    if part in {0, whole}:
        return [(n if part else 0, 1.0)]
    log_in, log_out = log(part / whole), log1p(-part / whole)
    every = (
        (k, exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log_in + (n - k) * log_out))
        for k in range(n + 1)
    )
    return [(k, chance) for k, chance in every if chance > NEGLIGIBLE]


def _percentiles(chances: Mapping[float, float], level: float) -> tuple[float, float]:
    """Return the smallest values that are not exceeded with these probabilities."""
    values = sorted(chances)
    reached = list(accumulate(chances[value] for value in values))
    tail = (1.0 - level) / 2.0
    return values[bisect_left(reached, tail)], values[min(bisect_left(reached, 1.0 - tail), len(values) - 1)]
