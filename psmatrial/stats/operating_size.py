"""Operating characteristics of the tests of equality: how often they reject, rightly and wrongly.

Given m discordant patients a test rejects when the smaller of the two counts is at most a critical one, so n + 1
numbers say all about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

from psmatrial.errors import InputError
from psmatrial.model import Estimate, Method, PairedTable
from psmatrial.stats import _outcomes
from psmatrial.stats.multiplicity import error_rate
from psmatrial.stats.population import Population


@dataclass(frozen=True, slots=True)
class Rejections:
    """Which tables of n patients a test rejects.

    ``critical`` has, for each number of discordant patients from 0 to n, the largest smaller count of the two that is
    rejected, or -1 where none is.
    """

    method: str
    n: int
    critical: tuple[int, ...]

    def by_chance(self, discordant: int) -> float:
        """Return how often equal tests are rejected, given so many discordant patients.

        Examples
        --------
        >>> Rejections("exact", 6, (-1, -1, -1, -1, -1, -1, 0)).by_chance(6)
        0.03125
        """
        ways = sum(comb(discordant, k) for k in range(self.critical[discordant] + 1))
        return 2 * ways / (1 << discordant)


def every_rejection(method: Method, n: int, level: float = 0.95) -> Rejections:
    """Return which tables of n patients a test of equality rejects at the error that the level leaves.

    Among tables with equally many discordant patients the p-value falls the more unequally they split, by every
    method, so that the critical split is found by halving.

    Parameters
    ----------
    method
        A test of equality of the catalogue.
    n
        Patients, at least one.
    level
        Confidence level as a proportion: 0.95 for an error of 0.05.

    Raises
    ------
    InputError
        If the method is not a test, or there is no patient.

    Examples
    --------
    >>> from psmatrial.stats.methods import method
    >>> every_rejection(method("equality", "exact"), 9).critical
    (-1, -1, -1, -1, -1, -1, 0, 0, 0, 1)
    """
    error = error_rate(level)
    return Rejections(method.name, n, tuple(_critical(method, n, m, error) for m in range(n + 1)))


def _critical(method: Method, n: int, discordant: int, error: float) -> int:
    """Return the largest smaller count that is rejected, or -1."""
    rejected, kept = -1, discordant // 2 + 1
    while kept - rejected > 1:
        smaller = (rejected + kept) // 2
        found = method.compute(PairedTable(0, smaller, discordant - smaller, n - discordant), 1.0 - error, "two-sided")
        if isinstance(found, Estimate) or found.p_value is None:
            message = f"{method.name} gives no p-value for {n} patients."
            raise InputError(message, "Give a test, and at least one patient.")
        if found.p_value <= error:
            rejected = smaller
        else:
            kept = smaller
    return rejected


def rejected(rejections: Rejections, at: Population) -> float:
    """Return how often a test rejects at one truth: its size where the rates are equal, else its power.

    Parameters
    ----------
    rejections
        From ``every_rejection``.
    at
        Probabilities of the cells.

    Examples
    --------
    The power of the exact test in a trial like that of Calais et al. 2019, if its rates were the truth.

    >>> from psmatrial.stats.methods import method
    >>> exact = every_rejection(method("equality", "exact"), 50)
    >>> round(rejected(exact, Population(0.18, 0.38, 0.08, 0.36)), 3)
    0.881
    """
    import numpy as np

    b, c = np.array(_outcomes.counts(rejections.n)).T
    reject = np.minimum(b, c) <= np.array(rejections.critical)[b + c]
    return float(_outcomes.pairs(rejections.n, at.index_only, at.comparator_only) @ reject)


def size(rejections: Rejections) -> float:
    """Return the largest probability of rejecting equal rates, over all probabilities of a discordant patient.

    It is bounded from above by proof, and the bound is at most a relative 1e-9 too large.

    Parameters
    ----------
    rejections
        From ``every_rejection``.

    References
    ----------
    Fagerland, Lydersen and Laake, BMC Med Res Methodol 2013;13:91 (sizes on a grid).

    Examples
    --------
    >>> from psmatrial.stats.methods import method
    >>> [round(size(every_rejection(method("equality", name), 20)), 4) for name in ("exact", "asymptotic")]
    [0.0414, 0.0504]
    """
    import numpy as np

    from psmatrial.stats._mixture import mixed, thinned
    from psmatrial.stats._supremum import supremum

    mixture = thinned(np.array([rejections.by_chance(m) for m in range(rejections.n + 1)]))
    return supremum(lambda s: mixed(mixture, s), rejections.n).high
