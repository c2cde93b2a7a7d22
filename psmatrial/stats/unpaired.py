"""Two rates in different patients: for checking printed results of randomised arms, which no paired test fits."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import comb, exp, inf, log, sqrt

from psmatrial.errors import InputError, choices
from psmatrial.model import whole_number
from psmatrial.stats.choice import chosen
from psmatrial.stats.distributions import chi2_tail, z_of
from psmatrial.stats.wald import wilson

TESTS = ("pearson", "pearson-corrected", "fisher")
_FEW = 10**20


def unpaired_p(first: tuple[int, int], second: tuple[int, int], method: str = "pearson") -> float:
    """Return the two-sided p-value of two rates in different patients.

    Parameters
    ----------
    first, second
        Patients found and patients of each arm.
    method
        ``"pearson"``, chi-squared on 1 df; ``"pearson-corrected"``, with Yates' correction; ``"fisher"``, the total
        probability of the tables that are not more likely than the observed one.

    Returns
    -------
    float
        1 where nobody or everybody was found.

    Raises
    ------
    InputError
        If a count is not from 0 to its total, or there is no such method; the message lists them.

    References
    ----------
    Yates, J R Stat Soc Suppl 1934;1:217.

    Examples
    --------
    The change of decision in EMPIRE-2, 19/65 against 29/69, printed as .12.

    >>> round(unpaired_p((19, 65), (29, 69)), 4), round(unpaired_p((19, 65), (29, 69), "fisher"), 4)
    (0.1225, 0.1502)
    """
    if method not in TESTS:
        raise InputError(f"method {method!r} is not known.", choices(method, TESTS))
    (x1, n1), (x2, n2) = first, second = _plain(first), _plain(second)
    if not (0 <= x1 <= n1 and 0 <= x2 <= n2):
        raise InputError(f"{x1} of {n1} and {x2} of {n2} are not two rates.", "Give counts from 0 to their totals.")
    found, n = x1 + x2, n1 + n2
    if not (n1 and n2 and 0 < found < n):
        return 1.0
    if method == "fisher":
        return _fisher(first, second)
    excess = abs(x1 * n2 - x2 * n1)
    shift = min(n / 2.0, excess) if method == "pearson-corrected" else 0.0
    return chi2_tail(n * (excess - shift) ** 2 / (n1 * n2 * found * (n - found)), 1)


def unpaired_one_sided_p(first: tuple[int, int], second: tuple[int, int], method: str = "pearson") -> float:
    """Return the one-sided p-value of two rates in different patients, on the side of their difference.

    Parameters
    ----------
    first, second, method
        As for the two-sided one, of which it is the half by both chi-squared tests; by Fisher's one tail.

    Examples
    --------
    3 of 4 against 1 of 4: 17 of 70 ways to share out four patients are like this or beyond.

    >>> round(unpaired_one_sided_p((3, 4), (1, 4), "fisher") * 70)
    17
    """
    (x1, n1), (x2, n2) = first, second = _plain(first), _plain(second)
    found = x1 + x2
    if method != "fisher" or not (n1 and n2 and 0 < found < n1 + n2):
        return unpaired_p(first, second, method) / 2.0
    beyond = _beside(second, first) if x1 * n2 < x2 * n1 else _beside(first, second)
    return (_ways(first, second) + sum(beyond)) / comb(n1 + n2, found)


def _plain(arm: tuple[int, int]) -> tuple[int, int]:
    """Return patients found and patients of an arm as plain integers."""
    found, patients = arm
    return whole_number(found, "the count of an arm"), whole_number(patients, "the size of an arm")


def _fisher(first: tuple[int, int], second: tuple[int, int]) -> float:
    """Sum the tables that are not more likely than the observed, in integers."""
    observed = _ways(first, second)
    others = [*_beside(first, second), *_beside(second, first)]
    if max(others, default=0) <= observed:
        return 1.0
    extreme = observed + sum(ways for ways in others if ways <= observed)
    return extreme / comb(first[1] + second[1], first[0] + second[0])


def _ways(first: tuple[int, int], second: tuple[int, int]) -> int:
    """Return in how many ways these can be the patients found."""
    return comb(first[1], first[0]) * comb(second[1], second[0])


def _beside(first: tuple[int, int], second: tuple[int, int]) -> Iterator[int]:
    """Go through the tables with more of the patients found in the first arm: the ways of each, from those before.

    It ends at those that are too few to be seen in the sum.
    """
    (x1, n1), (x2, n2) = first, second
    ways = _ways(first, second)
    few = ways // _FEW
    while x2 and x1 < n1 and ways > few:
        ways = ways * ((n1 - x1) * x2) // ((x1 + 1) * (n2 - x2 + 1))
        x1, x2 = x1 + 1, x2 - 1
        yield ways


def unpaired_difference(
    first: tuple[int, int], second: tuple[int, int], method: str = "newcombe", level: float = 0.95
) -> tuple[float, float]:
    """Return the limits of the difference of two rates in different patients, first minus second.

    Parameters
    ----------
    first, second
        Patients found and patients of each arm, above 0.
    method
        ``"newcombe"`` (his method 10, Wilson limits) or ``"wald"``.
    level
        Confidence level, a proportion.

    Raises
    ------
    InputError
        If there is no such method; the message lists them.

    References
    ----------
    Newcombe, Stat Med 1998;17:873.

    Examples
    --------
    Newcombe's first example, 56/70 against 48/80.

    >>> [round(limit, 4) for limit in unpaired_difference((56, 70), (48, 80))]
    [0.0524, 0.3339]
    """
    limits = chosen("method", method, {"newcombe": _newcombe, "wald": _wald})
    return limits(_plain(first), _plain(second), z_of(level))


def _wald(first: tuple[int, int], second: tuple[int, int], z: float) -> tuple[float, float]:
    """Return the limits by the variances of both rates."""
    (x1, n1), (x2, n2) = first, second
    p1, p2 = x1 / n1, x2 / n2
    reach = z * sqrt(p1 * (1.0 - p1) / n1 + p2 * (1.0 - p2) / n2)
    return p1 - p2 - reach, p1 - p2 + reach


def _newcombe(first: tuple[int, int], second: tuple[int, int], z: float) -> tuple[float, float]:
    """Return the limits by the Wilson limits of both rates."""
    (x1, n1), (x2, n2) = first, second
    p1, p2 = x1 / n1, x2 / n2
    (l1, u1), (l2, u2) = wilson(x1, n1, z), wilson(x2, n2, z)
    return p1 - p2 - sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2), p1 - p2 + sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)


def unpaired_ratio(
    first: tuple[int, int], second: tuple[int, int], quantity: str, added: Fraction = Fraction(0)
) -> Fraction | float | None:
    """Return a ratio of two rates in different patients.

    Parameters
    ----------
    first, second
        Patients found and patients of each arm.
    quantity
        ``"rate-ratio"`` or ``"odds-ratio"`` (the odds of the one arm over those of the other).
    added
        What is added to each of the four counts: 1/2 is usual where one of them is 0.

    Returns
    -------
    Fraction, float or None
        Infinite where something is divided by 0, None where 0 is.

    References
    ----------
    Sweeting, Sutton and Lambert, Stat Med 2004;23:1351 (what is added).

    Examples
    --------
    >>> unpaired_ratio((45, 59), (26, 60), "odds-ratio"), unpaired_ratio((0, 40), (3, 42), "rate-ratio")
    (Fraction(765, 182), Fraction(0, 1))
    """
    above, below = _divided(_counts(first, second, added), quantity)
    if below:
        return Fraction(above) / below
    return inf if above else None


def unpaired_ratio_limits(
    first: tuple[int, int],
    second: tuple[int, int],
    quantity: str,
    level: float = 0.95,
    added: Fraction = Fraction(0),
) -> tuple[float, float] | None:
    """Return the Wald limits of a ratio of two rates in different patients, on the logarithm.

    Parameters
    ----------
    first, second, quantity, added
        As for the ratio itself.
    level
        Confidence level, a proportion.

    Returns
    -------
    tuple of float or None
        None where a count of 0 leaves the logarithm undefined.

    Examples
    --------
    >>> [round(limit, 2) for limit in unpaired_ratio_limits((45, 59), (26, 60), "odds-ratio")]
    [1.91, 9.24]
    """
    counts = _counts(first, second, added)
    above, below = _divided(counts, quantity)
    if not (above and below):
        return None
    x1, y1, x2, y2 = counts
    others = (1 / y1, 1 / y2) if quantity == "odds-ratio" else (-1 / (x1 + y1), -1 / (x2 + y2))
    reach = z_of(level) * sqrt(1 / x1 + 1 / x2 + sum(others))
    middle = log(above / below)
    return exp(middle - reach), exp(middle + reach)


Counts = tuple[Fraction | int, Fraction | int, Fraction | int, Fraction | int]


def _counts(first: tuple[int, int], second: tuple[int, int], added: Fraction) -> Counts:
    """Return patients found and not found in the first arm, then in the second one."""
    (x1, n1), (x2, n2) = _plain(first), _plain(second)
    return x1 + added, n1 - x1 + added, x2 + added, n2 - x2 + added


def _divided(counts: Counts, quantity: str) -> tuple[Fraction | int, Fraction | int]:
    """Return what is divided by what."""
    x1, y1, x2, y2 = counts
    return (x1 * y2, y1 * x2) if quantity == "odds-ratio" else (x1 * (x2 + y2), (x1 + y1) * x2)
