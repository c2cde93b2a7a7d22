"""Rows of what is held against the truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from psmatrial.analysis.plan import Plan
from psmatrial.analysis.results import Row
from psmatrial.analysis.rows import Place, difference_note, row_of
from psmatrial.analysis.slugs import region_slug
from psmatrial.model import Estimate, HypothesisTest, PairedTable
from psmatrial.stats.accuracy.one_test import accuracy, likelihood_ratio
from psmatrial.stats.accuracy.predictive_values import predictive_value_equality, relative_predictive_value
from psmatrial.stats.accuracy.relative import likelihood_ratio_ratio, relative_rate
from psmatrial.stats.accuracy.truth_table import TruthTable
from psmatrial.stats.methods import method
from psmatrial.stats.rate import rate

CELLS = ("both", "index_only", "comparator_only", "neither")
ALL_VERIFIED = ("sensitivity", "specificity", "npv")
SIDES = ("index", "comparator")
NEGATIVE = "the four cells count the patients whom both tests, one of them or neither calls negative"
REFUTED = (
    "false positives: patients found in whom no reference datum shows disease, also where not every region was verified"
)
# In one region a patient is found or not, and the truth there is known or not: two pairs of rates fall together.
IN_REGION = {
    "clr": "within one region: positive where the truth is positive, of patients positive there whose truth there is "
    "known; the same number as the positive predictive value of the region",
    "cdr": "within one region: positive where the truth is positive, of patients who have a reference datum there",
    "vdr": "within one region: positive where the truth is positive, of patients{} whose truth there is known",
    "scanned": "within one region: positive where the truth is positive, of all patients{}",
}


@dataclass(frozen=True, slots=True)
class Compared:
    """Those with a result under both tests, as far as the truth is told; within one region it is told or not.

    Parameters
    ----------
    known
        Diseased anywhere, and without disease in every region.
    told
        Those with any reference datum: diseased anywhere, and the others, whose findings it does not confirm.
    placed
        The diseased, found by a test only where the disease is.
    """

    known: TruthTable
    told: TruthTable
    placed: PairedTable


def rate_row(plan: Plan, quantity: str, reader: str | None, count: int, n: int, region: str | None = None) -> Row:
    """Return the row of one rate with the planned interval."""
    found = rate(count, n, method=plan.primary.rate, level=plan.level, quantity=quantity)
    return _placed(plan, region, reader, found, numerator=count, denominator=n, n=n)


def region_meaning(plan: Plan, name: str) -> str:
    """Return what a rate means within one region, and of which patients it is; empty where its formula says it.

    Examples
    --------
    >>> from psmatrial.analysis.plan_further import Truth
    >>> region_meaning(Plan(truth=Truth(denominator="scanned")), "vdr")
    'within one region: positive where the truth is positive, of all patients read there'
    >>> region_meaning(Plan(), "ppv")
    ''
    """
    scanned = name == "vdr" and plan.truth.denominator == "scanned"
    read = "" if plan.reading.missing == "negative" else " read there"
    return IN_REGION.get("scanned" if scanned else name, "").format(read)


def comparison_rows(plan: Plan, compared: Compared, region: str | None = None) -> Iterator[Row]:
    """Yield how both tests compare with the truth: as a whole, or as far as verified positives tell."""
    table = compared.known
    if plan.truth.verified == "positives":
        # Those found by neither test were not verified: they are not counted, whatever the file says of some.
        for quantity, part, words in (
            ("relative-true-positive-rate", compared.placed, ""),
            ("relative-false-positive-rate", compared.told.healthy, "" if region else REFUTED),
        ):
            ratio = relative_rate(replace(part, neither=0), quantity, plan.level)
            yield _placed(plan, region, None, ratio, **_cells(part, whole=False)).noting(words)
        yield from _predictive(plan, compared.told, region, "ppv")
        return
    for side, counts in zip(SIDES, _counts(table), strict=True):
        for quantity in ALL_VERIFIED:
            found = accuracy(counts, quantity, plan.primary.rate, plan.level)
            above = round(found.value * found.n) if found.value is not None else 0
            named = replace(found, quantity=f"{side}-{quantity}")
            yield _placed(plan, region, None, named, numerator=above, denominator=found.n, n=found.n)
        for sign in ("positive", "negative"):
            found = likelihood_ratio(counts, sign, plan.level)
            yield _placed(plan, region, None, replace(found, quantity=f"{side}-{found.quantity}"), n=found.n)
    # Specificity counts negative results among those without disease: the diseased of the other side.
    for quantity, part in (("sensitivity", table.diseased), ("specificity", table.negative_side().diseased)):
        yield from _paired(plan, region, quantity, part)
    yield from _predictive(plan, compared.told, region, "ppv")
    yield from _predictive(plan, table, region, "npv")
    for sign in ("positive", "negative"):
        ratio, test = likelihood_ratio_ratio(table, sign, plan.level)
        yield _placed(plan, region, None, ratio, p_value=test.p_value, statistic=test.statistic, n=table.n)


def _paired(plan: Plan, region: str | None, quantity: str, table: PairedTable) -> Iterator[Row]:
    """Yield the difference of a rate between the tests, and the planned test that it is none."""
    words = difference_note(table, plan.primary.test, plan.primary.difference, plan.level)
    for base, name in (("rate-difference", plan.primary.difference), ("equality", plan.primary.test)):
        found = method(base, name).compute(table, plan.level, "two-sided")
        named = replace(found, quantity=f"{quantity}-{base.removeprefix('rate-')}")
        row = _placed(plan, region, None, named, **_cells(table)).noting(words if base == "rate-difference" else "")
        yield row.noting(NEGATIVE) if quantity == "specificity" else row


def _predictive(plan: Plan, table: TruthTable, region: str | None, value: str) -> Iterator[Row]:
    """Yield the comparison of predictive values; the positive ones themselves too, which a test alone has of others."""
    if value == "ppv":
        for side, true, positive in zip(SIDES, table.true_positives, table.positives, strict=True):
            yield rate_row(plan, f"{side}-paired-ppv", None, true, positive, region)
    for name in ("weighted-score", "score"):
        yield _placed(plan, region, None, predictive_value_equality(table, value, name), n=table.n)
    yield _placed(plan, region, None, relative_predictive_value(table, value, plan.level), n=table.n)


def _counts(table: TruthTable) -> Iterator[tuple[int, int, int, int]]:
    """Yield true and false positives, false and true negatives of each test."""
    for true, positive in zip(table.true_positives, table.positives, strict=True):
        false = positive - true
        yield true, false, table.diseased.n - true, table.healthy.n - false


def _cells(table: PairedTable, *, whole: bool = True) -> dict[str, int | None]:
    """Return the four counts by name; without those whom neither test found where they are not known."""
    cells: dict[str, int | None] = dict(zip(CELLS, table.cells, strict=True))
    return {**cells, "n": table.n} if whole else {**cells, "neither": None, "n": table.n - table.neither}


def _placed(
    plan: Plan,
    region: str | None,
    reader: str | None,
    found: Estimate | HypothesisTest,
    **more: Any,
) -> Row:
    """Return a row of what was found in one place."""
    place = Place(region_slug(region), "region", region) if region else Place("patient", "patient")
    pair = plan.contrasts[0]
    about = {"index": pair.index, "comparator": pair.comparator, **more}
    return row_of(found, None, replace(place, stratum="all", reader=reader), **about)
