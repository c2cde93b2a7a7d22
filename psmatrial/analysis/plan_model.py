"""The part of a plan that asks for a model of detection, and what it may not say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from psmatrial.analysis.plan_key import key, stated

if TYPE_CHECKING:
    from psmatrial.analysis.plan import Plan

PSA = "psa"
CORRELATIONS = ("exchangeable", "independence")
VARIANCES = (
    "mancl-derouen",
    "kauermann-carroll",
    "fay-graubard",
    "robust",
    "morel-bokossa-neerchal",
    "mackinnon",
)
NEEDED = 'For example covariates = ["psa"].'


@dataclass(frozen=True, slots=True)
class Model:
    """Detection against PSA and further covariates."""

    covariates: tuple[str, ...] = key((), "psa (its logarithm) and columns of patients; empty: no model", "texts")
    categories: tuple[str, ...] = key((), "covariates that are categories although they are numbers", "texts")
    interaction: bool = key(True, "may the difference of the tests change with PSA?", "flag")
    correlation: str = key("exchangeable", "working correlation of the two results of a patient", accepted=CORRELATIONS)
    variance: str = key(
        "mancl-derouen", "variance of the coefficients: robust, or a correction for few patients", accepted=VARIANCES
    )
    at: tuple[float, ...] = key((0.2, 0.5, 1.0, 2.0), "PSA values, ng/mL, at which rates are given", "numbers")

    def columns(self) -> tuple[str, ...]:
        """Return the columns of the file that are covariates.

        Examples
        --------
        >>> Model(covariates=("psa", "adt")).columns()
        ('adt',)
        """
        return tuple(name for name in self.covariates if name != PSA)


def wrong_model(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Yield place, problem and remedy of what a plan says of its model that cannot be done.

    Examples
    --------
    >>> from psmatrial.analysis.plan import Plan
    >>> [text for _, text, _ in wrong_model(Plan(model=Model(covariates=("psa",), at=(0.5, 0.0))))]
    ['0 is not a PSA above 0.']
    """
    model = plan.model
    if not model.covariates:
        if given := stated(model):
            yield "model.covariates", f"{given[0]} is given, and no covariate.", NEEDED
        return
    yield from _wrong_values(model)
    if plan.clusters.lesion:
        text = "a model is one of patients, and a file of lesions has only the patients with a lesion."
        yield "model.covariates", text, "Give the readings of all patients in a file of their own."


def _wrong_values(model: Model) -> Iterator[tuple[str, str, str]]:
    """Check that names stand once, categories among the covariates, and PSA values above 0."""
    for place in ("covariates", "categories", "at"):
        for value, times in Counter(getattr(model, place)).items():
            if times > 1:
                yield f"model.{place}", f"{value!r} stands there {times} times.", "Name it once."
    for name in model.categories:
        if name not in model.columns():
            yield "model.categories", f"{name!r} is not one of the columns that are covariates.", "Add it to them."
    for psa in model.at:
        if not 0 < psa < inf:
            yield "model.at", f"{psa:g} is not a PSA above 0.", "Give values in ng/mL, such as 0.5."
