"""From which z^2 on the exact unconditional test of n patients rejects.

The test orders tables by z^2 = (b - c)^2/(b + c), and its p-value falls as that rises, so one z^2 says which tables it
rejects.
"""

from __future__ import annotations

from functools import lru_cache
from math import inf, isqrt, nextafter, sqrt

from psmatrial.stats.distributions import normal_quantile

_LEAST = 1e-300


@lru_cache(maxsize=256)
def least_square(n: int, error: float) -> tuple[int, int]:
    """Return the smallest z^2 that the two-sided exact unconditional test rejects.

    Parameters
    ----------
    n
        Patients, at least one.
    error
        The two-sided error, above 0 and at most one half.

    Returns
    -------
    tuple of int
        The squared difference of the discordant counts and their sum, of which z^2 is the quotient; both 0 where no
        table is rejected.

    Examples
    --------
    Of five patients no split is rejected, of six 5 against none and 6 against none.

    >>> least_square(5, 0.05), least_square(6, 0.05), least_square(50, 0.05)
    ((0, 0), (25, 5), (169, 43))
    """
    from psmatrial.stats._splits import unconditional_p

    z = -normal_quantile(error / 2.0)
    kept, rejected = 0.0, inf
    found, aim = (0, 0), z * z
    while True:
        place = _at_or_above(n, aim if kept < aim < rejected else _between(kept, rejected, n))
        if place is None or place[0] * place[0] / place[1] >= rejected:
            # Nothing lies between; whatever is above all that was kept decides.
            place = _at_or_above(n, nextafter(kept, inf))
            if place is None or place[0] * place[0] / place[1] >= rejected:
                return found
        excess, discordant = place
        square = excess * excess / discordant
        p_value = unconditional_p(n, discordant, excess, two_sided=True, within=(0.0, 1.0))
        if p_value <= error:
            found, rejected = (excess * excess, discordant), square
        else:
            kept = square
        # The p-value is about that of z less a shift that hardly changes.
        aim = max(z + sqrt(square) + normal_quantile(max(p_value, _LEAST) / 2.0), 0.0) ** 2


def _between(kept: float, rejected: float, n: int) -> float:
    """Return a z^2 between one that is kept and one that is rejected, all of which are at most n."""
    return (kept + min(rejected, n)) / 2.0


def _at_or_above(n: int, square: float) -> tuple[int, int] | None:
    """Return the difference and the sum of discordant counts with the smallest z^2 that is not below a number.

    Examples
    --------
    >>> _at_or_above(50, 4.17), _at_or_above(4, 4.1)
    ((11, 29), None)
    """
    best, place = inf, None
    for m in range(1, n + 1):
        excess = max(isqrt(int(square * m)) - 1, 0)
        excess += (excess ^ m) & 1
        while excess <= m and excess * excess / m < square:
            excess += 2
        if excess <= m and excess * excess / m < best:
            best, place = excess * excess / m, (excess, m)
    return place
