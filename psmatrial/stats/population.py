"""What is true of the patients in general: how probable it is that each test, both or neither finds one."""

from __future__ import annotations

from math import inf
from typing import NamedTuple

from psmatrial.errors import InputError

_RATES = ("index-rate", "comparator-rate")


class Population(NamedTuple):
    """Probabilities that a patient falls into each cell; they add up to 1."""

    both: float
    index_only: float
    comparator_only: float
    neither: float

    def value(self, quantity: str) -> float:
        """Return what an interval of this quantity should hold.

        Examples
        --------
        >>> calais = Population(0.18, 0.38, 0.08, 0.36)
        >>> round(calais.value("rate-difference"), 2), round(calais.value("odds-ratio"), 2)
        (0.3, 4.75)
        """
        b, c = self.index_only, self.comparator_only
        if quantity == "rate-difference":
            return b - c
        if quantity in _RATES:
            return self.both + (b if quantity == "index-rate" else c)
        above, below = (b, c) if quantity == "odds-ratio" else (self.both + b, self.both + c)
        return above / below if below else inf


def population(discordant: float, difference: float, both: float = 0.5) -> Population:
    """Return the probabilities of the cells from what one can imagine of two tests.

    Parameters
    ----------
    discordant
        Probability that the tests disagree in a patient.
    difference
        Rate of the index test minus that of the comparator, from -discordant to discordant.
    both
        Share of "found by both" among the patients in whom the tests agree.

    Raises
    ------
    InputError
        If these are no probabilities.

    Examples
    --------
    >>> [round(chance, 2) for chance in population(0.46, 0.30, 9 / 27)]
    [0.18, 0.38, 0.08, 0.36]
    """
    if not (0.0 <= discordant <= 1.0 and abs(difference) <= discordant and 0.0 <= both <= 1.0):
        given = f"discordant {discordant!r}, difference {difference!r}, both {both!r}"
        raise InputError(f"{given} are no probabilities.", "Give shares from 0 to 1, the difference within discordant.")
    agreeing = 1.0 - discordant
    return Population(
        both * agreeing, (discordant + difference) / 2.0, (discordant - difference) / 2.0, (1.0 - both) * agreeing
    )
