"""Effects in the same patients: the 2x2 tables behind the printed rates that give each printed effect."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from psmatrial.analysis.printed_checks.arm_counts import POOLED
from psmatrial.analysis.printed_checks.cell_counts import contradictory, without_cells
from psmatrial.analysis.printed_checks.chosen import chosen, labelled, own
from psmatrial.analysis.printed_checks.effect_words import IN_REVERSE, outside_words
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
from psmatrial.analysis.printed_checks.paired_basis import KEYS, Basis, basis_of, exchanged
from psmatrial.analysis.printed_checks.paired_values import KEYS as ESTIMATES
from psmatrial.analysis.printed_checks.paired_values import (
    NONE,
    QUANTITIES,
    computed,
    explained,
    in_common,
    other_tests,
    tables_text,
)
from psmatrial.data.study import Outcome, Study
from psmatrial.model import PairedTable
from psmatrial.stats.recovery.candidates import Fit, Rules
from psmatrial.stats.recovery.p.p_values import TESTS
from psmatrial.stats.recovery.quantities import observed

NAMED = {"p": "p", "odds-ratio-interval": "odds_ratio"}
MOST_SHOWN = 12
DOUBTED = "the cells and the rates contradict each other"
TORN = "the intervals of the rates and the percentages of cells contradict each other"
UNTRIED = "by the methods that were tried; exact unconditional methods take too long here"


@dataclass(frozen=True, slots=True)
class PrintedEffect:
    """One printed effect, what it is held against, and the tables that give it by themselves and with all others.

    ``doubted`` tells that cells and rates of its outcome contradict each other; it is then held against either alone.
    ``untried`` tells that no table gives it, alone or with the others, by the methods that were tried, and that costly
    ones were not.
    """

    outcome: Outcome
    name: str
    basis: Basis
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
        return not self.doubted and all_seen(self.outcome, (self.name, *self.basis.rests))

    @property
    def rests(self) -> tuple[str, ...]:
        """The names of all that it is held against."""
        return (*self.basis.rests, *self.others)


def findings(study: Study) -> list[Finding]:
    """Return what the printed rates say of every effect of a paired study."""
    if not study.paired or study.kind == POOLED:
        return []
    test = study.methods.get("p", "")
    test = "" if test in TESTS else test
    effects = [effect for outcome in study.outcomes for effect in _readings(outcome, test)]
    return [one for name in KEYS for one in _kind(name, effects, study.methods.get(NAMED.get(name, ""), ""))]


def _kind(name: str, effects: list[PrintedEffect], named: str) -> list[Finding]:
    """Return what is found of all effects of one name, by the methods that the paper is taken to use for them."""
    alike = [effect for effect in effects if effect.name == name]
    methods = _chosen(alike, named)
    # Where several give as many values, none of them is the paper's for a value that no method gives.
    sole = methods if len(methods) == 1 else ()
    by = [own(methods if effect.methods else sole, effect.methods) for effect in alike]
    return labelled([_checked(effect, method, named=bool(named)) for effect, method in zip(alike, by, strict=True)])


def _readings(outcome: Outcome, test: str) -> list[PrintedEffect]:
    """Return the effects of one outcome, twice where its cells and its rates contradict each other: by either alone.

    ``test`` is the one that the paper names, where the recovery does not search by it.
    """
    if not contradictory(outcome):
        return _effects(outcome, test)
    both = [*_effects(outcome, test), *_effects(without_cells(outcome), test)]
    return [replace(effect, doubted=True) for effect in both]


def _checked(effect: PrintedEffect, method: str, *, named: bool) -> Finding:
    """Return what the tables say of one effect: nothing against it where what it is held against is doubted."""
    found = _finding(effect, method, named=named)
    if effect.basis.torn and found.verdict != NOT_REPRODUCED:
        return finding(effect.outcome, effect.name, NOT_CHECKABLE, effect.rests, note=TORN)
    if not effect.doubted or found.verdict in (REPRODUCED, SEVERAL):
        return found
    return finding(effect.outcome, effect.name, NOT_CHECKABLE, effect.rests, note=DOUBTED)


def _effects(outcome: Outcome, test: str) -> list[PrintedEffect]:
    """Return the effects of one outcome that rates or cells stand behind."""
    names = [name for name in KEYS if given(outcome, name)]
    # What was seen is held against nothing that is only recalled; what no table gives says nothing of the others.
    known = {seen: basis_of(outcome, seen=seen) for seen in {outcome.numbers[name].seen for name in names}}
    bases = {name: replace(found, test=test) for name in names if (found := known[outcome.numbers[name].seen])}
    searched = {name: one.searched((name,)) for name, one in bases.items()}
    alone = {name: tables for name, (tables, _) in searched.items()}
    for name in ("difference-interval", "rate-ratio-interval", "p"):
        if alone.get(name) and _by_another_way(name, bases[name], alone):
            alone[name] = ()
    effects = []
    for name, one in bases.items():
        others = tuple(
            other
            for other in names
            if other != name and alone[other] and (outcome.numbers[other].seen or not outcome.numbers[name].seen)
        )
        joint: tuple[Fit, ...] = ()
        untried = searched[name][1]
        if alone[name]:
            others, joint, untried = _jointly(one, name, others)
        methods = frozenset(method for fit in joint or alone[name] for method in fit.matches.get(KEYS[name], ()))
        untried = untried and not joint
        effects.append(PrintedEffect(outcome, name, one, others, alone[name], joint, methods, untried=untried))
    return effects


def _by_another_way(name: str, one: Basis, alone: dict[str, tuple[Fit, ...]]) -> bool:
    """Return whether p or limits contradict the other effects, and come from their tables by an unusual way."""
    numbers = one.outcome.numbers
    usable = [other for other in alone if other != name and alone[other]]
    others = [other for other in usable if numbers[other].seen or not numbers[name].seen]
    if not others or one.tables((name, *others)):
        return False
    left = [fit.table for fit in one.tables(others)]
    return bool(left) and explained(one.outcome, name, left, ())[0] == NEEDS_METHOD


def _jointly(basis: Basis, name: str, others: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[Fit, ...], bool]:
    """Return the tables that give an effect with the others, and these others: all, or all but one that fits none.

    The last tells whether costly methods were left out where the others are all.
    """
    joint, untried = basis.searched((name, *others))
    if joint:
        return others, joint, untried
    left = [tuple(one for one in others if one != odd) for odd in others]
    fitting = [(rest, joint) for rest in left if rest and (joint := basis.tables((name, *rest)))]
    return (*fitting[0], untried) if len(fitting) == 1 else (others, (), untried)


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
    mine = [fit for fit in effect.joint if method in fit.matches.get(effect.key, ())]
    if mine:
        return _made(effect, REPRODUCED if len(mine) == 1 else SEVERAL, mine, method)
    if effect.joint:
        fits = sorted({name for fit in effect.joint for name in fit.matches.get(effect.key, ())}, key=_rank)
        found = _made(effect, NEEDS_METHOD, list(effect.joint), fits[0])
        why = "the method that the paper names" if named else "the method of the others of this paper"
        together = _together(effect) if any(method in fit.matches.get(effect.key, ()) for fit in effect.alone) else ""
        return replace(found, note=f"no table gives it by {why}, {method}{together}: mixed methods; {found.note}")
    if effect.alone and effect.untried:
        words = f"no table gives it together with the others {UNTRIED}"
        return finding(effect.outcome, effect.name, NOT_CHECKABLE, effect.rests, note=words)
    if effect.alone:
        return finding(effect.outcome, effect.name, NOT_REPRODUCED, effect.rests, note=_apart(effect.alone))
    return _unexplained(effect, method if named or effect.name == "p" else "")


def _apart(fits: tuple[Fit, ...]) -> str:
    """Return which tables give an effect and not the others, in words."""
    return f"it fits {tables_text([fit.table for fit in fits])}, which the other printed values do not"


def _unexplained(effect: PrintedEffect, named: str) -> Finding:
    """Return what is said of an effect that no table gives."""
    one, outcome, name = effect.basis, effect.outcome, effect.name
    if effect.untried:
        return finding(outcome, name, NOT_CHECKABLE, effect.rests, note=f"no table gives it {UNTRIED}")
    bare = [fit.table for fit in one.tables(effect.others) or one.tables(())]
    cut = [fit.table for fit in one.tables((name,), Rules(truncation=True)) if fit.table in bare]
    verdict, method, words = explained(outcome, name, bare, cut, named)
    if not method and (apart := one.bare().tables((name,)) if one.narrowed else ()):
        words = _apart(apart) if name == "p" else words.replace(NONE, _apart(apart))
    value = in_common(name, bare, method if verdict == NEEDS_METHOD else named, outcome.level)
    known = _of_limits(effect, bare) if name in QUANTITIES and not method else ""
    note = "; ".join(filter(None, (words, known)))
    return finding(outcome, name, verdict, effect.rests, computed=value, method=method, note=note)


def _of_limits(effect: PrintedEffect, tables: list[PairedTable]) -> str:
    """Return what is wrong with limits, in words: they are those of the exchanged tests, or leave the estimate out."""
    turned = basis_of(exchanged(effect.outcome))
    there = {(a, c, b, d) for a, b, c, d in (table.cells for table in tables)}
    if turned and any(fit.cells in there for fit in turned.quickly((effect.name,))):
        return IN_REVERSE[effect.name]
    quantity = ESTIMATES[effect.name.removesuffix("-interval")]
    return outside_words(effect.outcome, effect.name, (observed(quantity, one) for one in tables))


def _together(effect: PrintedEffect) -> str:
    """Return with which other effects a table would have to give one, in words."""
    return f", together with the {' and the '.join(name.replace('-', ' ') for name in effect.others)}"


def _made(effect: PrintedEffect, verdict: str, fits: list[Fit], method: str) -> Finding:
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
        effect.rests,
        computed=computed(effect.name, fitting[0], method, effect.outcome.level) if len(fitting) == 1 else None,
        method=method,
        note="; ".join(filter(None, notes)),
        tables=tuple(table.cells for table in fitting[:MOST_SHOWN]),
    )
