"""Agreement as it is seen: of the pairs of readings, and of all readers. Papers confuse the two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from psmatrial.model import checked_level
from psmatrial.stats.agreement.linearised import (
    QUANTITY,
    Agreement,
    Parts,
    agreement_by,
    chance_corrected,
    empty,
    left_out_note,
    patients,
    shares,
    unused_note,
)
from psmatrial.stats.agreement.ratings import Ratings, Readings, usable
from psmatrial.stats.rate import rate


def pairwise_agreement(ratings: Ratings, level: float = 0.95) -> Agreement:
    """Estimate how often two readers of a patient agree.

    Every patient with two readings or more gives the share of his pairs of readings that agree; the estimate is the
    mean of these shares. It is not the share of patients in whom all of three or more readers agree, which is smaller.

    Parameters
    ----------
    ratings
        Counts of patients by pattern of readings.
    level
        Confidence level.

    Returns
    -------
    Agreement
        Limits from the variance between patients, t on n - 1 degrees of freedom; without width if all patients show
        the same share, which ``note`` says.

    Raises
    ------
    InputError
        If the level is not between 0 and 1.

    References
    ----------
    Fleiss, Psychol Bull 1971;76:378.
    Gwet, Br J Math Stat Psychol 2008;61:29 (variance).

    Examples
    --------
    >>> read = Ratings(("pos", "neg"), {("pos", "pos", "pos"): 6, ("pos", "pos", "neg"): 3})
    >>> round(pairwise_agreement(read).estimate.value, 6), round(all_readers_agreement(read).estimate.value, 6)
    (0.777778, 0.666667)
    """
    return agreement_by(pairwise, "pairwise", ratings, level)


def all_readers_agreement(ratings: Ratings, level: float = 0.95) -> Agreement:
    """Estimate in how many patients all readers gave the same category.

    The more readers, the smaller this share, whatever their skill. Missing readings are passed over: all readers who
    read the patient.

    Parameters
    ----------
    ratings
        Counts of patients by pattern of readings; those with two readings or more are used.
    level
        Confidence level.

    Returns
    -------
    Agreement
        Share of patients with its Clopper-Pearson limits; ``observed`` is the same share.

    Raises
    ------
    InputError
        If the level is not between 0 and 1.

    References
    ----------
    Clopper and Pearson, Biometrika 1934;26:404 (interval).

    Examples
    --------
    >>> read = Ratings(("pos", "neg"), {("pos", "pos", "pos"): 6, ("pos", "pos", "neg"): 3})
    >>> found = all_readers_agreement(read).estimate
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (0.6667, 0.2993, 0.9251)
    """
    kinds = usable(ratings)
    if not kinds:
        return empty(ratings, "all-readers", level)
    n, unanimous = patients(kinds), sum(kind.patients for kind in kinds if kind.known in kind.given)
    found = rate(unanimous, n, "clopper-pearson", checked_level(level), quantity=QUANTITY)
    estimate = replace(found, method="all-readers", note=left_out_note(ratings.patients - n))
    prevalence = dict(zip(ratings.categories, map(float, shares(kinds)), strict=True))
    return Agreement(estimate, None, found.value, None, prevalence)


def brennan_prediger(ratings: Ratings, level: float = 0.95) -> Agreement:
    """Estimate agreement beyond that of readers who choose every category equally often.

    Of two categories it is twice the pairwise agreement less 1, whatever the prevalence.

    Parameters
    ----------
    ratings
        Counts of patients by pattern of readings; its number of categories matters, unused ones too.
    level
        Confidence level.

    Returns
    -------
    Agreement
        Limits as of ``pairwise_agreement``.

    Raises
    ------
    InputError
        If the level is not between 0 and 1.

    References
    ----------
    Brennan and Prediger, Educ Psychol Meas 1981;41:687.

    Examples
    --------
    >>> read = Ratings(("pos", "neg"), {("pos", "pos", "pos"): 6, ("pos", "pos", "neg"): 3})
    >>> round(brennan_prediger(read).estimate.value, 6)
    0.555556
    """
    return agreement_by(uniform, "brennan-prediger", ratings, level)


def pairwise(kinds: Sequence[Readings]) -> Parts:
    """Return the parts of the pairwise agreement.

    Examples
    --------
    >>> pairwise(usable(Ratings(("pos", "neg"), {("pos", "pos"): 3, ("pos", "neg"): 1}))).value
    0.75
    """
    return replace(_above(kinds, Fraction(0)), lowest=0.0)


def uniform(kinds: Sequence[Readings]) -> Parts:
    """Return the parts of the coefficient of Brennan and Prediger.

    Examples
    --------
    >>> uniform(usable(Ratings(("pos", "neg"), {("pos", "pos"): 3, ("pos", "neg"): 1}))).value
    0.5
    """
    return replace(_above(kinds, Fraction(1, len(kinds[0].given))), note=unused_note(kinds))


def _above(kinds: Sequence[Readings], expected: Fraction) -> Parts:
    """Return the parts of agreement above a share that does not depend on the readings."""
    return chance_corrected(kinds, [kind.agreeing for kind in kinds], expected, [float(expected)] * len(kinds))
