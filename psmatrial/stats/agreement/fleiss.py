"""Fleiss' kappa: several readers, who need not be the same for every patient."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import fsum

from psmatrial.stats.agreement.linearised import Agreement, Parts, agreement_by, chance_corrected, shares
from psmatrial.stats.agreement.ratings import Ratings, Readings


def fleiss_kappa(ratings: Ratings, level: float = 0.95) -> Agreement:
    """Estimate agreement beyond chance, chance being two readings drawn from all readings.

    Parameters
    ----------
    ratings
        Counts of patients by pattern of readings. Missing readings are allowed; patients with fewer than two readings
        are left out and counted in ``note``.
    level
        Confidence level.

    Returns
    -------
    Agreement
        None if all readings are the same; ``note`` says so. Of two readers who read all patients it is Scott's pi.

    Raises
    ------
    InputError
        If the level is not between 0 and 1.

    References
    ----------
    Fleiss, Psychol Bull 1971;76:378.
    Gwet, Br J Math Stat Psychol 2008;61:29 (variance, which is not that under no agreement).

    Examples
    --------
    >>> read = Ratings(("pos", "neg"), {("pos",) * 3: 20, ("pos", "pos", "neg"): 6, ("neg",) * 3: 24})
    >>> found = fleiss_kappa(read).estimate
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (0.8397, 0.7156, 0.9639)
    """
    return agreement_by(fleiss, "fleiss", ratings, level)


def fleiss(kinds: Sequence[Readings]) -> Parts:
    """Return the parts of Fleiss' kappa.

    Examples
    --------
    >>> from psmatrial.stats.agreement.ratings import usable
    >>> round(fleiss(usable(Ratings(("pos", "neg"), {("pos", "pos"): 3, ("pos", "neg"): 1}))).value, 6)
    -0.142857
    """
    mean = shares(kinds)
    expected = sum((share * share for share in mean), Fraction())
    rounded = tuple(map(float, mean))
    by_chance = [fsum(map(float.__mul__, map(float, kind.given), rounded)) / kind.known for kind in kinds]
    return chance_corrected(kinds, [kind.agreeing for kind in kinds], expected, by_chance, "kappa")
