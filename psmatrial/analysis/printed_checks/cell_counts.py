"""A printed 2x2 table against the rates printed beside it: where they contradict each other, both are doubted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from psmatrial.analysis.printed_checks import typed
from psmatrial.analysis.printed_checks.counts import ARM_CELLS, cell_names, cells_of
from psmatrial.analysis.printed_checks.finding import NOT_REPRODUCED, Finding, finding, given
from psmatrial.data.study import Outcome, Study
from psmatrial.model import CELLS

METHOD = "sum"


def findings(study: Study) -> list[Finding]:
    """Return the printed counts that the cells contradict; those that agree are no items by themselves."""
    return [one for outcome in study.outcomes for one in _counts(outcome)]


def _counts(outcome: Outcome) -> Iterator[Finding]:
    """Return the counts of one outcome that its cells contradict."""
    for arm, terms, patients in _margins(outcome):
        name = f"{arm}.count"
        number = given(outcome, name)
        if number and not _agrees(number.text, sum(terms), patients, known=bool(typed.patients(outcome))):
            words = " + ".join(place.replace("_", " ") for place in ARM_CELLS[arm])
            sums = f"{' + '.join(map(str, terms))} = {sum(terms)} of {patients}"
            note = f"{words} = {sums}; the count and the cells contradict each other"
            yield finding(outcome, name, NOT_REPRODUCED, cell_names(), computed=sum(terms), method=METHOD, note=note)


def _margins(outcome: Outcome) -> Iterator[tuple[str, list[int], int]]:
    """Return each arm with the two cells of the patients found, and the patients of all cells."""
    cells = cells_of(outcome)
    if cells and sum(cells):
        named = dict(zip(CELLS, cells, strict=True))
        for arm, places in ARM_CELLS.items():
            yield arm, [named[place] for place in places], sum(cells)


def _agrees(text: str, found: int, patients: int, *, known: bool) -> bool:
    """Return whether a count can stand beside cells with this many patients found; ``known`` where a total is printed.

    More patients may have had one test than had both: as many found and as many not found as in the cells, or more.
    """
    count, total = typed.count_of(text)
    if total is not None:
        return count >= found and total - count >= patients - found
    return count == found if known else count >= found


def beside_counts(outcome: Outcome) -> bool:
    """Return whether the cells of an outcome are held against the count of a rate.

    Examples
    --------
    >>> from psmatrial.data.study import Printed
    >>> cells = dict(zip(cell_names(), ("9", "19", "4", "18"), strict=True))
    >>> numbers = {name: Printed(name, text) for name, text in cells.items()}
    >>> beside_counts(Outcome("o", numbers=numbers))
    False
    >>> beside_counts(Outcome("o", numbers={**numbers, "index.count": Printed("index.count", "28/50")}))
    True
    """
    return any(given(outcome, f"{arm}.count") for arm, _, _ in _margins(outcome))


def contradictory(outcome: Outcome) -> bool:
    """Return whether the cells of an outcome contradict its patients, its counts or its percentages.

    Examples
    --------
    >>> from psmatrial.data.study import Printed
    >>> cells = dict(zip(cell_names(), ("9", "19", "5", "17"), strict=True))
    >>> numbers = {name: Printed(name, text) for name, text in cells.items()}
    >>> contradictory(Outcome("o", numbers=numbers))
    False
    >>> contradictory(Outcome("o", numbers={**numbers, "comparator.count": Printed("comparator.count", "13/50")}))
    True
    """
    allowed = typed.patients(outcome)
    return any(
        (allowed and patients not in allowed) or _percent_differs(outcome, arm, Fraction(sum(terms), patients))
        for arm, terms, patients in _margins(outcome)
    ) or any(_counts(outcome))


def _percent_differs(outcome: Outcome, arm: str, share: Fraction) -> bool:
    """Return whether a percentage without its count is not that of the cells, not even cut off."""
    number = given(outcome, f"{arm}.percent")
    if number is None or given(outcome, f"{arm}.count"):
        return False
    return not typed.percent(number.text).fits(share, truncation=True)


def without_cells(outcome: Outcome) -> Outcome:
    """Return an outcome as if its four cells were not printed."""
    left = {name: number for name, number in outcome.numbers.items() if name not in cell_names()}
    return replace(outcome, numbers=left)
