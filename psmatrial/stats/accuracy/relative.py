"""Ratios of two tests that stay estimable when only positives are verified, and ratios of likelihood ratios."""

from __future__ import annotations

from fractions import Fraction
from math import exp, inf, log, sqrt

from psmatrial.model import Estimate, HypothesisTest, PairedTable, checked_level
from psmatrial.stats.accuracy.truth_table import TruthTable
from psmatrial.stats.choice import chosen
from psmatrial.stats.distributions import normal_tail, z_of

NOBODY = "neither test found any: no ratio"
NO_LIMITS = "one of the tests found none: the logarithm has no limits"


def relative_rate(table: PairedTable, quantity: str = "relative-true-positive-rate", level: float = 0.95) -> Estimate:
    """Estimate how many times as many of the diseased (or of the others) the index test finds.

    Those found by neither test do not matter, so it is enough that every positive of either test is verified.

    Parameters
    ----------
    table
        The diseased for the true-positive rate; those without disease for the false-positive rate. ``neither`` may be
        unknown and given as 0.
    quantity
        Name in the result.
    level
        Confidence level as a proportion.

    Returns
    -------
    Estimate
        Log Wald interval; None where neither test found any; without limits where one found none. ``note`` says so.

    References
    ----------
    Cheng and Macaluso, Epidemiology 1997;8:104.
    Schatzkin et al., Am J Epidemiol 1987;125:672.

    Examples
    --------
    >>> found = relative_rate(PairedTable(30, 8, 4, 0))
    >>> round(found.value, 3), round(found.low, 3), round(found.high, 3)
    (1.118, 0.925, 1.35)
    """
    level = checked_level(level)
    index, other = table.index_positive, table.comparator_positive
    known = table.both + table.discordant
    if not (index and other):
        value = None if index == other else 0.0 if other else inf
        return Estimate(quantity, value, 0.0, inf, level, "log-wald", known, NOBODY if value is None else NO_LIMITS)
    width = z_of(level) * sqrt(relative_log_variance(table))
    value = index / other
    return Estimate(quantity, value, exp(log(value) - width), exp(log(value) + width), level, "log-wald", known)


def relative_log_variance(table: PairedTable) -> float:
    """Return the variance of the logarithm of a relative rate; both tests must have found somebody.

    Examples
    --------
    >>> relative_log_variance(PairedTable(5, 3, 1, 0))
    0.08333333333333333
    """
    return float(Fraction(table.discordant, table.index_positive * table.comparator_positive))


def likelihood_ratio_ratio(
    table: TruthTable, side: str = "positive", level: float = 0.95
) -> tuple[Estimate, HypothesisTest]:
    """Compare the likelihood ratios of two tests, index test over comparator.

    Parameters
    ----------
    table
        Counts with the truth.
    side
        ``"positive"`` or ``"negative"``.
    level
        Confidence level as a proportion.

    Returns
    -------
    tuple
        The ratio with its log Wald interval, and the test that it is 1. Nothing is estimated where one of the four
        rates is 0; ``note`` says so.

    References
    ----------
    Gu and Pepe, Biom J 2009;51:817.

    Examples
    --------
    >>> table = TruthTable(PairedTable(30, 8, 4, 8), PairedTable(2, 3, 1, 24))
    >>> ratio, test = likelihood_ratio_ratio(table)
    >>> round(ratio.value, 3), round(test.p_value, 3)
    (0.671, 0.447)
    """
    level = checked_level(level)
    turned = table.negative_side()
    # Negative results among the diseased stand in the healthy table of the other side.
    diseased, healthy = chosen(
        "side", side, {"positive": (table.diseased, table.healthy), "negative": (turned.healthy, turned.diseased)}
    )
    quantity, method = f"likelihood-ratio-{side}-ratio", "log-wald"
    rates = (diseased.index_positive, diseased.comparator_positive, healthy.index_positive, healthy.comparator_positive)
    if not all(rates):
        note = "one of the four rates is 0: the ratio cannot be estimated"
        nothing = Estimate(quantity, None, None, None, level, method, table.n, note)
        return nothing, HypothesisTest(method, None, note=note, quantity=f"{quantity}-equality")
    value = float(Fraction(rates[0] * rates[3], rates[1] * rates[2]))
    error = sqrt(relative_log_variance(diseased) + relative_log_variance(healthy))
    width = z_of(level) * error
    ratio = Estimate(quantity, value, exp(log(value) - width), exp(log(value) + width), level, method, table.n)
    statistic = log(value) / error if error else 0.0
    p_value = 2 * normal_tail(abs(statistic)) if error else 1.0
    note = "" if error else "the tests found the same patients"
    return ratio, HypothesisTest(method, min(p_value, 1.0), statistic, None, note=note, quantity=f"{quantity}-equality")
