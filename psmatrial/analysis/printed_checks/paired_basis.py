"""What effects in the same patients are held against: rates or cells, and what narrows the tables of the rates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from psmatrial.analysis.printed_checks.cell_percents import Table, shares
from psmatrial.analysis.printed_checks.counts import SHARES, Counts, cell_names, cells_of, counts
from psmatrial.analysis.printed_checks.finding import given
from psmatrial.data.study import Outcome
from psmatrial.errors import InputError
from psmatrial.model import CELLS, PairedTable
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.printed_text import LARGEST_N, printed_p
from psmatrial.stats.recovery.candidates import Fit, Rules, Search
from psmatrial.stats.recovery.facts import facts

# Printed number: the word that the recovery of tables has for it.
KEYS = {
    "difference": "difference",
    "difference-interval": "difference_ci",
    "rate-ratio": "ratio",
    "rate-ratio-interval": "ratio_ci",
    "odds-ratio": "odds_ratio",
    "odds-ratio-interval": "odds_ratio_ci",
    "kappa": "kappa",
    "p": "p",
}
LIMITS = {"index.interval": "index_ci", "comparator.interval": "comparator_ci"}
IN_PERCENT = ("difference", "difference-interval", *LIMITS)
NARROWING = (*LIMITS, *(f"{word}.percent" for word in SHARES))
# Tables up to which a test that the recovery does not search by is tried on each.
MOST_TESTED = 500


@dataclass(frozen=True, slots=True)
class Basis:
    """What is printed of one outcome beside its effects.

    Parameters
    ----------
    outcome
        What is printed.
    texts
        The rates or cells, for the recovery.
    names
        The numbers that say so.
    limits
        Intervals of the rates that leave fewer counts than these.
    shares
        Percentages of cells that leave fewer tables.
    left
        These tables, where there are such percentages.
    torn
        Whether intervals and percentages contradict each other; neither is then used.
    test
        The test that the paper names, where the recovery does not search by it.
    """

    outcome: Outcome
    texts: dict[str, str]
    names: tuple[str, ...]
    limits: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()
    left: frozenset[Table] = frozenset()
    torn: bool = False
    test: str = ""

    @property
    def rests(self) -> tuple[str, ...]:
        """The names of all that is used."""
        return (*self.names, *self.limits, *self.shares)

    @property
    def narrowed(self) -> bool:
        """Whether more is used than the rates or cells."""
        return bool(self.limits or self.shares)

    def bare(self) -> Basis:
        """Return the rates or cells alone."""
        return replace(self, limits=(), shares=(), left=frozenset())

    def tables(self, names: Iterable[str], rules: Rules | None = None) -> tuple[Fit, ...]:
        """Return the tables that give all of this and these effects."""
        return self.searched(names, rules)[0]

    def searched(self, names: Iterable[str], rules: Rules | None = None) -> tuple[tuple[Fit, ...], bool]:
        """Return these tables, and whether costly methods were left out; they are waited for before there is none."""
        names = tuple(names)
        if self.test and "p" in names:
            return self._tested(names, rules or Rules())
        return self._searched(names, rules)

    def _tested(self, names: tuple[str, ...], rules: Rules) -> tuple[tuple[Fit, ...], bool]:
        """Return the tables that give p by the named test or by those of the recovery, and the other effects."""
        rest = tuple(name for name in names if name != "p")
        if next(islice(self.quickly(rest), MOST_TESTED, None), None):
            return (), True
        printed = printed_p(self.outcome.numbers["p"].text)
        known, untried = self._searched(names, rules)
        tests = {fit.cells: fit.matches["p"] for fit in known}
        found = []
        for fit in self._searched(rest, rules)[0]:
            fits = printed.fits(_p_value(fit.table, self.test), truncation=rules.truncation)
            if by := (*tests.get(fit.cells, ()), *((self.test,) if fits else ())):
                found.append(Fit(fit.cells, {**fit.matches, "p": by}))
        return tuple(found), untried

    def _searched(self, names: tuple[str, ...], rules: Rules | None) -> tuple[tuple[Fit, ...], bool]:
        """Return the same by the methods of the recovery alone."""
        search = self._search(names, rules)
        if search is None:
            return (), False
        found = tuple(self._kept(search))
        if not found and search.not_tried:
            search = Search(search.facts, replace(rules or Rules(), patient=True))
            found = tuple(self._kept(search))
        return found, bool(search.not_tried)

    def quickly(self, names: Iterable[str]) -> Iterator[Fit]:
        """Go through these tables without waiting for costly methods."""
        search = self._search(names, None)
        return self._kept(search) if search else iter(())

    def _search(self, names: Iterable[str], rules: Rules | None) -> Search | None:
        """Return the search of these tables; None where a text is not one for it."""
        wanted = dict(self.texts)
        for name in (*self.limits, *names):
            text = self.outcome.numbers[name].text
            wanted[(KEYS | LIMITS)[name]] = text.rstrip("%") + "%" if name in IN_PERCENT else text
        try:
            return Search(facts(wanted, self.outcome.level), rules)
        except InputError:
            return None

    def _kept(self, search: Search) -> Iterator[Fit]:
        return (fit for fit in search if not self.shares or fit.cells in self.left)


@lru_cache(maxsize=4 * MOST_TESTED)
def _p_value(table: PairedTable, test: str) -> float | None:
    """Return the p-value of a table, which is asked again with each further effect."""
    return mcnemar(table, test).p_value


def basis_of(outcome: Outcome, *, seen: bool = False) -> Basis | None:
    """Return what the effects of an outcome are held against; None where its rates are of no one table.

    ``seen`` leaves out what narrows the tables of the rates and is only recalled: what was seen is not held against it.

    Examples
    --------
    >>> from psmatrial.data.study import Printed
    >>> texts = {"index.count": "28/50", "comparator.count": "13/50", "both.percent": "18", "p": "0.0026"}
    >>> found = basis_of(Outcome("o", numbers={name: Printed(name, text) for name, text in texts.items()}))
    >>> [fit.cells for fit in found.tables(["p"])], found.rests
    ([(9, 19, 4, 18)], ('index.count', 'comparator.count', 'both.percent'))
    """
    if cells := cells_of(outcome):
        if not 0 < sum(cells) <= LARGEST_N:
            return None
        found = {name: str(count) for name, count in zip(CELLS, cells, strict=True)}
        return Basis(outcome, {**found, "n": str(sum(cells))}, cell_names())
    both = rates(outcome)
    if both is None or not same_totals(both) or any(one.pairs[-1][1] > LARGEST_N for one in both.values()):
        return None
    texts: dict[str, str] = {}
    for arm, behind in both.items():
        if len(behind.pairs) == 1:
            texts[arm] = "{}/{}".format(*behind.pairs[0])
        else:
            texts[arm] = outcome.numbers[f"{arm}.percent"].text.rstrip("%") + "%"
            texts["n"] = outcome.numbers["n"].text
    names = tuple(dict.fromkeys(name for behind in both.values() for name in behind.rests))
    if seen:
        kept = {name: one for name, one in outcome.numbers.items() if one.seen or name not in NARROWING}
        outcome = replace(outcome, numbers=kept)
    return _narrowed(Basis(outcome, texts, names), [arm for arm, behind in both.items() if len(behind.pairs) > 1])


def rates(outcome: Outcome) -> dict[str, Counts] | None:
    """Return the counts behind both rates; None where nothing says any of one."""
    first, second = counts(outcome, "index"), counts(outcome, "comparator")
    if first is None or second is None or not (first.pairs and second.pairs):
        return None
    return {"index": first, "comparator": second}


def same_totals(both: dict[str, Counts]) -> bool:
    """Return whether both rates can be of one number of patients."""
    first, second = ({total for _, total in behind.pairs} for behind in both.values())
    return not first.isdisjoint(second)


def _narrowed(found: Basis, open_arms: list[str]) -> Basis:
    """Return a basis with the intervals of rates that are open, and the percentages of cells, that fit some table."""
    limits = [f"{arm}.interval" for arm in open_arms if given(found.outcome, f"{arm}.interval")]
    limits = [name for name in limits if any(found.quickly((name,)))]
    cells = shares(found.outcome)
    more = replace(found, limits=tuple(limits))
    if cells and cells.used:
        more = replace(more, shares=cells.used, left=cells.left)
    return more if not more.narrowed or any(more.quickly(())) else replace(found, torn=True)


def exchanged(outcome: Outcome) -> Outcome:
    """Return an outcome as if the comparator were the index test.

    Examples
    --------
    >>> from psmatrial.data.study import Printed
    >>> list(exchanged(Outcome("o", numbers={"cells.index-only": Printed("cells.index-only", "19")})).numbers)
    ['cells.comparator-only']
    """
    other = {"index": "comparator", "comparator": "index"}
    return replace(
        outcome,
        numbers={
            re.sub("index|comparator", lambda found: other[found[0]], name): number
            for name, number in outcome.numbers.items()
        },
    )
