"""Percentages of the cells of a 2x2 table whose counts are not printed, against the two printed rates."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from psmatrial.analysis.printed_checks import typed
from psmatrial.analysis.printed_checks.arm_counts import POOLED
from psmatrial.analysis.printed_checks.counts import SHARES, cells_of, counts
from psmatrial.analysis.printed_checks.finding import (
    NOT_REPRODUCED,
    REPRODUCED,
    SEVERAL,
    Finding,
    finding,
    given,
)
from psmatrial.analysis.printed_checks.percents import TRUNCATION
from psmatrial.data.study import Outcome, Study

Table = tuple[int, int, int, int]
Fits = dict[str, frozenset[Table]]
MOST = 20_000
ALONE = "no table of the printed rates gives it"
TOGETHER = "no table of the printed rates gives it together with the other percentages"


@dataclass(frozen=True, slots=True)
class Shares:
    """Percentages of the cells of one outcome, by each the tables of the rates that print it.

    ``basis`` names the rates; ``rounded`` are these tables, ``fits`` too, or those that print it cut off where only so
    all percentages go together; ``odd`` are percentages that go with no table.
    """

    basis: tuple[str, ...]
    rounded: Fits
    fits: Fits
    odd: frozenset[str]

    @property
    def used(self) -> tuple[str, ...]:
        """The percentages that go together."""
        return tuple(name for name in self.fits if name not in self.odd)

    @property
    def left(self) -> frozenset[Table]:
        """The tables that print these."""
        return _joint(self.fits, self.used)


def shares(outcome: Outcome) -> Shares | None:
    """Return the percentages of the cells; None where none, or the cells too, are printed, or a rate is not known.

    Examples
    --------
    >>> from psmatrial.data.study import Printed
    >>> texts = {"index.count": "28/50", "comparator.count": "13/50", "both.percent": "18"}
    >>> found = shares(Outcome("o", numbers={name: Printed(name, text) for name, text in texts.items()}))
    >>> sorted(found.left)
    [(9, 19, 4, 18)]
    """
    names = tuple(f"{word}.percent" for word in SHARES if given(outcome, f"{word}.percent"))
    if not names or cells_of(outcome):
        return None
    tables, basis = _tables(outcome)
    if not tables:
        return None
    rounded = fits = _fits(outcome, names, tables, truncation=False)
    if not _joint(rounded, names):
        cut = _fits(outcome, names, tables, truncation=True)
        fits = cut if _joint(cut, names) else rounded
    return Shares(basis, rounded, fits, frozenset(_odd(fits, names)))


def findings(study: Study) -> list[Finding]:
    """Return what the printed rates say of the percentages of cells, where the same patients had both tests."""
    same = study.paired and study.kind != POOLED
    return [one for outcome in study.outcomes if same for one in _outcome(outcome)]


def _outcome(outcome: Outcome) -> list[Finding]:
    """Return the percentages of the cells of one outcome."""
    printed = shares(outcome)
    if printed is None:
        return []
    cut, left, found = printed.fits is not printed.rounded, printed.left, []
    for name, tables in printed.fits.items():
        rests = [*printed.basis, *(other for other in printed.fits if other != name)]
        if name in printed.odd:
            words = TOGETHER if tables else ALONE
            found.append(finding(outcome, name, NOT_REPRODUCED, rests, note=words))
        else:
            found.append(_given(outcome, name, left, rests, truncated=cut and not left & printed.rounded[name]))
    return found


def _tables(outcome: Outcome) -> tuple[list[Table], tuple[str, ...]]:
    """Return the tables of the two printed rates, none where there are too many, and the names of these rates."""
    first, second = counts(outcome, "index"), counts(outcome, "comparator")
    if first is None or second is None:
        return [], ()
    pairs = [(x1, x2, n) for x1, n in first.pairs for x2, other in second.pairs if n == other]
    if sum(min(x1, x2, n - x1, n - x2) + 1 for x1, x2, n in pairs) > MOST:
        return [], ()
    tables = [
        (both, x1 - both, x2 - both, n - x1 - x2 + both)
        for x1, x2, n in pairs
        for both in range(max(0, x1 + x2 - n), min(x1, x2) + 1)
    ]
    return tables, tuple(dict.fromkeys((*first.rests, *second.rests)))


def _fits(outcome: Outcome, names: tuple[str, ...], tables: list[Table], *, truncation: bool) -> Fits:
    """Return, by percentage, the tables that print it."""
    found = {}
    for name in names:
        share = typed.percent(outcome.numbers[name].text)
        prints = cache(lambda value, share=share: share.fits(value, truncation=truncation))
        found[name] = frozenset(table for table in tables if prints(_share(name, table)))
    return found


def _share(name: str, table: Table) -> Fraction:
    """Return what a table gives for one percentage."""
    return Fraction(sum(table[place] for place in SHARES[name.removesuffix(".percent")]), sum(table))


def _joint(fits: Fits, names: tuple[str, ...] | list[str]) -> frozenset[Table]:
    """Return the tables that print all these percentages."""
    return frozenset.intersection(*(fits[name] for name in names)) if names else frozenset()


def _odd(fits: Fits, names: tuple[str, ...]) -> set[str]:
    """Return the percentages that go with no table: the only one that the others contradict, or all of them."""
    possible = [name for name in names if fits[name]]
    odd = set(names) - set(possible)
    if not possible or _joint(fits, possible):
        return odd
    single = [name for name in possible if _joint(fits, [other for other in possible if other != name])]
    return odd | set(single if len(single) == 1 else possible)


def _given(outcome: Outcome, name: str, left: frozenset[Table], rests: list[str], *, truncated: bool) -> Finding:
    """Return that the tables left give a percentage: one value or several."""
    share = typed.percent(outcome.numbers[name].text)
    values = sorted({_share(name, table) for table in left})
    note = "/".join(map(str, min(left))) if len(left) == 1 else f"{len(left)} tables of the printed rates give it"
    if len(values) > 1:
        return finding(outcome, name, SEVERAL, rests, note=note)
    computed = float(100 * values[0])
    if truncated:
        words = f"{note}: {computed:.2f}%; the print is truncated"
        return finding(outcome, name, NOT_REPRODUCED, rests, computed=computed, method=TRUNCATION, note=words)
    method = share.rounding(values[0])[0]
    return finding(outcome, name, REPRODUCED, rests, computed=computed, method=method, note=note)
