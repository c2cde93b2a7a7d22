"""Odds ratios of a model of detection: of the tests, marginal and conditional, of PSA and of the other covariates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from psmatrial.analysis.catalogue import entry_of
from psmatrial.analysis.results import Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.tables._paired import main_contrast
from psmatrial.displays.words.english import counted

HEADINGS = {
    "model-odds-ratio": "Marginal odds ratio, {index} over {comparator}",
    "model-interaction": "Change of it with each doubling of PSA",
    "model-conditional-odds-ratio": "Conditional odds ratio, {index} only over {comparator} only",
    "model-conditional-interaction": "Change of it with each doubling of PSA",
    "index-psa-at-half": "PSA at which {index} finds half, ng/mL",
    "comparator-psa-at-half": "PSA at which {comparator} finds half, ng/mL",
}
COVARIATES = {
    "model-covariate": "{words}",
    "index-model-covariate": "{words}, {index}",
    "comparator-model-covariate": "{words}, {comparator}",
}
TESTS = {"model-odds-ratio": "model-equality", "model-interaction": "model-equal-slopes"}


def table(results: Results) -> Table | None:
    """Return one row an odds ratio, then the PSA at which half are found; None without a model."""
    found = results.further.get("model")
    if not found:
        return None
    rows = [row for row in main_contrast(results) if row.quantity in HEADINGS or row.quantity in COVARIATES]
    shown = [row for row in rows if row.stratum_by != "psa-value"]
    words = {one["term"]: one["words"] for one in found["covariates"]}
    columns = (
        Column("What is compared"),
        Column("method"),
        Column("value", "number"),
        Column("interval", "number"),
        Column("p", "number"),
    )
    cells = tuple(_cells(results, row, words) for row in shown)
    title = "Detection as a model: odds ratios"
    return Table("model", title, columns, cells, tuple(_notes(found, shown)))


def _cells(results: Results, row: Row, words: Mapping[str, str]) -> tuple[Cell, ...]:
    """Return the cells of one number."""
    names = {"index": row.index, "comparator": row.comparator, "words": words.get(row.stratum or "", "")}
    entry = entry_of(row.quantity, row.method)
    tests = main_contrast(results, quantity=TESTS.get(row.quantity, ""), method=row.method)
    return (
        Cell((HEADINGS | COVARIATES)[row.quantity].format(**names)),
        Cell(entry.label),
        Cell(numbers.ratio_of(row), row.id),
        Cell(numbers.ratio_interval(row.low, row.high), row.id),
        *(Cell(numbers.p_value(test.p_value), test.id) for test in tests[:1]),
        *(Cell("") for _ in range(not tests)),
    )


def _notes(found: Mapping[str, Any], rows: list[Row]) -> Iterator[str]:
    """Yield how the model was fitted, then what its rows say."""
    head = f"{counted(found['n'], 'patient')}. Two-sided intervals at {numbers.level(found['level'])}"
    yield f"{head}: {found['words']}." if "words" in found else f"{head}."
    if found.get("correlation") is not None:
        yield f"Working correlation of the two results of a patient: {numbers.decimal(found['correlation'], 2)}."
    for note in dict.fromkeys(note for row in rows for note in row.notes):
        yield f"{note[0].upper()}{note[1:]}."
