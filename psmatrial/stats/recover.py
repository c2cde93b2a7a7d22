"""The 2x2 table behind printed numbers: every table that fits what a paper prints, and what explains the rest."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from psmatrial.errors import UsageError, choices
from psmatrial.model import PairedTable
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.methods import methods
from psmatrial.stats.recovery.candidates import Rules, Search
from psmatrial.stats.recovery.effort import EXPLAINING, Effort
from psmatrial.stats.recovery.explaining import also as further
from psmatrial.stats.recovery.explaining.also import Also
from psmatrial.stats.recovery.explaining.known import Known
from psmatrial.stats.recovery.explaining.nearest import Nearest, nearest
from psmatrial.stats.recovery.facts import INTERVALS, Facts, counts
from psmatrial.stats.recovery.p.p_values import TESTS
from psmatrial.stats.recovery.runs import Fits
from psmatrial.stats.recovery.trust import by_trust, trust

UNIQUE, SEVERAL, NONE = "unique", "several", "none"
UNTRIED = "not everything that could explain the print was tried"
MOST_TABLES = 100_000
# For up to this many numbers of patients a range of p is worked out, cut-off numbers are looked for as well, and costly
# methods are waited for.
_FEW = 100
_P_RANGE = ("index", "comparator")


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was found behind one set of printed numbers.

    Parameters
    ----------
    facts
        What is printed.
    tables
        Every table that fits, those by one method for all values first; beyond 100,000 the search stops and
        ``complete`` is False.
    verdict
        ``"unique"``, ``"several"`` or ``"none"``: how many tables fit.
    basis
        How far the fit can be trusted, in words, or what was searched in vain.
    p_range
        Smallest and largest exact p-value of all tables with the printed rates, None where they are not printed.
    also
        Tables that fit only if more is allowed, with the reason.
    nearest
        Where nothing fits: the nearest tables, and the single values that would explain it as misprints.
    not_tried
        What was left out because too many tables remain: costly methods, and in words the tables not reached.
    complete
        Whether all tables are listed.
    proportions
        Where only one rate is printed: its count and number of patients, with the methods of its interval.
    named
        The values for which a method was named.
    stopped_at
        Where the search was ended because too much remained to be tried: the number of patients it had reached, whose
        tables are listed in part. All smaller ones are done, no larger one is. Else None.
    """

    facts: Facts
    tables: Fits
    verdict: str
    basis: str
    p_range: tuple[float, float] | None
    also: tuple[Also, ...] = ()
    nearest: tuple[Nearest, ...] = ()
    not_tried: tuple[str, ...] = ()
    complete: bool = True
    proportions: Mapping[tuple[int, int], Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    named: tuple[str, ...] = ()
    stopped_at: int | None = None


def recover(
    facts: Facts,
    *,
    one_sided: bool = False,
    named: Mapping[str, str] | None = None,
    explain: bool = True,
    thorough: bool = False,
) -> Recovery:
    """Find every 2x2 table that fits what is printed.

    A printed value fits when the recomputed one, rounded half-up or half-even as precisely as it was typed, is the
    same. p-values fit by the five two-sided tests of equality, intervals by the two-sided methods of the catalogue,
    the odds ratio is the conditional one. What fits only by truncation, one-sided, by other tests or at another level
    is found too, apart, and never changes the verdict.

    Parameters
    ----------
    facts
        What is printed, read by ``psmatrial.stats.recovery.facts.facts``.
    one_sided
        Look for one-sided values also where tables fit without them.
    named
        Methods that the paper names, by printed value: ``{"p": "exact", "odds_ratio_ci": "clopper-pearson"}``.
        Then only these count.
    explain
        Whether to look for ``also`` and ``nearest`` too, and where nothing fits to wait for costly methods.
    thorough
        Whether everything is tried on every table however long it takes: minutes or more where the number of patients
        is not printed.

    Returns
    -------
    Recovery
        No table that fits is missing, but for the methods and the numbers of patients named in ``not_tried``. A search
        that stopped is not ``complete``, and calls no table unique.

    Raises
    ------
    UsageError
        If nothing is printed, or a named method is not known.

    Examples
    --------
    The trial of Calais et al. 2019 from four printed numbers.

    >>> from psmatrial.stats.recovery.facts import facts
    >>> found = recover(facts({"n": "50", "index": "56%", "comparator": "26%", "p": "0.0026"}))
    >>> found.verdict, found.tables[0].table.cells, found.tables[0].matches["p"]
    ('unique', (9, 19, 4, 18), ('exact',))
    """
    if not facts.pieces():
        raise UsageError("there is nothing to recover a table from.", "Give what is printed: --n 50 --index 56% ...")
    rules = Rules(methods=named_methods(named or {}, {*facts.numbers, *facts.intervals}), thorough=thorough)
    search = Search(facts, rules)
    found = search.found(MOST_TABLES)
    if explain and not found and search.not_tried and len(facts.patients) <= _FEW:
        # That nothing fits is not said before the costly methods were waited for.
        search = Search(facts, replace(rules, patient=True))
        found = search.found(MOST_TABLES)
    complete = len(found) <= MOST_TABLES and search.stopped_at is None
    fits = by_trust(found.first(MOST_TABLES), rules.methods)
    verdict = NONE if not fits else UNIQUE if len(fits) == 1 and complete else SEVERAL
    effort = Effort(EXPLAINING)
    loose = further.explaining(effort, rules)
    extra = tuple(_also(facts, loose, fits, one_sided=one_sided, whole=complete)) if explain else ()
    asked = Effort(EXPLAINING)
    near = tuple(nearest(facts, replace(loose, effort=asked))) if explain and not fits else ()
    return Recovery(
        facts,
        fits,
        verdict,
        _basis(fits, rules, extra, _left_out(search, is_part=effort.spent or asked.spent)),
        _p_range(facts),
        extra,
        near,
        (*sorted(search.not_tried), *_not_reached(search)),
        complete,
        _proportions(facts, fits if complete else _one_each(facts, rules)),
        tuple(rules.methods),
        search.stopped_at,
    )


def named_methods(named: Mapping[str, str], printed: Collection[str]) -> dict[str, frozenset[str]]:
    """Return the methods that count, checked.

    Parameters
    ----------
    named
        Methods by printed value.
    printed
        The keys of what is printed.

    Raises
    ------
    UsageError
        If a value is not printed, no method can be named for it, or there is no such method.

    Examples
    --------
    >>> named_methods({"p": "exact"}, ["n", "p"])
    {'p': frozenset({'exact'})}
    """
    offered = {"p": TESTS} | {key: tuple(entry.name for entry in methods(of)) for key, of in INTERVALS.items()}
    for key, name in named.items():
        if key not in offered:
            raise UsageError(f"no method can be named for {key!r}.", choices(key, list(offered)))
        if key not in printed:
            others = [other for other in offered if other in printed]
            hint = choices(key, others) if others else "Neither a p-value nor an interval is."
            raise UsageError(f"a method is named for {key!r}, which is not printed.", hint)
        if name not in offered[key]:
            raise UsageError(f"there is no method {name!r} for {key}.", choices(name, offered[key]))
    return {key: frozenset({name}) for key, name in named.items()}


def _also(facts: Facts, rules: Rules, found: Fits, *, one_sided: bool, whole: bool) -> Iterator[Also]:
    """Return the tables that fit only if more is allowed; some of that is only said where every fit was found."""
    if len(facts.patients) > _FEW and found:
        return
    known = Known(found)
    effort = rules.effort or Effort()
    if whole:
        yield from further.truncated(facts, known, rules)
    if whole and rules.methods and not found:
        yield from further.otherwise(facts, known, effort)
    # Which of the two is tried first leaves the other at least half of what may be tried.
    others = list(further.other_tests(facts, known, effort.part(2), whole=whole and not rules.methods))
    if one_sided or not found:
        yield from further.one_sided(facts, known, effort, rules)
    yield from others
    if not found:
        yield from further.other_levels(facts, known, effort)


def _basis(fits: Fits, rules: Rules, extra: tuple[Also, ...], left_out: str) -> str:
    """Return in words how the tables fit, or what was searched in vain."""
    if fits:
        return trust(fits[0].matches, rules.methods).words
    reasons = list(dict.fromkeys(one.reason for one in extra))
    if reasons:
        return f"no table fits with two-sided values rounded; some fit by {', '.join(reasons)}{left_out}"
    if left_out:
        return f"no table was found to fit{left_out}"
    return "no table fits, nor by truncation, one-sided, by other tests or at another level"


def _left_out(search: Search, *, is_part: bool) -> str:
    """Return in words what was not searched, empty where everything was."""
    if search.stopped_at is not None:
        return f"; the search stopped at {search.stopped_at} patients"
    return f"; {UNTRIED}" if is_part or search.not_tried else ""


def _not_reached(search: Search) -> tuple[str, ...]:
    """Return in words which tables a search that stopped did not reach."""
    n = search.stopped_at
    if n is None:
        return ()
    more = " and all of more" if n < search.facts.patients[-1] else ""
    return (f"part of the tables of {n} patients{more}",)


def _p_range(facts: Facts) -> tuple[float, float] | None:
    """Return the range of exact p-values over all tables with the printed rates.

    p depends on the discordant counts alone, and at a given difference rises with the smaller of them; where that stays
    it falls with the difference.
    """
    if any(key not in facts.shares for key in _P_RANGE) or len(facts.patients) > _FEW:
        return None
    largest: dict[int, int] = {}
    for n in facts.patients:
        index, comparator = (counts(facts.shares[key], n) for key in _P_RANGE)
        for excess in range(index.start - comparator.stop + 1, index.stop - comparator.start):
            # Of the pairs with this difference the one whose rates are nearest to one half together.
            least, most = max(index.start, comparator.start + excess), min(index.stop, comparator.stop + excess) - 1
            if least <= most:
                x = min(max((n + excess) // 2, least), most)
                smaller = min(x, x - excess, n - x, n - x + excess)
                largest[abs(excess)] = max(smaller, largest.get(abs(excess), 0))
    if not largest:
        return None
    ends, before = [(max(largest), 0)], -1
    for excess, k in sorted(largest.items()):
        # Of a larger difference only more discordant patients can give a larger p.
        if k > before:
            ends.append((excess, k))
            before = k
    p_values = [mcnemar(PairedTable(0, k + excess, k, 1)).p_value or 0.0 for excess, k in ends]
    return p_values[0], max(p_values)


def _one_each(facts: Facts, rules: Rules) -> Fits:
    """Return one table for each count behind the one rate that is printed, where all its tables are too many."""
    if not facts.one_rate:
        return Fits([])
    found = Search(facts, replace(rules, one_each=True)).found(MOST_TABLES)
    return by_trust(found.first(MOST_TABLES), rules.methods)


def _proportions(facts: Facts, fits: Fits) -> dict[tuple[int, int], dict[str, tuple[str, ...]]]:
    """Return the counts behind one printed rate where nothing else is printed, with the methods of its interval."""
    test = facts.one_rate
    if not test:
        return {}
    found: dict[tuple[int, int], dict[str, tuple[str, ...]]] = {}
    for fit in fits:
        table = fit.table
        x = table.index_positive if test == "index" else table.comparator_positive
        found.setdefault((x, table.n), {key: names for key, names in fit.matches.items() if key.startswith(test)})
    return found
