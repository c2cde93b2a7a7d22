"""Cox's proportional hazards: how much faster the event comes with one more of a covariate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import exp, log, sqrt

from psmatrial.errors import InputError, choices
from psmatrial.models.survival._matrix import Matrix, dot, inverse, quadratic
from psmatrial.models.survival.follow_up import EVENT, FollowUp, groups_of

TIES = ("efron", "breslow")
STEPS = 60
HALVINGS = 30
CLOSE = 1e-12
# So many standard deviations of a covariate never come out of data in which a maximum exists.
FAR = 30.0
# Where it has none, the last steps are lost in rounding; a variance of so many squared deviations gives that away.
VAGUE = 1e8


@dataclass(frozen=True, slots=True)
class CoxData:
    """Patients with their covariates, in strata of places; ``ties`` says how events at one time count."""

    follow_up: FollowUp
    covariates: tuple[tuple[float, ...], ...]
    strata: tuple[tuple[int, ...], ...]
    ties: str

    @property
    def width(self) -> int:
        """Number of covariates."""
        return len(self.covariates[0])


@dataclass(frozen=True, slots=True)
class Moment:
    """What the events of one time in one stratum add: to the log likelihood, to its slope and to the information."""

    time: float
    events: int
    log_likelihood: float
    score: list[float]
    information: Matrix


@dataclass(frozen=True, slots=True)
class CoxFit:
    """Log hazard ratios with their covariance, the log likelihood without and with them, and the score statistic."""

    coefficients: tuple[float, ...]
    covariance: Matrix
    log_likelihood: tuple[float, float]
    score: float
    data: CoxData

    def error(self, place: int = 0) -> float:
        """Return the standard error of a coefficient."""
        return sqrt(self.covariance[place][place])


def cox(
    follow_up: FollowUp,
    covariates: Sequence[Sequence[float]],
    strata: Sequence[str] = (),
    ties: str = "efron",
) -> CoxFit | None:
    """Fit a proportional hazards model by its partial likelihood.

    Newton's method until a step changes nothing, on covariates that are centred and scaled on the way.

    Parameters
    ----------
    follow_up
        Times and ends; competing events count as censorings, which makes hazards cause-specific.
    covariates
        The numbers of each patient, one row a patient.
    strata
        The stratum of each patient, each with a baseline of its own; none for one baseline.
    ties
        ``efron`` or ``breslow``.

    Returns
    -------
    CoxFit or None
        None where the likelihood has no single maximum: no event, a covariate that is the same for all who are
        at risk together, or one that orders the events perfectly.

    Raises
    ------
    InputError
        If there is no such rule for ties.

    References
    ----------
    Cox, J R Stat Soc B 1972;34:187. Efron, J Am Stat Assoc 1977;72:557. Breslow, Biometrics 1974;30:89.

    Examples
    --------
    >>> fit = cox(FollowUp((1.0, 2.0, 3.0, 4.0), (1, 1, 1, 0)), [(1,), (0,), (1,), (0,)])
    >>> round(exp(fit.coefficients[0]), 6), round(fit.log_likelihood[0], 6)
    (2.561553, -3.178054)
    """
    if ties not in TIES:
        raise InputError(f"there is no rule {ties!r} for ties.", choices(ties, TIES))
    inside = groups_of(strata or ["all"] * follow_up.n)
    data = CoxData(follow_up, tuple(map(tuple, covariates)), tuple(map(tuple, inside.values())), ties)
    if not follow_up.events:
        return None
    scaled, scales = _scaled(data)
    found = _maximum(scaled) if scaled else None
    if found is None:
        return None
    place, covariance, heights, score = found
    return CoxFit(
        tuple(value / scale for value, scale in zip(place, scales, strict=True)),
        [[c / (a * b) for c, b in zip(row, scales, strict=True)] for row, a in zip(covariance, scales, strict=True)],
        heights,
        score,
        data,
    )


def moments(data: CoxData, coefficients: Sequence[float]) -> Iterator[Moment]:
    """Yield what each time of an event adds to likelihood, score and information, stratum by stratum, last time first.

    Examples
    --------
    >>> data = CoxData(FollowUp((1.0, 2.0), (1, 0)), ((1.0,), (0.0,)), ((0, 1),), "efron")
    >>> [(moment.time, moment.score) for moment in moments(data, [0.0])]
    [(1.0, [0.5])]
    """
    times, ends = data.follow_up.times, data.follow_up.ends
    for stratum in data.strata:
        order = sorted(stratum, key=times.__getitem__, reverse=True)
        risk = _Sums(data.width)
        for time, group in groupby(order, key=times.__getitem__):
            dead = _Sums(data.width)
            for k in group:
                row = data.covariates[k]
                eta = dot(coefficients, row)
                risk.add(row, eta)
                if ends[k] == EVENT:
                    dead.add(row, eta)
            if dead.count:
                yield _moment(time, risk, dead, data.ties)


class _Sums:
    """Sums over patients: of risks, of risks times covariates, of their products, and of what is not weighted."""

    __slots__ = ("count", "eta", "first", "second", "total", "weight", "width")

    def __init__(self, width: int) -> None:
        """Begin with nobody."""
        self.width, self.count, self.eta, self.weight = width, 0, 0.0, 0.0
        self.total, self.first = [0.0] * width, [0.0] * width
        self.second: Matrix = [[0.0] * width for _ in range(width)]

    def add(self, row: Sequence[float], eta: float) -> None:
        """Add one patient."""
        risk = exp(min(eta, 500.0))
        self.count, self.eta, self.weight = self.count + 1, self.eta + eta, self.weight + risk
        for i, x in enumerate(row):
            self.total[i] += x
            self.first[i] += risk * x
            second = self.second[i]
            for j in range(self.width):
                second[j] += risk * x * row[j]


def shares(events: int, ties: str) -> list[float]:
    """Return, for each of the events of one time, how much of their own risk is taken out before it.

    Examples
    --------
    >>> shares(2, "efron"), shares(2, "breslow")
    ([0.0, 0.5], [0.0, 0.0])
    """
    return [k / events if ties == "efron" else 0.0 for k in range(events)]


def _moment(time: float, risk: _Sums, dead: _Sums, ties: str) -> Moment:
    """Return what the events of one time add."""
    width = range(risk.width)
    height, score = dead.eta, list(dead.total)
    information: Matrix = [[0.0] * risk.width for _ in width]
    for share in shares(dead.count, ties):
        whole = risk.weight - share * dead.weight
        height -= log(whole)
        mean = [(risk.first[i] - share * dead.first[i]) / whole for i in width]
        for i in width:
            score[i] -= mean[i]
            for j in width:
                information[i][j] += (risk.second[i][j] - share * dead.second[i][j]) / whole - mean[i] * mean[j]
    return Moment(time, dead.count, height, score, information)


def _scaled(data: CoxData) -> tuple[CoxData | None, list[float]]:
    """Return the covariates with mean 0 and standard deviation 1, and the deviations; None where one is constant."""
    n = data.follow_up.n
    columns, scales = [], []
    for column in zip(*data.covariates, strict=True):
        middle = sum(column) / n
        scale = sqrt(sum((x - middle) ** 2 for x in column) / n)
        if not scale:
            return None, []
        scales.append(scale)
        columns.append([(x - middle) / scale for x in column])
    return replace(data, covariates=tuple(zip(*columns, strict=True))), scales


Summed = tuple[float, list[float], Matrix]


def _summed(data: CoxData, place: Sequence[float]) -> Summed:
    """Return log likelihood, score and information at a place."""
    width = range(data.width)
    height, score = 0.0, [0.0 for _ in width]
    information: Matrix = [[0.0 for _ in width] for _ in width]
    for moment in moments(data, place):
        height += moment.log_likelihood
        for i in width:
            score[i] += moment.score[i]
            for j in width:
                information[i][j] += moment.information[i][j]
    return height, score, information


def _maximum(data: CoxData) -> tuple[list[float], Matrix, tuple[float, float], float] | None:
    """Return where the likelihood is largest, the inverse information there, both heights, and the score statistic."""
    place = [0.0] * data.width
    here = _summed(data, place)
    turned = inverse(here[2])
    if turned is None:
        return None
    start, statistic = here[0], quadratic(here[1], turned)
    for _ in range(STEPS):
        step = [dot(row, here[1]) for row in turned]
        place, here = _stepped(data, place, step, here)
        turned = inverse(here[2])
        if turned is None or max(map(abs, place)) > FAR or max(turned[k][k] for k in range(data.width)) > VAGUE:
            return None
        if max(map(abs, step)) <= CLOSE * (1 + max(map(abs, place))):
            return place, turned, (start, here[0]), statistic
    # What still moves after so many steps has no maximum to come to, unless it moves by rounding alone.
    return (place, turned, (start, here[0]), statistic) if max(map(abs, step)) < 1e-8 else None


def _stepped(data: CoxData, place: list[float], step: list[float], here: Summed) -> tuple[list[float], Summed]:
    """Go one step, shorter where the whole one would lead down."""
    share = 1.0
    for _ in range(HALVINGS):
        at = [value + share * change for value, change in zip(place, step, strict=True)]
        there = _summed(data, at)
        if there[0] >= here[0] - 1e-12 * (1 + abs(here[0])):
            return at, there
        share /= 2
    return place, here
