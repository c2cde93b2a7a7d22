"""Whether the two tests differ in any stratum: one test for all strata together."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, lcm

from psmatrial.model import HypothesisTest, PairedTable
from psmatrial.stats.choice import chosen
from psmatrial.stats.distributions import chi2_tail
from psmatrial.stats.enumeration import MORE_THAN, Outcome, halves, weight_from, within_reach


def global_test(tables: Sequence[PairedTable], method: str = "exact") -> HypothesisTest:
    """Test that the two detection rates are equal in every stratum.

    Differences of opposite direction do not cancel, as they do in a pooled test.

    Parameters
    ----------
    tables
        One table a stratum.
    method
        ``"exact"``, all splits of the discordant patients of all strata, each a fair coin; ``"asymptotic"``,
        chi-squared on as many df as strata with discordant patients.

    Returns
    -------
    HypothesisTest
        ``statistic`` is the sum of McNemar's chi-squared over the strata. Without discordant patients ``p_value``
        is 1; without patients, or where the enumeration would be too large, None; ``note`` says why.

    Raises
    ------
    InputError
        If ``method`` is none of these.

    References
    ----------
    McNemar, Psychometrika 1947;12:153 (one stratum).

    Examples
    --------
    >>> strata = [PairedTable(4, 8, 3, 11), PairedTable(4, 8, 1, 5), PairedTable(1, 3, 0, 2)]
    >>> test = global_test(strata)
    >>> round(test.statistic, 4), round(test.p_value, 6)
    (10.7172, 0.006138)
    """
    test = chosen("method", method, {"exact": _global_exact, "asymptotic": _global_asymptotic})
    tables = tuple(tables)
    if not any(table.n for table in tables):
        return HypothesisTest(method, None, note="no patients", quantity="global")
    kept = [table for table in tables if table.discordant]
    if not kept:
        return HypothesisTest(method, 1.0, 0.0, note="no discordant patients", quantity="global")
    return test(kept)


def _global_exact(tables: Sequence[PairedTable]) -> HypothesisTest:
    """Return the exact test, the statistic scaled to whole numbers."""
    scale = lcm(*(table.discordant for table in tables))
    observed = sum(scale // t.discordant * (t.index_only - t.comparator_only) ** 2 for t in tables)
    reachable = within_reach(table.discordant // 2 + 1 for table in tables)
    strata = (_coin_outcomes(table.discordant, scale) for table in tables)
    pair = halves(strata, lambda _: True) if reachable else None
    if pair is None:
        return HypothesisTest("exact", None, observed / scale, note=MORE_THAN, quantity="global")
    weight = weight_from(pair, 0, lambda value: observed - value)
    p_value = weight / 2 ** sum(table.discordant for table in tables)
    return HypothesisTest("exact", p_value, observed / scale, quantity="global")


def _coin_outcomes(discordant: int, scale: int) -> list[Outcome]:
    """Return the splits of a stratum's discordant patients with McNemar's chi-squared times ``scale``."""
    by_value: dict[int, int] = {}
    for count in range(discordant + 1):
        value = scale // discordant * (2 * count - discordant) ** 2
        by_value[value] = by_value.get(value, 0) + comb(discordant, count)
    return [(0, value, weight) for value, weight in by_value.items()]


def _global_asymptotic(tables: Sequence[PairedTable]) -> HypothesisTest:
    """Return the chi-squared test on one df a stratum."""
    statistic, df = sum((t.index_only - t.comparator_only) ** 2 / t.discordant for t in tables), len(tables)
    return HypothesisTest("asymptotic", chi2_tail(statistic, df), statistic, df, quantity="global")
