"""Studies pooled, in the quantity itself: averages, heterogeneity and what a further study may show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from psmatrial.model import Estimate, HypothesisTest, PairedTable, checked_level
from psmatrial.stats.difference import rate_difference
from psmatrial.stats.distributions import z_of
from psmatrial.stats.methods import CATALOGUE
from psmatrial.stats.pooling.average import FIXED, KNAPP_HARTUNG, ONE_STUDY, Average, average
from psmatrial.stats.pooling.effects import FLAT, Effects, effects, study_effect
from psmatrial.stats.pooling.heterogeneity import Studies, i_squared, q_profile, tau_squared
from psmatrial.stats.pooling.measures import Measure
from psmatrial.stats.ratio import rate_ratio

NO_STUDY = "no study can be pooled"
NO_SPREAD = "a further study is not predicted from one study"
NO_PREDICTION = "all effects are equal: no interval can be given for the true effect of a further study"
ALIKE = "the Q-profile interval is empty: studies are more alike than chance makes them"
TAU2, I2, Q, PREDICTION = "tau-squared", "i-squared", "equal-effects", "prediction"
# Studies are listed one by one where so few are left out, and counted where there are more.
_NAMED = 5


def pooled(
    tables: Sequence[PairedTable],
    quantity: str = "rate-difference",
    method: str = "reml",
    level: float = 0.95,
    correction: float = 0.0,
) -> Estimate:
    """Return a quantity pooled over studies.

    Each study enters with the inverse of its variance, on the scale on which the quantity is averaged: differences as
    they are, ratios and odds ratios as logarithms, rates as logits.

    Parameters
    ----------
    tables
        Counts of patients, one table a study or a stratum of a study.
    quantity
        ``rate-difference``, ``rate-ratio``, ``odds-ratio`` (conditional), ``marginal-odds-ratio``,
        ``peto-odds-ratio``, ``index-rate`` or ``comparator-rate``.
    method
        ``fixed``; or random effects by the estimator of the variance between studies: ``reml``, ``dl``, ...; with
        ``-knapp-hartung`` after it, a t interval.
    level
        Confidence level, a proportion.
    correction
        Added to each count of a study that has a count of 0; by default such a study is left out where its effect
        does not exist.

    Returns
    -------
    Estimate
        One study gives its own Wald interval. Without a study that can be pooled every value is None.

    Raises
    ------
    InputError
        If quantity, method, level or correction cannot be used.

    References
    ----------
    Viechtbauer, J Stat Softw 2010;36:1. Knapp, Stat Med 2003;22:2693.

    Examples
    --------
    >>> tables = [PairedTable(9, 19, 4, 18), PairedTable(20, 12, 6, 30), PairedTable(45, 30, 14, 33)]
    >>> found = pooled(tables, "odds-ratio", "fixed")
    >>> round(found.value, 3), round(found.low, 3), round(found.high, 3)
    (2.464, 1.529, 3.972)
    """
    return pooled_estimate(effects(tables, quantity, correction), method, level)


def pooled_estimate(found: Effects, method: str, level: float, names: Sequence[str] = ()) -> Estimate:
    """Return the average of effects as an estimate of the quantity; ``names`` are those of the studies, for notes."""
    averaged = averaged_effects(found, method, level)
    name, n = found.measure.quantity, found.n
    note = notes(found, averaged.note if averaged else NO_STUDY, names)
    if averaged is None:
        return Estimate(name, None, None, None, level, method, n, note)
    value, low, high = (found.measure.shown(end) for end in (averaged.value, averaged.low, averaged.high))
    return Estimate(name, value, low, high, level, method, n, note)


def predicted(found: Effects, method: str, level: float) -> Estimate:
    """Return the interval in which the true effect of a further study is expected.

    Its middle is the pooled average. Without random effects, with one study, and where equal effects leave
    Knapp-Hartung no width, there is none.

    References
    ----------
    Riley, BMJ 2011;342:d549.

    Examples
    --------
    >>> tables = [PairedTable(9, 19, 4, 18), PairedTable(20, 12, 6, 30), PairedTable(45, 30, 14, 33)]
    >>> one = predicted(effects(tables, "rate-difference"), "dl-knapp-hartung", 0.95)
    >>> one.quantity, round(one.low, 2), round(one.high, 2)
    ('rate-difference-prediction', -0.23, 0.54)
    """
    averaged = averaged_effects(found, method, level)
    name = f"{found.measure.quantity}-{PREDICTION}"
    if averaged is None or averaged.prediction is None:
        note = NO_STUDY if averaged is None else NO_SPREAD
        return Estimate(name, None, None, None, level, method, found.n, note)
    middle = found.measure.shown(averaged.value)
    if averaged.prediction[0] == averaged.prediction[1]:
        return Estimate(name, middle, None, None, level, method, found.n, NO_PREDICTION)
    low, high = (found.measure.shown(end) for end in averaged.prediction)
    return Estimate(name, middle, low, high, level, method, found.n)


def heterogeneity(found: Effects, level: float, estimator: str = "reml") -> tuple[HypothesisTest, Estimate, Estimate]:
    """Return Cochran's Q, tau squared with its Q-profile interval, and I squared with the interval that belongs to it.

    Tau squared stands on the scale of averaging. With one study there is nothing to compare: p is 1, all else is None.
    Where the Q-profile set is empty, neither has limits and the note says why.

    References
    ----------
    Cochran, Biometrics 1954;10:101. Viechtbauer, Stat Med 2007;26:37. Higgins, Stat Med 2002;21:1539.

    Examples
    --------
    >>> tables = [PairedTable(9, 19, 4, 18), PairedTable(20, 12, 6, 30), PairedTable(45, 30, 14, 33)]
    >>> test, tau2, share = heterogeneity(effects(tables, "rate-difference"), 0.95)
    >>> test.df, round(test.statistic, 3), round(share.value, 3)
    (2, 4.166, 0.524)
    """
    level = checked_level(level)
    name, values = found.measure.quantity, tuple(found.values)
    if len(values) < 2:
        note = ONE_STUDY if values else NO_STUDY
        tau, share = (
            Estimate(f"{name}-{one}", None, None, None, level, estimator, found.n, note) for one in (TAU2, I2)
        )
        return HypothesisTest("q", 1.0 if values else None, note=note, quantity=f"{name}-{Q}"), tau, share
    studies = Studies(values, tuple(found.variances))
    fixed = average(values, found.variances, FIXED, level)
    tau2, limits = tau_squared(studies, estimator).value, q_profile(studies, level)
    test = HypothesisTest("q", fixed.q_p, fixed.q, fixed.q_df, quantity=f"{name}-{Q}")
    outside = "" if limits[0] <= tau2 <= limits[1] else "the Q-profile interval does not hold the estimate"
    shares = [i_squared(studies, one) for one in (tau2, *limits)]
    tau = Estimate(f"{name}-{TAU2}", tau2, *limits, level, estimator, found.n, outside)
    share = Estimate(f"{name}-{I2}", shares[0], shares[1], shares[2], level, estimator, found.n, outside)
    if limits[1] == 0.0:
        tau, share = (replace(one, low=None, high=None, note=ALIKE) for one in (tau, share))
    return test, tau, share


def study_estimate(measured: Measure, table: PairedTable, level: float, correction: float = 0.0) -> Estimate:
    """Return the effect of one study with its own Wald interval; where it is left out, the note says why.

    A difference whose variance is 0 is left with an interval of no width: it is averaged with another variance. A ratio
    of rates has such an interval too, and is left out.

    Examples
    --------
    >>> found = effects([PairedTable(0, 8, 0, 42)], "odds-ratio")
    >>> one = study_estimate(found.measure, PairedTable(0, 8, 0, 42), 0.95)
    >>> one.value, one.low, one.high, one.note
    (inf, 0.0, inf, 'left out: not defined with a count of 0')
    """
    name, effect = measured.quantity, study_effect(measured, table, correction)
    if name == "rate-difference" and effect.note == FLAT:
        return rate_difference(table, "wald", level)
    if name == "rate-ratio" and effect.note == FLAT:
        own = rate_ratio(table, "wald", level)
        return replace(own, note=f"{own.note}; left out: {FLAT}")
    if effect.value is None or effect.variance is None:
        low, high = (measured.lowest, measured.highest) if table.n else (None, None)
        return Estimate(name, _edge(name, table), low, high, level, "wald", table.n, f"left out: {effect.note}")
    half = z_of(level) * effect.variance**0.5
    value, low, high = (measured.shown(effect.value + side * half) for side in (0, -1, 1))
    return Estimate(name, value, low, high, level, "wald", table.n, effect.note)


def subgroups_differ(parts: Sequence[tuple[Effects, str]], level: float) -> HypothesisTest:
    """Return the test that groups of studies have the same average, each averaged by its method.

    Chi-squared of the averages, weighted by the inverse of their squared standard errors, on one degree of freedom
    fewer than there are groups with a standard error.

    References
    ----------
    Borenstein, Introduction to Meta-Analysis 2009;ch. 19.

    Examples
    --------
    >>> tables = [PairedTable(9, 19, 4, 18), PairedTable(5, 8, 2, 10)]
    >>> test = subgroups_differ([(effects([one], "rate-difference"), "reml") for one in tables], 0.95)
    >>> test.df, round(test.statistic, 3)
    (1, 0.171)
    """
    found = [averaged_effects(one, method, level) for one, method in parts]
    usable = [one for one in found if one is not None and one.se > 0.0]
    quantity = f"{parts[0][0].measure.quantity}-subgroups"
    if len(usable) < 2:
        return HypothesisTest("q", None, quantity=quantity, note="fewer than two groups can be compared")
    between = average([one.value for one in usable], [one.se**2 for one in usable], FIXED, level)
    return HypothesisTest("q", between.q_p, between.q, between.q_df, quantity=quantity)


@lru_cache(maxsize=4096)
def _averaged(values: tuple[float, ...], variances: tuple[float, ...], method: str, level: float) -> Average:
    """Return an average; the same studies are asked for several times."""
    return average(values, variances, method, level)


def averaged_effects(found: Effects, method: str, level: float) -> Average | None:
    """Return the average of effects on the scale of averaging; None where no study enters.

    Examples
    --------
    >>> averaged_effects(effects([PairedTable(9, 19, 4, 18)], "rate-difference"), "reml", 0.95).value
    0.3
    """
    level = checked_level(level)
    values = tuple(found.values)
    return _averaged(values, tuple(found.variances), method, level) if values else None


def notes(found: Effects, words: str = "", names: Sequence[str] = ()) -> str:
    """Return what is to be said of a pooled estimate, most important first.

    Studies have their names, or without any their numbers.

    Examples
    --------
    >>> notes(effects([PairedTable(0, 8, 0, 42), PairedTable(9, 19, 4, 18)], "odds-ratio"))
    'left out: study 1 (not defined with a count of 0)'
    """
    gone: dict[str, list[int]] = {}
    corrected = 0
    for number, one in enumerate(found.studies, start=1):
        if one.value is None:
            gone.setdefault(one.note, []).append(number)
        elif one.note:
            corrected += 1
    parts = [words, found.note]
    parts += [f"left out: {_numbered(places, names)} ({why})" for why, places in gone.items()]
    if corrected:
        said = next(one.note for one in found.studies if one.value is not None and one.note)
        parts.append(f"{_counted(corrected)} with a count of 0: {said}")
    return "; ".join(part for part in parts if part)


def _numbered(places: Sequence[int], names: Sequence[str]) -> str:
    """Return which studies, by name or number, or how many where there are more than a few."""
    if len(places) > _NAMED:
        return _counted(len(places))
    if names:
        return ", ".join(names[place - 1] for place in places)
    return f"{'study' if len(places) == 1 else 'studies'} {', '.join(map(str, places))}"


def _counted(number: int) -> str:
    """Return how many studies."""
    return "1 study" if number == 1 else f"{number} studies"


def _edge(quantity: str, table: PairedTable) -> float | None:
    """Return the value of a study at the edge, infinite or 0 where a ratio is."""
    for entry in CATALOGUE:
        if (entry.quantity, entry.name) == (quantity, "wald"):
            found = entry.compute(table, 0.95, "two-sided")
            return found.value if isinstance(found, Estimate) else None
    return None


def random_methods(estimators: Sequence[str]) -> tuple[str, ...]:
    """Return the methods of some estimators: each with a normal and with a Knapp-Hartung interval.

    Examples
    --------
    >>> random_methods(["dl"])
    ('dl', 'dl-knapp-hartung')
    """
    return tuple(f"{name}{tail}" for name in dict.fromkeys(estimators) for tail in ("", KNAPP_HARTUNG))
