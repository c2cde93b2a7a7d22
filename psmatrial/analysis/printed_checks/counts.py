"""Which counts stand behind a printed rate: printed ones, those of a 2x2 table, or those that its percentage allows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from psmatrial.analysis.printed_checks import typed
from psmatrial.analysis.printed_checks.finding import given
from psmatrial.data.study import Outcome
from psmatrial.model import CELLS
from psmatrial.stats.consistency import counts_that_print

ARM_CELLS = {"index": ("both", "index_only"), "comparator": ("both", "comparator_only")}
# Cells, by their place, that a printed percentage of the table counts.
SHARES = {
    "both": (0,),
    "index-only": (1,),
    "comparator-only": (2,),
    "neither": (3,),
    "concordant": (0, 3),
    "discordant": (1, 2),
}
MOST = 5000


@dataclass(frozen=True, slots=True)
class Counts:
    """All pairs of a count and a total that may stand behind a rate, and the names of the numbers that say so.

    ``printed`` tells whether the count itself is printed.
    """

    pairs: tuple[tuple[int, int], ...]
    rests: tuple[str, ...]
    printed: bool


def cells_of(outcome: Outcome) -> tuple[int, int, int, int] | None:
    """Return the printed 2x2 table; None unless all four cells are printed."""
    texts = [given(outcome, f"cells.{name.replace('_', '-')}") for name in CELLS]
    if not all(texts):
        return None
    both, index_only, comparator_only, neither = (int(one.text) for one in texts if one)
    return both, index_only, comparator_only, neither


def cell_names() -> tuple[str, ...]:
    """Return the names of the four printed cells."""
    return tuple(f"cells.{name.replace('_', '-')}" for name in CELLS)


def counts(outcome: Outcome, arm: str) -> Counts | None:
    """Return the counts that may stand behind the rate of one arm; None where nothing says any.

    Examples
    --------
    >>> from psmatrial.data.study import Printed
    >>> numbers = {"n": Printed("n", "49"), "index.percent": Printed("index.percent", "37")}
    >>> counts(Outcome("nodes", numbers=numbers), "index").pairs
    ((18, 49),)
    """
    if number := given(outcome, f"{arm}.count"):
        count, total = typed.count_of(number.text)
        allowed = typed.patients(outcome)
        if total is None and len(allowed) == 1:
            return Counts(((count, allowed[0]),), (f"{arm}.count", "n"), printed=True)
        return Counts(((count, total),), (f"{arm}.count",), printed=True) if total else None
    cells = cells_of(outcome)
    if cells and arm in ARM_CELLS and sum(cells):
        count = cells[0] + cells[1 if arm == "index" else 2]
        return Counts(((count, sum(cells)),), cell_names(), printed=True)
    return _from_percent(outcome, arm)


def _from_percent(outcome: Outcome, arm: str) -> Counts | None:
    """Return the whole numbers of patients that print as the percentage."""
    number, allowed = given(outcome, f"{arm}.percent"), typed.patients(outcome)
    if number is None or not allowed or allowed[0] < 1 or allowed[-1] > MOST:
        return None
    return Counts(_printing(number.text, allowed), (f"{arm}.percent", "n"), printed=False)


@lru_cache(maxsize=256)
def _printing(text: str, allowed: range) -> tuple[tuple[int, int], ...]:
    """Return the counts of these totals that print as a percentage; every check of a study asks for them."""
    share = typed.percent(text)
    return tuple(counts_that_print(lambda percent: share.fits(percent / 100), allowed))
