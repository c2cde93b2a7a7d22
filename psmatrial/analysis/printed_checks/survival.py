"""Kaplan-Meier estimates: the scale of their limits, and what these make of the difference of two of them."""

from __future__ import annotations

from dataclasses import dataclass

from psmatrial.analysis.printed_checks import effect_words, typed
from psmatrial.analysis.printed_checks.finding import (
    MIDDLE,
    NOT_CHECKABLE,
    NOT_REPRODUCED,
    REPRODUCED,
    Finding,
    finding,
    given,
)
from psmatrial.analysis.printed_checks.survival_words import half_p_words, ratio_words
from psmatrial.data.study import Outcome, Study
from psmatrial.stats.consistency import Window, meet, p_span, span
from psmatrial.stats.printed_text import printed_p
from psmatrial.stats.survival_limits import (
    SurvivalEstimate,
    centre,
    error_ratio,
    log_log_p,
    survival_difference,
)

SCALES = ("log-log", "log", "logit", "plain")


@dataclass(frozen=True, slots=True)
class Group:
    """One printed estimate: the windows of value and limits, and the values themselves."""

    windows: tuple[Window, Window, Window]
    values: tuple[float, float, float]
    rests: tuple[str, ...]


def findings(study: Study) -> list[Finding]:
    """Return what printed limits say of survival estimates and of their difference."""
    found = []
    for outcome in study.outcomes:
        groups = {arm: group for arm in study.arms if (group := _group(outcome, arm))}
        for arm in study.arms:
            if outside := _outside(outcome, arm):
                found.append(outside)
            elif arm in groups:
                found.append(_limits(outcome, arm, groups[arm]))
        if given(outcome, "index.survival") and given(outcome, "comparator.survival"):
            found += _value(outcome)
            if {"index", "comparator"} <= set(groups):
                found += _difference(outcome, groups["index"], groups["comparator"])
    return found


def _group(outcome: Outcome, arm: str) -> Group | None:
    """Return a survival estimate with its limits; None where one of them is absent or no proportion between 0 and 1."""
    value, limits = given(outcome, f"{arm}.survival"), given(outcome, f"{arm}.interval")
    if value is None or limits is None:
        return None
    printed = (typed.percent(value.text), *typed.percents(limits.text))
    values = tuple(float(one.value) for one in printed)
    if not 0.0 < values[1] < values[2] < 1.0 or not 0.0 < values[0] < 1.0:
        return None
    first, low, high = (one.window() for one in printed)
    return Group((first, low, high), (values[0], values[1], values[2]), (f"{arm}.survival", f"{arm}.interval"))


def _outside(outcome: Outcome, arm: str) -> Finding | None:
    """Return a finding where an estimate, which may be 0% or 100%, lies outside its own limits."""
    value, limits = given(outcome, f"{arm}.survival"), given(outcome, f"{arm}.interval")
    if value is None or limits is None or not typed.outside(typed.percent(value.text), *typed.percents(limits.text)):
        return None
    words = "the estimate lies outside its own interval"
    return finding(outcome, limits.name, NOT_REPRODUCED, [value.name], note=words)


def _limits(outcome: Outcome, arm: str, group: Group) -> Finding:
    """Return the scale on which the estimate stands in the middle of its limits."""
    name, value = f"{arm}.interval", group.windows[0]
    fitting = [
        scale
        for scale in SCALES
        if meet(value, span(lambda low, high, scale=scale: centre(low, high, scale), list(group.windows[1:])))
    ]
    if not fitting:
        words = "the estimate stands in the middle of its limits on no usual scale"
        return finding(outcome, name, NOT_CHECKABLE, group.rests[:1], note=words)
    middle = 100.0 * centre(*group.values[1:], fitting[0])
    words = f"the middle of the limits on the {fitting[0]} scale is {middle:.1f}%, the estimate"
    return finding(outcome, name, REPRODUCED, group.rests[:1], method=fitting[0], implied=(MIDDLE, middle), note=words)


def _value(outcome: Outcome) -> list[Finding]:
    """Return whether the difference is that of the two estimates."""
    number = given(outcome, "difference")
    if number is None:
        return []
    rests = ("index.survival", "comparator.survival")
    first, second = (typed.percent(outcome.numbers[name].text) for name in rests)
    printed = typed.points(number.text).window()
    low, high = span(lambda one, two: one - two, [first.window(), second.window()])
    computed = 100.0 * float(first.value - second.value)
    if meet(printed, (low, high)):
        return [finding(outcome, "difference", REPRODUCED, rests, computed=computed, method="subtraction")]
    words = effect_words.DIFFERENCE if meet(printed, (-high, -low)) else ""
    return [finding(outcome, "difference", NOT_REPRODUCED, rests, computed=computed, note=words)]


def _difference(outcome: Outcome, first: Group, second: Group) -> list[Finding]:
    """Return what the limits of two estimates say of the interval and of the p-value of their difference."""
    found = []
    rests = (*first.rests, *second.rests)
    windows = [*first.windows, *second.windows]
    estimates = SurvivalEstimate(*first.values), SurvivalEstimate(*second.values)
    whole = survival_difference(*estimates, outcome.level)

    def reach(place: int, factor: float = 1.0) -> Window:
        return span(lambda *six: _made(six, outcome.level, factor)[place], windows)

    if number := given(outcome, "difference-interval"):
        low, high = typed.percents(number.text, "difference")
        fits = meet(low.window(), reach(1)) and meet(high.window(), reach(2))
        limits = [low.window(), high.window()]
        ratio = span(
            lambda *eight: error_ratio(
                SurvivalEstimate(*eight[:3]), SurvivalEstimate(*eight[3:6]), eight[6], eight[7], outcome.level
            ),
            [*windows, *limits],
        )
        found.append(
            finding(
                outcome,
                "difference-interval",
                REPRODUCED if fits else NOT_REPRODUCED,
                rests,
                computed=[100.0 * whole[1], 100.0 * whole[2]],
                method="z, log-log standard errors" if fits else "",
                note="" if fits else ratio_words(whole, ratio),
            )
        )
    if number := given(outcome, "p"):
        middles = whole[3], log_log_p(*estimates, outcome.level)
        found.append(_p(outcome, number.text, windows, rests, middles))
    return found


def _p(
    outcome: Outcome, text: str, windows: list[Window], rests: tuple[str, ...], middles: tuple[float, float]
) -> Finding:
    """Return what the limits of two estimates say of a p-value; ``middles`` are those of what is printed, by scale."""
    printed = printed_p(text)
    equal = meet(windows[0], windows[3])
    plain = p_span(lambda *six: _made(six, outcome.level, 1.0)[3], windows, equal=equal)
    other = p_span(
        lambda *six: log_log_p(SurvivalEstimate(*six[:3]), SurvivalEstimate(*six[3:]), outcome.level),
        windows,
        equal=equal,
    )
    for method, middle, window in zip(("z, plain scale", "z, log-log scale"), middles, (plain, other), strict=True):
        if meet(printed.window(), window):
            value = typed.within(printed, middle, window)
            return finding(outcome, "p", REPRODUCED, rests, computed=value, method=method)
    half = p_span(lambda *six: _made(six, outcome.level, 0.5)[3], windows, equal=equal)
    words = half_p_words(text, (min(plain[0], other[0]), max(plain[1], other[1])), half, printed.window())
    return finding(outcome, "p", NOT_REPRODUCED, rests, computed=middles[0], note=words)


def _made(six: tuple[float, ...], level: float, factor: float) -> tuple[float, float, float, float]:
    """Return difference, limits and p of two estimates with limits."""
    return survival_difference(SurvivalEstimate(*six[:3]), SurvivalEstimate(*six[3:]), level, factor)
