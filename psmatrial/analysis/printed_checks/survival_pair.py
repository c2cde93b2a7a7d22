"""Two Kaplan-Meier estimates with limits: what these say of the interval and of the p-value of their difference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from psmatrial.analysis.printed_checks import typed
from psmatrial.analysis.printed_checks.finding import NOT_CHECKABLE, NOT_REPRODUCED, REPRODUCED, Finding, finding, given
from psmatrial.analysis.printed_checks.survival_words import half_p_words, p_words, ratio_words
from psmatrial.data.study import Outcome
from psmatrial.stats.consistency import Window, meet, p_span, span
from psmatrial.stats.printed_text import printed_p
from psmatrial.stats.ratio_limits import difference_p
from psmatrial.stats.survival_limits import SurvivalEstimate, error_ratio, log_log_p, survival_difference

SCALES_OF_TESTS = ("plain", "log-log")
# What a paper can name as the test behind its p-values of survival.
Z_TEST, LOG_RANK = P_TESTS = ("z", "log-rank")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two estimates: windows of values and limits, the values themselves, and the scales that both fit."""

    windows: tuple[Window, ...]
    estimates: tuple[SurvivalEstimate, SurvivalEstimate]
    level: float
    scales: tuple[str, ...]

    def difference(self, scale: str, factor: float = 1.0) -> tuple[float, float, float, float]:
        """Return difference, limits and p of the estimates as printed."""
        return survival_difference(*self.estimates, self.level, factor, scale)

    def reach(self, place: int, scale: str) -> Window:
        """Return the limit of the difference at a place that rounded estimates can stand for."""
        return span(
            lambda *six: survival_difference(*_estimates(six), self.level, scale=scale)[place], list(self.windows)
        )

    def p(self, test: str, scale: str) -> float:
        """Return the p-value of the estimates as printed, by z on one of two scales."""
        return self.difference(scale)[3] if test == "plain" else log_log_p(*self.estimates, self.level, scale)

    def p_window(self, test: str, scale: str, factor: float = 1.0) -> Window:
        """Return the p-values that rounded estimates can stand for."""

        def plain(*six: float) -> float:
            return survival_difference(*_estimates(six), self.level, factor, scale)[3]

        def log_log(*six: float) -> float:
            return log_log_p(*_estimates(six), self.level, scale)

        function: Callable[..., float] = plain if test == "plain" else log_log
        return p_span(function, list(self.windows), equal=meet(self.windows[0], self.windows[3]))


def _estimates(six: tuple[float, ...]) -> tuple[SurvivalEstimate, SurvivalEstimate]:
    """Return two estimates with limits; where rounding leaves none, an error that leaves the corner out."""
    return SurvivalEstimate(*six[:3]), SurvivalEstimate(*six[3:])


def interval(outcome: Outcome, pair: Pair, rests: tuple[str, ...]) -> Finding:
    """Return whether the limits of two estimates, on a scale that both fit, give those of the difference."""
    low, high = (one.window() for one in typed.percents(outcome.numbers["difference-interval"].text, "difference"))
    for scale in pair.scales:
        if meet(low, pair.reach(1, scale)) and meet(high, pair.reach(2, scale)):
            method = f"z, {scale} standard errors"
            return finding(
                outcome, "difference-interval", REPRODUCED, rests, computed=_limits(pair, scale), method=method
            )
    ratios = [
        span(
            lambda *eight, scale=scale: error_ratio(*_estimates(eight[:6]), eight[6], eight[7], outcome.level, scale),
            [*pair.windows, low, high],
        )
        for scale in pair.scales
    ]
    words = ratio_words(pair.difference(pair.scales[0]), _all(ratios))
    computed = _limits(pair, pair.scales[0])
    return finding(outcome, "difference-interval", NOT_REPRODUCED, rests, computed=computed, note=words)


def p_value(outcome: Outcome, pair: Pair, rests: tuple[str, ...], named: str) -> Finding:
    """Return whether the limits of two estimates give a p-value by z: another one may be that of the whole curves."""
    text = outcome.numbers["p"].text
    printed = printed_p(text)
    windows = {(scale, test): pair.p_window(test, scale) for scale in pair.scales for test in SCALES_OF_TESTS}
    for (scale, test), window in windows.items():
        if named != LOG_RANK and meet(printed.window(), window):
            value = typed.within(printed, pair.p(test, scale), window)
            return finding(outcome, "p", REPRODUCED, rests, computed=value, method=f"z, {test} scale")
    whole = _all(list(windows.values()))
    if named == LOG_RANK or (named != Z_TEST and not _of_wrong_interval(outcome, pair, printed.window())):
        return finding(outcome, "p", NOT_CHECKABLE, rests, note=p_words(whole))
    halves = [pair.p_window("plain", scale, 0.5) for scale in pair.scales]
    words = half_p_words(text, whole, halves, printed.window())
    return finding(outcome, "p", NOT_REPRODUCED, rests, computed=pair.p("plain", pair.scales[0]), note=words)


def _of_wrong_interval(outcome: Outcome, pair: Pair, printed: Window) -> bool:
    """Return whether a p-value goes with a printed interval of the difference that the two estimates do not give."""
    number = given(outcome, "difference-interval")
    if number is None or interval(outcome, pair, ()).verdict == REPRODUCED:
        return False
    first, second = pair.windows[0], pair.windows[3]
    low, high = (one.window() for one in typed.percents(number.text, "difference"))
    window = p_span(
        lambda one, two, lower, upper: difference_p(one - two, lower, upper, pair.level),
        [first, second, low, high],
        equal=meet(first, second),
        sharp=meet(low, high),
    )
    return meet(printed, window)


def _limits(pair: Pair, scale: str) -> list[float]:
    """Return the limits of the difference of the estimates as printed, in percent."""
    _, low, high, _ = pair.difference(scale)
    return [100.0 * low, 100.0 * high]


def _all(windows: list[Window]) -> Window:
    return min(low for low, _ in windows), max(high for _, high in windows)
