"""Groups followed up beside each other: tests of equality, and how far each group is from the reference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import exp, hypot
from statistics import NormalDist
from typing import Any

from psmatrial.analysis.outcome_curves import CAUSES, EVENTS, at, far
from psmatrial.analysis.outcome_data import ALL, Followed
from psmatrial.analysis.plan_further import Outcome
from psmatrial.analysis.results import Row
from psmatrial.analysis.rows import Place, row_at, safe
from psmatrial.models.survival.competing_risks import incidence
from psmatrial.models.survival.cox import CoxFit, cox
from psmatrial.models.survival.gray import GrayTest, gray
from psmatrial.models.survival.kaplan_meier import kaplan_meier
from psmatrial.models.survival.log_rank import LogRank, log_rank
from psmatrial.models.survival.proportional_hazards import proportional_hazards
from psmatrial.models.survival.restricted_mean import restricted_mean
from psmatrial.models.survival.robust import robust_covariance
from psmatrial.stats.distributions import chi2_tail, normal_tail

EVERY = Place("outcome", "patient", stratum=ALL)
CAUSE_SPECIFIC = "cause-specific: a competing event counts as censored"
UNSTRATIFIED = "strata do not enter Gray's test"
NOTHING = "no {event} while two groups were followed up, or all of them had it at once"
SINGULAR = "the variance of this method has no inverse"
NO_MAXIMUM = (
    "the likelihood has no single maximum: no event in a group while another is at risk, or never at risk together"
)
TOO_SHORT = "nobody in {short} is followed up that long"
NO_ERROR = "no standard error: in each group no event before this time, or nobody left without it by then"
NO_SPREAD = "no standard error: the robust variance is 0"
TIMELESS = "the times of events do not tell whether the ratio changes"
# A robust variance that is this share of the model's is 0 but for rounding.
LOST = 1e-12

Measured = tuple[float, float] | None


def compared_rows(data: Followed, plan: Outcome, level: float, tau: float) -> list[Row]:
    """Return the tests of equality of all groups, then each group against the first.

    With strata, the stratified test and model come first, and the plain ones beside them.
    """
    rows = [*_log_ranks(data, plan), *_grays(data, plan)]
    rows += _differences(data, plan, level, tau)
    for strata in dict.fromkeys((data.strata, ())):
        rows += _hazards(data, plan, level, strata)
    return rows


def _log_ranks(data: Followed, plan: Outcome) -> Iterator[Row]:
    """Yield the log-rank test, within strata first."""
    for strata in dict.fromkeys((data.strata, ())):
        test = log_rank(data.follow_up, data.groups, strata)
        note = CAUSE_SPECIFIC if plan.competing_values else ""
        row = _test("survival-equality", f"{'stratified-' if strata else ''}log-rank", test, data, note)
        yield row.noting(_unlinked(test, "event", "within strata " if strata else ""))


def _grays(data: Followed, plan: Outcome) -> Iterator[Row]:
    """Yield Gray's test of each end, where ends compete; it has no strata."""
    for quantity, cause in CAUSES.items() if plan.competing_values else ():
        test = gray(data.follow_up, data.groups, cause)
        row = _test(f"{quantity}-equality", "gray", test, data, UNSTRATIFIED if data.strata else "")
        yield row.noting(_unlinked(test, EVENTS[cause]))


def _test(quantity: str, method: str, test: LogRank | GrayTest, data: Followed, note: str) -> Row:
    """Return the row of a test of all groups."""
    return row_at(
        EVERY,
        quantity,
        method,
        statistic=test.statistic,
        df=test.df,
        p_value=None if test.statistic is None else chi2_tail(test.statistic, test.df),
        alternative="two-sided",
        n=data.follow_up.n,
        note=note,
    )


def _unlinked(test: LogRank | GrayTest, event: str, where: str = "") -> str:
    """Return why a test has no statistic, or fewer degrees of freedom than groups - 1; nothing where it has all."""
    if test.statistic is None:
        return SINGULAR if test.df else where + NOTHING.format(event=event)
    if len(test.linked) == 1:
        return ""
    sets = ", and ".join(" and ".join(names) for names in test.linked if len(names) > 1)
    return f"on {test.df} df, not {len(test.groups) - 1}: {where}{event}s link only {sets}"


def _pairs(data: Followed) -> Iterator[tuple[str, str, Place, dict[str, Any]]]:
    """Yield each group with the reference, where their rows stand, and what all of these have."""
    reference, *others = data.names
    for name in others:
        prefix = f"{safe(name)}-vs-{safe(reference)}:" if len(others) > 1 else ""
        n = sum(group in (name, reference) for group in data.groups)
        yield name, reference, replace(EVERY, prefix=prefix), {"index": name, "comparator": reference, "n": n}


def _differences(data: Followed, plan: Outcome, level: float, tau: float) -> Iterator[Row]:
    """Yield differences to the reference, plain and on their own scale: of survival or incidence, and of means."""
    for name, reference, place, about in _pairs(data):
        parts = [data.part(one) for one in (name, reference)]
        if plan.competing_values:
            rises = [incidence(part) for part in parts]
            for time in plan.times:
                one, two = (
                    None if (value := curve.at(time)) is None else (value, curve.error(time)) for curve in rises
                )
                yield _difference(place, at("incidence-difference", time), "aalen-johansen", (one, two), level, about)
            continue
        curves = [kaplan_meier(part) for part in parts]
        for time in plan.times:
            one, two = (None if (value := curve.at(time)) is None else (value, curve.error(time)) for curve in curves)
            yield _difference(place, at("survival-difference", time), "greenwood", (one, two), level, about)
        one, two = ((mean.value, mean.error) if (mean := restricted_mean(curve, tau)) else None for curve in curves)
        row = _difference(place, "restricted-mean-difference", "kaplan-meier", (one, two), level, about)
        yield row.noting(far(tau, plan.unit) if row.value is not None else "")


def _difference(
    place: Place, quantity: str, method: str, both: tuple[Measured, Measured], level: float, about: dict[str, Any]
) -> Row:
    """Return the difference of two independent estimates, each with its standard error."""
    one, two = both
    if one is None or two is None:
        short = " or ".join(about[role] for role, known in (("index", one), ("comparator", two)) if known is None)
        return row_at(place, quantity, method, level=level, note=TOO_SHORT.format(short=short), **about)
    value, error = one[0] - two[0], hypot(one[1], two[1])
    if not error:
        return row_at(place, quantity, method, value=value, level=level, note=NO_ERROR, **about)
    reach, z = NormalDist().inv_cdf((1 + level) / 2) * error, value / error
    return row_at(
        place,
        quantity,
        method,
        value=value,
        low=value - reach,
        high=value + reach,
        level=level,
        statistic=z,
        p_value=2 * normal_tail(abs(z)),
        alternative="two-sided",
        **about,
    )


def _hazards(data: Followed, plan: Outcome, level: float, strata: tuple[str, ...]) -> Iterator[Row]:
    """Yield the hazard ratio to the reference with both variances, then whether it stays the same over time."""
    others = data.names[1:]
    fit = cox(data.follow_up, [[float(group == name) for name in others] for group in data.groups], strata)
    method = "stratified-cox" if strata else "cox"
    note = CAUSE_SPECIFIC if plan.competing_values else ""
    missing = _no_maximum(data)
    constancy = proportional_hazards(fit) if fit else None
    for k, (_, _, place, about) in enumerate(_pairs(data)):
        for name, error in _errors(fit, k, method, robust=strata == data.strata):
            row = _ratio(place, name, fit.coefficients[k] if fit else None, error, level, about)
            yield row.noting(note).noting(missing if row.value is None else "")
        if strata != data.strata:
            continue
        statistic = constancy.each[k] if constancy else None
        constant = row_at(
            place,
            "proportional-hazards",
            "schoenfeld",
            statistic=statistic,
            df=1,
            p_value=None if statistic is None else chi2_tail(statistic, 1),
            alternative="two-sided",
            **about,
        )
        yield constant.noting(note).noting("" if statistic is not None else TIMELESS if fit else missing)


def _no_maximum(data: Followed) -> str:
    """Return why no hazard ratio exists, naming the groups without events."""
    idle = [f"{name} (0 of {data.part(name).n})" for name in data.names if not data.part(name).events]
    return f"the likelihood has no single maximum: no event in {' and '.join(idle)}" if idle else NO_MAXIMUM


def _errors(fit: CoxFit | None, place: int, method: str, *, robust: bool) -> Iterator[tuple[str, float]]:
    """Yield a method with its standard error: that of the model, and the robust one."""
    yield method, fit.error(place) if fit else 0.0
    if robust:
        spread = robust_covariance(fit)[place][place] if fit else 0.0
        yield f"{method}-robust", spread**0.5 if fit and spread > LOST * fit.error(place) ** 2 else 0.0


def _ratio(
    place: Place, method: str, logarithm: float | None, error: float, level: float, about: dict[str, Any]
) -> Row:
    """Return the row of a hazard ratio from its logarithm."""
    if logarithm is None:
        return row_at(place, "hazard-ratio", method, level=level, **about)
    if not error:
        return row_at(place, "hazard-ratio", method, value=exp(logarithm), level=level, note=NO_SPREAD, **about)
    reach, z = NormalDist().inv_cdf((1 + level) / 2) * error, logarithm / error
    return row_at(
        place,
        "hazard-ratio",
        method,
        value=exp(logarithm),
        low=exp(logarithm - reach),
        high=exp(logarithm + reach),
        level=level,
        statistic=z,
        p_value=2 * normal_tail(abs(z)),
        alternative="two-sided",
        **about,
    )
