"""The average of studies: fixed effect or random effects, with normal and Knapp-Hartung intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite, sqrt

from psmatrial.errors import InputError
from psmatrial.model import checked_level
from psmatrial.stats.distributions import chi2_tail, normal_tail, z_of
from psmatrial.stats.pooling.heterogeneity import Studies, Tau2, Weighted, i_squared, tau_squared
from psmatrial.stats.student import t_of, t_tails

FIXED = "fixed"
KNAPP_HARTUNG = "-knapp-hartung"
ONE_STUDY = "one study: nothing can be said of how studies differ"
ONE_KNAPP_HARTUNG = "one study: Knapp-Hartung has no degree of freedom, and no limits"
_ROUNDING = 1e-9
NO_WIDTH = "all effects are equal: the Knapp-Hartung interval has zero width, and is not an interval"
NARROWER = "the Knapp-Hartung factor is {:.2f}, below 1 (it is not truncated there): the standard error shrinks"


@dataclass(frozen=True, slots=True)
class Average:
    """Studies averaged, on the scale of averaging.

    Parameters
    ----------
    method
        ``fixed``, the estimator of tau squared, or that with ``-knapp-hartung``.
    k
        Studies.
    value, se, low, high, level
        The average, its standard error and limits.
    statistic, df, p_value
        The test of an average of 0: z, or t with its degrees of freedom; None where there is none.
    tau2
        Variance between studies; 0 for a fixed effect.
    prediction
        Limits of the true effect of a further study; None for a fixed effect and for one study.
    weights
        Shares of the studies, which sum to 1.
    q, q_df, q_p
        Cochran's Q of equal effects on ``q_df`` degrees of freedom; ``q_p`` is None for one study.
    i2, h2
        Share of variance between studies, a proportion, and 1/(1 - I²); None for one study.
    note
        What is unusual.
    """

    method: str
    k: int
    value: float
    se: float
    low: float
    high: float
    level: float
    statistic: float | None
    df: int | None
    p_value: float | None
    tau2: Tau2
    prediction: tuple[float, float] | None
    weights: tuple[float, ...]
    q: float
    q_df: int
    q_p: float | None
    i2: float | None
    h2: float | None
    note: str = ""


def average(values: Sequence[float], variances: Sequence[float], method: str = "reml", level: float = 0.95) -> Average:
    """Return studies averaged with weights that are the inverse of their variance.

    Parameters
    ----------
    values, variances
        Of one study or more, on one scale; variances are positive.
    method
        ``fixed``: all studies estimate the same effect. Else an estimator of the variance between studies (``reml``,
        ``dl``, ...): the average of effects that differ, with a normal interval; with ``-knapp-hartung`` after it,
        a t interval whose standard error comes from how the studies scatter.
    level
        Confidence level, a proportion.

    Returns
    -------
    Average
        The Knapp-Hartung factor is not truncated at 1; a note says where it shrinks the standard error. One study
        gives its own result, and no limits by Knapp-Hartung. The prediction interval has the quantile of the interval:
        normal, or t with k - 1 degrees of freedom.

    Raises
    ------
    InputError
        If there is no such method, the level is not between 0 and 1, there is no study or not one variance a value, or
        a value is not finite or a variance not positive.

    References
    ----------
    DerSimonian, Control Clin Trials 1986;7:177. Knapp, Stat Med 2003;22:2693. Riley, BMJ 2011;342:d549.

    Examples
    --------
    >>> found = average([0.0, 2.0], [1.0, 1.0], "dl")
    >>> found.value, found.tau2.value, found.q, found.i2
    (1.0, 1.0, 2.0, 0.5)
    """
    level = checked_level(level)
    studies = _checked(tuple(map(float, values)), tuple(map(float, variances)))
    estimator = method.removesuffix(KNAPP_HARTUNG)
    tau2 = Tau2(0.0, 0.0) if method == FIXED else tau_squared(studies, estimator)
    at = studies.at(tau2.value)
    plain = 1.0 / sqrt(at.total)
    df = studies.k - 1 if method.endswith(KNAPP_HARTUNG) else None
    se, note = (plain, "") if df is None else _scattered(at, plain, df)
    quantile = z_of(level) if df is None else t_of(level, df) if df else inf
    half = quantile * se if se else (0.0 if df != 0 else inf)
    if studies.k == 1 and df is None and method != FIXED:
        note = ONE_STUDY
    statistic = at.mean / se if se else None
    equal = studies.at(0.0).q
    i2, h2 = _shares(studies, tau2.value, equal, fixed=method == FIXED)
    spread = quantile * sqrt(se**2 + tau2.value)
    return Average(
        method,
        studies.k,
        at.mean,
        se,
        at.mean - half,
        at.mean + half,
        level,
        statistic,
        df or None,
        _p_value(statistic, df),
        tau2,
        None if method == FIXED or studies.k == 1 else (at.mean - spread, at.mean + spread),
        tuple(weight / at.total for weight in at.weights),
        equal,
        studies.k - 1,
        chi2_tail(equal, studies.k - 1) if studies.k > 1 else None,
        i2,
        h2,
        note,
    )


def _checked(values: tuple[float, ...], variances: tuple[float, ...]) -> Studies:
    """Return studies, or refuse what cannot be averaged."""
    if not values or len(values) != len(variances):
        message = f"{len(values)} values and {len(variances)} variances are given."
        raise InputError(message, "Give one value and one variance for each of one or more studies.")
    for study, (value, variance) in enumerate(zip(values, variances, strict=True), start=1):
        if not (isfinite(value) and isfinite(variance) and variance > 0.0):
            message = f"study {study} has the value {value!r} and the variance {variance!r}."
            raise InputError(message, "Give a finite value and a finite variance above 0, or leave the study out.")
    return Studies(values, variances)


def _scattered(at: Weighted, plain: float, df: int) -> tuple[float, str]:
    """Return the standard error of Knapp and Hartung, and the words for one that is unusual."""
    if df == 0:
        return 0.0, ONE_KNAPP_HARTUNG
    factor = sqrt(at.q / df)
    if factor == 0.0:
        return 0.0, NO_WIDTH
    # Of two studies it is 1 but for rounding, wherever they differ beyond chance.
    return plain * factor, NARROWER.format(factor) if factor < 1.0 - _ROUNDING else ""


def _p_value(statistic: float | None, df: int | None) -> float | None:
    """Return the two-sided p-value of a z or t; None without a standard error."""
    if statistic is None:
        return None
    return min(1.0, 2.0 * normal_tail(abs(statistic))) if df is None else t_tails(statistic, df)


def _shares(studies: Studies, tau2: float, q: float, *, fixed: bool) -> tuple[float | None, float | None]:
    """Return I squared and H squared: from Q for a fixed effect, else from the variance between studies."""
    df = studies.k - 1
    if df == 0:
        return None, None
    if fixed:
        return (max(0.0, (q - df) / q) if q else 0.0), q / df
    return i_squared(studies, tau2), 1.0 + tau2 / studies.typical
