"""Positive and negative predictive values of two tests, compared in the same patients.

The denominators are those whom each test found, and most of them are in both: neither McNemar's test nor one for
separate groups fits.
"""

from __future__ import annotations

from fractions import Fraction
from math import exp, inf, log, sqrt

from psmatrial.model import Estimate, HypothesisTest, checked_level
from psmatrial.stats.accuracy.truth_table import TruthTable
from psmatrial.stats.choice import chosen
from psmatrial.stats.distributions import chi2_tail, z_of

NOT_FOUND = "a test found nobody: it has no predictive value"
NO_VARIANCE = "every positive is a true one, or none is: nothing to compare"
NO_LOGARITHM = "a predictive value is 0: the ratio has no interval"
SIDES = ("ppv", "npv")


def predictive_value_equality(table: TruthTable, side: str = "ppv", method: str = "weighted-score") -> HypothesisTest:
    """Test that two tests have the same predictive value.

    Parameters
    ----------
    table
        Counts with the truth.
    side
        ``"ppv"``, positive; ``"npv"``, negative.
    method
        ``"weighted-score"`` (Kosinski), or ``"score"`` (Leisenring).

    Returns
    -------
    HypothesisTest
        On one degree of freedom. ``p_value`` is 1 where both values are equal, also where nothing varies; None
        where a test found nobody; ``note`` says so.

    Raises
    ------
    InputError
        If ``side`` or ``method`` is none of these.

    References
    ----------
    Leisenring, Alonzo and Pepe, Biometrics 2000;56:345.
    Kosinski, Stat Med 2013;32:964.

    Examples
    --------
    >>> from psmatrial.model import PairedTable
    >>> table = TruthTable(PairedTable(30, 8, 4, 8), PairedTable(2, 3, 1, 24))
    >>> round(predictive_value_equality(table).p_value, 4)
    0.4437
    """
    seen = chosen("side", side, {"ppv": table, "npv": table.negative_side()})
    statistic = chosen("method", method, {"score": _score, "weighted-score": _weighted})
    quantity = f"{side}-equality"
    if not all(seen.positives):
        return HypothesisTest(method, None, note=NOT_FOUND, quantity=quantity)
    found = statistic(seen)
    if found is None:
        return HypothesisTest(method, 1.0, 0.0, 1, note=NO_VARIANCE, quantity=quantity)
    return HypothesisTest(method, chi2_tail(float(found), 1), float(found), 1, quantity=quantity)


def relative_predictive_value(table: TruthTable, side: str = "ppv", level: float = 0.95) -> Estimate:
    """Estimate the ratio of two predictive values, index test over comparator.

    Parameters
    ----------
    table
        Counts with the truth.
    side
        ``"ppv"`` or ``"npv"``.
    level
        Confidence level as a proportion.

    Returns
    -------
    Estimate
        None where a test found nobody; without limits where a value is 0. ``note`` says so.

    References
    ----------
    Moskowitz and Pepe, Clin Trials 2006;3:272.

    Examples
    --------
    >>> from psmatrial.model import PairedTable
    >>> table = TruthTable(PairedTable(30, 8, 4, 8), PairedTable(2, 3, 1, 24))
    >>> found = relative_predictive_value(table)
    >>> round(found.value, 3), round(found.low, 3), round(found.high, 3)
    (0.962, 0.872, 1.061)
    """
    level = checked_level(level)
    seen = chosen("side", side, {"ppv": table, "npv": table.negative_side()})
    quantity, method = f"{side}-ratio", "log-wald"
    (true_index, true_other), (index, other) = seen.true_positives, seen.positives
    if not (index and other):
        return Estimate(quantity, None, None, None, level, method, table.n, NOT_FOUND)
    if not (true_index and true_other):
        value = None if true_index == true_other else 0.0 if true_other else inf
        return Estimate(quantity, value, 0.0, inf, level, method, table.n, NO_LOGARITHM)
    value = float(Fraction(true_index * other, index * true_other))
    width = z_of(level) * sqrt(_log_variance(seen))
    return Estimate(quantity, value, exp(log(value) - width), exp(log(value) + width), level, method, table.n)


def _pooled(table: TruthTable) -> tuple[Fraction, Fraction, int]:
    """Return the share of true ones among all findings of both tests, the index test's share, and their number."""
    findings = sum(table.positives)
    return Fraction(sum(table.true_positives), findings), Fraction(table.positives[0], findings), findings


def _score(table: TruthTable) -> Fraction | None:
    """Return the generalised score statistic: findings are clustered in patients, with empirical variance."""
    true, share, _ = _pooled(table)
    # What a patient found by both, by the index test alone, by the comparator alone adds.
    weights = (2 * share - 1, share - 1, share)
    total = sum((found * weight for found, weight in zip(table.diseased.cells, weights, strict=False)), Fraction(0))
    variance = sum(
        (found * (1 - true) ** 2 + wrong * true**2) * weight**2
        for found, wrong, weight in zip(table.diseased.cells, table.healthy.cells, weights, strict=False)
    )
    return total**2 / variance if variance else None


def _weighted(table: TruthTable) -> Fraction | None:
    """Return the weighted generalised score statistic."""
    true, _, findings = _pooled(table)
    shared = (table.diseased.both * (1 - true) ** 2 + table.healthy.both * true**2) / findings
    index, other = (Fraction(a, b) for a, b in zip(table.true_positives, table.positives, strict=True))
    variance = (true * (1 - true) - 2 * shared) * sum(Fraction(1, n) for n in table.positives)
    return (index - other) ** 2 / variance if variance else None


def _log_variance(table: TruthTable) -> float:
    """Return the variance of the log ratio by the delta method on the eight counts."""
    (true_index, true_other), (index, other) = table.true_positives, table.positives
    total = Fraction(0)
    for cells, diseased in ((table.diseased.cells, 1), (table.healthy.cells, 0)):
        for n, by_index, by_other in zip(cells, (1, 1, 0, 0), (1, 0, 1, 0), strict=True):
            slope_index = Fraction(diseased, true_index) - Fraction(1, index)
            slope_other = Fraction(diseased, true_other) - Fraction(1, other)
            total += n * (by_index * slope_index - by_other * slope_other) ** 2
    return float(total)
