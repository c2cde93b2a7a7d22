"""Two rates in different patients: for checking printed results of randomised arms, which no paired test fits."""

from __future__ import annotations

from math import comb, exp, log, sqrt

from psmatrial.errors import InputError
from psmatrial.stats.distributions import chi2_tail, z_of
from psmatrial.stats.wald import wilson

TESTS = ("pearson", "pearson-corrected", "fisher")


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
        If a count is not from 0 to its total.

    References
    ----------
    Yates, J R Stat Soc Suppl 1934;1:217.

    Examples
    --------
    The change of decision in EMPIRE-2, 19/65 against 29/69, printed as .12.

    >>> round(unpaired_p((19, 65), (29, 69)), 4), round(unpaired_p((19, 65), (29, 69), "fisher"), 4)
    (0.1225, 0.1502)
    """
    (x1, n1), (x2, n2) = first, second
    if not (0 <= x1 <= n1 and 0 <= x2 <= n2):
        raise InputError(f"{x1} of {n1} and {x2} of {n2} are not two rates.", "Give counts from 0 to their totals.")
    found, n = x1 + x2, n1 + n2
    if not (n1 and n2 and 0 < found < n):
        return 1.0
    if method == "fisher":
        return _fisher(x1, n1, n2, found)
    excess = abs(x1 * n2 - x2 * n1)
    shift = min(n / 2.0, excess) if method == "pearson-corrected" else 0.0
    return chi2_tail(n * (excess - shift) ** 2 / (n1 * n2 * found * (n - found)), 1)


def _fisher(x1: int, n1: int, n2: int, found: int) -> float:
    """Sum the tables that are not more likely than the observed, in integers."""
    weights = {k: comb(n1, k) * comb(n2, found - k) for k in range(max(0, found - n2), min(n1, found) + 1)}
    extreme = sum(weight for weight in weights.values() if weight <= weights[x1])
    return extreme / sum(weights.values())


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

    References
    ----------
    Newcombe, Stat Med 1998;17:873.

    Examples
    --------
    Newcombe's first example, 56/70 against 48/80.

    >>> [round(limit, 4) for limit in unpaired_difference((56, 70), (48, 80))]
    [0.0524, 0.3339]
    """
    (x1, n1), (x2, n2) = first, second
    z, p1, p2 = z_of(level), x1 / n1, x2 / n2
    if method == "wald":
        reach = z * sqrt(p1 * (1.0 - p1) / n1 + p2 * (1.0 - p2) / n2)
        return p1 - p2 - reach, p1 - p2 + reach
    (l1, u1), (l2, u2) = wilson(x1, n1, z), wilson(x2, n2, z)
    return p1 - p2 - sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2), p1 - p2 + sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)


def unpaired_ratio(
    first: tuple[int, int], second: tuple[int, int], quantity: str, level: float = 0.95
) -> tuple[float, float, float] | None:
    """Return a ratio of two rates in different patients with its Wald limits on the logarithm.

    Parameters
    ----------
    first, second
        Patients found and patients of each arm.
    quantity
        ``"rate-ratio"`` or ``"odds-ratio"`` (the odds of the one arm over those of the other).

    Returns
    -------
    tuple of float or None
        Estimate and limits; None where a count of 0 leaves the logarithm undefined.

    Examples
    --------
    >>> [round(value, 2) for value in unpaired_ratio((45, 59), (26, 60), "odds-ratio")]
    [4.2, 1.91, 9.24]
    """
    (x1, n1), (x2, n2) = first, second
    y1, y2 = n1 - x1, n2 - x2
    if quantity == "odds-ratio":
        if not x1 * x2 * y1 * y2:
            return None
        value, error = x1 * y2 / (y1 * x2), sqrt(1 / x1 + 1 / y1 + 1 / x2 + 1 / y2)
    else:
        if not x1 * x2:
            return None
        value, error = x1 * n2 / (n1 * x2), sqrt(1 / x1 - 1 / n1 + 1 / x2 - 1 / n2)
    reach = z_of(level) * error
    return value, exp(log(value) - reach), exp(log(value) + reach)
