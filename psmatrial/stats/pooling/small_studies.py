"""Do small studies show larger effects? A regression on the standard error, and a rank correlation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import comb, factorial, fsum, log, sqrt

from psmatrial.model import HypothesisTest
from psmatrial.stats.distributions import normal_tail
from psmatrial.stats.pooling.effects import Effects
from psmatrial.stats.pooling.heterogeneity import Studies
from psmatrial.stats.pooling.likelihood import Likelihood
from psmatrial.stats.pooling.ties import effect_ranks, exact_variances, variance_ranks

QUANTITY = "asymmetry"
FEW = "fewer than three studies, or all equally precise"
# Below this many studies the test of ranks is exact where there are no ties.
_EXACT = 50


def regression_test(found: Effects) -> HypothesisTest:
    """Return the test that effects do not change with their standard errors.

    Random effects by REML; z of the slope. It says that small studies differ, and not why: they may have been selected
    for their results, or have had other patients.

    Returns
    -------
    HypothesisTest
        p is None with fewer than three studies, or where all are equally precise.

    References
    ----------
    Egger, BMJ 1997;315:629. Sterne, J Clin Epidemiol 2001;54:1046.

    Examples
    --------
    >>> from psmatrial.model import PairedTable
    >>> from psmatrial.stats.pooling.effects import effects
    >>> cells = [(9, 19, 4, 18), (20, 12, 6, 30), (45, 30, 14, 33), (5, 8, 2, 10), (60, 25, 11, 40)]
    >>> round(regression_test(effects([PairedTable(*one) for one in cells], "odds-ratio")).p_value, 3)
    0.301
    """
    name = f"{found.measure.quantity}-{QUANTITY}"
    studies = Studies(tuple(found.values), tuple(found.variances))
    if studies.k < 3 or len(set(exact_variances(found))) < 2:
        return HypothesisTest("regression", None, quantity=name, note=FEW)
    line = _Line(studies, studies.likeliest(lambda tau2: _Line(studies, tau2).likelihood))
    z = line.slope / line.slope_error
    return HypothesisTest("regression", min(1.0, 2.0 * normal_tail(abs(z))), z, quantity=name)


def rank_test(found: Effects) -> HypothesisTest:
    """Return the test that the ranks of effects, freed from their average, do not go with those of their variances.

    Kendall's tau is its statistic. Exact below 50 studies without ties, else by the normal distribution. Whether two
    studies tie is decided on fractions of their counts.

    Returns
    -------
    HypothesisTest
        p is None with fewer than three studies, or where all are equally precise.

    References
    ----------
    Begg, Biometrics 1994;50:1088.

    Examples
    --------
    Five studies, of the ten pairs eight in order: 14 of the 120 orders have as many.

    >>> from psmatrial.model import PairedTable
    >>> from psmatrial.stats.pooling.effects import effects
    >>> cells = [(9, 19, 4, 18), (20, 12, 6, 30), (45, 30, 14, 33), (5, 8, 2, 10), (60, 25, 11, 40)]
    >>> test = rank_test(effects([PairedTable(*one) for one in cells], "odds-ratio"))
    >>> round(test.statistic, 3), round(test.p_value * 60)
    (0.6, 14)
    """
    name = f"{found.measure.quantity}-{QUANTITY}"
    studies = Studies(tuple(found.values), tuple(found.variances))
    precision = variance_ranks(found)
    if studies.k < 3 or len(set(precision)) < 2:
        return HypothesisTest("rank", None, quantity=name, note=FEW)
    at = studies.at(0.0)
    freed = [(y - at.mean) / sqrt(v - 1.0 / at.total) for y, v in zip(studies.values, studies.variances, strict=True)]
    tau, p_value = _kendall(effect_ranks(found, freed), precision)
    return HypothesisTest("rank", p_value, tau, quantity=name)


class _Line:
    """A regression of effects on their standard errors with weights 1/(v + tau squared)."""

    def __init__(self, studies: Studies, tau2: float) -> None:
        """Fit it in closed form: two parameters."""
        x = [sqrt(variance) for variance in studies.variances]
        self.weights = [1.0 / (variance + tau2) for variance in studies.variances]
        self.total = fsum(self.weights)
        centre = self.mean(x)
        self.away = [a - centre for a in x]
        self.spread = self.moment(1, 2)
        mean = studies.at(tau2).mean
        self.slope = self.tilt([y - mean for y in studies.values])
        self.slope_error = 1.0 / sqrt(self.spread)
        self.rest = [y - mean - self.slope * a for y, a in zip(studies.values, self.away, strict=True)]

    def moment(self, power: int, degree: int) -> float:
        """Return the sum of powers of the weights times powers of the predictor."""
        return fsum(w**power * a**degree for w, a in zip(self.weights, self.away, strict=True))

    def mean(self, values: Sequence[float]) -> float:
        """Return the weighted mean of values."""
        return fsum(w * y for w, y in zip(self.weights, values, strict=True)) / self.total

    def tilt(self, values: Sequence[float]) -> float:
        """Return the slope of values on the predictor."""
        return fsum(w * a * y for w, a, y in zip(self.weights, self.away, values, strict=True)) / self.spread

    @property
    def likelihood(self) -> Likelihood:
        """The restricted likelihood; the hat values of weighted regression give the traces of P and of PP."""
        scaled = [w * r for w, r in zip(self.weights, self.rest, strict=True)]
        mean, tilt = self.mean(scaled), self.tilt(scaled)
        again = [r - mean - tilt * a for r, a in zip(scaled, self.away, strict=True)]
        residual, cubes = (
            fsum(w * r * r for w, r in zip(self.weights, one, strict=True)) for one in (self.rest, again)
        )
        second = [self.moment(2, degree) for degree in range(3)]
        trace = self.total - second[0] / self.total - second[2] / self.spread
        square = (second[0] / self.total) ** 2 + (second[2] / self.spread) ** 2
        square += 2.0 * second[1] ** 2 / (self.total * self.spread)
        square += self.moment(2, 0) - 2.0 * (self.moment(3, 0) / self.total + self.moment(3, 2) / self.spread)
        height = (fsum(map(log, self.weights)) - log(self.total * self.spread) - residual) / 2.0
        return Likelihood(height, fsum(r * r for r in scaled), trace, 2.0 * cubes, square)


def _kendall(first: Sequence[int], second: Sequence[int]) -> tuple[float, float]:
    """Return Kendall's tau-b of ranks with its two-sided p-value."""
    n = len(first)
    score = sum(_sign(first[i] - first[j]) * _sign(second[i] - second[j]) for i in range(n) for j in range(i))
    ties = [[count for count in Counter(values).values() if count > 1] for values in (first, second)]
    tied = [sum(comb(count, 2) for count in counts) for counts in ties]
    pairs = comb(n, 2)
    if min(pairs - tied[0], pairs - tied[1]) == 0:
        return 0.0, 1.0
    tau = score / sqrt((pairs - tied[0]) * (pairs - tied[1]))
    if not any(tied) and n < _EXACT:
        concordant = (pairs + score) // 2
        below, above = _orders(n, concordant), _orders(n, pairs - concordant)
        return tau, min(1.0, 2.0 * min(below, above) / factorial(n))
    large = n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for counts in ties for t in counts)
    variance = large / 18.0 + 4.0 * tied[0] * tied[1] / (2.0 * n * (n - 1))
    triples = [sum(t * (t - 1) * (t - 2) for t in counts) for counts in ties]
    variance += triples[0] * triples[1] / (9.0 * n * (n - 1) * (n - 2))
    return tau, min(1.0, 2.0 * normal_tail(abs(score) / sqrt(variance)))


def _orders(n: int, most: int) -> int:
    """Return how many orders of n things have at most so many pairs in order."""
    ways = [1]
    for size in range(2, n + 1):
        longer = len(ways) + size - 1
        ways = [sum(ways[max(0, at - size + 1) : at + 1]) for at in range(longer)]
    return sum(ways[: most + 1])


def _sign(value: int) -> int:
    """Return the sign of a number."""
    return (value > 0) - (value < 0)
