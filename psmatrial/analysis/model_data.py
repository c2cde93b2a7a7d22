"""The patients of a model: both results and every covariate, those who lack one left out and counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from psmatrial.analysis.doubling import lacking
from psmatrial.analysis.found import UNKNOWN, found_pair
from psmatrial.analysis.patients_shown import NO_RESULT, psa_flaw
from psmatrial.analysis.plan_model import PSA
from psmatrial.analysis.rows import safe
from psmatrial.analysis.tables import Source, primary_place
from psmatrial.data.level_order import level_order
from psmatrial.data.rules import DOUBLING_TIME
from psmatrial.data.values import is_plain, told
from psmatrial.errors import UsageError
from psmatrial.model import Contrast

if TYPE_CHECKING:
    from psmatrial.models.detection.pairs import Pairs

MOST_CATEGORIES = 12
_EXPONENT = re.compile(r"[+-]?[0-9]*\.?[0-9]+[eE][+-]?[0-9]+")


@dataclass(frozen=True, slots=True)
class Covariate:
    """One coefficient: its term in the model, and what an odds ratio of it compares."""

    term: str
    words: str


@dataclass(frozen=True, slots=True)
class ModelData:
    """Who is in a model: PSA (empty without it), both results, covariates, and who is left out why."""

    pairs: Pairs
    psa: tuple[float, ...]
    covariates: tuple[Covariate, ...]
    left_out: tuple[tuple[str, int], ...]


def model_data(origin: Source, contrast: Contrast) -> ModelData:
    """Return the patients of the planned model, for the primary endpoint of a contrast.

    PSA enters as its natural logarithm; patients with a PSA of 0, or of which only a limit is known, are left out. A
    column is a number where all its values are and the plan does not call it a category.

    Raises
    ------
    UsageError
        If the plan asks for PSA and the file has none, or a category has very many values.
    """
    from psmatrial.models.detection.pairs import pairs_of

    plan = origin.plan
    with_psa = PSA in plan.model.covariates
    if with_psa and not origin.cohort.has_psa:
        raise UsageError("model.covariates names psa, and the file has no PSA.", "Name the column under [columns].")
    results = list(zip(*found_pair(origin, contrast, primary_place(plan).region), strict=True))
    columns = {name: origin.cohort.patient_columns[name] for name in plan.model.columns()}
    no_doubling = lacking(origin.cohort)
    kept: list[int] = []
    left: Counter[str] = Counter()
    for at, pair in enumerate(results):
        without = next((_without(name, no_doubling[at]) for name, values in columns.items() if values[at] is None), "")
        flaw = NO_RESULT if UNKNOWN in pair else (with_psa and psa_flaw(origin.cohort.psa[at])) or without
        if flaw:
            left[flaw] += 1
        else:
            kept.append(at)
    psa = tuple(float(origin.cohort.psa[at] or 0) for at in kept) if with_psa else ()
    numbers: dict[str, Sequence[float]] = {}
    covariates: list[Covariate] = [Covariate(PSA, "PSA, per doubling")] if with_psa else []
    for name, values in columns.items():
        chosen = [str(values[at]) for at in kept]
        for covariate, column in _columns(name, chosen, category=name in plan.model.categories):
            term = _unused(covariate.term, numbers)
            numbers[term] = column
            covariates.append(Covariate(term, covariate.words))
    made = pairs_of(
        [results[at] for at in kept],
        numbers,
        log_psa=list(map(log, psa)) if with_psa else None,
        interaction=plan.model.interaction,
    )
    return ModelData(made, psa, tuple(covariates), tuple(sorted(left.items())))


def _without(name: str, why: str) -> str:
    """Return why a patient is not in the model who has no value of a covariate."""
    return f"without a PSA doubling time ({why})" if name == DOUBLING_TIME and why else f"without {name}"


def _columns(name: str, values: Sequence[str], *, category: bool) -> list[tuple[Covariate, list[float]]]:
    """Return a column as numbers, or as one column of 0 and 1 for each category but the first.

    A single category is a constant, as a number that is the same in all patients is: the model then says so.
    """
    read = [_number(value) for value in values]
    if not category and None not in read:
        words = "PSA doubling time, per month" if name == DOUBLING_TIME else f"{name}, per 1"
        return [(Covariate(safe(name), words), [number for number in read if number is not None])]
    if not category and (odd := next(filter(_EXPONENT.fullmatch, values), "")):
        text = f"model.covariates: in {name}, {told(odd)} is in exponent notation."
        raise UsageError(text, "Write the number out, or name the column under model.categories.")
    levels = level_order(set(values))
    if len(levels) > MOST_CATEGORIES:
        text = f"model.covariates: {name} has {len(levels)} categories, more than {MOST_CATEGORIES}."
        raise UsageError(text, "Give numbers in every cell, or join categories.")
    if len(levels) == 1:
        return [(Covariate(safe(f"{name}-{levels[0]}"), f"{name}: {levels[0]} in all patients"), [1.0] * len(values))]
    return [
        (
            Covariate(safe(f"{name}-{level}"), f"{name}: {level} against {levels[0]}"),
            [float(v == level) for v in values],
        )
        for level in levels[1:]
    ]


def _number(text: str) -> float | None:
    """Return a cell as a number, None where it is none."""
    return float(text) if is_plain(text) else None


def _unused(term: str, taken: dict[str, Sequence[float]]) -> str:
    """Return a name that no other term has: two categories may differ in a sign alone."""
    name, number = term, 2
    while name in taken or name in {PSA, "intercept", "tracer"}:
        name, number = f"{term}-{number}", number + 1
    return name
