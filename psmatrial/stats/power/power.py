"""The power of a paired trial: how often its test will reject, worked out from every table that n patients can make.

Nothing is simulated. Given the number of discordant patients a test rejects from one split on, see ``critical``; power
is the probability of such splits, averaged over how many patients are discordant.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from math import fsum, isfinite
from operator import mul
from typing import NamedTuple

from psmatrial.errors import InputError
from psmatrial.model import whole_number
from psmatrial.stats.multiplicity import error_rate
from psmatrial.stats.power.chances import discordant, reaching
from psmatrial.stats.power.critical import UNCONDITIONAL, critical, critical_of_margin

# Probabilities that were typed as decimals add up to 1 but for this.
DUST = 1e-9
# Patients up to whom power is worked out.
LARGEST, LARGEST_UNCONDITIONAL = 200_000, 2000
_OTHER = "With so many patients the mid-p test has about the same power."


class Power(NamedTuple):
    """Probabilities that a trial ends with the finding that one of the tests detects more.

    Parameters
    ----------
    for_index, for_comparator
        That the index test does, and that the comparator does; of a margin the latter is 0.
    """

    for_index: float
    for_comparator: float

    @property
    def either(self) -> float:
        """Probability that the test rejects, in whatever direction."""
        return self.for_index + self.for_comparator


class Truth(NamedTuple):
    """What is assumed of the patients: probabilities of being found by one test only."""

    index_only: float
    comparator_only: float

    @property
    def discordant(self) -> float:
        """Probability that the tests disagree in a patient."""
        return min(self.index_only + self.comparator_only, 1.0)

    @property
    def difference(self) -> float:
        """Rate of the index test minus that of the comparator."""
        return self.index_only - self.comparator_only

    @property
    def share(self) -> float:
        """Of the discordant patients the part found by the index test; one half where there are none."""
        return self.index_only / self.discordant if self.discordant else 0.5


def power(n: int, truth: Truth, test: str = "exact", level: float = 0.95) -> Power:
    """Return the power of a two-sided test of equal rates.

    Parameters
    ----------
    n
        Patients, at least one.
    truth
        Probabilities of being found by the index test only, and by the comparator only.
    test
        ``"exact"``, ``"mid-p"``, ``"asymptotic"``, ``"corrected"`` or ``"exact-unconditional"``, as in ``mcnemar``.
    level
        Confidence level as a proportion, 0.5 or more: 0.95 for a two-sided error of 0.05.

    Returns
    -------
    Power
        By direction, for what is found in the wrong one is no success. If the truth is no difference, both together
        are the error of the test.

    Raises
    ------
    InputError
        If there is no such test, the unconditional one is asked for more than 2000 patients, the level is below one
        half, or the truth is no pair of probabilities.

    References
    ----------
    R package exact2x2 1.7.0, powerPaired2x2 (rejections in the right direction).
    Suissa and Shuster, Biometrics 1991;47:361 (exact-unconditional).

    Examples
    --------
    The trial of Calais et al. 2019, had its rates been known before.

    >>> round(power(50, Truth(0.38, 0.08)).for_index, 3)
    0.881
    """
    n, error = whole_number(n, "the number of patients"), checked(n, truth, level)
    if test == UNCONDITIONAL and n > LARGEST_UNCONDITIONAL:
        raise InputError(
            f"{n} patients are more than {LARGEST_UNCONDITIONAL}, which {test} takes too long for.", _OTHER
        )
    first, chances = discordant(n, truth.discordant)
    counts = list(islice(critical(test, error, n), first, first + len(chances)))
    shares = truth.share, 1.0 - truth.share
    return Power(*(_mean(chances, reaching(counts, share, first)) for share in shares))


def margin_power(n: int, truth: Truth, margin: float, level: float = 0.95) -> Power:
    """Return the power of the score test that the index test is better than a margin.

    With a margin below 0 this is the power of a non-inferiority trial: how often the lower limit of Tango's interval
    will lie above the margin.

    Parameters
    ----------
    n
        Patients, at least one.
    truth
        Probabilities of being found by the index test only, and by the comparator only.
    margin
        Rate of the index test minus that of the comparator, strictly between -1 and 1.
    level
        Level of the two-sided interval as a proportion, 0.5 or more: 0.95 for a one-sided error of 0.025.

    Raises
    ------
    InputError
        If margin or level cannot be used, or the truth is no pair of probabilities.

    References
    ----------
    Tango, Stat Med 1998;17:891.

    Examples
    --------
    >>> round(margin_power(100, Truth(0.10, 0.10), -0.10).for_index, 3)
    0.57
    """
    n, error = whole_number(n, "the number of patients"), checked(n, truth, level) / 2.0
    checked_margin(margin)
    first, chances = discordant(n, truth.discordant)
    counts = islice(critical_of_margin(margin, error, n, first), len(chances))
    return Power(_mean(chances, reaching(counts, truth.share, first)), 0.0)


def checked(n: int, truth: Truth, level: float) -> float:
    """Return the two-sided error that a level leaves, if everything can be used.

    Raises
    ------
    InputError
        If something cannot.

    Examples
    --------
    >>> checked(50, Truth(0.38, 0.08), 0.95)
    0.05
    """
    if not 1 <= n <= LARGEST:
        raise InputError(f"{n} is no number of patients between 1 and {LARGEST}.", "Give a whole number of them.")
    if not all(isfinite(part) and part >= 0.0 for part in truth) or sum(truth) > 1.0 + DUST:
        message = f"found by one test only: {truth.index_only!r} and {truth.comparator_only!r} are no parts of all."
        raise InputError(message, "Give two proportions that together are at most 1.")
    error = error_rate(level)
    if not 0.0 < error <= 0.5:
        raise InputError(f"level {level!r} is not from 0.5 to just below 1.", "Give a proportion such as 0.95.")
    return error


def checked_margin(margin: float) -> None:
    """Refuse a margin that no difference of rates can be compared with.

    Raises
    ------
    InputError
        If it is not strictly between -1 and 1.
    """
    if not -1.0 < margin < 1.0:
        raise InputError(f"margin {margin!r} is not between -1 and 1.", "Give a difference of rates such as -0.10.")


def _mean(chances: Iterable[float], values: Iterable[float]) -> float:
    """Return the mean of values by their probabilities."""
    return min(fsum(map(mul, chances, values)), 1.0)
