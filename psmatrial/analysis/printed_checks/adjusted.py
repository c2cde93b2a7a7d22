"""Effects of a model with covariates: counts do not give them, so they are held against each other alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from psmatrial.analysis.printed_checks import model_ratios
from psmatrial.analysis.printed_checks.finding import (
    FAILING,
    NEEDS_METHOD,
    NOT_CHECKABLE,
    NOT_REPRODUCED,
    REPRODUCED,
    Finding,
    finding,
    given,
    item_id,
)
from psmatrial.data.study import Outcome, Study

ADJUSTED = "adjusted for covariates: counts do not give it"
OF_EITHER = "it may be that of the adjusted effect: name p under adjusted where it is"
OF_NEITHER = "neither the unadjusted numbers nor an adjusted effect gives it"
OF_NO_MODEL = "no adjusted effect gives it"


def unadjusted(study: Study) -> Study:
    """Return a study without the effects that are adjusted, for what holds effects against counts.

    Examples
    --------
    >>> from psmatrial.data.study import Printed
    >>> numbers = {name: Printed(name, text) for name, text in (("odds-ratio", "2.5"), ("p", "0.03"))}
    >>> outcome = Outcome("o", numbers=numbers, adjusted=("odds-ratio",))
    >>> list(unadjusted(Study("a", "T", "C", "randomised", False, outcomes=(outcome,))).outcomes[0].numbers)
    ['p']
    """
    return _with(study, lambda outcome, name: not _is_adjusted(outcome, name))


def with_adjusted(study: Study, found: Sequence[Finding]) -> list[Finding]:
    """Return the findings of an unadjusted study with those on its adjusted effects.

    An adjusted effect is held against its own interval and p. A p beside it that is not said to be adjusted may be of
    the counts or of the model: it is never called wrong.
    """
    own = model_ratios.findings(_with(study, lambda outcome, name: name == "p" or _is_adjusted(outcome, name)))
    either = {
        item_id(one, "p"): {item_id(one, name) for name in one.adjusted}
        for one in study.outcomes
        if one.adjusted and "p" not in one.adjusted
    }
    rest = [
        finding(outcome, name, NOT_CHECKABLE, note=ADJUSTED)
        for outcome in study.outcomes
        for name in outcome.numbers
        if _is_adjusted(outcome, name) and given(outcome, name)
    ]
    return [*(_of_either(one, own, either[one.item]) if one.item in either else one for one in (*found, *own)), *rest]


def _of_either(one: Finding, own: Sequence[Finding], effects: set[str]) -> Finding:
    """Return a finding on a p that may be of the counts or of the model, which says of no p that it errs.

    A method by which the counts give it stays, unless an adjusted effect gives it; ``own`` is what these effects say.
    """
    model = [other for other in own if other.item == one.item]
    given_by_model = any(other.verdict == REPRODUCED for other in model)
    if one.verdict not in FAILING or (one.verdict == NEEDS_METHOD and not given_by_model):
        return one
    notes = _of_model(one, [other for other in model if other.verdict == NOT_REPRODUCED and other.seen], effects)
    return replace(one, verdict=NOT_CHECKABLE, computed=None, method="", note="; ".join(notes))


def _of_model(one: Finding, against: Sequence[Finding], effects: set[str]) -> list[str]:
    """Return whether a p may be that of an adjusted effect, and what is known against it."""
    if not effects.issubset(other.rests[0] for other in against):
        return [OF_EITHER, one.note]
    words = OF_NO_MODEL if one in against else OF_NEITHER
    return [words, one.note, *(other.note for other in against if other != one)]


def _is_adjusted(outcome: Outcome, name: str) -> bool:
    return name.removesuffix("-interval") in outcome.adjusted


def _with(study: Study, keeps: Callable[[Outcome, str], bool]) -> Study:
    """Return a study with those numbers of its outcomes that are kept."""
    kept = (
        replace(one, numbers={name: number for name, number in one.numbers.items() if keeps(one, name)})
        for one in study.outcomes
    )
    return replace(study, outcomes=tuple(kept))
