"""Ten thousand random tables, printed the way papers do: the true table is always among the answers."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP

import pytest

from psmatrial.model import PairedTable
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.odds_ratio import odds_ratio
from psmatrial.stats.rate import rate
from psmatrial.stats.recovery.candidates import Search
from psmatrial.stats.recovery.facts import facts
from tests.stats.recovery.brute import observed, typed

TABLES = 10_000
PARTS = 10
# Most papers print the tests that their programs offer; the last one is rare.
TESTS = ("exact", "mid-p", "asymptotic", "corrected") * 3 + ("exact-unconditional",)
ODDS_METHODS = ("clopper-pearson", "wald", "wilson", "mid-p", "jeffreys")
RATE_METHODS = ("clopper-pearson", "wilson", "wald", "jeffreys", "agresti-coull")


def random_table(rng):
    """Return a table of 10 to 300 patients, small numbers more often, with any discordance and any rates."""
    n = round(10 * 30 ** rng.random())
    first, second, third = sorted(rng.randint(0, n) for _ in range(3))
    cells = [first, second - first, third - second, n - third]
    rng.shuffle(cells)
    return PairedTable(*cells)


def printed_p(table, rng, rounding):
    p = mcnemar(table, rng.choice(TESTS)).p_value
    if p < 0.0001 or (p < 0.001 and rng.random() < 0.5):
        return "<0.0001" if p < 0.0001 else "<0.001"
    if p > 0.05 and rng.random() < 0.1:
        return "n.s."
    return typed(p, rng.choice((2, 3, 4)), percent=False, rounding=rounding)


def printed_rates(table, rng, rounding):
    """Return both rates as counts, as fractions or as percentages without a count."""
    found = {}
    style = rng.choice(("count", "fraction", "percent", "both"))
    for key, x in (("index", table.index_positive), ("comparator", table.comparator_positive)):
        percent = typed(x / table.n, rng.choice((0, 1)), percent=True, rounding=rounding)
        fraction = f"{x}/{table.n}"
        texts = {"count": f"{x}", "fraction": fraction, "percent": percent, "both": f"{fraction} ({percent})"}
        found[key] = texts[style]
    return found


def another(key, table, rng, rounding):
    """Return p or another contrast of the two tests; nothing where it is not defined."""
    if key == "p":
        return {key: printed_p(table, rng, rounding)}
    value = observed(key, *table.cells)
    percent = key != "kappa"
    return {} if value is None else {key: typed(value, rng.choice((0, 1)) if percent else 2, percent, rounding)}


def printed_like_a_paper(table, rng):
    """Return the number of patients, both rates, and p or another contrast; now and then intervals."""
    rounding = rng.choice((ROUND_HALF_UP, ROUND_HALF_EVEN))
    found = {"n": str(table.n), **printed_rates(table, rng, rounding)}
    others = ("p", "p", "p", "difference", "kappa", "agreement")
    found |= another(rng.choice(others), table, rng, rounding)
    if rng.random() < 0.5 and table.comparator_only:
        found["odds_ratio"] = typed(table.index_only / table.comparator_only, rng.choice((1, 2)), False, rounding)
    if rng.random() < 0.1:
        ends = odds_ratio(table, rng.choice(ODDS_METHODS))
        found["odds_ratio_ci"] = f"{typed(ends.low, 1, False, rounding)} to {typed(ends.high, 1, False, rounding)}"
    if rng.random() < 0.1:
        ends = rate(table.index_positive, table.n, rng.choice(RATE_METHODS))
        found["index_ci"] = f"{typed(ends.low, 0, True, rounding)} to {typed(ends.high, 0, True, rounding)}"
    return found


@pytest.mark.parametrize("part", range(PARTS))
def test_the_true_table_is_always_among_the_answers(part):
    rng = random.Random(part)  # noqa: S311 - cases, not secrets
    # Alike in size one after the other: what depends on the number of patients alone is then computed once.
    tables = sorted((random_table(rng) for _ in range(TABLES // PARTS)), key=lambda table: table.n)
    for table in tables:
        printed = printed_like_a_paper(table, rng)
        assert any(fit.table == table for fit in Search(facts(printed))), (table.cells, printed)
