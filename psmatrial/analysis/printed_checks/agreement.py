"""Printed agreement of readers against the kappa printed beside it."""

from __future__ import annotations

from psmatrial.analysis.printed_checks import typed
from psmatrial.analysis.printed_checks.finding import (
    NEEDS_METHOD,
    NOT_CHECKABLE,
    NOT_REPRODUCED,
    REPRODUCED,
    Finding,
    finding,
    given,
)
from psmatrial.data.study import Outcome, Study
from psmatrial.stats.agreement_bounds import chance_agreement, pairwise_of_unanimous
from psmatrial.stats.consistency import span

PAIRWISE, ALL = "pairwise", "all-readers-agree"
MEANS = {PAIRWISE: "the agreement of pairs of readers", ALL: "the share of cases in which all readers agree"}


def findings(study: Study) -> list[Finding]:
    """Return whether each agreement can go with its kappa, for calls of two categories.

    A kappa is computed from pairwise agreement, so that this is what an agreement beside it means unless the paper
    says otherwise.
    """
    named = study.methods.get("agreement", PAIRWISE)
    return [
        _finding(outcome, arm, study.readers, named)
        for outcome in study.outcomes
        for arm in study.arms
        if given(outcome, f"{arm}.agreement") and given(outcome, f"{arm}.kappa")
    ]


def _finding(outcome: Outcome, arm: str, readers: int | None, named: str) -> Finding:
    """Return whether one agreement can go with its kappa."""
    name, beside = f"{arm}.agreement", f"{arm}.kappa"
    share, kappa = typed.percent(outcome.numbers[name].text), typed.ratio(outcome.numbers[beside].text)
    if kappa.value >= 1:
        return finding(outcome, name, NOT_CHECKABLE, [beside], note="a kappa of 1 leaves the chance agreement open")
    readings = {PAIRWISE: share.window()}
    if readers:
        low, high = share.window()
        readings[ALL] = (pairwise_of_unanimous(low, readers)[0], pairwise_of_unanimous(min(high, 1.0), readers)[1])
    chances = {word: span(chance_agreement, [window, kappa.window()]) for word, window in readings.items()}
    fitting = [word for word, (low, high) in chances.items() if high >= 0.5 and low <= 1.0]
    middle = chance_agreement(float(share.value), float(kappa.value))
    words = f"as {MEANS[PAIRWISE]} it implies a chance agreement of {100 * middle:.1f}%"
    if PAIRWISE not in fitting:
        words += ", which a call of two categories cannot have: it is 50% or more"
    verdict = REPRODUCED if named in fitting else NEEDS_METHOD if fitting else NOT_REPRODUCED
    method = named if named in fitting else fitting[0] if fitting else ""
    if verdict == NEEDS_METHOD and method == ALL:
        words += f"; as {MEANS[ALL]} ({readers} readers) the two go together"
    implied = "implied chance agreement", 100.0 * middle
    return finding(outcome, name, verdict, [beside], implied=implied, method=method, note=words)
