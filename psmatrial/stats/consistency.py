"""Checks on printed results that need nothing but the print."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import product

Window = tuple[float, float]


def contains(low: float, value: float, high: float) -> bool:
    """Return whether an estimate lies within its own limits, as it must.

    Examples
    --------
    >>> contains(40.3, 52.9, 62.3), contains(0.42, 0.41, 0.70)
    (True, False)
    """
    return low <= value <= high


def contradicts(p: Window, low: float, high: float, null: float, level: float = 0.95) -> bool:
    """Return whether an interval leaves out "no difference" while p is not below its level, or the reverse.

    Parameters
    ----------
    p
        Smallest and largest p-value that print like this.
    low, high
        Limits.
    null
        No difference: 0 of a difference, 1 of a ratio.
    level
        Confidence level of the interval, a proportion.

    Examples
    --------
    A p-value that prints as 0.07, or as 0.03, beside limits of 0.02 and 0.31:

    >>> contradicts((0.065, 0.075), 0.02, 0.31, 0.0), contradicts((0.025, 0.035), 0.02, 0.31, 0.0)
    (True, False)
    """
    alpha = 1.0 - level
    left_out = low > null or high < null
    return (left_out and p[0] > alpha) or (not left_out and p[1] < alpha and null not in (low, high))


def span(function: Callable[..., float], windows: Sequence[Window]) -> Window:
    """Return the smallest and largest value of a function over the corners of what was printed.

    Every printed number stands for a window of values. The functions used here are monotone in each of them, so
    that their extremes stand in corners; a corner where the function is not defined is left out.

    Examples
    --------
    >>> span(lambda first, second: first - second, [(0.5, 0.6), (0.1, 0.2)])
    (0.3, 0.5)
    """
    from psmatrial.errors import InputError

    found = []
    for corner in product(*windows):
        try:
            found.append(function(*corner))
        except (InputError, ValueError, ZeroDivisionError):
            continue
    return (min(found), max(found)) if found else (float("nan"), float("nan"))


def p_span(function: Callable[..., float], windows: Sequence[Window], *, equal: bool, sharp: bool = False) -> Window:
    """Return the smallest and largest two-sided p-value over what was printed.

    A p-value is not monotone where the estimate passes "no difference": there it has its maximum, 1, between corners.

    Parameters
    ----------
    function
        Gives a p-value from one value of each window.
    windows
        What each printed number stands for.
    equal
        Whether "no difference" is among what was printed.
    sharp
        Whether the limits may be one and the same number: then the p-value of any other estimate may be 0.

    Examples
    --------
    Ratios that print as 1.00 between limits that print as 0.93 and 1.08:

    >>> from psmatrial.stats.ratio_limits import ratio_p
    >>> low, high = p_span(ratio_p, [(0.995, 1.005), (0.925, 0.935), (1.075, 1.085)], equal=True)
    >>> round(low, 2), high
    (0.89, 1.0)
    """
    low, high = span(function, windows)
    return 0.0 if sharp else low, 1.0 if equal else high


def meet(first: Window, second: Window) -> bool:
    """Return whether two windows have a value in common; a window that is not defined has none.

    Examples
    --------
    >>> meet((0.03, 0.04), (0.035, 0.05)), meet((0.03, 0.04), (0.05, 0.06))
    (True, False)
    """
    return first[0] <= second[1] and second[0] <= first[1]


def counts_that_print(fits: Callable[[Fraction], bool], totals: Iterable[int]) -> list[tuple[int, int]]:
    """Return all counts of these totals whose percentage prints in a given way.

    Parameters
    ----------
    fits
        Takes a percentage as an exact fraction and returns whether it prints like that.
    totals
        Numbers of patients, above 0.

    Returns
    -------
    list of (count, total)
        Empty where no whole number of patients gives the print.

    References
    ----------
    Brown and Heathers, Soc Psychol Personal Sci 2017;8:363 (the same thought for means).

    Examples
    --------
    >>> counts_that_print(lambda percent: round(percent) == 37, [49])
    [(18, 49)]
    """
    return [(x, n) for n in totals for x in range(n + 1) if fits(Fraction(100 * x, n))]


def met_only_by_rounding(limit: float, bar: float, unit: float) -> bool:
    """Return whether a limit does not exceed a bar as it is, but would once rounded to a unit.

    Examples
    --------
    >>> met_only_by_rounding(49.6, 50.0, 1.0), met_only_by_rounding(50.2, 50.0, 1.0)
    (True, False)
    """
    return limit <= bar <= limit + unit / 2.0


def truth_shares(tp: int, fp: int, fn: int, tn: int) -> dict[str, Fraction | None]:
    """Return sensitivity, specificity, predictive values and accuracy; None where a denominator is 0.

    Examples
    --------
    Nanni et al. 2016, choline: sensitivity printed as 32%.

    >>> shares = truth_shares(27, 3, 57, 2)
    >>> round(float(shares["sensitivity"]), 3), round(float(shares["accuracy"]), 3)
    (0.321, 0.326)
    """
    pairs = {
        "sensitivity": (tp, tp + fn),
        "specificity": (tn, tn + fp),
        "ppv": (tp, tp + fp),
        "npv": (tn, tn + fn),
        "accuracy": (tp + tn, tp + fp + fn + tn),
    }
    return {name: Fraction(count, n) if n else None for name, (count, n) in pairs.items()}
