"""The variance between studies of the largest likelihood: every maximum is enclosed, and the highest taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psmatrial.stats.distributions import root

if TYPE_CHECKING:
    from collections.abc import Callable

# Maxima that lie closer together, beside the variance of a study, are one.
_CLOSE = 1e-6


@dataclass(frozen=True, slots=True)
class Likelihood:
    """A log-likelihood at one variance between studies, with what its derivative is half of: ``gain`` less ``cost``.

    All four parts of the derivatives fall as the variance grows, whatever the studies are: with P the projection of the
    regression, they are y'PPy, the trace of P (of the inverse variances where the likelihood is not restricted), and
    the negative derivatives of both, ``gain_lost`` and ``cost_lost``: 2y'PPPy and the trace of the square.
    """

    height: float
    gain: float
    cost: float
    gain_lost: float
    cost_lost: float

    @property
    def rise(self) -> float:
        """Twice the derivative."""
        return self.gain - self.cost


def likeliest(at: Callable[[float], Likelihood], reach: float, least: float) -> float:
    """Return the variance between studies, 0 or more, of the largest likelihood; of equally likely ones the smallest.

    The range is halved until in each part the likelihood provably only rises, or only falls, or has a derivative that
    changes in one direction only and so is 0 at most once. Nothing is left that might not converge, and where there are
    several maxima none is passed over.

    Parameters
    ----------
    at
        The likelihood at a variance.
    reach
        A variance from which on the likelihood only falls.
    least
        The smallest variance within a study, the scale on which likelihoods change.

    Examples
    --------
    Two studies a distance of 2 apart, each with variance 1: their variance is 2, of which 1 is chance.

    >>> from math import log
    >>> def restricted(tau2):
    ...     w = 1.0 / (1.0 + tau2)
    ...     return Likelihood((log(w) - 2.0 * w) / 2.0, 2.0 * w**2, w, 4.0 * w**3, w**2)
    >>> round(likeliest(restricted, 3.0, 1.0), 12)
    1.0
    """
    found, parts = [0.0], [(0.0, at(0.0), reach, at(reach))]
    while parts:
        low, first, high, last = parts.pop()
        if first.gain <= last.cost or last.gain >= first.cost:
            continue
        bends = first.gain_lost < last.cost_lost or last.gain_lost > first.cost_lost
        if not (bends or high - low <= _CLOSE * (least + low)):
            middle = (low + high) / 2.0
            between = at(middle)
            parts += [(middle, between, high, last), (low, first, middle, between)]
        elif first.rise > 0.0 >= last.rise:
            found.append(root(lambda tau2: at(tau2).rise, low, high))
    return max(found, key=lambda tau2: at(tau2).height)
