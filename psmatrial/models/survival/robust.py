"""A variance of Cox's coefficients that does not rest on proportional hazards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from math import exp, sqrt

from psmatrial.models.survival._matrix import Matrix, dot, product
from psmatrial.models.survival.cox import CoxData, CoxFit, shares
from psmatrial.models.survival.follow_up import EVENT


def robust_covariance(fit: CoxFit) -> Matrix:
    """Return the sandwich variance: how far each patient moves the coefficients, squared and summed.

    References
    ----------
    Lin and Wei, J Am Stat Assoc 1989;84:1074.

    Examples
    --------
    >>> from psmatrial.models.survival.cox import cox
    >>> from psmatrial.models.survival.follow_up import FollowUp
    >>> fit = cox(FollowUp((1.0, 2.0, 3.0, 4.0), (1, 1, 1, 0)), [(1,), (0,), (1,), (0,)])
    >>> robust_covariance(fit)[0][0] > 0
    True
    """
    moved = product(_score_residuals(fit.data, fit.coefficients), fit.covariance)
    columns = list(zip(*moved, strict=True))
    return [[dot(one, other) for other in columns] for one in columns]


def robust_error(fit: CoxFit, place: int = 0) -> float:
    """Return the robust standard error of a coefficient.

    Examples
    --------
    >>> from psmatrial.models.survival.cox import cox
    >>> from psmatrial.models.survival.follow_up import FollowUp
    >>> fit = cox(FollowUp((1.0, 2.0, 3.0, 4.0), (1, 1, 1, 0)), [(1,), (0,), (1,), (0,)])
    >>> round(robust_error(fit), 4)
    0.9725
    """
    return sqrt(robust_covariance(fit)[place][place])


def _score_residuals(data: CoxData, coefficients: tuple[float, ...]) -> Matrix:
    """Return what each patient adds to the score, over all times at which the patient was at risk."""
    residuals: Matrix = [[0.0] * data.width for _ in data.covariates]
    for stratum in data.strata:
        _add_stratum(data, coefficients, stratum, residuals)
    return residuals


def _add_stratum(data: CoxData, coefficients: tuple[float, ...], stratum: tuple[int, ...], residuals: Matrix) -> None:
    """Put in the residuals of one stratum, first time first."""
    times, ends, rows, width = data.follow_up.times, data.follow_up.ends, data.covariates, range(data.width)
    risks = {k: exp(dot(coefficients, rows[k])) for k in stratum}
    # Hazard so far, and hazard times the mean covariate of those at risk.
    hazard, drift = 0.0, [0.0 for _ in width]
    for here, left, first in reversed(_risk_sets(stratum, times, risks, rows)):
        dead = [k for k in here if ends[k] == EVENT]
        own, own_first = sum(risks[k] for k in dead), [sum(risks[k] * rows[k][i] for k in dead) for i in width]
        # What of this time those who have the event are spared, by Efron's rule for ties.
        spared, spared_drift, middle = 0.0, [0.0 for _ in width], [0.0 for _ in width]
        for share in shares(len(dead), data.ties):
            whole = left - share * own
            mean = [(first[i] - share * own_first[i]) / whole for i in width]
            hazard += 1 / whole
            spared += share / whole
            for i in width:
                drift[i] += mean[i] / whole
                spared_drift[i] += share * mean[i] / whole
                middle[i] += mean[i] / len(dead)
        for k in here:
            died = ends[k] == EVENT
            for i in width:
                x = rows[k][i]
                passed = x * (hazard - died * spared) - (drift[i] - died * spared_drift[i])
                residuals[k][i] = died * (x - middle[i]) - risks[k] * passed


def _risk_sets(
    stratum: Sequence[int], times: Sequence[float], risks: Mapping[int, float], rows: Sequence[Sequence[float]]
) -> list[tuple[list[int], float, list[float]]]:
    """Return, last time first, who ends at a time, and the risks, plain and times covariates, of all still there."""
    left, first = 0.0, [0.0 for _ in rows[0]]
    found = []
    for _, group in groupby(sorted(stratum, key=times.__getitem__, reverse=True), key=times.__getitem__):
        here = list(group)
        left += sum(risks[k] for k in here)
        first = [value + sum(risks[k] * rows[k][i] for k in here) for i, value in enumerate(first)]
        found.append((here, left, first))
    return found
