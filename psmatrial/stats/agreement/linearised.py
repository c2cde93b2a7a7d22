"""What all coefficients of agreement share: one score a patient, whose mean is the coefficient, and its interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum, inf, sqrt

from psmatrial.model import Estimate, checked_level
from psmatrial.stats.agreement.ratings import Pattern, Ratings, Readings, usable
from psmatrial.stats.rate import NO_PATIENTS, NO_WIDTH
from psmatrial.stats.student import t_of

QUANTITY = "agreement"
NO_PAIRS = "no patients with two readings"
# Square of what rounding leaves between scores that are equal on paper.
ROUNDING = 1e-26
ONE_PATIENT = "one patient: no variance, the limits are the whole range"


@dataclass(frozen=True, slots=True)
class Agreement:
    """A coefficient of agreement with what must stand beside it.

    ``observed`` is the share of pairs of readings that agree, ``expected`` the share that the coefficient puts down to
    chance. ``prevalence`` is each category's share of the readings, every patient counting the same: a kappa is
    small where one category is rare, however well the readers agree. Without patients these are None, and empty.
    """

    estimate: Estimate
    standard_error: float | None
    observed: float | None
    expected: float | None
    prevalence: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Parts:
    """A coefficient before its interval.

    ``scores`` are the patients' by pattern; ``value`` is None if undefined, ``lowest`` the end of its range.
    """

    value: float | None
    observed: float
    expected: float
    scores: Mapping[Pattern, float]
    note: str = ""
    lowest: float = -1.0


Coefficient = Callable[[Sequence[Readings]], Parts]


def weighted_mean(kinds: Sequence[Readings], values: Sequence[Fraction]) -> Fraction:
    """Return the mean over patients of a value that depends on their pattern alone.

    It is exact, so that a coefficient that is 0 on paper is 0.

    Examples
    --------
    >>> kinds = usable(Ratings(("pos", "neg"), {("pos", "pos"): 3, ("pos", "neg"): 1}))
    >>> weighted_mean(kinds, [kind.agreeing for kind in kinds])
    Fraction(3, 4)
    """
    return sum((kind.patients * value for kind, value in zip(kinds, values, strict=True)), Fraction()) / patients(kinds)


def patients(kinds: Sequence[Readings]) -> int:
    """Return how many patients have these patterns.

    Examples
    --------
    >>> patients(usable(Ratings(("pos", "neg"), {("pos", "pos"): 3, ("pos", None): 1})))
    3
    """
    return sum(kind.patients for kind in kinds)


def shares(kinds: Sequence[Readings]) -> tuple[Fraction, ...]:
    """Return each category's share of the readings, averaged over patients.

    Examples
    --------
    >>> shares(usable(Ratings(("pos", "neg"), {("pos", "pos"): 3, ("pos", "neg"): 1})))
    (Fraction(7, 8), Fraction(1, 8))
    """
    each = zip(*([Fraction(count, kind.known) for count in kind.given] for kind in kinds), strict=True)
    return tuple(weighted_mean(kinds, share) for share in each)


def one_category(kinds: Sequence[Readings]) -> bool:
    """Tell whether all readings of all patients are the same.

    Examples
    --------
    >>> one_category(usable(Ratings(("pos", "neg"), {("pos", "pos"): 3})))
    True
    """
    return sum(map(any, zip(*(kind.given for kind in kinds), strict=True))) == 1


def chance_corrected(
    kinds: Sequence[Readings],
    agreeing: Sequence[Fraction],
    expected: Fraction,
    by_chance: Sequence[float],
    undefined: str = "",
) -> Parts:
    """Return (observed - expected)/(1 - expected) with one score a pattern.

    The score is u = k - 2(1 - K)(e - E)/(1 - E) with k = (a - E)/(1 - E), K the coefficient, E the chance agreement,
    a and e the two for this pattern: the linear part of what one patient adds.

    Parameters
    ----------
    kinds
        Patterns of readings.
    agreeing, by_chance
        Agreement of each pattern, and its part in the chance agreement; their means are the two agreements.
    expected
        Agreement by chance; it is exact, as ``agreeing`` is, and the coefficient is rounded once.
    undefined
        Name of the coefficient, if it has no value where all readings are the same.

    References
    ----------
    Gwet, Br J Math Stat Psychol 2008;61:29.

    Examples
    --------
    >>> kinds = usable(Ratings(("pos", "neg"), {("pos", "pos"): 3, ("pos", "neg"): 1}))
    >>> chance_corrected(kinds, [Fraction(1), Fraction(0)], Fraction(1, 2), [0.5, 0.5]).value
    0.5
    """
    observed = weighted_mean(kinds, agreeing)
    if undefined and one_category(kinds):
        return Parts(None, float(observed), float(expected), {}, f"agreement 100%, {undefined} not defined")
    if all(kind.known in kind.given for kind in kinds):
        return Parts(1.0, 1.0, float(expected), {kind.pattern: 1.0 for kind in kinds})
    value, chance, rest = float((observed - expected) / (1 - expected)), float(expected), float(1 - expected)
    scores = {
        kind.pattern: (float(a) - chance) / rest - 2.0 * (1.0 - value) * (e - chance) / rest
        for kind, a, e in zip(kinds, agreeing, by_chance, strict=True)
    }
    return Parts(value, float(observed), chance, scores)


def agreement_by(coefficient: Coefficient, method: str, ratings: Ratings, level: float) -> Agreement:
    """Return a coefficient with Gwet's interval, t on n - 1 degrees of freedom, clipped to -1 and 1.

    Parameters
    ----------
    coefficient
        From the patterns to the parts of the coefficient.
    method
        Its name.
    ratings
        Counts of patterns.
    level
        Confidence level.

    Raises
    ------
    InputError
        If the level is not between 0 and 1.
    """
    level, kinds = checked_level(level), usable(ratings)
    if not kinds:
        return empty(ratings, method, level)
    parts, n = coefficient(kinds), patients(kinds)
    error = sqrt(score_variance(kinds, parts.scores) / (n - 1) / n) if n > 1 and parts.value is not None else None
    return finished(ratings, kinds, parts, error, method, (level, t_of(level, n - 1)))


def score_variance(kinds: Sequence[Readings], scores: Mapping[Pattern, float]) -> float:
    """Return the sum of squared deviations of the patients' scores from their mean, 0 where only rounding differs.

    Examples
    --------
    >>> kinds = usable(Ratings(("pos", "neg"), {("pos", "pos"): 3, ("pos", "neg"): 1}))
    >>> score_variance(kinds, {("pos", "pos"): 1.0, ("pos", "neg"): 0.0})
    0.75
    """
    centre = fsum(kind.patients * scores[kind.pattern] for kind in kinds) / patients(kinds)
    total = fsum(kind.patients * (scores[kind.pattern] - centre) ** 2 for kind in kinds)
    return total if total > ROUNDING * patients(kinds) else 0.0


def finished(
    ratings: Ratings,
    kinds: Sequence[Readings],
    parts: Parts,
    error: float | None,
    method: str,
    width: tuple[float, float],
) -> Agreement:
    """Return the coefficient with its limits, ``width`` being the level and its quantile, and its words."""
    (level, quantile), n, value = width, patients(kinds), parts.value
    notes = [parts.note, left_out_note(ratings.patients - n)]
    low = high = None
    if value is not None:
        reach = inf if error is None else quantile * error
        # Only Conger's kappa of readers who read different patients can be below -1.
        low, high = max(value - reach, min(parts.lowest, value)), min(value + reach, 1.0)
        notes += [ONE_PATIENT] if error is None else [NO_WIDTH] if error == 0.0 else []
    words = "; ".join(filter(None, notes))
    estimate = Estimate(QUANTITY, value, low, high, level, method, n, words)
    prevalence = dict(zip(ratings.categories, map(float, shares(kinds)), strict=True))
    return Agreement(estimate, error, parts.observed, parts.expected, prevalence)


def empty(ratings: Ratings, method: str, level: float) -> Agreement:
    """Return what can be said without two readings of any patient: nothing.

    Examples
    --------
    >>> empty(Ratings(("pos", "neg"), {}), "fleiss", 0.95).estimate.note
    'no patients'
    """
    note = NO_PAIRS if ratings.patients else NO_PATIENTS
    estimate = Estimate(QUANTITY, None, None, None, checked_level(level), method, 0, note)
    return Agreement(estimate, None, None, None, {})


def left_out_note(count: int) -> str:
    """Return the words for patients with fewer than two readings.

    Examples
    --------
    >>> left_out_note(1)
    '1 patient with fewer than two readings left out'
    """
    return f"{count} patient{'s' if count > 1 else ''} with fewer than two readings left out" if count else ""


def unused_note(kinds: Sequence[Readings]) -> str:
    """Return the words for categories that no reader used, where their number matters.

    Examples
    --------
    >>> unused_note(usable(Ratings(("pos", "neg", "equivocal"), {("pos", "neg"): 3})))
    '1 of 3 categories never used, and counted'
    """
    used = sum(map(any, zip(*(kind.given for kind in kinds), strict=True)))
    count = len(kinds[0].given)
    return f"{count - used} of {count} categories never used, and counted" if used < count else ""
