"""Which finding decides where several checks look at one number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from psmatrial.analysis.printed_checks.chosen import MIXED
from psmatrial.analysis.printed_checks.finding import (
    FAILING,
    NOT_CHECKABLE,
    REPRODUCED,
    SEVERAL,
    Finding,
)
from psmatrial.analysis.printed_checks.model_ratios import ON_LOGARITHM, RATIOS
from psmatrial.analysis.printed_checks.unpaired import NOUGHT, UNKNOWN

GOOD = (REPRODUCED, SEVERAL)
ELSEWHERE = "held against other printed numbers"


def deciding(checked: Sequence[Finding]) -> dict[str, Finding]:
    """Return the finding that decides on each number: the first that can say something, but for the p of a ratio.

    A ratio may be adjusted, and then neither the counts nor two estimates beside it give its p. Where ratio and
    interval give it, nothing else says that it errs; where a difference and its interval do, no ratio says so. A hazard
    ratio, which nothing else gives, goes before all other numbers. What the others say is told beside it. Limits
    beside a ratio that is that of the counts are theirs: where no method gives them, it is not enough that they are
    symmetric.

    Parameters
    ----------
    checked
        Findings in the order of the checks.

    Returns
    -------
    dict
        By item, in the order of the first finding on each.

    Examples
    --------
    >>> two = Finding("o.p", "0.03", "not-reproduced", note="the two intervals give p from 0.14 to 0.15")
    >>> ratio = Finding("o.p", "0.03", "reproduced", rests=("o.hazard-ratio", "o.hazard-ratio-interval"))
    >>> found = deciding([two, ratio])["o.p"]
    >>> found.verdict, found.note
    ('reproduced', 'held against other printed numbers: the two intervals give p from 0.14 to 0.15')
    """
    symmetric = {one.item for one in checked if one.method == ON_LOGARITHM}
    found: dict[str, Finding] = {}
    for one in checked:
        first = found.get(one.item)
        if first is None:
            found[one.item] = one
        elif first.verdict == NOT_CHECKABLE != one.verdict:
            if not _stands(first, one, found):
                found[one.item] = _beside(one, first)
        elif one.verdict != NOT_CHECKABLE and (_of_hazard(one) or _clears(one, first, symmetric)):
            found[one.item] = _of_two(one, first)
    return found


def noted(one: Finding) -> bool:
    """Return whether the note of a finding is to be read though the number is reproduced.

    Examples
    --------
    >>> noted(Finding("o.p", "0.03", "reproduced", note=f"{ELSEWHERE}: fisher 0.0093")), noted(Finding("o.p", "1", ""))
    (True, False)
    """
    return MIXED in one.note or ELSEWHERE in one.note


def _open(one: Finding) -> bool:
    """Return whether these are limits of different patients that no method which was tried gives from the counts."""
    return one.note.startswith((UNKNOWN, NOUGHT))


def _stands(first: Finding, interval: Finding, found: Mapping[str, Finding]) -> bool:
    """Return whether limits stay open: their ratio is that of the counts, be they symmetric about it or it 0."""
    usual = [found[name] for name in interval.rests if name in found and found[name].verdict in GOOD]
    apart = interval.method == ON_LOGARITHM or any(one.computed == 0 for one in usual)
    return _open(first) and bool(usual) and apart and (first.seen or not interval.seen)


def _of_hazard(one: Finding) -> bool:
    return any(name.endswith(".hazard-ratio") for name in one.rests)


def _clears(one: Finding, first: Finding, symmetric: set[str]) -> bool:
    """Return whether an effect whose interval is that of a model gives what was not reproduced before."""
    if one.verdict != REPRODUCED or first.verdict not in FAILING:
        return False
    return not symmetric.isdisjoint(one.rests) or (_of_difference(one) and _of_ratio(first))


def _of_difference(one: Finding) -> bool:
    return any(name.endswith(".difference-interval") for name in one.rests)


def _of_ratio(one: Finding) -> bool:
    """Return whether a number is held against a ratio and its interval alone, and no counts."""
    return all(name.removesuffix("-interval").endswith(RATIOS) for name in one.rests)


def _of_two(ratio: Finding, other: Finding) -> Finding:
    """Return the finding by a ratio, or the other one where that alone is reproduced or seen; with what differs."""
    if (ratio.verdict in GOOD or other.verdict not in GOOD) and (ratio.seen or not other.seen):
        return _beside(ratio, other)
    return _beside(other, ratio)


def _beside(one: Finding, other: Finding) -> Finding:
    """Return a finding that tells what another one says against the number, unless that one rests on recall."""
    if not (other.verdict in FAILING or _open(other)) or not other.seen:
        return one
    words = "; ".join(filter(None, (other.method, other.note.removeprefix(f"{UNKNOWN}; "))))
    return replace(one, note="; ".join(filter(None, (one.note, f"{ELSEWHERE}: {words}"))))
