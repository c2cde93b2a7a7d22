"""Detection as a model, where the plan names covariates: rows, and the curves that figures draw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import exp, log
from typing import TYPE_CHECKING, Any

from psmatrial.analysis.model_data import ModelData, model_data
from psmatrial.analysis.model_rows import (
    Frame,
    conditional_rows,
    critical,
    half_rows,
    odds_ratio_rows,
    rate_rows,
)
from psmatrial.analysis.results import Row
from psmatrial.analysis.tables import Source, contrast_prefix, primary_place
from psmatrial.model import Contrast

if TYPE_CHECKING:
    from psmatrial.models.detection.marginal_model import Fit

STEPS = 60
VARIANCES = {
    "robust": "robust variance, normal quantiles",
    "mancl-derouen": "Mancl-DeRouen variance, t with patients less coefficients degrees of freedom",
    "kauermann-carroll": "Kauermann-Carroll variance, t with patients less coefficients degrees of freedom",
    "fay-graubard": "Fay-Graubard variance, t with patients less coefficients degrees of freedom",
    "morel-bokossa-neerchal": "Morel-Bokossa-Neerchal variance, t with patients less coefficients degrees of freedom",
    "mackinnon": "MacKinnon variance, t with patients less coefficients degrees of freedom",
}
# In standard deviations: with 60 patients the interval of a covariate whose mean is so far from 0 is a sixth wider
# than with its mean taken off, at 10 it is three times as wide.
FAR = 3.0
FAR_FROM_ZERO = (
    "Fay-Graubard variance depends on the zero of a covariate, and the values of {names} lie far from 0: take the mean "
    "off in the file, or plan another variance"
)
PENALISED = "independence GEE with Firth's penalty, model-based variance, normal quantiles"


def detection_model(origin: Source) -> tuple[list[Row], dict[str, Any] | None]:
    """Return the rows and the record of a plan that names covariates of detection; nothing otherwise.

    Every contrast is modelled for itself, for the primary endpoint; the record is that of the first one, which holds
    those of the others in their order. Where nothing can be estimated, the rows have no values and say why.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> from psmatrial.analysis.plan_model import Model
    >>> from psmatrial.analysis.plan_file import read_plan
    >>> from psmatrial.analysis.tables import source
    >>> from psmatrial.data.cohort import read_cohort
    >>> plan = replace(read_plan(example()[1]), model=Model(covariates=("psa",)))
    >>> rows, record = detection_model(source(read_cohort(example()[0], plan.layout()), plan))
    >>> rows[0].id, round(rows[0].value, 2)
    ('patient.all.model-odds-ratio.gee-exchangeable', 3.76)
    """
    plan = origin.plan
    if not (plan.model.covariates and plan.contrasts):
        return [], None
    found = [_of_contrast(origin, contrast) for contrast in plan.contrasts]
    first, *others = [record for _, record in found]
    return [row for rows, _ in found for row in rows], first | ({"contrasts": others} if others else {})


def _of_contrast(origin: Source, contrast: Contrast) -> tuple[list[Row], dict[str, Any]]:
    """Return the rows and the record of the model of one contrast."""
    from psmatrial.models.detection.marginal_model import FEW, REPEATED, marginal_model
    from psmatrial.models.detection.small_sample import FAY_GRAUBARD

    plan, data = origin.plan, model_data(origin, contrast)
    place = replace(primary_place(plan), prefix=contrast_prefix(plan, contrast), stratum="all")
    frame = Frame(place, contrast.index, contrast.comparator, plan.level, data)
    fit = marginal_model(data.pairs, plan.model.correlation, plan.model.variance)
    if isinstance(fit, str):
        rows = [frame.row("model-odds-ratio", f"gee-{plan.model.correlation}", level=plan.level, note=fit)]
        rows += list(conditional_rows(frame)) if fit not in (FEW, REPEATED) else []
        return rows, _record(origin, data) | {"why": fit}
    at = plan.model.at if data.psa else ()
    if plan.model.variance == FAY_GRAUBARD and (note := _far_from_zero(data)) and fit.df is not None:
        fit = replace(fit, note=note)
    rows = [*odds_ratio_rows(frame, fit, at), *conditional_rows(frame), *rate_rows(frame, fit, at)]
    rows += half_rows(frame, fit)
    return rows, _record(origin, data) | _fitted(origin, contrast, data, fit)


def _far_from_zero(data: ModelData) -> str:
    """Say which covariates are so far from 0 that Fay and Graubard's variance makes much of it; empty where none is.

    PSA, whose mean is taken off, and categories have 0 among their values.
    """
    far = []
    for covariate in data.covariates:
        values = data.pairs.rows[:, 0, data.pairs.place(covariate.term)]
        if values.min() * values.max() > 0 and abs(values.mean()) > FAR * values.std():
            far.append(covariate.words.rpartition(", per ")[0])
    return FAR_FROM_ZERO.format(names=", ".join(far)) if far else ""


def _record(origin: Source, data: ModelData) -> dict[str, Any]:
    """Return who is in the model."""
    return {
        "n": data.pairs.patients,
        "left_out": [{"reason": reason, "n": n} for reason, n in data.left_out],
        "covariates": [{"term": one.term, "words": one.words} for one in data.covariates],
        "psa": [min(data.psa), max(data.psa)] if data.psa else None,
        "interaction": "tracer:psa" in data.pairs.terms,
        "at": list(origin.plan.model.at) if data.psa else [],
        "unit": "ng/mL",
        "level": origin.plan.level,
        "why": "",
        "tests": {},
    }


def _fitted(origin: Source, contrast: Contrast, data: ModelData, fit: Fit) -> dict[str, Any]:
    """Return how the model was fitted, and a curve for each test over the observed PSA."""
    words = PENALISED if fit.df is None and fit.note else VARIANCES[origin.plan.model.variance]
    record: dict[str, Any] = {
        "method": fit.method,
        "words": words,
        "correlation": fit.correlation if fit.method == "gee-exchangeable" else None,
        "df": fit.df,
        "note": fit.note,
    }
    if data.psa and min(data.psa) < max(data.psa):
        curves = _curves(origin.plan.level, data, fit, f"logistic model of both tests on ln PSA, {words}")
        record["tests"] = dict(zip((contrast.index, contrast.comparator), curves, strict=True))
    return record


def _curves(level: float, data: ModelData, fit: Fit, words: str) -> Iterator[dict[str, Any]]:
    """Yield the rates of the index test, then of the comparator, at equal steps of ln PSA."""
    from psmatrial.models.detection.rates import model_rates

    low, high = log(min(data.psa)), log(max(data.psa))
    grid = [low + (high - low) * step / STEPS for step in range(STEPS + 1)]
    found = [model_rates(fit, critical(fit, level), at) for at in grid]
    for place in (0, 1):
        lines = [(rates.index, rates.comparator)[place] for rates in found]
        yield {
            "n": data.pairs.patients,
            "found": int(data.pairs.found[:, place].sum()),
            "left_out": [{"reason": reason, "n": n} for reason, n in data.left_out],
            "words": words,
            "psa": [exp(at) for at in grid],
            "rate": [line[0] for line in lines],
            "low": [line[1] for line in lines],
            "high": [line[2] for line in lines],
            "note": fit.note,
        }
