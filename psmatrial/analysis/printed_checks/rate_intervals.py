"""Intervals of one proportion: by which method the printed limits come from the printed counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from psmatrial.analysis.printed_checks import typed
from psmatrial.analysis.printed_checks.arm_counts import arm_counts
from psmatrial.analysis.printed_checks.chosen import chosen, labelled, own
from psmatrial.analysis.printed_checks.counts import Counts
from psmatrial.analysis.printed_checks.finding import (
    NEEDS_METHOD,
    NOT_REPRODUCED,
    REPRODUCED,
    SEVERAL,
    Finding,
    finding,
    given,
)
from psmatrial.analysis.printed_checks.rate_interval_words import Explanation, explanation, one_sided
from psmatrial.data.study import Outcome, Study
from psmatrial.model import Estimate
from psmatrial.stats.binomial_limits import LOWER_LIMITS
from psmatrial.stats.printed import Printed
from psmatrial.stats.rate import rate

Pairs = tuple[tuple[int, int], ...]
MOST_TRIED = 100


@dataclass(frozen=True, slots=True)
class PrintedLimits:
    """The limits printed of one arm, the counts that may stand behind them, and the methods that fit some of these."""

    outcome: Outcome
    arm: str
    name: str
    low: Printed | None
    high: Printed | None
    behind: Counts
    fits: dict[str, Pairs]

    @property
    def trusted(self) -> bool:
        """Whether the limits and their counts were seen."""
        return all(self.outcome.numbers[name].seen for name in (self.name, *self.behind.rests))


def printed_limits(study: Study) -> list[PrintedLimits]:
    """Return all printed limits of one proportion whose counts are known."""
    return list(_printed_limits(study))


def _printed_limits(study: Study) -> Iterator[PrintedLimits]:
    for outcome in study.outcomes:
        for arm in study.arms:
            behind = arm_counts(study, outcome, arm)
            if behind is None or given(outcome, f"{arm}.survival"):
                continue
            low: Printed | None
            high: Printed | None
            if number := given(outcome, f"{arm}.interval"):
                low, high = typed.percents(number.text)
                yield _fitted(outcome, arm, "interval", low, high, behind)
            elif number := given(outcome, f"{arm}.lower"):
                yield _fitted(outcome, arm, "lower", typed.percent(number.text), None, behind)


def _fitted(
    outcome: Outcome, arm: str, word: str, low: Printed | None, high: Printed | None, behind: Counts
) -> PrintedLimits:
    """Try every method on every pair of counts."""
    fits = {}
    for method in LOWER_LIMITS:
        found = tuple(pair for pair in behind.pairs if _fit(pair, method, outcome.level, low, high))
        if found:
            fits[method] = found
    return PrintedLimits(outcome, arm, f"{arm}.{word}", low, high, behind, fits)


def _fit(pair: tuple[int, int], method: str, level: float, low: Printed | None, high: Printed | None) -> bool:
    """Return whether a method's limits of a count print like this."""
    made = rate(*pair, method, level)
    return (low is None or low.fits(made.low)) and (high is None or high.fits(made.high))


def chosen_methods(limits: list[PrintedLimits], named: str) -> tuple[str, ...]:
    """Return the method that the paper names, else the one that fits most of its limits; those seen decide.

    Of several that fit as many the first is taken, which is of better standing; where none fits two limits, all are.
    """
    best = _best(limits, named)
    return best[:1] if sum(best[0] in one.fits for one in _trusted(limits)) > 1 else best


def _best(limits: list[PrintedLimits], named: str) -> tuple[str, ...]:
    """Return the method that the paper names, else all that fit most of its limits."""
    return chosen(named, [one.fits for one in _trusted(limits)], tuple(LOWER_LIMITS))


def _trusted(limits: list[PrintedLimits]) -> list[PrintedLimits]:
    """Return the limits that decide on the method."""
    return [one for one in limits if one.trusted] or limits


def narrowed(limits: list[PrintedLimits], named: str) -> dict[tuple[str, str], Pairs]:
    """Return the counts that the limits leave, by outcome and arm, where they fit at all.

    They are those of every method that may be the paper's; where none of these gives the limits, of all that do.
    """
    left, best = {}, _best(limits, named)
    for one in limits:
        by = [method for method in best if method in one.fits] or list(one.fits)
        if pairs := tuple(pair for pair in one.behind.pairs if any(pair in one.fits[method] for method in by)):
            left[one.outcome.id, one.arm] = pairs
    return left


def findings(limits: list[PrintedLimits], methods: tuple[str, ...], *, named: bool) -> list[Finding]:
    """Return what the counts say of all printed limits of proportions."""
    return labelled([_finding(one, own(methods, one.fits), named=named) for one in limits])


def _finding(one: PrintedLimits, method: str, *, named: bool) -> Finding:
    """Return what the counts say of one pair of limits."""
    if (outside := _outside(one)) is not None:
        return outside
    rests = [name for name in one.behind.rests if name != one.name]
    others = [name for name in one.fits if name != method]
    if method in one.fits:
        pairs = one.fits[method]
        several = len(pairs) > 1
        return finding(
            one.outcome,
            one.name,
            SEVERAL if several else REPRODUCED,
            rests,
            computed=None if several else _computed(one, rate(*pairs[0], method, one.outcome.level)),
            method=method,
            note=f"{len(pairs)} counts fit" if several else _words(one, pairs[0], others),
        )
    if not others:
        return _unexplained(one, method, rests)
    why = f"{'the paper names' if named else 'other intervals of the paper fit'} {method}"
    fit = f"fits only {', '.join(others)}"
    if sided := _one_sided(one, method):
        words, made, by = f"{why}, and this is {sided.words}; two-sided it {fit}", sided.made, sided.method
    else:
        made, by = rate(*one.fits[others[0]][0], others[0], one.outcome.level), others[0]
        words = f"{why}; this interval {fit}"
    return finding(one.outcome, one.name, NEEDS_METHOD, rests, computed=_computed(one, made), method=by, note=words)


def _one_sided(one: PrintedLimits, method: str) -> Explanation | None:
    """Return that the limits are one-sided ones of the paper's method; None where no count gives them so."""
    level = one.outcome.level
    tried = (one_sided(pair, one.low, one.high, method, level) for pair in one.behind.pairs[:MOST_TRIED])
    return next(filter(None, tried), None)


def _words(one: PrintedLimits, pair: tuple[int, int], others: list[str]) -> str:
    """Return a count that is not printed, and which other methods fit it, or other counts alone."""
    same = ", ".join(name for name in others if pair in one.fits[name])
    apart = ", ".join(name for name in others if pair not in one.fits[name])
    words = "" if one.behind.printed else f"{pair[0]}/{pair[1]}", same and f"also fits: {same}"
    return "; ".join(filter(None, (*words, apart and f"with other counts: {apart}")))


def _computed(one: PrintedLimits, made: Estimate) -> object:
    """Return the limits in percent, one number where only the lower one is printed."""
    low, high = typed.bare(made.low, 100), typed.bare(made.high, 100)
    return low if one.high is None else [low, high]


def _outside(one: PrintedLimits) -> Finding | None:
    """Return a finding where the estimate lies outside its own limits, which no method gives."""
    number = given(one.outcome, f"{one.arm}.percent")
    if number is None or not typed.outside(typed.percent(number.text), one.low, one.high):
        return None
    rests = [f"{one.arm}.percent"]
    return finding(one.outcome, one.name, NOT_REPRODUCED, rests, note="the rate lies outside its own interval")


def _unexplained(one: PrintedLimits, method: str, rests: list[str]) -> Finding:
    """Return a finding about limits that no two-sided method gives, with what would explain them."""
    if not one.behind.pairs:
        return finding(one.outcome, one.name, NOT_REPRODUCED, rests, note="no count fits the percentage")
    level = one.outcome.level
    tried = [explanation(pair, one.low, one.high, method, level) for pair in one.behind.pairs[:MOST_TRIED]]
    found = min(tried, key=lambda explained: _unlikely(explained, method))
    computed = _computed(one, found.made) if len(one.behind.pairs) == 1 else None
    return finding(
        one.outcome, one.name, found.verdict, rests, computed=computed, method=found.method, note=found.words
    )


def _unlikely(found: Explanation, method: str) -> tuple[bool, bool, bool]:
    """Return a place for an explanation: one that finds a method comes before truncation, the paper's before others."""
    return found.verdict == NOT_REPRODUCED, not found.method, not found.method.startswith(method)
