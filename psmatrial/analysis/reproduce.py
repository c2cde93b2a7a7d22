"""The registry run: every printed number of a study, marked reproduced or not, and by which method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from psmatrial.analysis.printed_checks import typed
from psmatrial.analysis.printed_checks.adjusted import unadjusted, with_adjusted
from psmatrial.analysis.printed_checks.cell_counts import beside_counts
from psmatrial.analysis.printed_checks.counts import cell_names
from psmatrial.analysis.printed_checks.deciding import deciding
from psmatrial.analysis.printed_checks.finding import (
    FAILING,
    NOT_CHECKABLE,
    REPRODUCED,
    Finding,
    item_id,
)
from psmatrial.analysis.printed_checks.possible import possible
from psmatrial.analysis.printed_checks.proportions import with_proportions
from psmatrial.data.study import NOT_SEEN, Outcome, Study, registered
from psmatrial.data.study_reader import found_study, read_study
from psmatrial.errors import InputError, Problem, UsageError, choices
from psmatrial.stats.printed_text import LARGEST_N

TOO_MANY = f"there are more patients than the {LARGEST_N} up to which tables are searched"
UNSEEN = "numbers not seen in a source"
NOT_SEEN_HERE = "the number itself was not seen"
NOTHING = "nothing that is printed can be held against it"
USED = "used to check other numbers; nothing that is printed can be held against it"
BESIDE_COUNTS = "the printed counts do not contradict it; nothing else that is printed can be held against it"
# Counts are what other numbers are held against: they are items only where they should add up.
COUNTS = ("count", "n")


@dataclass(frozen=True, slots=True)
class Item:
    """A finding with what the study's file expects of it; ``stated`` tells whether the file says so."""

    finding: Finding
    expected: str
    stated: bool
    reason: str = ""

    @property
    def as_expected(self) -> bool:
        """Whether the verdict is the expected one; where none is stated, only a failing check is not."""
        if self.stated:
            return self.finding.verdict == self.expected
        return self.finding.verdict not in FAILING


@dataclass(frozen=True, slots=True)
class Reproduction:
    """A study and its items, in the order of its file."""

    study: Study
    items: tuple[Item, ...]

    @property
    def checked(self) -> int:
        """Items that were checked and rest on seen numbers alone."""
        return sum(one.finding.seen and one.finding.verdict != NOT_CHECKABLE for one in self.items)

    @property
    def checked_recalled(self) -> int:
        """Items that were checked and rest on recalled numbers."""
        return sum(not one.finding.seen and one.finding.verdict != NOT_CHECKABLE for one in self.items)

    def reproduced(self, *, seen: bool) -> int:
        """Return the items reproduced, from seen or from recalled numbers: the two are never added."""
        return sum(one.finding.verdict == REPRODUCED and one.finding.seen is seen for one in self.items)

    @property
    def as_expected(self) -> bool:
        """Whether every item is."""
        return all(item.as_expected for item in self.items)


def reproductions(names: Sequence[str]) -> list[Reproduction]:
    """Return the runs of studies given by id or by path, of all registered ones where none is given.

    Raises
    ------
    UsageError
        If a study is not known or its file cannot be used.
    """
    paths = [found_study(name) for name in dict.fromkeys(names or registered())]
    return [reproduction(read_study(Path(path))) for path in paths]


def reproduction(study: Study) -> Reproduction:
    """Return every item of a study with its verdict.

    Parameters
    ----------
    study
        As read from its file.

    Returns
    -------
    Reproduction
        Deterministic: items stand in the order of the file, sums after the numbers of their outcome. An item that
        would fail and rests on a recalled number is not checkable, and so are the recalled numbers it rests on.

    Raises
    ------
    UsageError
        If the file names a method or an item that does not exist.

    Examples
    --------
    >>> run = reproduction(read_study(found_study("calais2019")))
    >>> next(item.finding.computed for item in run.items if item.finding.item == "overall.odds-ratio")
    4.75
    """
    _check_methods(study)
    found = _without_recalled_errors(with_proportions(study, _decided(study), _decided))
    items = [*_outcome_findings(study, found), *_fact_findings(study)]
    expected = {one.item: one for one in study.expected}
    if unknown := [name for name in expected if name not in {one.item for one in items}]:
        hint = choices(unknown[0], [one.item for one in items]) if items else "The file prints no number."
        raise UsageError(Problem(f"expected: there is no item {unknown[0]!r}.", hint, f"{study.id}.toml"))
    facts = {fact.id for fact in study.facts}
    return Reproduction(study, tuple(_item(one, expected, one.item in facts) for one in items))


def _decided(study: Study) -> dict[str, Finding]:
    """Return the finding that decides on each number."""
    left, impossible = possible(study)
    try:
        return deciding([*impossible, *with_adjusted(left, _findings(unadjusted(left)))])
    except InputError as error:
        raise UsageError([replace(one, file=f"{study.id}.toml") for one in error.problems]) from None


def _item(one: Finding, expected: dict[str, Any], is_fact: bool) -> Item:  # noqa: FBT001 - a plain truth
    """Return a finding with what is expected of it."""
    if stated := expected.get(one.item):
        return Item(one, stated.verdict, stated=True, reason=stated.reason)
    return Item(one, NOT_CHECKABLE if is_fact else REPRODUCED, stated=False)


def _findings(study: Study) -> list[Finding]:
    """Run all checks, the first of which that can say something of a number goes before the others."""
    from psmatrial.analysis.printed_checks import (
        agreement,
        arm_counts,
        cell_counts,
        cell_percents,
        model_ratios,
        other_totals,
        paired,
        percents,
        pooled,
        rate_intervals,
        sums,
        survival,
        thresholds,
        truth,
        unpaired,
    )

    limits = rate_intervals.printed_limits(study)
    named = study.methods.get("interval", "")
    methods = rate_intervals.chosen_methods(limits, named)
    found = rate_intervals.findings(limits, methods, named=bool(named))
    found += percents.findings(study, rate_intervals.narrowed(limits, named))
    found += thresholds.findings(study, limits, methods)
    effects = (paired, other_totals, unpaired, arm_counts, pooled, model_ratios)
    for check in (survival, truth, agreement, *effects, sums, cell_counts, cell_percents):
        found += check.findings(study)
    return found


def _without_recalled_errors(found: dict[str, Finding]) -> dict[str, Finding]:
    """Return findings of which none says that a paper errs on the strength of a recalled number.

    Where a check of recalled numbers fails, any of them may be misremembered: all of them are not checkable.
    """
    doubted = {name for name, one in found.items() if one.verdict in FAILING and not one.seen}
    doubted |= {other for name in doubted for other in found[name].rests if other in found and not found[other].seen}
    return {name: _unseen(one) if name in doubted else one for name, one in found.items()}


def _unseen(one: Finding) -> Finding:
    return replace(one, verdict=NOT_CHECKABLE, computed=None, implied=None, method="", note=UNSEEN, tables=())


def _outcome_findings(study: Study, found: dict[str, Finding]) -> list[Finding]:
    """Return the findings outcome by outcome, with those printed numbers that no check could use."""
    used = {name for one in found.values() for name in one.rests}
    items = []
    for outcome in study.outcomes:
        for name, number in outcome.numbers.items():
            item = item_id(outcome, name)
            if item in found:
                items.append(found[item])
            elif _listed(name, used=item in used):
                note = NOT_SEEN_HERE if number.text == NOT_SEEN else USED if item in used else _nothing(outcome, name)
                items.append(Finding(item, number.text, NOT_CHECKABLE, note=note, seen=number.seen))
        own = {item_id(outcome, name) for name in outcome.numbers}
        items += [one for name, one in found.items() if name not in own and _of(study, name) == outcome.id]
    return items


def _nothing(outcome: Outcome, name: str) -> str:
    """Return why no check could use a number."""
    allowed = typed.patients(outcome)
    if allowed and allowed[-1] > LARGEST_N:
        return TOO_MANY
    return BESIDE_COUNTS if name in cell_names() and beside_counts(outcome) else NOTHING


def _listed(name: str, *, used: bool) -> bool:
    """Return whether a number that no check decided is an item; what others rest on is not, but for limits."""
    leaf = name.rpartition(".")[2]
    return leaf not in COUNTS and (not used or leaf.endswith("interval"))


def _of(study: Study, item: str) -> str:
    """Return the outcome that an item belongs to: the longest id it begins with."""
    return max((one.id for one in study.outcomes if item.startswith(f"{one.id}.")), key=len, default="")


def _fact_findings(study: Study) -> list[Finding]:
    """Return the further printed numbers."""
    return [
        Finding(fact.id, fact.number.text, NOT_CHECKABLE, note=fact.says or NOTHING, seen=fact.number.seen)
        for fact in study.facts
    ]


def _check_methods(study: Study) -> None:
    """Refuse a named method that is not known."""
    from psmatrial.analysis.printed_checks.agreement import MEANS
    from psmatrial.analysis.printed_checks.survival_pair import P_TESTS
    from psmatrial.stats.binomial_limits import LOWER_LIMITS
    from psmatrial.stats.methods import methods
    from psmatrial.stats.unpaired import TESTS

    accepted = {
        "p": [entry.name for entry in methods("equality")] if study.paired else [*TESTS, *P_TESTS],
        "interval": list(LOWER_LIMITS),
        "odds_ratio": [entry.name for entry in methods("odds-ratio")],
        "agreement": list(MEANS),
    }
    problems = [
        Problem(
            f"there is no method {name!r}.", choices(name, accepted[word]), f"{study.id}.toml", column=f"methods.{word}"
        )
        for word, name in study.methods.items()
        if name not in accepted[word]
    ]
    if problems:
        raise UsageError(problems)


def record(runs: Sequence[Reproduction]) -> dict[str, Any]:
    """Return runs as the document that ``reproduce --json`` prints."""
    return {"schema": 1, "studies": [_study_record(run) for run in runs]}


def _study_record(run: Reproduction) -> dict[str, Any]:
    """Return one run as plain values."""
    return {
        "id": run.study.id,
        "title": run.study.title,
        "citation": run.study.citation,
        "doi": run.study.doi or None,
        "paired": run.study.paired,
        "items": [_item_record(item) for item in run.items],
        "checked": run.checked,
        "reproduced_seen": run.reproduced(seen=True),
        "reproduced_recalled": run.reproduced(seen=False),
        "checked_recalled": run.checked_recalled,
        "as_expected": run.as_expected,
    }


def _item_record(item: Item) -> dict[str, Any]:
    """Return one item as plain values."""
    one = item.finding
    return {
        "id": one.item,
        "printed": one.printed,
        "computed": one.computed,
        "implied": {"what": one.implied[0], "value": one.implied[1]} if one.implied else None,
        "verdict": one.verdict,
        "expected": item.expected,
        "as_expected": item.as_expected,
        "method": one.method or None,
        "note": one.note,
        "reason": item.reason,
        "seen": one.seen,
        "tables": [list(cells) for cells in one.tables],
    }
