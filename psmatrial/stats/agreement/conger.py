"""Conger's kappa, several readers each with habits of his own; of two readers it is Cohen's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum

from psmatrial.stats.agreement.linearised import Agreement, Parts, agreement_by, chance_corrected, patients
from psmatrial.stats.agreement.ratings import Ratings, Readings


@dataclass(frozen=True, slots=True)
class _Reader:
    """A reader: the place in a pattern, the patients read, and the share of each category among these."""

    place: int
    read: int
    shares: dict[str, Fraction]


def conger_kappa(ratings: Ratings, level: float = 0.95) -> Agreement:
    """Estimate agreement beyond chance, chance being two readers who read as often positive as they do, at random.

    Readers with different habits agree less by chance, so that it is at least as large as Fleiss' kappa if all read
    all patients.

    Parameters
    ----------
    ratings
        Counts of patients by pattern of readings. Missing readings are allowed; a reader without any is no reader.
    level
        Confidence level.

    Returns
    -------
    Agreement
        None if all readings are the same; ``note`` says so. Where readers read different patients it may be below
        -1, and the lower limit with it.

    Raises
    ------
    InputError
        If the level is not between 0 and 1.

    References
    ----------
    Conger, Psychol Bull 1980;88:322.
    Gwet, Br J Math Stat Psychol 2008;61:29 (variance).

    Examples
    --------
    >>> read = Ratings(("pos", "neg"), {("pos",) * 3: 20, ("pos", "pos", "neg"): 6, ("neg",) * 3: 24})
    >>> round(conger_kappa(read).estimate.value, 4)
    0.8408
    """
    return agreement_by(conger, "conger", ratings, level)


def conger(kinds: Sequence[Readings]) -> Parts:
    """Return the parts of Conger's kappa.

    With p(g, k) the share of category k among the readings of reader g, the chance agreement is the mean over pairs
    of readers g, h of the sum over k of p(g, k) p(h, k). A patient moves the shares of those who read him.

    Examples
    --------
    >>> from psmatrial.stats.agreement.ratings import usable
    >>> round(conger(usable(Ratings(("pos", "neg"), {("pos", "pos"): 3, ("pos", "neg"): 1}))).value, 6)
    0.0
    """
    every = (_reader(kinds, place) for place in range(len(kinds[0].pattern)))
    readers = [reader for reader in every if reader.read]
    pairs, n, zero = len(readers) * (len(readers) - 1), patients(kinds), Fraction()
    names = {name for reader in readers for name in reader.shares}
    total = {name: sum((reader.shares.get(name, zero) for reader in readers), zero) for name in sorted(names)}
    # By reader and category: the chance that another reader gives it, summed over the other readers.
    others = [{name: total[name] - reader.shares.get(name, zero) for name in total} for reader in readers]
    means = [
        sum((share * other[name] for name, share in reader.shares.items()), zero)
        for reader, other in zip(readers, others, strict=True)
    ]
    expected, by_chance = sum(means, zero) / pairs, []
    # By reader and category: how much one more such reading moves the chance agreement.
    moves = [
        {name: float((chance - mean) * n / reader.read / pairs) for name, chance in other.items()}
        for reader, other, mean in zip(readers, others, means, strict=True)
    ]
    for kind in kinds:
        given = ((kind.pattern[reader.place], move) for reader, move in zip(readers, moves, strict=True))
        by_chance.append(fsum([float(expected), *(move[name] for name, move in given if name is not None)]))
    return chance_corrected(kinds, [kind.agreeing for kind in kinds], expected, by_chance, "kappa")


def _reader(kinds: Sequence[Readings], place: int) -> _Reader:
    """Return how one reader reads."""
    given = Counter[str]()
    for kind in kinds:
        if (name := kind.pattern[place]) is not None:
            given[name] += kind.patients
    return _Reader(place, given.total(), {name: Fraction(count, given.total()) for name, count in given.items()})
