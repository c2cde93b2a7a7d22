"""How far the limits of a difference or a ratio can lie from the estimate, whatever the discordance.

Two rates that can only give limits too near to the estimate are left out at once, with every discordance. With z
the normal quantile, e the error of a limit and n patients, a limit of the difference is not farther from the
estimate than

- z/sqrt(n) by Wald's formulas and Tango's, for the variance of one patient's +1, 0 or -1 is at most 1; Agresti-Min's
  and Bonett-Price's centres are off by at most 2/n;
- z/sqrt(n) by Newcombe: each Wilson limit is at most z/(2 sqrt n) from its rate, and the correlation at least -1;
  sqrt(2 log(1/e)/n) with Jeffreys limits, which lie inside Clopper and Pearson's (Hoeffding's inequality);
- 3 sqrt(log(2/e)/(2n)) by Fay and Lumbard: the product of two limits at e/2 each, by the same inequality.

A limit of the ratio p/q lies between (p - r)/(q + r) and (p + r)/(q - r), where r is half of these for MOVER and
Bonett-Price (whose z is never enlarged), and z/sqrt(n) for Tang, for the difference "index - ratio x comparator" of
one patient is at most max(1, ratio). Wald's is z sqrt(1/x1 + 1/x2) from it on the logarithm, x1 and x2 patients
being found. SCAS has z/sqrt(n - 1) + (z^2 + 1)/n for both, from its equation; that this equation holds at the limit
was not proved but verified at levels 0.90, 0.95 and 0.99, for the difference in every table of up to 40 patients and
for the ratio in every one of up to 20.

Nor is the middle of an interval (L, U) of the difference far from the estimate D, so that both limits together leave
few differences. With M the larger of |L| and |U|, and neither of them an end of the range, it is off by at most

- 0 by Wald's formulas, and 2M/n by Agresti-Min's and Bonett-Price's, whose middle is d/(n + 2);
- z^2 (1 + 2M)/(2n) by Tango. Under a hypothesis x the restricted share s of discordant patients solves
  b/(s + x) + c/(s - x) = (n - b - c)/(1 - s), so that |ds/dx| is at most 1 and the variances s - x^2 at L and U differ
  by (1 + 2M)(U - L) at most. z^2/n of that is (U - D)^2 - (D - L)^2 = (U - L)(U + L - 2D);
- half of what the limits of both rates are lopsided by Newcombe and MOVER, for both half widths are lengths of pairs
  of what limits leave above and below a rate, in one norm, that of the correlation, in which the axes keep their
  units. Wilson's limits are lopsided by |1 - 2p| z^2/(n + z^2), so that it is at most z^2/(n + z^2) by Newcombe; see
  ``most_lopsided`` for those of Jeffreys, by which it is at most (z^2 + 2)/n or, of one patient, what is said there;
- as by Tango with n - 1, times (U - L)/(U - L - 2t), and t more by SCAS, whose deviations hold a term of skewness of
  at most t = |z^2 - 1| max(1, 2M)/(6n).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import exp, inf, log, sqrt

from psmatrial.stats.distributions import normal_tail
from psmatrial.stats.recovery.rates.rate_limits import rate_limit

# The limits of rates from which methods of a difference are made.
RATES: Mapping[str, str] = {"newcombe": "wilson", "mover-jeffreys": "jeffreys"}
# The normal quantile of the error 0.15: an inequality of limits of one patient needs a smaller one.
_LEAST = 1.0365
_EXACT = ("exact-unconditional", "exact-unconditional-tails")


@lru_cache(maxsize=1024)
def reach(name: str, n: int, error: float, z: float, *, ratio: bool) -> float:
    """Return how far limits of a difference, or those of the rates of a ratio, lie from the estimate at most.

    Examples
    --------
    >>> round(reach("tango", 100, 0.025, 1.96, ratio=False), 3)
    0.216
    """
    if name in _EXACT:
        return inf
    if name == "scas":
        return z / sqrt(n - 1) + (z * z + 1.0) / n if n > 1 else inf
    half = ratio and name != "tang"
    if name == "mover-jeffreys":
        found = sqrt(2.0 * log(1.0 / error) / n)
    elif name == "fay-lumbard":
        found = 3.0 * sqrt(log(2.0 / error) / (2.0 * n))
    else:
        found = z / sqrt(n) + (0.0 if ratio else 2.0 / n)
    return found / 2.0 if half else found


def ratio_ends(name: str, found: tuple[int, int, int], error: float, z: float) -> tuple[float, float]:
    """Return numbers between which the limits of a ratio lie, of n patients and those found by each test, both above 0.

    Examples
    --------
    >>> [round(end, 2) for end in ratio_ends("wald", (50, 28, 13), 0.025, 1.96)]
    [1.12, 4.16]
    """
    n, index, comparator = found
    if name == "wald":
        factor = exp(z * sqrt(1.0 / index + 1.0 / comparator))
        return index / comparator / factor, index / comparator * factor
    p, q, r = index / n, comparator / n, reach(name, n, error, z, ratio=True)
    return max(0.0, p - r) / (q + r), (p + r) / (q - r) if q > r else inf


def off_centre(n: int, z: float, most: float, width: float) -> dict[str, float]:
    """Return how far the middle of an interval of a difference lies from the estimate at most, by method if known.

    Parameters
    ----------
    n
        Patients.
    z
        Normal quantile of a limit.
    most
        A number that neither limit exceeds in absolute value.
    width
        A number that is not above their distance.

    Examples
    --------
    >>> round(off_centre(100, 1.96, 0.46, 0.34)["tango"], 4)
    0.0369
    """
    square = z * z
    off = {"wald": 0.0, "wald-corrected": 0.0, "newcombe": square / (n + square)}
    off["mover-jeffreys"] = max((square + 2.0) / n, _of_one(n, z))
    off["agresti-min"] = off["bonett-price"] = 2.0 * most / n
    off["tango"] = square * (1.0 + 2.0 * most) / (2.0 * n)
    skewness = abs(square - 1.0) * max(1.0, 2.0 * most) / (6.0 * n)
    if n > 1 and width > 2.0 * skewness:
        off["scas"] = skewness + off["tango"] * n / (n - 1) * width / (width - 2.0 * skewness)
    return off


@lru_cache(maxsize=8192)
def lopsided(count: int, n: int, rate: str, error: float) -> float:
    """Return how much farther one limit of a rate is from it than the other.

    Examples
    --------
    >>> round(lopsided(28, 50, "wilson", 0.025), 4)
    0.0086
    """
    return abs(1.0 - rate_limit(n - count, n, rate, error) + rate_limit(count, n, rate, error) - 2.0 * count / n)


def most_lopsided(count: int, n: int, rate: str, z: float) -> float:
    """Return what ``lopsided`` does not exceed; infinite if not known.

    With the error below one half the tails of Jeffreys limits of x of n lie between P(X > x) and P(X >= x), and so,
    by the bounds of ``binomial_intervals``, his limits between those of x - 1 and x + 1 patients by the deviance,
    where q = (x - 1)/n or (x + 1)/n has the deviance z^2/(2n) = c a patient from q + a and from q - b. The deviance
    grows by a/v(a) with a, where v(s) = (q + s)(1 - q - s), so that a - b grows with c by

      v(a)/a - v(-b)/b = q(1 - q)(1/a - 1/b) + 2(1 - 2q) - (a - b).

    With q up to one half it cannot fall below 0, for it would grow there, and grows by 2(1 - 2q) at most: a - b is at
    most |1 - 2q| z^2/n, as it is for the mirrored q. So the limits together are off 2x/n by this and 2/n at most.

    This needs 1 < x < n - 1. With the error e below 0.15, and m = (n - 1)p, P(X < 2) is at most (1 + m) exp(-m): above
    1 - e at no p from 1/(n - 1) on, where the lower limit of one patient therefore cannot be, and below e where m
    exceeds 2 log(2/e) - 1, for 1 + m is at most 2 exp((m - 1)/2), where the upper one cannot be. Together they are off
    2/n by 2 log(2/e)/(n - 1) - 2/n at most, or by 2/n below. That of no patient is at most log(1/e)/n, less than both.

    Examples
    --------
    >>> round(lopsided(28, 50, "jeffreys", 0.025), 4), round(most_lopsided(28, 50, "jeffreys", 1.96), 4)
    (0.0067, 0.0523)
    """
    square, apart = z * z, abs(n - 2 * count)
    if rate == "wilson":
        return apart / n * square / (n + square)
    return (2.0 + (apart + 2.0) * square / n) / n if 1 < count < n - 1 else max(2.0 / n, _of_one(n, z))


def _of_one(n: int, z: float) -> float:
    """Return how far Jeffreys limits of one patient, together, are above 2/n at most."""
    return 2.0 * log(2.0 / normal_tail(z)) / (n - 1) - 2.0 / n if n > 1 and z > _LEAST else inf
