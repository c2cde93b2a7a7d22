"""Rates and differences without counts: differences of printed rates, and the middle of pooled intervals."""

from __future__ import annotations

from psmatrial.analysis.printed_checks import typed
from psmatrial.analysis.printed_checks.arm_counts import POOLED, arm_counts
from psmatrial.analysis.printed_checks.finding import (
    MIDDLE,
    NOT_CHECKABLE,
    NOT_REPRODUCED,
    REPRODUCED,
    Finding,
    finding,
    given,
)
from psmatrial.data.study import Outcome, Study
from psmatrial.stats.consistency import meet, span
from psmatrial.stats.survival_limits import centre

AVERAGED = "the average of the differences of studies need not be the difference of their average rates"
SCALES = {"plain": "symmetric", "logit": "symmetric on the logit"}


def findings(study: Study) -> list[Finding]:
    """Return what printed rates say of each other where no count is known."""
    found = []
    for outcome in study.outcomes:
        for arm in study.arms:
            rate, limits = given(outcome, f"{arm}.percent"), given(outcome, f"{arm}.interval")
            if rate and limits and arm_counts(study, outcome, arm) is None:
                found.append(_interval(outcome, arm, rate.text, limits.text, pooled=study.kind == POOLED))
        found += _difference(study, outcome)
    return found


def _interval(outcome: Outcome, arm: str, rate: str, limits: str, *, pooled: bool) -> Finding:
    """Return whether a rate lies inside its interval and, where it is pooled, in the middle of it."""
    value, (low, high) = typed.percent(rate), typed.percents(limits)
    name, rests = f"{arm}.interval", [f"{arm}.percent"]
    windows = [low.window(), high.window()]
    if typed.outside(value, low, high):
        return finding(outcome, name, NOT_REPRODUCED, rests, note="the rate lies outside its own interval")
    for scale, words in SCALES.items() if pooled else ():
        middles = span(lambda first, last, scale=scale: centre(first, last, scale), windows)
        if low.value > 0 and high.value < 1 and meet(value.window(), middles):
            middle = 100.0 * centre(float(low.value), float(high.value), scale)
            note = "the rate is its middle"
            return finding(outcome, name, REPRODUCED, rests, implied=(MIDDLE, middle), method=words, note=note)
    words = "the rate is pooled" if pooled else "no count is printed"
    return finding(outcome, name, NOT_CHECKABLE, rests, note=f"{words}; the rate lies inside its interval")


def _difference(study: Study, outcome: Outcome) -> list[Finding]:
    """Return whether a difference is that of two printed rates whose counts are not known."""
    rests = ("index.percent", "comparator.percent")
    number, first, second = (given(outcome, name) for name in ("difference", *rests))
    if not (number and first and second) or any(arm_counts(study, outcome, arm) for arm in ("index", "comparator")):
        return []
    one, two = typed.percent(first.text), typed.percent(second.text)
    fits = meet(typed.points(number.text).window(), span(lambda a, b: a - b, [one.window(), two.window()]))
    computed = 100.0 * float(one.value - two.value)
    if study.kind == POOLED and not fits:
        return [finding(outcome, "difference", NOT_CHECKABLE, rests, computed=computed, note=AVERAGED)]
    verdict = REPRODUCED if fits else NOT_REPRODUCED
    return [finding(outcome, "difference", verdict, rests, computed=computed, method="subtraction" if fits else "")]
