"""Bars that a lower limit is said to exceed."""

from __future__ import annotations

from psmatrial.analysis.printed_checks import typed
from psmatrial.analysis.printed_checks.arm_counts import arm_counts
from psmatrial.analysis.printed_checks.chosen import own
from psmatrial.analysis.printed_checks.finding import (
    NOT_CHECKABLE,
    NOT_REPRODUCED,
    REPRODUCED,
    Finding,
    finding,
    given,
)
from psmatrial.analysis.printed_checks.rate_intervals import PrintedLimits
from psmatrial.data.study import Study
from psmatrial.stats.consistency import met_only_by_rounding
from psmatrial.stats.rate import rate


def findings(study: Study, limits: list[PrintedLimits], methods: tuple[str, ...]) -> list[Finding]:
    """Return whether the lower limits of counts exceed their bars as they are, not only once rounded.

    They are those of the method of the arm's own printed limits, or else of the first of the paper's methods.
    """
    used = {(one.outcome.id, one.arm): own(methods, one.fits) for one in limits}
    found = []
    for outcome in study.outcomes:
        for arm in study.arms:
            name = f"{arm}.threshold"
            if number := given(outcome, name):
                behind = arm_counts(study, outcome, arm)
                if behind is None or len(behind.pairs) != 1:
                    found.append(finding(outcome, name, NOT_CHECKABLE, note="the counts are not known"))
                    continue
                method = used.get((outcome.id, arm), methods[0])
                limit = 100.0 * (rate(*behind.pairs[0], method, outcome.level).low or 0.0)
                bar = typed.percent(number.text)
                met = limit > float(100 * bar.value)
                words = f"the lower {method} limit is {limit:.2f}%"
                if met_only_by_rounding(limit, float(100 * bar.value), float(100 * bar.unit)) and not met:
                    words += "; the bar is met only by rounding"
                verdict = REPRODUCED if met else NOT_REPRODUCED
                implied = "lower limit", limit
                found.append(finding(outcome, name, verdict, behind.rests, implied=implied, method=method, note=words))
    return found
