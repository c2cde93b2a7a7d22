"""Generalised estimating equations for two results a patient: coefficients, working correlation, scale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import log

from psmatrial.errors import InputError, choices
from psmatrial.models.detection.array import Array
from psmatrial.models.detection.logistic import expit
from psmatrial.models.detection.pairs import Pairs

CORRELATIONS = ("exchangeable", "independence")
STEPS = 300
CLOSE = 1e-11
# Log odds beyond these are taken as these, or the inverse variance of a result would be larger than numbers can be.
FARTHEST = 600.0
NO_END = "the estimating equations have no solution that could be found"


@dataclass(frozen=True, slots=True, eq=False)
class Gee:
    """A solution: coefficients, working correlation, scale, and what variances are made from.

    ``sloped[i]`` holds the derivatives of patient i's two rates, ``weighted[i]`` the same times the inverse working
    covariance, ``bread`` the inverse of their summed product, ``left`` what was found minus the rates.
    """

    coefficients: Array
    correlation: float
    scale: float
    bread: Array
    sloped: Array
    weighted: Array
    left: Array


def paired_gee(
    pairs: Pairs,
    correlation: str = "exchangeable",
    *,
    link: str = "logit",
    corrected: bool = True,
    start: Array | None = None,
) -> Gee | str:
    """Solve the estimating equations of Liang and Zeger for two results a patient.

    The working correlation is estimated by moments of the Pearson residuals, anew at each step. With separated data
    there is no finite solution: ask ``separated`` first, which tells.

    Parameters
    ----------
    pairs
        Patients with both results, of full rank.
    correlation
        ``"exchangeable"`` or ``"independence"``.
    link
        ``"logit"``, ``"identity"`` (differences of rates) or ``"log"`` (ratios of rates).
    corrected
        Whether moments are divided by numbers less the number of coefficients (as gee and geeM do) or by plain numbers
        (geepack).
    start
        Coefficients to start from; None: an intercept alone.

    Returns
    -------
    Gee | str
        The solution, or why there is none: the estimated working correlation is no correlation, or the steps do not
        come to an end.

    Raises
    ------
    InputError
        If the correlation or the link is none of these.

    References
    ----------
    Liang and Zeger, Biometrika 1986;73:13.

    Examples
    --------
    Both tests found 9 of 50 patients, the index test alone 19, the comparator alone 4.

    >>> import math
    >>> from psmatrial.models.detection.pairs import pairs_of
    >>> found = [(1, 1)] * 9 + [(1, 0)] * 19 + [(0, 1)] * 4 + [(0, 0)] * 18
    >>> fit = paired_gee(pairs_of(found))
    >>> round(math.exp(fit.coefficients[1]), 5)
    3.62238
    """
    import numpy as np

    if correlation not in CORRELATIONS:
        raise InputError(f"there is no working correlation {correlation!r}.", choices(correlation, CORRELATIONS))
    if link not in LINKS:
        raise InputError(f"there is no link {link!r}.", choices(link, tuple(LINKS)))
    exchangeable = correlation == "exchangeable"
    scale_of, rates_of = LINKS[link]
    at = np.zeros(len(pairs.terms))
    at[0] = scale_of(min(max(float(pairs.found.mean()), 0.01), 0.99))
    at = at if start is None else start
    for _ in range(STEPS):
        rates, missed, slopes = rates_of(pairs.rows @ at)
        spread, left = np.sqrt(rates * missed), np.where(pairs.found > 0.0, missed, -rates)
        if not np.isfinite(spread).all() or spread.min() <= 0.0:
            return NO_END
        alpha, scale = _moments(left / spread, len(pairs.terms), corrected=corrected)
        alpha = alpha if exchangeable else 0.0
        if not -1.0 < alpha < 1.0:
            return f"the estimated working correlation, {alpha:.3g}, is not one: plan independence"
        made = _step(pairs, (left, slopes, spread), alpha)
        if made is None:
            return NO_END
        solved, step = made
        at = at + step
        if np.abs(step).max() <= CLOSE * (1.0 + np.abs(at).max()):
            return Gee(at, alpha, scale, *solved)
    return NO_END


def _moments(residuals: Array, count: int, *, corrected: bool) -> tuple[float, float]:
    """Return working correlation and scale by moments."""
    patients = len(residuals)
    less = count if corrected else 0
    scale = float((residuals**2).sum()) / (2 * patients - less)
    product = float((residuals[:, 0] * residuals[:, 1]).sum())
    return product / scale / (patients - less), scale


def _step(
    pairs: Pairs, now: tuple[Array, Array, Array], alpha: float
) -> tuple[tuple[Array, Array, Array, Array], Array] | None:
    """Return what the equations are made of here, and the step of Fisher scoring; None where they are singular."""
    import numpy as np

    # The scale cancels in the step, and in every sandwich.
    left, slopes, spread = now
    sloped = pairs.rows * slopes[:, :, None]
    inside = np.array([[1.0, -alpha], [-alpha, 1.0]]) / (1.0 - alpha**2)
    inverse = inside / (spread[:, :, None] * spread[:, None, :])
    weighted = np.einsum("kip,kij->kpj", sloped, inverse)
    information = np.einsum("kpj,kjq->pq", weighted, sloped)
    try:
        bread = np.linalg.inv(information)
    except np.linalg.LinAlgError:
        return None
    return (bread, sloped, weighted, left), bread @ np.einsum("kpj,kj->p", weighted, left)


def _logit(eta: Array) -> tuple[Array, Array, Array]:
    """Return rates, what they lack to 1, and their slopes on the scale of log odds."""
    import numpy as np

    held = np.clip(eta, -FARTHEST, FARTHEST)
    rates, missed = expit(held), expit(-held)
    return rates, missed, rates * missed


def _log(eta: Array) -> tuple[Array, Array, Array]:
    """Return the same on the scale of logarithms; a rate stays below 1."""
    import numpy as np

    rates = np.minimum(np.exp(np.minimum(eta, 0.0)), 1.0 - 1e-9)
    return rates, 1.0 - rates, rates


def _identity(eta: Array) -> tuple[Array, Array, Array]:
    """Return the same on the scale of rates; a rate stays between 0 and 1."""
    import numpy as np

    rates = np.clip(eta, 1e-9, 1.0 - 1e-9)
    return rates, 1.0 - rates, np.ones_like(eta)


def _log_odds(rate: float) -> float:
    """Return the log odds of a rate."""
    return log(rate / (1.0 - rate))


def _logarithm(rate: float) -> float:
    """Return the logarithm of a rate."""
    return log(rate)


LINKS: dict[str, tuple[Callable[[float], float], Callable[[Array], tuple[Array, Array, Array]]]] = {
    "logit": (_log_odds, _logit),
    "identity": (float, _identity),
    "log": (_logarithm, _log),
}
