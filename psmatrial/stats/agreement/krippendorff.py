"""Krippendorff's alpha for categories without an order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import fsum

from psmatrial.stats.agreement.linearised import Agreement, Parts, agreement_by, chance_corrected, weighted_mean
from psmatrial.stats.agreement.ratings import Ratings, Readings


def krippendorff_alpha(ratings: Ratings, level: float = 0.95) -> Agreement:
    """Estimate agreement beyond chance, chance being two different readings drawn from all readings.

    Patients count by their number of readings. With complete readings alpha is Fleiss' kappa K with a correction for
    few readings, K + (1 - K)/N, N the number of readings.

    Parameters
    ----------
    ratings
        Counts of patients by pattern of readings. Missing readings are allowed.
    level
        Confidence level.

    Returns
    -------
    Agreement
        None if all readings are the same; ``note`` says so. The variance is that of the coefficient without the
        correction, as in Gwet.

    Raises
    ------
    InputError
        If the level is not between 0 and 1.

    References
    ----------
    Krippendorff, Educ Psychol Meas 1970;30:61.
    Gwet, Br J Math Stat Psychol 2008;61:29 (variance).

    Examples
    --------
    >>> read = Ratings(("pos", "neg"), {("pos",) * 3: 20, ("pos", "pos", "neg"): 6, ("neg",) * 3: 24})
    >>> round(krippendorff_alpha(read).estimate.value, 4)
    0.8408
    """
    return agreement_by(alpha, "krippendorff-alpha", ratings, level)


def alpha(kinds: Sequence[Readings]) -> Parts:
    """Return the parts of alpha, the scores being those of the coefficient before its correction.

    Examples
    --------
    >>> from psmatrial.stats.agreement.ratings import usable
    >>> round(alpha(usable(Ratings(("pos", "neg"), {("pos", "pos"): 3, ("pos", "neg"): 1}))).value, 6)
    0.0
    """
    readings = sum(kind.patients * kind.known for kind in kinds)
    size = weighted_mean(kinds, [Fraction(kind.known) for kind in kinds])
    places = range(len(kinds[0].given))
    mean = [Fraction(sum(kind.patients * kind.given[place] for kind in kinds), readings) for place in places]
    expected = sum((share * share for share in mean), Fraction())
    observed = sum((kind.patients * kind.known * kind.agreeing for kind in kinds), Fraction()) / readings
    # A patient with many readings also moves the mean number of readings, by which all is divided; Gwet weighs this
    # by the agreement after its correction.
    excess, corrected = [kind.known / size - 1 for kind in kinds], observed + (1 - observed) / readings
    agreeing = [kind.agreeing * kind.known / size - corrected * more for kind, more in zip(kinds, excess, strict=True)]
    rounded = tuple(map(float, mean))
    by_chance = [
        fsum(map(float.__mul__, map(float, kind.given), rounded)) / float(size) - float(expected * more)
        for kind, more in zip(kinds, excess, strict=True)
    ]
    parts = chance_corrected(kinds, agreeing, expected, by_chance, "alpha")
    if parts.value is None:
        return parts
    return replace(parts, value=float((corrected - expected) / (1 - expected)))
