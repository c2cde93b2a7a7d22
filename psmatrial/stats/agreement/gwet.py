"""Gwet's AC1: agreement beyond chance that does not collapse where one category is rare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import fsum

from psmatrial.stats.agreement.linearised import Agreement, Parts, agreement_by, chance_corrected, shares, unused_note
from psmatrial.stats.agreement.ratings import Ratings, Readings


def gwet_ac1(ratings: Ratings, level: float = 0.95) -> Agreement:
    """Estimate agreement beyond chance, chance being readings given at random.

    The more evenly the categories are used, the likelier a reading is taken to be given at random.

    Parameters
    ----------
    ratings
        Counts of patients by pattern of readings. Its number of categories matters, unused ones too.
    level
        Confidence level.

    Returns
    -------
    Agreement
        1 if all readings are the same. ``note`` counts categories that nobody used.

    Raises
    ------
    InputError
        If the level is not between 0 and 1.

    References
    ----------
    Gwet, Br J Math Stat Psychol 2008;61:29.

    Examples
    --------
    >>> read = Ratings(("pos", "neg"), {("pos",) * 3: 20, ("pos", "pos", "neg"): 6, ("neg",) * 3: 24})
    >>> found = gwet_ac1(read).estimate
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (0.8403, 0.7155, 0.965)
    """
    return agreement_by(ac1, "gwet-ac1", ratings, level)


def ac1(kinds: Sequence[Readings]) -> Parts:
    """Return the parts of AC1.

    Examples
    --------
    >>> from psmatrial.stats.agreement.ratings import usable
    >>> round(ac1(usable(Ratings(("pos", "neg"), {("pos", "pos"): 3, ("pos", "neg"): 1}))).value, 6)
    0.68
    """
    mean = shares(kinds)
    others = len(mean) - 1
    expected = sum((share * (1 - share) for share in mean), Fraction()) / others
    rounded = tuple(map(float, mean))
    by_chance = [
        fsum(count * (1.0 - share) for count, share in zip(kind.given, rounded, strict=True)) / kind.known / others
        for kind in kinds
    ]
    parts = chance_corrected(kinds, [kind.agreeing for kind in kinds], expected, by_chance)
    return replace(parts, note=unused_note(kinds))
