"""Effects in the same patients: the 2x2 tables behind the printed rates that give each printed effect."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from psmatrial.analysis.printed_checks.cell_counts import contradictory, without_cells
from psmatrial.analysis.printed_checks.chosen import chosen, labelled, own
from psmatrial.analysis.printed_checks.counts import cell_names, cells_of, counts
from psmatrial.analysis.printed_checks.finding import (
    NEEDS_METHOD,
    NOT_CHECKABLE,
    NOT_REPRODUCED,
    REPRODUCED,
    SEVERAL,
    Finding,
    all_seen,
    finding,
    given,
)
from psmatrial.analysis.printed_checks.paired_values import computed, explained, in_common, other_tests, tables_text
from psmatrial.data.study import Outcome, Study
from psmatrial.errors import InputError
from psmatrial.model import CELLS
from psmatrial.stats.printed_text import LARGEST_N
from psmatrial.stats.recovery.candidates import Fit, Rules, Search
from psmatrial.stats.recovery.facts import facts

# Printed effect: the word that the recovery of tables has for it.
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
IN_PERCENT = ("difference", "difference-interval")
NAMED = {"p": "p", "odds-ratio-interval": "odds_ratio"}
MOST_SHOWN = 12
DOUBTED = "the cells and the rates contradict each other"
UNTRIED = "no table gives it by the methods that were tried; exact unconditional intervals take too long here"


@dataclass(frozen=True, slots=True)
class PrintedEffect:
    """One printed effect, what it is held against, and the tables that give it by themselves and with all others.

    ``doubted`` tells that cells and rates of its outcome contradict each other; it is then held against either alone.
    ``untried`` tells that no table gives it by the methods that were tried, and that costly ones were not.
    """

    outcome: Outcome
    name: str
    basis: tuple[str, ...]
    others: tuple[str, ...]
    alone: tuple[Fit, ...] = ()
    joint: tuple[Fit, ...] = ()
    methods: frozenset[str] = field(default_factory=frozenset)
    doubted: bool = False
    untried: bool = False

    @property
    def key(self) -> str:
        """The word of the recovery."""
        return KEYS[self.name]

    @property
    def trusted(self) -> bool:
        """Whether the effect and its rates were seen, and nothing contradicts these."""
        return not self.doubted and all_seen(self.outcome, (self.name, *self.basis))


def findings(study: Study) -> list[Finding]:
    """Return what the printed rates say of every effect of a paired study."""
    if not study.paired:
        return []
    effects = [effect for outcome in study.outcomes for effect in _readings(outcome)]
    return [one for name in KEYS for one in _kind(name, effects, study.methods.get(NAMED.get(name, ""), ""))]


def _kind(name: str, effects: list[PrintedEffect], named: str) -> list[Finding]:
    """Return what is found of all effects of one name, by the methods that the paper is taken to use for them."""
    alike = [effect for effect in effects if effect.name == name]
    methods = _chosen(alike, named)
    return labelled([_checked(effect, own(methods, effect.methods), named=bool(named)) for effect in alike])


def _readings(outcome: Outcome) -> list[PrintedEffect]:
    """Return the effects of one outcome, twice where its cells and its rates contradict each other: by either alone."""
    if not contradictory(outcome):
        return _effects(outcome)
    both = [*_effects(outcome), *_effects(without_cells(outcome))]
    return [replace(effect, doubted=True) for effect in both]


def _checked(effect: PrintedEffect, method: str, *, named: bool) -> Finding:
    """Return what the tables say of one effect: nothing against it where what it is held against is doubted."""
    found = _finding(effect, method, named=named)
    if not effect.doubted or found.verdict in (REPRODUCED, SEVERAL):
        return found
    return finding(effect.outcome, effect.name, NOT_CHECKABLE, (*effect.basis, *effect.others), note=DOUBTED)


def _effects(outcome: Outcome) -> list[PrintedEffect]:
    """Return the effects of one outcome that rates or cells stand behind."""
    texts, basis = _rates(outcome)
    if not texts:
        return []
    names = [name for name in KEYS if given(outcome, name)]
    searched = {name: _searched(outcome, texts, (name,)) for name in names}
    alone = {name: tables for name, (tables, _) in searched.items()}
    if alone.get("p") and _by_another_test(outcome, texts, alone):
        alone["p"] = ()
    found = []
    for name in names:
        # What was seen is held against nothing that is only recalled; what no table gives says nothing of the others.
        others = tuple(
            other
            for other in names
            if other != name and alone[other] and (outcome.numbers[other].seen or not outcome.numbers[name].seen)
        )
        others, joint = _jointly(outcome, texts, name, others) if alone[name] else (others, ())
        methods = frozenset(method for fit in joint or alone[name] for method in fit.matches.get(KEYS[name], ()))
        untried = not alone[name] and searched[name][1]
        found.append(PrintedEffect(outcome, name, basis, others, alone[name], joint, methods, untried=untried))
    return found


def _by_another_test(outcome: Outcome, texts: dict[str, str], alone: dict[str, tuple[Fit, ...]]) -> bool:
    """Return whether p contradicts the other effects, and comes from their tables by a one-sided or an unusual test."""
    usable = [name for name in alone if name != "p" and alone[name]]
    others = [name for name in usable if outcome.numbers[name].seen or not outcome.numbers["p"].seen]
    if not others or _tables(outcome, texts, ("p", *others)):
        return False
    left = [fit.table for fit in _tables(outcome, texts, others)]
    return bool(left) and explained(outcome, "p", left, ())[0] == NEEDS_METHOD


def _jointly(
    outcome: Outcome, texts: dict[str, str], name: str, others: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[Fit, ...]]:
    """Return the tables that give an effect with the others, and these others: all, or all but one that fits none."""
    if joint := _tables(outcome, texts, (name, *others)):
        return others, joint
    left = [tuple(one for one in others if one != odd) for odd in others]
    fitting = [(rest, joint) for rest in left if rest and (joint := _tables(outcome, texts, (name, *rest)))]
    return fitting[0] if len(fitting) == 1 else (others, ())


def _rates(outcome: Outcome) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the rates or cells of an outcome for the recovery, and their names."""
    if cells := cells_of(outcome):
        if not 0 < sum(cells) <= LARGEST_N:
            return {}, ()
        found = {name: str(count) for name, count in zip(CELLS, cells, strict=True)}
        return {**found, "n": str(sum(cells))}, cell_names()
    texts: dict[str, str] = {}
    basis: list[str] = []
    for arm in ("index", "comparator"):
        behind = counts(outcome, arm)
        if behind is None or not behind.pairs or behind.pairs[-1][1] > LARGEST_N:
            return {}, ()
        basis += behind.rests
        if len(behind.pairs) == 1:
            texts[arm] = "{}/{}".format(*behind.pairs[0])
        else:
            texts[arm] = outcome.numbers[f"{arm}.percent"].text.rstrip("%") + "%"
            texts["n"] = outcome.numbers["n"].text
    return texts, tuple(dict.fromkeys(basis))


def _tables(
    outcome: Outcome, texts: dict[str, str], names: Iterable[str], rules: Rules | None = None
) -> tuple[Fit, ...]:
    """Return the tables that give the printed rates and these effects."""
    return _searched(outcome, texts, names, rules)[0]


def _searched(
    outcome: Outcome, texts: dict[str, str], names: Iterable[str], rules: Rules | None = None
) -> tuple[tuple[Fit, ...], bool]:
    """Return these tables, and whether costly methods were left out; they are waited for before there is none."""
    wanted = dict(texts)
    for name in names:
        text = outcome.numbers[name].text
        wanted[KEYS[name]] = text.rstrip("%") + "%" if name in IN_PERCENT else text
    try:
        said = facts(wanted, outcome.level)
    except InputError:
        return (), False
    search = Search(said, rules)
    found = tuple(search)
    if not found and search.not_tried:
        search = Search(said, replace(rules or Rules(), patient=True))
        found = tuple(search)
    return found, bool(search.not_tried)


def _chosen(alike: list[PrintedEffect], named: str) -> tuple[str, ...]:
    """Return the methods that the paper is taken to use for its values of one kind; those seen decide."""
    trusted = [effect for effect in alike if effect.trusted] or alike
    offered = {method for effect in trusted for method in effect.methods}
    return chosen(named, [effect.methods for effect in trusted], sorted(offered, key=_rank))


def _rank(method: str) -> int:
    """Return the place of a method in the catalogue: the more usual one is preferred where two fit alike."""
    from psmatrial.stats.methods import CATALOGUE

    return next((place for place, entry in enumerate(CATALOGUE) if entry.name == method), len(CATALOGUE))


def _finding(effect: PrintedEffect, method: str, *, named: bool) -> Finding:
    """Return what the tables say of one effect."""
    rests = (*effect.basis, *effect.others)
    mine = [fit for fit in effect.joint if method in fit.matches.get(effect.key, ())]
    if mine:
        return _made(effect, REPRODUCED if len(mine) == 1 else SEVERAL, mine, method, rests)
    if effect.joint:
        fits = sorted({name for fit in effect.joint for name in fit.matches.get(effect.key, ())}, key=_rank)
        found = _made(effect, NEEDS_METHOD, list(effect.joint), fits[0], rests)
        why = "the method that the paper names" if named else "the method of the others of this paper"
        together = _together(effect) if any(method in fit.matches.get(effect.key, ()) for fit in effect.alone) else ""
        return replace(found, note=f"no table gives it by {why}, {method}{together}: mixed methods; {found.note}")
    if effect.alone:
        words = f"it fits {tables_text([fit.table for fit in effect.alone])}, which the other printed values do not"
        return finding(effect.outcome, effect.name, NOT_REPRODUCED, rests, note=words)
    if effect.untried:
        return finding(effect.outcome, effect.name, NOT_CHECKABLE, rests, note=UNTRIED)
    texts, _ = _rates(effect.outcome)
    left = _tables(effect.outcome, texts, effect.others) or _tables(effect.outcome, texts, ())
    bare = [fit.table for fit in left]
    cut = _tables(effect.outcome, texts, (effect.name,), Rules(truncation=True))
    by = method if named else ""
    verdict, name, words = explained(
        effect.outcome, effect.name, bare, [one.table for one in cut if one.table in bare], by
    )
    value = in_common(effect.name, bare, name if verdict == NEEDS_METHOD else by, effect.outcome.level)
    return finding(effect.outcome, effect.name, verdict, rests, computed=value, method=name, note=words)


def _together(effect: PrintedEffect) -> str:
    """Return with which other effects a table would have to give one, in words."""
    return f", together with the {' and the '.join(name.replace('-', ' ') for name in effect.others)}"


def _made(effect: PrintedEffect, verdict: str, fits: list[Fit], method: str, rests: tuple[str, ...]) -> Finding:
    """Return a finding with the tables behind it."""
    fitting = [fit.table for fit in fits if method in fit.matches.get(effect.key, ())]
    notes = [f"both/index only/comparator only/neither {tables_text(fitting)}"]
    if effect.name == "p":
        notes.append(other_tests(fitting, method))
        further = [fit for fit in effect.alone if fit.table not in fitting]
        if further and verdict != SEVERAL:
            names = sorted({name for fit in further for name in fit.matches["p"]}, key=_rank)
            notes.append(f"by {', '.join(names)} also {tables_text([fit.table for fit in further])}")
    return finding(
        effect.outcome,
        effect.name,
        verdict,
        rests,
        computed=computed(effect.name, fitting[0], method, effect.outcome.level) if len(fitting) == 1 else None,
        method=method,
        note="; ".join(filter(None, notes)),
        tables=tuple(table.cells for table in fitting[:MOST_SHOWN]),
    )
