"""What one 2x2 table gives for a printed effect, and what would explain a print that no table gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import sqrt
from typing import Any

from psmatrial.analysis.printed_checks import typed
from psmatrial.analysis.printed_checks.effect_words import effect_words
from psmatrial.analysis.printed_checks.finding import NEEDS_METHOD, NOT_REPRODUCED
from psmatrial.data.study import Outcome
from psmatrial.model import PairedTable
from psmatrial.stats.distributions import normal_tail, z_of
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.methods import method as catalogued
from psmatrial.stats.methods import methods
from psmatrial.stats.p_values import p_text
from psmatrial.stats.printed import Number
from psmatrial.stats.printed_text import printed_p
from psmatrial.stats.recovery.explaining.other_odds import other_odds_limits, other_odds_ratios
from psmatrial.stats.recovery.explaining.other_tests import BERGER_BOOS, OtherTests
from psmatrial.stats.recovery.quantities import observed
from psmatrial.stats.unpaired import TESTS, unpaired_difference, unpaired_p, unpaired_ratio_limits

QUANTITIES = {
    "difference-interval": "rate-difference",
    "rate-ratio-interval": "rate-ratio",
    "odds-ratio-interval": "odds-ratio",
}
KEYS = {"difference": "difference", "rate-ratio": "ratio", "odds-ratio": "odds_ratio", "kappa": "kappa"}
ODDS = ("odds-ratio", "odds-ratio-interval")
USUAL = ("exact", "mid-p", "asymptotic", "corrected")
WALD = "wald-difference"
SHOWN = 3
NONE = "no table of the printed rates gives it"
# Verdict, method and words.
Explained = tuple[str, str, str]


def computed(name: str, table: PairedTable, method: str, level: float) -> Any:
    """Return what a table gives for a printed effect, in the unit of the print.

    Examples
    --------
    >>> computed("odds-ratio", PairedTable(9, 19, 4, 18), "", 0.95)
    4.75
    """
    if name == "p":
        return _computed_p(table, method) if method else None
    if other := _others(name, table, level).get(method):
        return list(other) if name in QUANTITIES else other[0]
    if name in QUANTITIES:
        quantity = QUANTITIES[name]
        unit = 100 if name == "difference-interval" else 1
        if limits := _unpaired_limits(name, table, level).get(method):
            return [unit * limit for limit in limits]
        # Not every table has limits of each kind that only explains a print.
        if method not in {entry.name for entry in methods(quantity)}:
            return None
        made: Any = catalogued(quantity, method).compute(table, level, "two-sided")
        return [typed.bare(made.low, unit), typed.bare(made.high, unit)]
    value: Number | None = observed(KEYS[name], table)
    return None if value is None else float(value) * (100 if name == "difference" else 1)


def in_common(name: str, tables: Sequence[PairedTable], method: str, level: float) -> Any:
    """Return what each of some tables gives for a printed effect; None where they differ, or there is none.

    Examples
    --------
    >>> tables = [PairedTable(9, 19, 4, 18), PairedTable(8, 20, 5, 17)]
    >>> in_common("difference", tables, "", 0.95), in_common("odds-ratio", tables, "", 0.95)
    (30.0, None)
    """
    if not tables:
        return None
    first = computed(name, tables[0], method, level)
    return first if all(computed(name, one, method, level) == first for one in tables[1:]) else None


def _computed_p(table: PairedTable, method: str) -> float | None:
    """Return the p-value of a table by a test, or by one that only explains a print."""
    test, _, kind = method.partition(", ")
    if kind == "one-sided":
        return one_sided_p(table, test)
    if kind == "unpaired":
        return unpaired_p((table.index_positive, table.n), (table.comparator_positive, table.n), test)
    return wald_p(table) if method == WALD else mcnemar(table, method).p_value


def tables_text(tables: Sequence[PairedTable]) -> str:
    """Return tables by their cells, a few of many.

    Examples
    --------
    >>> tables_text([PairedTable(9, 19, 4, 18)])
    '9/19/4/18'
    """
    shown = [f"{a}/{b}/{c}/{d}" for a, b, c, d in (table.cells for table in tables)]
    if len(shown) <= SHOWN:
        return " or ".join(shown)
    return f"{shown[0]} to {shown[-1]} ({len(shown)} tables)"


def other_tests(tables: Sequence[PairedTable], method: str) -> str:
    """Return the p-values of the other usual tests, where there is one table."""
    if len(tables) != 1:
        return ""
    values = [f"{name} {p_text(mcnemar(tables[0], name).p_value or 0.0)}" for name in USUAL if name != method]
    return ", ".join(values)


def explained(
    outcome: Outcome, name: str, tables: Sequence[PairedTable], cut: Sequence[PairedTable], named: str = ""
) -> Explained:
    """Return verdict, method and words for an effect that no table of the printed rates gives.

    ``tables`` give the rates; ``cut`` give the effect too, once it may be truncated; ``named`` is the paper's method,
    without which a p is told by all usual tests.
    """
    if cut:
        return NOT_REPRODUCED, "truncation", f"{tables_text(cut)} gives it truncated, not rounded"
    if name == "p":
        return _p(printed_p(outcome.numbers["p"].text), tables, (named,) if named else USUAL)
    if name in ODDS and (other := _of_another_kind(outcome, name, tables)):
        return other
    # Such limits of the odds ratio are those of the marginal one.
    if name in QUANTITIES and name not in ODDS and (kind := _as_unpaired(outcome, name, tables)):
        return NEEDS_METHOD, kind, "a method that takes the same patients for different ones gives it"
    known = effect_words(outcome, name, (observed(KEYS[name], one) for one in tables)) if name in KEYS else ""
    return NOT_REPRODUCED, "", "; ".join(filter(None, (NONE, known)))


def _p(printed: Any, tables: Sequence[PairedTable], usual: Sequence[str]) -> Explained:
    """Look among one-sided tests, the Wald and the Berger-Boos test, and tests of different patients."""
    for test in USUAL:
        if fitting := [one for one in tables if printed.fits(one_sided_p(one, test))]:
            return NEEDS_METHOD, f"{test}, one-sided", f"one-sided: {tables_text(fitting)}"
    if fitting := [one for one in tables if one.discordant and printed.fits(wald_p(one))]:
        return NEEDS_METHOD, WALD, f"z of the difference: {tables_text(fitting)}"
    others = OtherTests(printed)
    if fitting := [one for one in tables if BERGER_BOOS in others.fitting(one.cells)]:
        return NEEDS_METHOD, "berger-boos", f"the Berger-Boos test gives it: {tables_text(fitting)}"
    for test in TESTS:
        margins = {((one.index_positive, one.n), (one.comparator_positive, one.n)) for one in tables}
        if any(printed.fits(unpaired_p(first, second, test)) for first, second in margins):
            return NEEDS_METHOD, f"{test}, unpaired", "a test that takes the same patients for different ones gives it"
    if not tables:
        return NOT_REPRODUCED, "", "no table gives the printed rates"
    given = {test: typed.p_span([mcnemar(one, test).p_value or 0.0 for one in tables]) for test in usual}
    said = [f"the {test} test gives {span}" if len(given) == 1 else f"{test} {span}" for test, span in given.items()]
    return NOT_REPRODUCED, "", f"{', '.join(said)} in the tables of the other printed numbers"


def one_sided_p(table: PairedTable, test: str) -> float | None:
    """Return the one-sided p-value on the side of the estimate, the only one that speaks for a difference.

    Examples
    --------
    >>> one, other = PairedTable(9, 19, 4, 18), PairedTable(9, 4, 19, 18)
    >>> round(one_sided_p(one, "exact"), 4), round(one_sided_p(other, "exact"), 4)
    (0.0013, 0.0013)
    """
    side = "less" if table.index_only < table.comparator_only else "greater"
    return mcnemar(table, test, side).p_value


def wald_p(table: PairedTable) -> float:
    """Return the two-sided p-value of the paired difference over its Wald standard error.

    Examples
    --------
    >>> round(wald_p(PairedTable(7, 15, 5, 23)), 4)
    0.0184
    """
    excess = table.index_only - table.comparator_only
    variance = table.discordant - Fraction(excess * excess, table.n) if table.n else 0
    return 2.0 * normal_tail(abs(excess) / sqrt(variance)) if variance else 1.0


def _of_another_kind(outcome: Outcome, name: str, tables: Sequence[PairedTable]) -> Explained | None:
    """Look among odds ratios that are not the conditional one: which of them most tables give, and these tables."""
    text = outcome.numbers[name].text
    printed = (typed.ratio(text),) if name == "odds-ratio" else typed.ratios(text)
    found: dict[str, list[PairedTable]] = {}
    for one in tables:
        for kind, values in _others(name, one, outcome.level).items():
            if all(number.fits(value) for number, value in zip(printed, values, strict=True)):
                found.setdefault(kind, []).append(one)
    if not found:
        return None
    kind = max(found, key=lambda kind: len(found[kind]))
    return NEEDS_METHOD, kind, f"{tables_text(found[kind])}; it is not the conditional odds ratio b/c"


def _others(name: str, table: PairedTable, level: float) -> Mapping[str, tuple[float | None, ...]]:
    """Return odds ratios of a table that are not the conditional one, or their limits where these are printed."""
    if name == "odds-ratio":
        return {kind: (value,) for kind, value in other_odds_ratios(table).items()}
    return other_odds_limits(table, z_of(level)) if name == "odds-ratio-interval" else {}


def _as_unpaired(outcome: Outcome, name: str, tables: Sequence[PairedTable]) -> str:
    """Return the method by which printed limits are those of different patients with the rates of a table, or none."""
    text = outcome.numbers[name].text
    low, high = typed.percents(text, "difference") if name == "difference-interval" else typed.ratios(text)
    # Tables of the same rates have the same limits.
    for one in {(table.n, table.index_positive, table.comparator_positive): table for table in tables}.values():
        for kind, limits in _unpaired_limits(name, one, outcome.level).items():
            if low.fits(limits[0]) and high.fits(limits[1]):
                return kind
    return ""


def _unpaired_limits(name: str, table: PairedTable, level: float) -> Mapping[str, tuple[float, float]]:
    """Return the limits of a table's rates as if they came from different patients, by method."""
    rates = (table.index_positive, table.n), (table.comparator_positive, table.n)
    if name == "difference-interval":
        return {f"{method}, unpaired": unpaired_difference(*rates, method, level) for method in ("newcombe", "wald")}
    limits = unpaired_ratio_limits(*rates, QUANTITIES[name], level)
    return {"wald, unpaired": limits} if limits else {}
