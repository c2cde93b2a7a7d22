"""Which studies rank alike: ties of variances and of standardised effects, decided on fractions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property
from math import gcd

from psmatrial.stats.pooling.effects import Effect, Effects
from psmatrial.stats.pooling.measures import Counts

# Closer than this, floats leave open which is larger; rounding is far smaller.
_NEAR = 1e-6


def exact_variances(found: Effects) -> list[Fraction]:
    """Return the variances of the studies that enter, which are fractions of counts for every quantity.

    Examples
    --------
    >>> from psmatrial.model import PairedTable
    >>> from psmatrial.stats.pooling.effects import effects
    >>> found = effects([PairedTable(10, 4, 24, 20), PairedTable(12, 6, 8, 25)], "odds-ratio")
    >>> exact_variances(found), len(set(found.variances))
    ([Fraction(7, 24), Fraction(7, 24)], 2)
    """
    return [Fraction(found.measure.effect(*_fractions(one.spread))[1]) for one in found.entering]


def variance_ranks(found: Effects) -> list[int]:
    """Return the ranks of the variances; equal ones have the same.

    Examples
    --------
    >>> from psmatrial.model import PairedTable
    >>> from psmatrial.stats.pooling.effects import effects
    >>> cells = [(10, 4, 24, 20), (9, 9, 2, 13), (12, 6, 8, 25)]
    >>> variance_ranks(effects([PairedTable(*one) for one in cells], "odds-ratio"))
    [0, 1, 0]
    """
    variances = exact_variances(found)
    places = {variance: place for place, variance in enumerate(sorted(set(variances)))}
    return [places[variance] for variance in variances]


def effect_ranks(found: Effects, freed: Sequence[float]) -> list[int]:
    """Return the ranks of effects that were freed from their average and divided by their standard errors.

    Those that are near each other have the same rank exactly if they are equal, whatever their floats say.

    Parameters
    ----------
    found
        The effects.
    freed
        (y - μ)/√(v - 1/Σw) of the studies that enter.

    Examples
    --------
    Odds ratios of 2, 1/2 and twice 1, whose average is 1: the last two are equal, though not their variances.

    >>> from psmatrial.model import PairedTable
    >>> from psmatrial.stats.pooling.effects import effects
    >>> cells = [(9, 8, 4, 9), (9, 4, 8, 9), (9, 5, 5, 9), (9, 7, 7, 9)]
    >>> effect_ranks(effects([PairedTable(*one) for one in cells], "odds-ratio"), [1.2, -1.2, 1e-17, -1e-17])
    [2, 0, 1, 1]
    """
    standardised = _Standardised(found)
    ranks = [0] * len(freed)
    leaders: list[int] = []
    for study in sorted(range(len(freed)), key=freed.__getitem__):
        near = (one for one in reversed(leaders) if freed[study] - freed[one] <= _NEAR * (1.0 + abs(freed[one])))
        equal = next((one for one in near if standardised.equal(one, study)), None)
        ranks[study] = len(leaders) if equal is None else ranks[equal]
        if equal is None:
            leaders.append(study)
    return ranks


class _Standardised:
    """Effects less their average, over their standard errors, each effect a sum of numbers with fractions before them.

    The numbers are logarithms of whole numbers without common factors where logarithms are averaged, else 1. Such
    logarithms are linearly independent over the algebraic numbers (Baker, Mathematika 1966;13:204), and so two sums are
    equal only if they are equal number by number.
    """

    def __init__(self, found: Effects) -> None:
        """Take effects; nothing is computed before two are compared."""
        self.found = found

    @cached_property
    def variances(self) -> list[Fraction]:
        """The variances."""
        return exact_variances(self.found)

    @cached_property
    def total(self) -> Fraction:
        """The sum of the weights."""
        return sum((1 / variance for variance in self.variances), Fraction(0))

    @cached_property
    def sums(self) -> list[dict[int, Fraction]]:
        """The effects."""
        ratio = self.found.measure.ratio
        if ratio is None:
            return [{1: _value(self.found, one)} for one in self.found.entering]
        ratios = [Fraction(ratio(*_fractions(one.counts))) for one in self.found.entering]
        bases = _coprime(part for one in ratios for part in one.as_integer_ratio())
        return [
            {base: Fraction(power) for base in bases if (power := _power(up, base) - _power(down, base))}
            for up, down in (one.as_integer_ratio() for one in ratios)
        ]

    @cached_property
    def mean(self) -> dict[int, Fraction]:
        """Their average."""
        gathered: dict[int, Fraction] = {}
        for one, variance in zip(self.sums, self.variances, strict=True):
            for base, power in one.items():
                gathered[base] = gathered.get(base, Fraction(0)) + power / variance
        return {base: weighted / self.total for base, weighted in gathered.items()}

    def equal(self, one: int, other: int) -> bool:
        """Return whether two studies have the same."""
        if (self.sums[one], self.variances[one]) == (self.sums[other], self.variances[other]):
            return True
        spreads = [self.variances[study] - 1 / self.total for study in (one, other)]
        for base, mean in self.mean.items():
            first, second = (self.sums[study].get(base, Fraction(0)) - mean for study in (one, other))
            if first * abs(first) * spreads[1] != second * abs(second) * spreads[0]:
                return False
        return True


def _fractions(counts: Counts) -> list[Fraction]:
    """Return counts, a correction that was added among them as it is written."""
    return [Fraction(str(count)) for count in counts]


def _value(found: Effects, one: Effect) -> Fraction:
    """Return an effect that is no logarithm; an arcsine as the float that it is."""
    return Fraction(found.measure.effect(*_fractions(one.counts))[0])


def _coprime(numbers: Iterable[int]) -> list[int]:
    """Return whole numbers without common factors, of which all of these are products."""
    bases: list[int] = []
    left = list(set(numbers))
    while left:
        number = left.pop()
        shared = next((base for base in bases if gcd(base, number) > 1), None)
        if shared is not None:
            common = gcd(shared, number)
            bases.remove(shared)
            left += [shared // common, common, number // common]
        elif number > 1:
            bases.append(number)
    return bases


def _power(number: int, base: int) -> int:
    """Return how often a number holds a factor."""
    power = 0
    while number % base == 0:
        number, power = number // base, power + 1
    return power
