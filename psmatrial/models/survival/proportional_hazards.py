"""Whether the hazard ratio stays the same over time."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from psmatrial.models.survival._matrix import Matrix, inverse, quadratic
from psmatrial.models.survival.cox import CoxFit, moments
from psmatrial.models.survival.kaplan_meier import kaplan_meier


@dataclass(frozen=True, slots=True)
class Constancy:
    """Chi-squared on 1 df for each covariate, and of all together on as many df; None where time cannot tell."""

    each: tuple[float | None, ...]
    together: float | None
    df: int


def proportional_hazards(fit: CoxFit) -> Constancy:
    """Return the score test that the coefficients do not change with time, time counted as 1 - survival just before.

    It is the score test of a model that also has each covariate times that time, so that it weighs early and late
    events by how many patients are left. A large p-value does not show that hazards are proportional.

    References
    ----------
    Grambsch and Therneau, Biometrika 1994;81:515.

    Examples
    --------
    >>> from psmatrial.models.survival.cox import cox
    >>> from psmatrial.models.survival.follow_up import FollowUp
    >>> fit = cox(FollowUp((1.0, 2.0, 3.0, 4.0), (1, 1, 1, 0)), [(1,), (0,), (1,), (0,)])
    >>> round(proportional_hazards(fit).each[0], 4)
    0.0
    """
    curve = kaplan_meier(fit.data.follow_up)
    free = (1.0, *curve.survival)
    all_moments = moments(fit.data, fit.coefficients)
    found = [(moment, 1 - free[bisect_left(curve.times, moment.time)]) for moment in all_moments]
    middle = sum(time * moment.events for moment, time in found) / sum(moment.events for moment, _ in found)
    width = range(fit.data.width)
    score = [0.0 for _ in width]
    sums: list[Matrix] = [[[0.0 for _ in width] for _ in width] for _ in range(3)]
    for moment, time in found:
        late = time - middle
        for i in width:
            score[i] += late * moment.score[i]
            for j in width:
                for power in range(3):
                    sums[power][i][j] += late**power * moment.information[i][j]
    left = _left(sums)
    each = tuple(score[i] ** 2 / left[i][i] if left[i][i] > 1e-12 * sums[2][i][i] else None for i in width)
    turned = inverse(left)
    return Constancy(each, quadratic(score, turned) if turned else None, len(score))


def _left(sums: Sequence[Matrix]) -> Matrix:
    """Return the information on change with time that is left once the constant coefficients are fitted."""
    plain, mixed, late = sums
    turned = inverse(plain)
    width = range(len(plain))
    if turned is None:
        return [[0.0 for _ in width] for _ in width]
    return [
        [late[i][j] - sum(mixed[i][k] * turned[k][m] * mixed[m][j] for k in width for m in width) for j in width]
        for i in width
    ]
