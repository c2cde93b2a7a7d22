"""From which z^2 on the exact unconditional test of n patients rejects.

The test orders tables by z^2 = (b - c)^2/(b + c), and its p-value falls as that rises, so one z^2 says which tables it
rejects.
"""

from __future__ import annotations

from functools import lru_cache
from math import inf, isqrt, nextafter, sqrt

from psmatrial.stats.distributions import normal_quantile

_LEAST = 1e-300
# The p-value is bounded from above, at most by so much too large: what equals the error is rejected.
_BOUND = 1e-9
# The last answer by error: of a number of patients near by the answer is near. It is a beginning and changes nothing.
_LAST: dict[float, float] = {}


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
    found, aim, beside = (0, 0), _LAST.get(error, z * z), True
    while True:
        place = _at_or_above(n, aim if kept < aim < rejected else (kept + min(rejected, n)) / 2.0)
        if place is None or place[0] * place[0] / place[1] >= rejected:
            # Nothing lies between; whatever is above all that was kept decides.
            place = _at_or_above(n, nextafter(kept, inf))
            if place is None or place[0] * place[0] / place[1] >= rejected:
                break
        excess, discordant = place
        square = excess * excess / discordant
        p_value = unconditional_p(n, discordant, excess, two_sided=True, within=(0.0, 1.0))
        if p_value <= error * (1.0 + _BOUND):
            found, rejected = (excess * excess, discordant), square
        else:
            kept = square
        if beside:
            # Mostly the answer for one patient fewer was right, or nearly.
            aim = _below(n, square) if rejected == square else nextafter(square, inf)
        else:
            # The p-value is about that of z less a shift that hardly changes.
            aim = max(z + sqrt(square) + normal_quantile(max(p_value, _LEAST) / 2.0), 0.0) ** 2
        beside = not beside
    if found[1]:
        _LAST[error] = rejected
    return found


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


def _below(n: int, square: float) -> float:
    """Return the largest z^2 below a number above 0.

    Examples
    --------
    >>> _below(2, 2.0), _below(2, 0.5)
    (1.0, 0.0)
    """
    best = 0.0
    for m in range(1, n + 1):
        excess = min(isqrt(int(square * m)) + 1, m)
        excess -= (excess ^ m) & 1
        while excess > 0 and excess * excess / m >= square:
            excess -= 2
        best = max(best, excess * excess / m if excess > 0 else 0.0)
    return best
