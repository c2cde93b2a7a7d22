"""Strata and cells that should add up to their totals."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from psmatrial.analysis.printed_checks import typed
from psmatrial.analysis.printed_checks.arm_counts import arm_counts, printed_arms
from psmatrial.analysis.printed_checks.counts import cell_names, cells_of
from psmatrial.analysis.printed_checks.finding import (
    NOT_REPRODUCED,
    REPRODUCED,
    SEVERAL,
    Finding,
    all_seen,
    given,
    item_id,
)
from psmatrial.data.study import Outcome, Study

METHOD = "sum"
MOST_NAMED = 6
Known = tuple[tuple[int, ...], tuple[str, ...]]


def findings(study: Study) -> list[Finding]:
    """Return what the parts of each outcome, and the cells of each table, add up to."""
    found = []
    for outcome in study.outcomes:
        parts = [study.outcome(name) for name in outcome.parts]
        if parts:
            found += _sum(outcome, parts, "n", partial(_totals, study))
            for arm in study.arms:
                found += _sum(outcome, parts, arm, partial(_counted, study, arm))
        if (cells := cells_of(outcome)) and (allowed := typed.patients(outcome)):
            found.append(_cells(outcome, cells, allowed))
    return found


def _totals(study: Study, outcome: Outcome) -> Known | None:
    """Return the patients of an outcome: printed, or the total of a count, where this is not that of one arm only."""
    allowed = typed.patients(outcome)
    if len(allowed) == 1:
        return (allowed[0],), ("n",)
    if not study.paired and len(printed_arms(study, outcome)) > 1:
        return None
    names = [name for name in outcome.numbers if name.endswith(".count") and given(outcome, name)]
    for name in names:
        if total := typed.count_of(outcome.numbers[name].text)[1]:
            return (total,), (name,)
    return None


def _counted(study: Study, arm: str, outcome: Outcome) -> Known | None:
    """Return the counts that one arm of an outcome may have."""
    if number := given(outcome, f"{arm}.count"):
        return (typed.count_of(number.text)[0],), (f"{arm}.count",)
    behind = arm_counts(study, outcome, arm)
    if behind is None or not behind.pairs:
        return None
    return tuple(sorted({x for x, _ in behind.pairs})), behind.rests


def _sum(outcome: Outcome, parts: list[Outcome], word: str, known: Callable[[Outcome], Known | None]) -> list[Finding]:
    """Return what the parts add up to, none where a part or the whole is not printed."""
    whole, pieces = known(outcome), [known(part) for part in parts]
    told = [piece for piece in pieces if piece]
    if whole is None or len(told) < len(parts):
        return []
    low, high = sum(min(one) for one, _ in told), sum(max(one) for one, _ in told)
    reached = _reached([values for values, _ in told])
    fitting = [value for value in whole[0] if low <= value <= high and reached >> (value - low) & 1]
    several = low < high or len(whole[0]) > 1
    seen = all_seen(outcome, whole[1]) and all(
        all_seen(part, names) for part, (_, names) in zip(parts, told, strict=True)
    )
    rests = [item_id(outcome, name) for name in whole[1]]
    rests += [item_id(part, name) for part, (_, names) in zip(parts, told, strict=True) for name in names]
    verdict = NOT_REPRODUCED if not fitting else SEVERAL if several else REPRODUCED
    return [
        Finding(
            item=item_id(outcome, f"{word}.sum"),
            printed=_either(whole[0]),
            verdict=verdict,
            computed=low if low == high else [low, high],
            method=METHOD,
            note=_words(told, whole[0], verdict),
            seen=seen,
            rests=tuple(rests),
        )
    ]


def _reached(pieces: list[tuple[int, ...]]) -> int:
    """Return the sums that can be made of one value of each piece, as bits above the smallest of these sums."""
    sums = 1
    for values in pieces:
        added = 0
        for value in values:
            added |= sums << (value - min(values))
        sums = added
    return sums


def _either(values: tuple[int, ...]) -> str:
    """Return counts that may stand in one place, in words.

    Examples
    --------
    >>> _either((60,)), _either((56, 57, 58)), _either((56, 59, 62, 65))
    ('60', '56 to 58', '56, 59, 62 or 65')
    """
    *first, last = map(str, values)
    if not first:
        return last
    if values[-1] - values[0] == len(values) - 1:
        return f"{values[0]} to {values[-1]}"
    if len(values) > MOST_NAMED:
        return f"{len(values)} counts from {values[0]} to {values[-1]}"
    return f"{', '.join(first)} or {last}"


def _words(told: list[Known], whole: tuple[int, ...], verdict: str) -> str:
    """Return the sum in words."""
    terms = [_either(one) for one, _ in told]
    text = " + ".join(f"({term})" if "or" in term and len(terms) > 1 else term for term in terms)
    if len(terms) > 1 and all(len(one) == 1 for one, _ in told):
        text += f" = {sum(one[0] for one, _ in told)}"
    return f"{text}; the parts do not add up to {_either(whole)}" if verdict == NOT_REPRODUCED else text


def _cells(outcome: Outcome, cells: tuple[int, int, int, int], allowed: range) -> Finding:
    """Return whether four cells add up to the patients."""
    total = sum(cells)
    names = (*cell_names(), "n")
    words = " + ".join(str(count) for count in cells) + f" = {total}"
    fits = total in allowed
    return Finding(
        item=item_id(outcome, "cells.sum"),
        printed=outcome.numbers["n"].text,
        verdict=REPRODUCED if fits else NOT_REPRODUCED,
        computed=total,
        method=METHOD,
        note=words if fits else f"{words}; the cells do not add up",
        seen=all_seen(outcome, names),
        rests=tuple(item_id(outcome, name) for name in names),
        tables=(cells,),
    )
