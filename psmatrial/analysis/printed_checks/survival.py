"""Kaplan-Meier estimates: the scale of their limits, and what these make of the difference of two of them."""

from __future__ import annotations

from dataclasses import dataclass

from psmatrial.analysis.printed_checks import effect_words, survival_pair, typed
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
from psmatrial.stats.consistency import Window, meet, span
from psmatrial.stats.survival_limits import SCALES, SurvivalEstimate, centre

NO_SCALE = "the limits of the two estimates are symmetric on no usual scale together: they give no standard error"


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
                found += _difference(outcome, groups["index"], groups["comparator"], study.methods.get("p", ""))
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
    name, fitting = f"{arm}.interval", _scales(group)
    if not fitting:
        words = "the estimate stands in the middle of its limits on no usual scale"
        return finding(outcome, name, NOT_CHECKABLE, group.rests[:1], note=words)
    middle = 100.0 * centre(*group.values[1:], fitting[0])
    words = f"the middle of the limits on the {fitting[0]} scale is {middle:.1f}%, the estimate"
    return finding(outcome, name, REPRODUCED, group.rests[:1], method=fitting[0], implied=(MIDDLE, middle), note=words)


def _scales(group: Group) -> list[str]:
    """Return the scales on which an estimate can stand in the middle of its limits, the usual ones first."""
    value, *limits = group.windows
    return [
        scale for scale in SCALES if meet(value, span(lambda low, high, scale=scale: centre(low, high, scale), limits))
    ]


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


def _difference(outcome: Outcome, first: Group, second: Group, named: str) -> list[Finding]:
    """Return what the limits of two estimates say of the interval and of the p-value of their difference."""
    rests = (*first.rests, *second.rests)
    scales = [scale for scale in _scales(first) if scale in _scales(second)]
    if not scales:
        names = [name for name in ("difference-interval", "p") if given(outcome, name)]
        return [finding(outcome, name, NOT_CHECKABLE, rests, note=NO_SCALE) for name in names]
    pair = survival_pair.Pair(
        (*first.windows, *second.windows),
        (SurvivalEstimate(*first.values), SurvivalEstimate(*second.values)),
        outcome.level,
        tuple(scales),
    )
    found = []
    if given(outcome, "difference-interval"):
        found.append(survival_pair.interval(outcome, pair, rests))
    if given(outcome, "p"):
        found.append(survival_pair.p_value(outcome, pair, rests, named))
    return found
