"""From a fitted model to rows: odds ratios, rates at PSA values, the PSA at which half are found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import exp, log
from typing import TYPE_CHECKING

from psmatrial.analysis.model_data import ModelData
from psmatrial.analysis.results import NOTE_JOIN, Row
from psmatrial.analysis.rows import Place, row_at
from psmatrial.stats.distributions import normal_tail, z_of
from psmatrial.stats.student import t_of, t_tails

if TYPE_CHECKING:
    from psmatrial.models.detection.marginal_model import Fit

LARGEST = 700.0
OUTSIDE = "outside the observed PSA, {low:.3g} to {high:.3g} ng/mL"
MARGINAL = "marginal odds ratio: it compares rates over patients, and is not the conditional odds ratio"
CONDITIONAL = "conditional odds ratio: within patients, {n} of them discordant; it is not the marginal odds ratio"
MEAN_PSA = "the difference of the tests is given at a PSA of {psa:.3g} ng/mL, the geometric mean"
FLAT = "the interval of the slope holds no change with PSA: no PSA at which half are found"
OTHERS = "at the mean of the other covariates"


@dataclass(frozen=True, slots=True)
class Frame:
    """What all rows of a model share: their place, the tests, the level, and the patients."""

    place: Place
    index: str
    comparator: str
    level: float
    data: ModelData

    def row(self, quantity: str, method: str, place: Place | None = None, **values: object) -> Row:
        """Return a row with these values."""
        about = {"index": self.index, "comparator": self.comparator, "n": self.data.pairs.patients}
        return row_at(place or self.place, quantity, method, **{**about, **values})

    def at_psa(self, psa: float) -> Place:
        """Return the place of rows at one PSA."""
        return replace(self.place, stratum_by="psa-value", stratum=f"{psa:g}")

    def of(self, term: str) -> Place:
        """Return the place of rows of one covariate."""
        return replace(self.place, stratum_by="covariate", stratum=term)

    def outside(self, psa: float) -> str:
        """Say that no patient had such a PSA, where none had."""
        low, high = min(self.data.psa), max(self.data.psa)
        return "" if low <= psa <= high else OUTSIDE.format(low=low, high=high)


def critical(fit: Fit, level: float) -> float:
    """Return the quantile of the intervals of a fit.

    Examples
    --------
    >>> from psmatrial.models.detection.marginal_model import marginal_model
    >>> from psmatrial.models.detection.pairs import pairs_of
    >>> fit = marginal_model(pairs_of([(1, 1)] * 9 + [(1, 0)] * 19 + [(0, 1)] * 4 + [(0, 0)] * 18))
    >>> fit.df, round(critical(fit, 0.95), 4)
    (48, 2.0106)
    """
    return z_of(level) if fit.df is None else t_of(level, fit.df)


def odds_ratio_rows(frame: Frame, fit: Fit, at: tuple[float, ...]) -> Iterator[Row]:
    """Yield the marginal odds ratio of the tests with its test, then what changes it and the other covariates."""
    centre = fit.pairs.centre
    changing = "tracer:psa" in fit.pairs.terms
    # With an interaction the coefficient of the tracer is that at the centre of ln PSA.
    where = MEAN_PSA.format(psa=exp(centre)) if changing and centre is not None else ""
    yield _ratio(frame, fit, "model-odds-ratio", {"tracer": 1.0}, notes=(MARGINAL, where))
    yield _test(frame, fit, "model-equality", "tracer", where)
    if changing and centre is not None:
        yield _ratio(frame, fit, "model-interaction", {"tracer:psa": log(2)})
        yield _test(frame, fit, "model-equal-slopes", "tracer:psa", "")
        for psa in at:
            weights = {"tracer": 1.0, "tracer:psa": log(psa) - centre}
            yield _ratio(frame, fit, "model-odds-ratio", weights, frame.at_psa(psa), (MARGINAL, frame.outside(psa)))
    for covariate in frame.data.covariates:
        place = frame.of(covariate.term)
        if covariate.term != "psa":
            yield _ratio(frame, fit, "model-covariate", {covariate.term: 1.0}, place)
        elif changing:
            yield _ratio(frame, fit, "index-model-covariate", {"psa": log(2), "tracer:psa": log(2)}, place)
            yield _ratio(frame, fit, "comparator-model-covariate", {"psa": log(2)}, place)
        else:
            yield _ratio(frame, fit, "model-covariate", {"psa": log(2)}, place)


def _ratio(
    frame: Frame,
    fit: Fit,
    quantity: str,
    weights: dict[str, float],
    place: Place | None = None,
    notes: tuple[str, ...] = (),
) -> Row:
    """Return an odds ratio with limits symmetric in its logarithm."""
    value, error = fit.combined(fit.weights(weights))
    reach = critical(fit, frame.level) * error
    found, low, high = (_exp(end) for end in (value, value - reach, value + reach))
    note = NOTE_JOIN.join(filter(None, (*notes, fit.note)))
    return frame.row(quantity, fit.method, place, value=found, low=low, high=high, level=frame.level, note=note)


def _test(frame: Frame, fit: Fit, quantity: str, term: str, where: str) -> Row:
    """Return the Wald test of one coefficient."""
    value, error = fit.combined(fit.weights({term: 1.0}))
    statistic = value / error if error > 0 else None
    p_value = None
    if statistic is not None:
        p_value = 2 * normal_tail(abs(statistic)) if fit.df is None else t_tails(statistic, fit.df)
    return frame.row(
        quantity,
        fit.method,
        statistic=statistic,
        df=fit.df,
        p_value=p_value,
        alternative="two-sided",
        note=NOTE_JOIN.join(filter(None, (where, fit.note))),
    )


def rate_rows(frame: Frame, fit: Fit, at: tuple[float, ...]) -> Iterator[Row]:
    """Yield both rates and their difference: over the patients as they are, then at each PSA."""
    from psmatrial.models.detection.rates import model_rates

    reach = critical(fit, frame.level)
    places: list[tuple[Place, float | None, str]] = [(frame.place, None, "")]
    places += [(frame.at_psa(psa), log(psa), frame.outside(psa)) for psa in at] if frame.data.psa else []
    for place, log_psa, note in places:
        rates = model_rates(fit, reach, log_psa)
        for quantity, (value, low, high) in (
            ("index-model-rate", rates.index),
            ("comparator-model-rate", rates.comparator),
            ("model-rate-difference", rates.difference),
        ):
            said = NOTE_JOIN.join(filter(None, (note, fit.note)))
            yield frame.row(quantity, fit.method, place, value=value, low=low, high=high, level=frame.level, note=said)


def half_rows(frame: Frame, fit: Fit) -> Iterator[Row]:
    """Yield for each test the PSA at which it finds half of the patients, with Fieller's set."""
    from psmatrial.models.detection.half_point import INTERVAL, half_point

    centre = fit.pairs.centre
    if centre is None:
        return
    rows = fit.rows(centre)
    for test, side in enumerate(("index", "comparator")):
        start = rows[:, test].mean(axis=0)
        slope = fit.weights({"psa": 1.0})
        if side == "index" and "tracer:psa" in fit.pairs.terms:
            slope = fit.weights({"psa": 1.0, "tracer:psa": 1.0})
        spread = fit.spread
        found = half_point(
            (float(start @ fit.near), float(slope @ fit.near)),
            (float(start @ spread @ start), float(start @ spread @ slope), float(slope @ spread @ slope)),
            critical(fit, frame.level),
        )
        quantity, others = f"{side}-psa-at-half", OTHERS if len(frame.data.covariates) > 1 else ""
        if found.kind != INTERVAL or found.value is None:
            note = NOTE_JOIN.join(filter(None, (FLAT, fit.note)))
            yield frame.row(quantity, fit.method, level=frame.level, note=note)
            continue
        value, low, high = (_exp(end + centre) for end in (found.value, found.low, found.high))
        note = NOTE_JOIN.join(filter(None, (others, frame.outside(value), fit.note)))
        yield frame.row(quantity, fit.method, value=value, low=low, high=high, level=frame.level, note=note)


def conditional_rows(frame: Frame) -> Iterator[Row]:
    """Yield the conditional odds ratio and what PSA makes of it, by maximum likelihood and penalised."""
    from psmatrial.models.detection.conditional import FIRTH, LOGISTIC, conditional_model

    pairs = frame.data.pairs
    changing = "tracer:psa" in pairs.terms
    where = MEAN_PSA.format(psa=exp(pairs.centre)) if changing and pairs.centre is not None else ""
    for method in (LOGISTIC, FIRTH):
        found = conditional_model(pairs, z_of(frame.level), method)
        if isinstance(found, str):
            yield frame.row("model-conditional-odds-ratio", method, level=frame.level, note=found)
            continue
        for term, limits in found.limits.items():
            main = term == "tracer"
            quantity = "model-conditional-odds-ratio" if main else "model-conditional-interaction"
            scale = 1.0 if main else log(2)
            value, low, high = (_exp(end * scale) for end in limits)
            notes = (CONDITIONAL.format(n=found.discordant), where if main else "")
            note = NOTE_JOIN.join(filter(None, notes))
            yield frame.row(quantity, method, value=value, low=low, high=high, level=frame.level, note=note)


def _exp(value: float) -> float:
    """Return the exponential, infinite where no floating point number holds it."""
    return exp(value) if value < LARGEST else float("inf")
