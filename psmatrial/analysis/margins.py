"""Margins: non-inferiority, superiority by a margin and equivalence, on the planned analysis set and at worst case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from psmatrial.analysis.plan import Plan
from psmatrial.analysis.results import Row
from psmatrial.analysis.rows import Place, row_of
from psmatrial.model import HypothesisTest, PairedTable
from psmatrial.stats.margin import equivalence, margin_test
from psmatrial.stats.multiplicity import error_rate

TESTS = (("difference", "score"), ("difference", "exact-unconditional"), ("ratio", "score"))
EQUIVALENCE = ("rate-difference-equivalence", "rate-ratio-equivalence")


def margin_rows(
    table: PairedTable, place: Place, plan: Plan, alternative: str = "greater", *, exact: bool = True
) -> list[Row]:
    """Return the rows of the planned margins for one table; none where no margin is planned.

    The tests are of what lies above a margin, or below it where ``alternative`` is ``"less"``. Without ``exact`` the
    exact unconditional test, which takes its time, is left out.
    """
    wanted = [pair for pair in TESTS if exact or pair[1] == "score"]
    return [row for pair in wanted for row in _rows(table, place, plan, pair, alternative)]


def worst_rows(against_index: PairedTable, against_comparator: PairedTable, place: Place, plan: Plan) -> list[Row]:
    """Return the rows of the planned margins with missing pairs at worst case.

    A one-sided test is at its worst where missing results count against the index test. Equivalence can be lost to
    either side: its worst case is the larger p of both ways, whichever test is called the index.
    """
    rows = margin_rows(against_index, place, plan)
    if not plan.primary.equivalence:
        return rows
    others = margin_rows(against_comparator, place, plan)
    return [_worse(*pair) if pair[0].quantity in EQUIVALENCE else pair[0] for pair in zip(rows, others, strict=True)]


def _worse(against_index: Row, against_comparator: Row) -> Row:
    """Return the test of equivalence with the larger p, with the test that missing results count against."""
    if against_index.p_value == against_comparator.p_value:
        return against_index.noting("the same p whichever test missing results count against")
    row = max(against_index, against_comparator, key=lambda row: row.p_value or 0.0)
    test = row.index if row is against_index else row.comparator
    return row.noting(f"missing results against {test}, which gives the larger p")


def _rows(table: PairedTable, place: Place, plan: Plan, pair: tuple[str, str], alternative: str) -> Iterator[Row]:
    """Yield the one-sided test of a margin and, where it is planned, the test of equivalence."""
    primary, (scale, method) = plan.primary, pair
    margin = primary.margin if scale == "difference" else primary.ratio_margin
    if margin is None:
        return
    error = error_rate(plan.level) / 2
    unit = " points" if scale == "difference" else ""
    single = unit[:-1] if margin_text(margin, scale) in ("+1", "−1") else unit
    test = margin_test(table, margin, scale, method, alternative)
    yield row_of(test, table, place).noting(f"margin {margin_text(margin, scale)}{single}; one-sided level {error:g}")
    if primary.equivalence:
        low, high = sorted((margin, -margin)) if scale == "difference" else sorted((margin, 1 / margin))
        both = equivalence(table, (low, high), scale, method, error)
        whole = HypothesisTest(method, both.p_value, quantity=test.quantity.replace("margin", "equivalence"))
        # The inverse of a ratio was not typed, and may have no end of digits.
        other = -margin if scale == "difference" else float(f"{1 / margin:g}")
        between = " and ".join(margin_text(end, scale) for end in sorted((margin, other))) + unit
        words = (
            f"equivalence between {between}: the larger of two one-sided p-values; "
            f"its interval has level {both.interval.level:g}"
        )
        row = row_of(whole, table, place).noting(words)
        yield replace(
            row, value=both.interval.value, low=both.interval.low, high=both.interval.high, level=both.interval.level
        )


def margin_text(margin: float, scale: str) -> str:
    """Return a margin with all the digits it was typed with, that of a difference in points without their name.

    Examples
    --------
    >>> margin_text(-0.0775, "difference"), margin_text(0.1, "difference"), margin_text(0.995, "ratio")
    ('−7.75', '+10', '0.995')
    """
    typed = Decimal(str(margin)).normalize()
    if scale == "ratio" or not typed:
        return f"{abs(typed):f}"
    return f"{(typed * 100).normalize():+f}".replace("-", "−")
