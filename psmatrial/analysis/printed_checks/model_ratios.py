"""Effects without counts, such as hazard ratios: estimate, interval and p-value against each other."""

from __future__ import annotations

from collections.abc import Callable

from psmatrial.analysis.printed_checks import typed
from psmatrial.analysis.printed_checks.finding import (
    MIDDLE,
    NOT_CHECKABLE,
    NOT_REPRODUCED,
    REPRODUCED,
    Finding,
    finding,
    given,
)
from psmatrial.analysis.printed_checks.survival_pair import LOG_RANK
from psmatrial.data.study import Outcome, Study
from psmatrial.stats.consistency import Window, contains, contradicts, meet, p_span, span
from psmatrial.stats.printed import NOT_ESTIMABLE, Printed
from psmatrial.stats.printed_text import printed_p
from psmatrial.stats.ratio_limits import difference_p, log_rank_span, ratio_centre, ratio_p

RATIOS = ("hazard-ratio", "odds-ratio", "rate-ratio")
METHOD = "Wald, from the interval"
ON_LOGARITHM = "Wald on the logarithm"


def findings(study: Study) -> list[Finding]:
    """Return what each effect says of its own interval and p-value."""
    found = []
    for outcome in study.outcomes:
        for name in RATIOS:
            if (value := given(outcome, name)) and (limits := given(outcome, f"{name}-interval")):
                found += _ratio(outcome, name, value.text, limits.text)
        named = study.methods.get("p", "")
        if (value := given(outcome, "difference")) and (limits := given(outcome, "difference-interval")):
            found += _difference(outcome, value.text, limits.text, whole_curves=named == LOG_RANK)
    return found


def _ratio(outcome: Outcome, name: str, value: str, limits: str) -> list[Finding]:
    """Return what a ratio says of its interval and p-value: models give limits symmetric on the logarithm."""
    estimate, (low, high) = typed.ratio(value), typed.ratios(limits)
    item = f"{name}-interval"
    known = estimate.value.is_finite() and estimate.relation != NOT_ESTIMABLE
    if known and typed.outside(estimate, low, high):
        return [finding(outcome, item, NOT_REPRODUCED, [name], note="the ratio lies outside its own interval")]
    if not (known and high.value.is_finite() and low.value > 0 and estimate.value > 0):
        return []
    windows = [estimate.window(), low.window(), high.window()]
    middle = ratio_centre(float(low.value), float(high.value))
    symmetric = meet(windows[0], span(ratio_centre, windows[1:]))
    words = f"the middle of the limits on the logarithm is {middle:.2f}"
    verdict, method = (REPRODUCED, ON_LOGARITHM) if symmetric else (NOT_CHECKABLE, "")
    found = [finding(outcome, item, verdict, [name], implied=(MIDDLE, middle), method=method, note=words)]
    # Limits that print alike say nothing of p.
    if (number := given(outcome, "p")) and low.value < high.value:
        p = ratio_p(float(estimate.value), float(low.value), float(high.value), outcome.level)
        window = _p_window(lambda one, two, three: ratio_p(one, two, three, outcome.level), windows, 1.0)
        contrary = contradicts(printed_p(number.text).window(), float(low.value), float(high.value), 1.0, outcome.level)
        wrong = symmetric or contrary
        if symmetric and name == "hazard-ratio":
            wrong = not meet(printed_p(number.text).window(), _log_rank(windows, window, outcome.level, estimate))
        found.append(_p(outcome, (name, item), p, window, contrary=contrary, wrong=wrong))
    return found


def _difference(outcome: Outcome, value: str, limits: str, *, whole_curves: bool) -> list[Finding]:
    """Return what a difference says of its p-value, and whether it lies inside its interval."""
    estimate, (low, high) = typed.points(value), typed.percents(limits, "difference")
    windows = [estimate.window(), low.window(), high.window()]
    item = "difference-interval"
    if typed.outside(estimate, low, high):
        words = "the difference lies outside its own interval"
        return [finding(outcome, item, NOT_REPRODUCED, ["difference"], note=words)]
    number = given(outcome, "p")
    if number is None or whole_curves or low.value == high.value:
        return []
    p = difference_p(float(estimate.value), float(low.value), float(high.value), outcome.level)
    window = _p_window(lambda one, two, three: difference_p(one, two, three, outcome.level), windows, 0.0)
    contrary = contradicts(printed_p(number.text).window(), float(low.value), float(high.value), 0.0, outcome.level)
    # A test of two rates has another standard error than their interval: only a contradiction says that one errs.
    return [_p(outcome, ("difference", item), p, window, contrary=contrary, wrong=contrary)]


def _log_rank(windows: list[Window], p: Window, level: float, estimate: Printed) -> Window:
    """Return the p-values that a log-rank test can have beside a hazard ratio in the middle of its limits.

    The limits alone, with their middle, often leave fewer Wald p-values than the estimate as printed.
    """
    middle = span(ratio_centre, windows[1:])
    alone = p_span(
        lambda low, high: ratio_p(ratio_centre(low, high), low, high, level),
        windows[1:],
        equal=contains(middle[0], 1.0, middle[1]),
        sharp=meet(*windows[1:]),
    )
    return log_rank_span(max(p[0], alone[0]), min(p[1], alone[1]), float(estimate.value))


def _p_window(p: Callable[[float, float, float], float], windows: list[Window], null: float) -> Window:
    """Return the p-values that an estimate and its limits, as printed, can stand for."""
    (least, most), low, high = windows
    return p_span(p, windows, equal=contains(least, null, most), sharp=meet(low, high))


def _p(outcome: Outcome, rests: tuple[str, ...], p: float, window: Window, *, contrary: bool, wrong: bool) -> Finding:
    """Return what an estimate and its limits say of a p-value."""
    printed = printed_p(outcome.numbers["p"].text)
    if meet(printed.window(), window):
        return finding(outcome, "p", REPRODUCED, rests, computed=typed.within(printed, p, window), method=METHOD)
    words = f"the interval of the {rests[0].replace('-', ' ')} implies p from {window[0]:.2g} to {window[1]:.2g}"
    if contrary:
        words += "; interval and p disagree about no difference"
    return finding(outcome, "p", NOT_REPRODUCED if wrong else NOT_CHECKABLE, rests, computed=p, note=words)
