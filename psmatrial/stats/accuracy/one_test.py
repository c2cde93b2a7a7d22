"""One test against the truth: sensitivity, specificity, predictive values and likelihood ratios."""

from __future__ import annotations

from math import exp, inf, log, sqrt

from psmatrial.errors import InputError
from psmatrial.model import Estimate, checked_count, checked_level
from psmatrial.stats.choice import chosen
from psmatrial.stats.distributions import z_of
from psmatrial.stats.rate import rate

_NAMES = ("true positives", "false positives", "false negatives", "true negatives")
RATES = ("sensitivity", "specificity", "ppv", "npv", "accuracy", "prevalence")
NOT_DEFINED = "not defined: a count of the four is 0 on both sides of the ratio"
NO_LIMITS = "a count of the four is 0: the logarithm has no limits"
ONE_SIDE = "all have the disease, or none has"


def accuracy(
    counts: tuple[int, int, int, int], quantity: str, method: str = "clopper-pearson", level: float = 0.95
) -> Estimate:
    """Estimate how well one test agrees with the truth.

    Parameters
    ----------
    counts
        True positives, false positives, false negatives, true negatives.
    quantity
        One of ``RATES``: ``"sensitivity"``, ``"specificity"``, ``"ppv"``, ``"npv"``, ``"accuracy"``, ``"prevalence"``.
    method
        An interval of a rate.
    level
        Confidence level as a proportion.

    Returns
    -------
    Estimate
        None without patients below the line; ``note`` says so.

    Raises
    ------
    InputError
        If there are not four counts, one is below 0 or not a whole number, or a choice is not known.

    Examples
    --------
    >>> found = accuracy((38, 5, 12, 25), "ppv")
    >>> round(found.value, 3), found.n
    (0.884, 43)
    """
    true, false, missed, clear = counts = _checked(counts)
    above, below = chosen(
        "quantity",
        quantity,
        {
            "sensitivity": (true, true + missed),
            "specificity": (clear, clear + false),
            "ppv": (true, true + false),
            "npv": (clear, clear + missed),
            "accuracy": (true + clear, sum(counts)),
            "prevalence": (true + missed, sum(counts)),
        },
    )
    return rate(above, below, method, level, quantity=quantity)


def likelihood_ratio(counts: tuple[int, int, int, int], side: str = "positive", level: float = 0.95) -> Estimate:
    """Estimate how much a result of the test changes the odds of disease.

    Parameters
    ----------
    counts
        True positives, false positives, false negatives, true negatives.
    side
        ``"positive"``: sensitivity over 1 - specificity; ``"negative"``: 1 - sensitivity over specificity.
    level
        Confidence level as a proportion.

    Returns
    -------
    Estimate
        Log Wald interval. 0 or infinite where one count is 0, without limits; None where the truth is all on one
        side; ``note`` says so.

    References
    ----------
    Simel, J Clin Epidemiol 1991;44:763.

    Examples
    --------
    >>> found = likelihood_ratio((38, 5, 12, 25))
    >>> round(found.value, 2), round(found.low, 2), round(found.high, 2)
    (4.56, 2.02, 10.3)
    """
    level = checked_level(level)
    true, false, missed, clear = counts = _checked(counts)
    above, beside = chosen("side", side, {"positive": (true, false), "negative": (missed, clear)})
    diseased, healthy = true + missed, false + clear
    quantity, n = f"likelihood-ratio-{side}", sum(counts)
    if not (diseased and healthy):
        return Estimate(quantity, None, None, None, level, "log-wald", n, ONE_SIDE)
    if not above or not beside:
        value = None if not above and not beside else 0.0 if not above else inf
        return Estimate(
            quantity, value, 0.0, inf, level, "log-wald", n, NO_LIMITS if value is not None else NOT_DEFINED
        )
    value = above * healthy / (diseased * beside)
    width = z_of(level) * sqrt(1 / above - 1 / diseased + 1 / beside - 1 / healthy)
    return Estimate(quantity, value, exp(log(value) - width), exp(log(value) + width), level, "log-wald", n)


def _checked(counts: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Return the counts as plain integers, or refuse what is none."""
    if len(counts) != len(_NAMES):
        raise InputError(f"{len(counts)} counts are given.", f"Give four: {', '.join(_NAMES)}.")
    true, false, missed, clear = map(checked_count, counts, _NAMES)
    return true, false, missed, clear
