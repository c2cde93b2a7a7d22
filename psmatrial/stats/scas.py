"""Skewness-corrected asymptotic score intervals ("SCAS") of paired rates.

The score is compared with a normal distribution that was bent by the third moment (a Cornish-Fisher term), so
that the error is about the same on both sides, and the variance is enlarged by n/(n-1). The method for
independent rates is published; its extension to paired rates is not yet in a journal, hence experimental.
"""

from __future__ import annotations

from math import inf, sqrt
from typing import TYPE_CHECKING

from psmatrial.stats.distributions import root, z_of
from psmatrial.stats.limits import Limits
from psmatrial.stats.score import Moments, difference_moments, ratio_moments

if TYPE_CHECKING:
    from collections.abc import Callable

    from psmatrial.model import PairedTable

# Just inside the end of the range, where variance and deviation vanish but the corrected score has a limit.
_INSIDE = 1.0 - 1e-12
_ONE_PATIENT = "nothing is learnt from one patient: the variance has no degree of freedom"


def corrected_score(moments: Moments, n: int) -> float:
    """Return the z that solves z + (z^2 - 1) skewness / 6 = score, with n/(n-1) in the variance.

    Parameters
    ----------
    moments
        Of the observed minus the hypothesised contrast.
    n
        Patients, at least two.

    Returns
    -------
    float
        Where the quadratic has no root (a score far on the short side of a very skewed distribution), the z
        at its turning point.

    References
    ----------
    Gart and Nam, Biometrics 1988;44:323.
    Laud, Pharm Stat 2017;16:334.

    Examples
    --------
    Without skewness the score itself.

    >>> round(corrected_score(Moments(0.3, 0.09, 0.0), 10) ** 2, 12)
    0.9
    """
    variance = moments.variance * n / (n - 1)
    if variance <= 0.0:
        return moments.z()
    score, bend = moments.deviation / sqrt(variance), moments.third / (6.0 * variance * sqrt(variance))
    square = 1.0 + 4.0 * bend * (bend + score)
    if square < 0.0:
        return -1.0 / (2.0 * bend)
    return 2.0 * (bend + score) / (1.0 + sqrt(square))


def scas_difference(table: PairedTable, level: float) -> Limits:
    """Return the rate differences that the skewness-corrected score does not reject.

    Examples
    --------
    >>> from psmatrial.model import PairedTable
    >>> tuple(round(limit, 6) for limit in scas_difference(PairedTable(9, 19, 4, 18), 0.95)[:2])
    (0.120115, 0.466882)
    """
    if table.n == 1:
        return Limits(-1.0, 1.0, _ONE_PATIENT)
    z = z_of(level)
    return Limits(_low(table, difference_moments, z), -_low(table.swapped(), difference_moments, z))


def scas_ratio(table: PairedTable, level: float) -> Limits:
    """Return the rate ratios that the skewness-corrected score does not reject; 0 and infinity at empty tests."""
    if table.n == 1:
        return Limits(0.0, inf, _ONE_PATIENT)
    z = z_of(level)
    inverse = _ratio_low(table.swapped(), z)
    return Limits(_ratio_low(table, z), 1.0 / inverse if inverse else inf)


def _ratio_low(table: PairedTable, z: float) -> float:
    """Return the lower limit of the ratio, found on the scale of the tilt."""
    if table.index_positive == 0:
        return 0.0
    tilt = _low(table, ratio_moments, z)
    return (1.0 + tilt) / (1.0 - tilt)


def _low(table: PairedTable, moments: Callable[[PairedTable, float], Moments], z: float) -> float:
    """Return where the corrected score falls to z, or -1 where it is below z throughout."""

    def excess(hypothesis: float) -> float:
        return corrected_score(moments(table, hypothesis), table.n) - z

    if excess(-_INSIDE) <= 0.0:
        return -1.0
    # Without discordance the score jumps up again at 0, by less than any usual z: the lower crossing counts.
    return root(excess, -_INSIDE, _INSIDE if table.discordant else 0.0)
