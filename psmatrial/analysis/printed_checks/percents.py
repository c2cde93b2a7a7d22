"""Percentages against their counts."""

from __future__ import annotations

from fractions import Fraction

from psmatrial.analysis.printed_checks import typed
from psmatrial.analysis.printed_checks.arm_counts import POOLED, arm_counts
from psmatrial.analysis.printed_checks.counts import SHARES, Counts, cell_names, cells_of
from psmatrial.analysis.printed_checks.finding import (
    NOT_REPRODUCED,
    REPRODUCED,
    SEVERAL,
    Finding,
    finding,
    given,
)
from psmatrial.data.study import Outcome, Study
from psmatrial.stats.printed import Printed

TRUNCATION = "truncation"


def findings(study: Study, narrowed: dict[tuple[str, str], tuple[tuple[int, int], ...]]) -> list[Finding]:
    """Return what the counts say of each percentage.

    ``narrowed`` holds the counts that the printed interval leaves, by outcome and arm.
    """
    found = []
    for outcome in study.outcomes:
        for arm in study.arms:
            name = f"{arm}.percent"
            behind = arm_counts(study, outcome, arm)
            if given(outcome, name) and behind:
                found.append(_rate(study, outcome, arm, behind, narrowed.get((outcome.id, arm), behind.pairs)))
        found += _cells(outcome) if study.kind != POOLED else []
    return found


def _rate(study: Study, outcome: Outcome, arm: str, behind: Counts, left: tuple[tuple[int, int], ...]) -> Finding:
    """Return what counts say of the percentage of one arm."""
    name = f"{arm}.percent"
    share = typed.percent(outcome.numbers[name].text)
    if behind.printed:
        note = _denominator(study, outcome, behind.pairs[0][1])
        return _held(outcome, name, share, behind.pairs[0], behind.rests, note)
    if not behind.pairs:
        allowed = typed.patients(outcome)
        text = f"{allowed[0]}" if len(allowed) == 1 else f"{allowed[0]} to {allowed[-1]}"
        return finding(
            outcome, name, NOT_REPRODUCED, ["n"], note=f"no whole number of {text} patients prints as this percentage"
        )
    pairs = left or behind.pairs
    (count, total), several = pairs[0], len(pairs) > 1
    limits = next((word for word in ("interval", "lower") if f"{arm}.{word}" in outcome.numbers), "")
    narrowed = bool(limits) and len(pairs) < len(behind.pairs)
    rests = ["n", *([f"{arm}.{limits}"] if narrowed else [])]
    only = "its limits leave no other count" if narrowed else "no other count prints like this"
    note = f"{len(pairs)} counts print like this, from {count}/{total} to {pairs[-1][0]}/{pairs[-1][1]}"
    return finding(
        outcome,
        name,
        SEVERAL if several else REPRODUCED,
        rests,
        computed=None if several else 100.0 * count / total,
        method="" if several else share.rounding(Fraction(count, total))[0],
        note=note if several else f"{count}/{total}; {only}",
    )


def _held(
    outcome: Outcome, name: str, share: Printed, pair: tuple[int, int], rests: tuple[str, ...], note: str = ""
) -> Finding:
    """Return what one count says of a percentage."""
    count, total = pair
    value = Fraction(count, total)
    computed = float(100 * value)
    if share.fits(value):
        return finding(outcome, name, REPRODUCED, rests, computed=computed, method=share.rounding(value)[0], note=note)
    cut = share.rounding(value) == ("truncated",)
    words = [f"{count}/{total} is {computed:.2f}%, which prints as {share.alike(value).rstrip('%')}"]
    words.append("the print is truncated" if cut else _nearby(share, count, total))
    return finding(
        outcome,
        name,
        NOT_REPRODUCED,
        rests,
        computed=computed,
        method=TRUNCATION if cut else "",
        note="; ".join(filter(None, [*words, note])),
    )


def _nearby(share: Printed, count: int, total: int) -> str:
    """Return the counts next to a printed one that would print the percentage, in words."""
    near = [(count + step, total) for step in (-1, 1)] + [(count, total + step) for step in (-1, 1)]
    fitting = [f"{x}/{n}" for x, n in near if 0 <= x <= n and n > 0 and share.fits(Fraction(x, n))]
    return f"{' and '.join(fitting)} would print like this" if fitting else ""


def _denominator(study: Study, outcome: Outcome, total: int) -> str:
    """Return a note where more patients are counted than the study has."""
    if study.n is None or total <= study.n or outcome.unit == "lesion":
        return ""
    return f"the denominator {total} is larger than the {study.n} patients of the study"


def _cells(outcome: Outcome) -> list[Finding]:
    """Return what the cells of a 2x2 table say of their percentages."""
    cells = cells_of(outcome)
    if not cells or not sum(cells):
        return []
    return [
        _held(
            outcome,
            name,
            typed.percent(outcome.numbers[name].text),
            (sum(cells[place] for place in places), sum(cells)),
            cell_names(),
        )
        for word, places in SHARES.items()
        if given(outcome, name := f"{word}.percent")
    ]
