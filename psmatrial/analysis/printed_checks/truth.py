"""Sensitivity, predictive values and accuracy against their counts; results by truth against the 2x2 table."""

from __future__ import annotations

from fractions import Fraction

from psmatrial.analysis.printed_checks import typed
from psmatrial.analysis.printed_checks.arm_counts import POOLED
from psmatrial.analysis.printed_checks.counts import cell_names, cells_of
from psmatrial.analysis.printed_checks.finding import (
    NOT_REPRODUCED,
    REPRODUCED,
    Finding,
    all_seen,
    finding,
    given,
    item_id,
)
from psmatrial.data.study import Outcome, Study
from psmatrial.stats.consistency import truth_shares

TRUTHS = ("tp", "fp", "fn", "tn")
FORMULAS = {
    "sensitivity": ("TP/(TP + FN)", ("tp",), ("tp", "fn")),
    "specificity": ("TN/(TN + FP)", ("tn",), ("tn", "fp")),
    "ppv": ("TP/(TP + FP)", ("tp",), ("tp", "fp")),
    "npv": ("TN/(TN + FN)", ("tn",), ("tn", "fn")),
    "accuracy": ("(TP + TN)/all", ("tp", "tn"), TRUTHS),
}


def findings(study: Study) -> list[Finding]:
    """Return what the results by truth say of every measure, and of the 2x2 table."""
    found = []
    for outcome in study.outcomes:
        found += _patterns(outcome)
        for arm in study.arms:
            counted, rests = _counts(outcome, arm)
            if counted and study.kind != POOLED:
                found += [
                    _measure(outcome, f"{arm}.{name}", name, counted, rests)
                    for name in FORMULAS
                    if given(outcome, f"{arm}.{name}")
                ]
    return found


def _counts(outcome: Outcome, arm: str) -> tuple[dict[str, int], tuple[str, ...]]:
    """Return true and false results of one test, printed or added up from patterns, and what they rest on."""
    names = tuple(f"{arm}.{word}" for word in TRUTHS)
    texts = [given(outcome, name) for name in names]
    if all(texts):
        return {word: int(one.text) for word, one in zip(TRUTHS, texts, strict=True) if one}, names
    if outcome.patterns and arm in ("index", "comparator"):
        sums = dict.fromkeys(TRUTHS, 0)
        for pattern in outcome.patterns:
            sums[getattr(pattern, arm).lower()] += pattern.n
        return sums, ()
    return {}, ()


def _measure(outcome: Outcome, item: str, name: str, counted: dict[str, int], rests: tuple[str, ...]) -> Finding:
    """Return what the counts say of one measure."""
    formula, above, below = FORMULAS[name]
    share = typed.percent(outcome.numbers[item].text)
    value: Fraction | None = truth_shares(**counted)[name]
    count, total = sum(counted[word] for word in above), sum(counted[word] for word in below)
    if value is None:
        return finding(outcome, item, NOT_REPRODUCED, rests, note=f"{formula} has no patients below the line")
    words = f"{formula} = {count}/{total} = {float(100 * value):.2f}%"
    computed = float(100 * value)
    if share.fits(value):
        return finding(outcome, item, REPRODUCED, rests, computed=computed, method=share.rounding(value)[0], note=words)
    cut = share.rounding(value) == ("truncated",)
    words += "; the print is truncated" if cut else f", which prints as {share.alike(value).rstrip('%')}"
    method = "truncation" if cut else ""
    return finding(outcome, item, NOT_REPRODUCED, rests, computed=computed, method=method, note=words)


def _patterns(outcome: Outcome) -> list[Finding]:
    """Return whether the results by truth give the printed 2x2 table: TP and FP are positive."""
    cells = cells_of(outcome)
    if not cells or not outcome.patterns:
        return []
    sums = [0, 0, 0, 0]
    for pattern in outcome.patterns:
        sums[2 * (pattern.index not in ("TP", "FP")) + (pattern.comparator not in ("TP", "FP"))] += pattern.n
    return [
        Finding(
            item=item_id(outcome, "patterns"),
            printed="/".join(map(str, cells)),
            verdict=REPRODUCED if tuple(sums) == cells else NOT_REPRODUCED,
            computed=sums,
            method="sum",
            note=f"results by truth add up to {'/'.join(map(str, sums))}",
            seen=all_seen(outcome, cell_names()),
            rests=tuple(item_id(outcome, name) for name in cell_names()),
            tables=(cells,),
        )
    ]
