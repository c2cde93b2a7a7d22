"""Conditional logistic regression of two results a patient: the tracer and what changes its effect, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from psmatrial.models.detection.array import Array
from psmatrial.models.detection.logistic import Logistic, firth, full_rank, maximum_likelihood
from psmatrial.models.detection.pairs import COMPARATOR, INDEX, TRACER, TRACER_BY_PSA, Pairs
from psmatrial.models.detection.separation import separated

LOGISTIC, FIRTH = "conditional-logistic", "conditional-firth"
NO_DISCORDANT = "no discordant patients"
REPEATED = "too few discordant patients, or they all have one PSA"
SEPARATED = "the discordant patients are separated, so that no maximum of the likelihood exists"
NO_END = "the likelihood has a maximum that could not be found"
DOUBLINGS = 60
HALVINGS = 200
CLOSE = 1e-10
LOWEST = -1e6


@dataclass(frozen=True, slots=True)
class Conditional:
    """Log odds ratios by term, each with its limits; ``discordant`` patients alone carry information."""

    method: str
    limits: dict[str, tuple[float, float, float]]
    discordant: int


def conditional_model(pairs: Pairs, critical: float, method: str = LOGISTIC) -> Conditional | str:
    """Fit the odds that a discordant patient was found by the index test and not by the comparator.

    What is the same in both results of a patient, such as his PSA, drops out: only the tracer and its interactions can
    be estimated. Without covariates the estimate is index only over comparator only, and ``conditional-firth`` adds one
    half to each.

    Parameters
    ----------
    pairs
        Patients with both results.
    critical
        The normal quantile of the interval.
    method
        ``"conditional-logistic"``, maximum likelihood with Wald limits, or ``"conditional-firth"``, the penalised
        likelihood with limits from its profile.

    Returns
    -------
    Conditional | str
        Or why there is none.

    References
    ----------
    Heinze and Puhr, Stat Med 2010;29:770. Heinze and Schemper, Stat Med 2002;21:2409 (profile limits).

    Examples
    --------
    >>> import math
    >>> from psmatrial.models.detection.pairs import pairs_of
    >>> pairs = pairs_of([(1, 1)] * 9 + [(1, 0)] * 19 + [(0, 1)] * 4 + [(0, 0)] * 18)
    >>> for name in ("conditional-logistic", "conditional-firth"):
    ...     found = conditional_model(pairs, 1.959964, name)
    ...     print([round(math.exp(value), 4) for value in found.limits["tracer"]])
    [4.75, 1.616, 13.9623]
    [4.3333, 1.6954, 13.8604]
    """
    terms = [term for term in pairs.terms if term in (TRACER, TRACER_BY_PSA)]
    places = [pairs.place(term) for term in terms]
    discordant = pairs.found[:, INDEX] != pairs.found[:, COMPARATOR]
    rows = (pairs.rows[:, INDEX] - pairs.rows[:, COMPARATOR])[discordant][:, places]
    first = pairs.found[discordant, INDEX]
    count = int(discordant.sum())
    if count == 0:
        return NO_DISCORDANT
    if not full_rank(rows):
        return REPEATED
    if method == LOGISTIC:
        fit = maximum_likelihood(rows, first)
        if fit is None:
            return SEPARATED if separated(rows, first) else NO_END
        limits = [_wald(fit, place, critical) for place in range(len(terms))]
    else:
        limits = _profiled(rows, first, critical)
    return Conditional(method, dict(zip(terms, limits, strict=True)), count)


def _wald(fit: Logistic, place: int, critical: float) -> tuple[float, float, float]:
    """Return a coefficient with limits from its standard error."""
    value, reach = float(fit.coefficients[place]), critical * float(fit.covariance[place, place]) ** 0.5
    return value, value - reach, value + reach


def _profiled(rows: Array, first: Array, critical: float) -> list[tuple[float, float, float]]:
    """Return the penalised coefficients with limits from the profile of the penalised likelihood."""
    fit = firth(rows, first)
    target = fit.height - critical**2 / 2.0
    made = []
    for place, value in enumerate(map(float, fit.coefficients)):
        spread = float(fit.covariance[place, place])
        step = critical * spread**0.5

        def above(at: float, place: int = place, spread: float = spread) -> float:
            # The other coefficients start where they would be on a quadratic surface.
            start = fit.coefficients + fit.covariance[place] / spread * (at - fit.coefficients[place])
            return max(firth(rows, first, place, start).height - target, LOWEST)

        made.append((value, _crossing(value, -step, above), _crossing(value, step, above)))
    return made


def _crossing(start: float, step: float, above: Callable[[float], float]) -> float:
    """Return where a falling height passes the target: by doubling, then by the Illinois rule of false position."""
    inside, over = start, above(start)
    outside, under = start + step, above(start + step)
    for _ in range(DOUBLINGS):
        if under < 0.0:
            break
        inside, over = outside, under
        outside += outside - start
        under = above(outside)
    else:
        return inf if step > 0 else -inf
    middle, side = outside, 0
    for _ in range(HALVINGS):
        before, middle = middle, inside + (outside - inside) * over / (over - under)
        if abs(middle - before) <= CLOSE * (1.0 + abs(middle)):
            break
        height = above(middle)
        # The end that stays a second time counts half, or it would stay for ever.
        if height >= 0.0:
            inside, over, under, side = middle, height, under / 2.0 if side > 0 else under, 1
        else:
            outside, under, over, side = middle, height, over / 2.0 if side < 0 else over, -1
    return middle
