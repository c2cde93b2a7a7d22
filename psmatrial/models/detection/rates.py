"""Detection rates that a fitted model says, over all patients or as if each had one PSA, and their difference."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log

from psmatrial.models.detection.logistic import expit
from psmatrial.models.detection.marginal_model import Fit
from psmatrial.models.detection.pairs import COMPARATOR, INDEX

Limits = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Rates:
    """Value, low and high: of each test's rate (limits symmetric in the log odds) and of the difference."""

    index: Limits
    comparator: Limits
    difference: Limits


def model_rates(fit: Fit, critical: float, log_psa: float | None = None) -> Rates:
    """Return the mean rate of each test over the patients, and the difference, index minus comparator.

    Every patient keeps his covariates; his PSA is replaced by the one that is asked for. The mean over patients is what
    such a group would show; where PSA is the only covariate it is the curve itself. Variances by the delta method, the
    patients' covariates taken as given.

    Parameters
    ----------
    fit
        The fitted model.
    critical
        The quantile of the interval, of Student's t or the normal distribution.
    log_psa
        ln of the PSA that everybody is given; None: each his own.

    References
    ----------
    Lane and Nelder, Biometrics 1982;38:613 (standardisation).

    Examples
    --------
    >>> from psmatrial.models.detection.marginal_model import marginal_model
    >>> from psmatrial.models.detection.pairs import pairs_of
    >>> fit = marginal_model(pairs_of([(1, 1)] * 9 + [(1, 0)] * 19 + [(0, 1)] * 4 + [(0, 0)] * 18), variance="robust")
    >>> rates = model_rates(fit, 1.959964)
    >>> [round(value, 4) for value in rates.difference]
    [0.3, 0.1314, 0.4686]
    """
    rows = fit.rows(log_psa)
    rates = expit(rows @ fit.near)
    means = rates.mean(axis=0)
    slopes = (rows * (rates * (1.0 - rates))[:, :, None]).mean(axis=0)
    index, comparator = (
        _on_log_odds(float(means[test]), max(float(slopes[test] @ fit.spread @ slopes[test]), 0.0) ** 0.5, critical)
        for test in (INDEX, COMPARATOR)
    )
    slope = slopes[INDEX] - slopes[COMPARATOR]
    difference = float(means[INDEX] - means[COMPARATOR])
    reach = critical * max(float(slope @ fit.spread @ slope), 0.0) ** 0.5
    limits = max(difference - reach, -1.0), min(difference + reach, 1.0)
    return Rates(index, comparator, (difference, *limits))


def _on_log_odds(rate: float, error: float, critical: float) -> Limits:
    """Return a rate with limits symmetric in the logarithm of its odds."""
    inside = rate * (1.0 - rate)
    if inside <= 0.0:
        return rate, 0.0, 1.0
    centre, reach = log(rate / (1.0 - rate)), critical * error / inside
    low, high = (1.0 / (1.0 + exp(min(-at, 700.0))) for at in (centre - reach, centre + reach))
    return rate, low, high
