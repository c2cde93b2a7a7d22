"""How much studies differ beyond chance: Q, tau squared by several estimators, its Q-profile interval, I squared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import fsum, log, sqrt
from types import MappingProxyType

from psmatrial.errors import InputError, choices
from psmatrial.stats.distributions import chi2_tail, root
from psmatrial.stats.pooling.likelihood import Likelihood, likeliest


@dataclass(frozen=True, slots=True)
class Studies:
    """Effects with their variances, all positive; at least one study."""

    values: tuple[float, ...]
    variances: tuple[float, ...]

    @property
    def k(self) -> int:
        """Number of studies."""
        return len(self.values)

    def at(self, tau2: float) -> Weighted:
        """Return the studies weighted with this variance between them."""
        weights = [1.0 / (variance + tau2) for variance in self.variances]
        total = fsum(weights)
        # Taken from the first study on, so that equal studies have exactly their value as mean.
        first = self.values[0]
        mean = first + fsum(w * (y - first) for w, y in zip(weights, self.values, strict=True)) / total
        return Weighted(self, tuple(weights), total, mean)

    @property
    def typical(self) -> float:
        """The variance of a typical study, by which I squared is defined; 2 studies or more."""
        return (self.k - 1) / self.at(0.0).trace

    def likeliest(self, at: Callable[[float], Likelihood]) -> float:
        """Return the variance between them of the largest likelihood, of a constant or of a regression."""
        # With S the squares around the mean, y'PPy <= S/(smallest variance + tau2)^2 and the trace of P is at least
        # 1/(largest + tau2): from S + the largest on, the trace is the larger of the two.
        mean = fsum(self.values) / self.k
        squares = fsum((y - mean) ** 2 for y in self.values)
        return likeliest(at, squares + max(self.variances), min(self.variances))


@dataclass(frozen=True, slots=True)
class Weighted:
    """Studies with weights, their sum and the weighted mean; P is the projection of regression on a constant."""

    studies: Studies
    weights: tuple[float, ...]
    total: float
    mean: float

    @property
    def q(self) -> float:
        """Weighted squares around the mean, y'Py."""
        return fsum(w * (y - self.mean) ** 2 for w, y in zip(self.weights, self.studies.values, strict=True))

    @property
    def squares(self) -> float:
        """Squares of the weighted deviations, y'PPy."""
        return fsum((w * (y - self.mean)) ** 2 for w, y in zip(self.weights, self.studies.values, strict=True))

    @property
    def cubes(self) -> float:
        """The same once more, y'PPPy."""
        away = [w * (y - self.mean) for w, y in zip(self.weights, self.studies.values, strict=True)]
        mean = fsum(w * a for w, a in zip(self.weights, away, strict=True)) / self.total
        return fsum(w * (a - mean) ** 2 for w, a in zip(self.weights, away, strict=True))

    def power(self, exponent: int) -> float:
        """Return the sum of powers of the weights."""
        return fsum(w**exponent for w in self.weights)

    @property
    def trace(self) -> float:
        """The trace of P."""
        return self.total - self.power(2) / self.total

    @property
    def trace_of_square(self) -> float:
        """The trace of PP."""
        return self.power(2) - 2.0 * self.power(3) / self.total + (self.power(2) / self.total) ** 2


@dataclass(frozen=True, slots=True)
class Tau2:
    """The variance between studies and its standard error."""

    value: float
    se: float


@lru_cache(maxsize=64)
def tau_squared(studies: Studies, estimator: str = "reml") -> Tau2:
    """Return the variance of the true effects between studies.

    Parameters
    ----------
    studies
        One gives 0.
    estimator
        ``reml`` restricted maximum likelihood, ``dl`` DerSimonian and Laird, ``pm`` Paule and Mandel, ``ml`` maximum
        likelihood, ``eb`` empirical Bayes (the same value as ``pm``), ``he`` Hedges, ``hs`` Hunter and Schmidt,
        ``sj`` Sidik and Jonkman.

    Raises
    ------
    InputError
        If there is no such estimator; the message lists them.

    References
    ----------
    Viechtbauer, J Educ Behav Stat 2005;30:261 (REML, ML, HE, HS). DerSimonian, Control Clin Trials 1986;7:177.
    Paule, J Res Natl Bur Stand 1982;87:377. Sidik, J R Stat Soc C 2005;54:367.

    Examples
    --------
    Two studies a distance of 2 apart, each with variance 1: their variance is 2, of which 1 is chance.

    >>> tau_squared(Studies((0.0, 2.0), (1.0, 1.0)), "dl").value
    1.0
    """
    if estimator not in ESTIMATORS:
        raise InputError(f"there is no estimator {estimator!r} of tau squared.", choices(estimator, tuple(ESTIMATORS)))
    if studies.k == 1:
        return Tau2(0.0, 0.0)
    return Tau2(*ESTIMATORS[estimator](studies))


def q_profile(studies: Studies, level: float) -> tuple[float, float]:
    """Return the limits of tau squared at which Q would be just too large or too small; 2 studies or more.

    Both are 0 where the studies are more alike than chance would make them even without any variance between them.

    References
    ----------
    Viechtbauer, Stat Med 2007;26:37.

    Examples
    --------
    >>> low, high = q_profile(Studies((0.0, 2.0), (1.0, 1.0)), 0.95)
    >>> low, round(high, 1)
    (0.0, 2035.5)
    """
    return _profile_limit(studies, (1.0 - level) / 2.0), _profile_limit(studies, (1.0 + level) / 2.0)


def i_squared(studies: Studies, tau2: float) -> float:
    """Return the share of the variance of a typical study's effect that lies between studies; 2 studies or more.

    References
    ----------
    Higgins, Stat Med 2002;21:1539.

    Examples
    --------
    >>> i_squared(Studies((0.0, 2.0), (1.0, 1.0)), 1.0)
    0.5
    """
    return tau2 / (tau2 + studies.typical)


def restricted_log_likelihood(studies: Studies, tau2: float) -> float:
    """Return the restricted log-likelihood of tau squared, but for a constant.

    Examples
    --------
    >>> restricted_log_likelihood(Studies((0.0, 0.0), (0.5, 0.5)), 0.5)
    -0.34657359027997264
    """
    at = studies.at(tau2)
    return (fsum(log(w) for w in at.weights) - log(at.total) - at.q) / 2.0


def _profile_limit(studies: Studies, share: float) -> float:
    """Return where the chance of a larger Q has risen to a share; 0 where it is not below it there."""
    df = studies.k - 1

    def below(tau2: float) -> float:
        """Return by how much the chance exceeds the share."""
        return chi2_tail(studies.at(tau2).q, df) - share

    if below(0.0) >= 0.0:
        return 0.0
    high = studies.typical
    while below(high) < 0.0:
        high *= 4.0
    return root(below, 0.0, high)


def _from_moment(studies: Studies, at: Weighted, excess: float, spread: float) -> tuple[float, float]:
    """Return a moment estimator and its standard error; the weights are those without variance between studies."""
    value = max(0.0, excess / spread)
    return value, _moment_error(studies, at, value) / spread


def _moment_error(studies: Studies, at: Weighted, value: float) -> float:
    """Return the standard error of Q with weights 1/v where studies vary by ``value``."""
    return sqrt(2.0 * (studies.k - 1) + 4.0 * value * at.trace + 2.0 * value**2 * at.trace_of_square)


def _dersimonian_laird(studies: Studies) -> tuple[float, float]:
    """Return tau squared from Q's expectation."""
    at = studies.at(0.0)
    return _from_moment(studies, at, at.q - (studies.k - 1), at.trace)


def _hunter_schmidt(studies: Studies) -> tuple[float, float]:
    """Return tau squared of Hunter and Schmidt, which expects k of Q."""
    at = studies.at(0.0)
    return _from_moment(studies, at, at.q - studies.k, at.total)


def _hedges(studies: Studies) -> tuple[float, float]:
    """Return the unweighted variance of the effects less the mean variance within studies."""
    k, df = studies.k, studies.k - 1
    mean = fsum(studies.values) / k
    within = fsum(studies.variances) / k
    value = max(0.0, fsum((y - mean) ** 2 for y in studies.values) / df - within)
    squares = fsum(v * v for v in studies.variances)
    product = squares * (1.0 - 2.0 / k) + (within * k / k) ** 2
    return value, sqrt(2.0 * product + 4.0 * value * within * df + 2.0 * value**2 * df) / df


def _sidik_jonkman(studies: Studies) -> tuple[float, float]:
    """Return the two-step estimator that starts at the variance of the effects; never 0 unless all are equal."""
    mean = fsum(studies.values) / studies.k
    start = fsum((y - mean) ** 2 for y in studies.values) / studies.k
    if start == 0.0:
        return 0.0, 0.0
    at, df = studies.at(start), studies.k - 1
    value = start * at.q / df
    scaled = [w * v for w, v in zip(at.weights, studies.variances, strict=True)]
    squared = [w * u for w, u in zip(at.weights, scaled, strict=True)]
    first = fsum(u * u for u in scaled) - 2.0 * fsum(w * u * u for w, u in zip(at.weights, scaled, strict=True)) / (
        at.total
    )
    first += (fsum(squared) / at.total) ** 2
    cross = fsum(squared) - 2.0 * fsum(w * u for w, u in zip(at.weights, squared, strict=True)) / at.total
    cross += fsum(squared) * at.power(2) / at.total**2
    spread = 2.0 * first + 4.0 * value * cross + 2.0 * value**2 * at.trace_of_square
    return value, start / df * sqrt(max(0.0, spread))


def _paule_mandel(studies: Studies) -> tuple[float, float]:
    """Return the tau squared at which Q is its expectation."""
    k, df = studies.k, studies.k - 1
    value = 0.0
    if studies.at(0.0).q > df:
        high = studies.typical
        while studies.at(high).q > df:
            high *= 4.0
        value = root(lambda tau2: studies.at(tau2).q - df, 0.0, high)
    return value, k * sqrt(2.0 / df) / studies.at(value).total


def _reml(studies: Studies) -> tuple[float, float]:
    """Return tau squared by restricted maximum likelihood."""

    def restricted(tau2: float) -> Likelihood:
        """Return the restricted likelihood."""
        at, height = studies.at(tau2), restricted_log_likelihood(studies, tau2)
        return Likelihood(height, at.squares, at.trace, 2.0 * at.cubes, at.trace_of_square)

    value = studies.likeliest(restricted)
    return value, sqrt(2.0 / studies.at(value).trace_of_square)


def _ml(studies: Studies) -> tuple[float, float]:
    """Return tau squared by maximum likelihood."""

    def full(tau2: float) -> Likelihood:
        """Return the likelihood with the mean that is best."""
        at = studies.at(tau2)
        height = restricted_log_likelihood(studies, tau2) + log(at.total) / 2.0
        return Likelihood(height, at.squares, at.total, 2.0 * at.cubes, at.power(2))

    value = studies.likeliest(full)
    return value, sqrt(2.0 / studies.at(value).power(2))


ESTIMATORS: Mapping[str, Callable[[Studies], tuple[float, float]]] = MappingProxyType(
    {
        "reml": _reml,
        "dl": _dersimonian_laird,
        "pm": _paule_mandel,
        "ml": _ml,
        "eb": _paule_mandel,
        "he": _hedges,
        "hs": _hunter_schmidt,
        "sj": _sidik_jonkman,
    }
)
