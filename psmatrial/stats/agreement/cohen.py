"""Cohen's kappa: two readers, or every two of several."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import sqrt

from psmatrial.errors import InputError
from psmatrial.model import checked_level
from psmatrial.stats.agreement.conger import conger
from psmatrial.stats.agreement.linearised import Agreement, empty, finished, patients, score_variance
from psmatrial.stats.agreement.ratings import Ratings, pair_of, usable
from psmatrial.stats.distributions import z_of


@dataclass(frozen=True, slots=True)
class ReaderPair:
    """Cohen's kappa of two of several readers, named by their places from 1."""

    first: int
    second: int
    agreement: Agreement


def cohen_kappa(ratings: Ratings, level: float = 0.95) -> Agreement:
    """Estimate agreement of two readers beyond chance, chance being that they read independently of each other.

    Parameters
    ----------
    ratings
        Counts of patients by pattern of two readers; those not read by both are left out and counted in ``note``.
    level
        Confidence level.

    Returns
    -------
    Agreement
        Limits by the large-sample variance and the normal quantile, clipped to -1 and 1. None if all readings are
        the same; ``note`` says so.

    Raises
    ------
    InputError
        If there are not two readers, or the level is not between 0 and 1.

    References
    ----------
    Cohen, Educ Psychol Meas 1960;20:37.
    Fleiss, Cohen and Everitt, Psychol Bull 1969;72:323 (variance).

    Examples
    --------
    >>> read = Ratings(
    ...     ("pos", "neg"), {("pos", "pos"): 20, ("pos", "neg"): 5, ("neg", "pos"): 10, ("neg", "neg"): 15}
    ... )
    >>> found = cohen_kappa(read).estimate
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (0.4, 0.1511, 0.6489)
    """
    if ratings.patterns and ratings.readers != 2:
        raise InputError(
            f"Cohen's kappa is of two readers, not {ratings.readers}.", "Take every two readers, or Fleiss' kappa."
        )
    level, kinds = checked_level(level), usable(ratings)
    if not kinds:
        return empty(ratings, "cohen", level)
    # Of two readers Conger's kappa is Cohen's, and its scores give the variance of Fleiss, Cohen and Everitt.
    parts, n = conger(kinds), patients(kinds)
    error = None if parts.value is None or n == 1 else sqrt(score_variance(kinds, parts.scores)) / n
    return finished(ratings, kinds, parts, error, "cohen", (level, z_of(level)))


def cohen_pairs(ratings: Ratings, level: float = 0.95) -> tuple[ReaderPair, ...]:
    """Return Cohen's kappa of every two readers, over the patients whom both read; their mean is Light's kappa.

    Parameters
    ----------
    ratings
        Counts of patients by pattern of readings.
    level
        Confidence level.

    Raises
    ------
    InputError
        If the level is not between 0 and 1.

    References
    ----------
    Light, Psychol Bull 1971;76:365.

    Examples
    --------
    >>> read = Ratings(("pos", "neg"), {("pos",) * 3: 20, ("pos", "pos", "neg"): 6, ("neg",) * 3: 24})
    >>> [(pair.first, pair.second, round(pair.agreement.estimate.value, 4)) for pair in cohen_pairs(read)]
    [(1, 2, 1.0), (1, 3, 0.7619), (2, 3, 0.7619)]
    """
    return tuple(
        ReaderPair(first + 1, second + 1, cohen_kappa(pair_of(ratings, first, second), level))
        for first, second in combinations(range(ratings.readers), 2)
    )
