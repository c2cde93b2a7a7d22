"""What the numbers of a model of detection are, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from psmatrial.analysis.catalogue import entry_of
from psmatrial.analysis.results import Results
from psmatrial.displays.words.bibliography import Bibliography
from psmatrial.displays.words.english import series

MODELLED = {
    "model-odds-ratio": "Marginal odds ratio by the model",
    "model-equality": "Test of equal detection by the model",
    "model-interaction": "Change of the marginal odds ratio with each doubling of PSA",
    "model-equal-slopes": "Test of equal slopes on PSA",
    "model-covariate": "Odds ratio of the covariate, both tests",
    "index-model-covariate": "Odds ratio of the covariate, {index}",
    "comparator-model-covariate": "Odds ratio of the covariate, {comparator}",
    "model-conditional-odds-ratio": "Conditional odds ratio by the model",
    "model-conditional-interaction": "Change of the conditional odds ratio with each doubling of PSA",
    "index-model-rate": "Detection rate by the model, {index}",
    "comparator-model-rate": "Detection rate by the model, {comparator}",
    "model-rate-difference": "Difference of detection rates by the model",
    "index-psa-at-half": "PSA at which half are found (ng/mL), {index}",
    "comparator-psa-at-half": "PSA at which half are found (ng/mL), {comparator}",
}
MODEL_RATES = ("index-model-rate", "comparator-model-rate")
# A PSA prints as a ratio does: above 0, with two decimals.
MODEL_RATIOS = tuple(name for name in MODELLED if name.endswith(("odds-ratio", "interaction", "covariate", "at-half")))


def model_methods(results: Results, cited: Bibliography) -> str:
    """Return how detection was modelled, for the methods text; empty without a model.

    Examples
    --------
    >>> model_methods(Results({}, {}, {}, {}, {}, ()), Bibliography())
    ''
    """
    found = results.further.get("model")
    if not found:
        return ""
    ran = list(dict.fromkeys((row.quantity, row.method) for row in results if row.quantity.endswith("odds-ratio")))
    marginal = [_named(*one, cited) for one in ran if one[0] == "model-odds-ratio"]
    within = [_named(*one, cited) for one in ran if one[0] == "model-conditional-odds-ratio"]
    terms = ["the test", *named_covariates(found["covariates"])]
    changing = ", with an interaction of test and PSA" if found["interaction"] else ""
    how = f" ({found['words']})" if "words" in found else ""
    text = f"The log odds of detection were modelled on {series(terms)}{changing}, by {series(marginal)}{how}."
    if within:
        text += f" The conditional odds ratio within patients comes from {series(within)}."
    if found.get("contrasts"):
        text += " Each pair of tests had a model of its own."
    rates = " Rates by the model are means over the patients, each with his own covariates"
    return f"{text}{rates}{', at one PSA for all' if found['at'] else ''}."


def named_covariates(covariates: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the covariates of a model by name, PSA as what enters of it.

    Examples
    --------
    >>> named_covariates([{"words": "PSA, per doubling"}, {"words": "adt: yes against no"}])
    ['ln PSA', 'adt']
    """
    names = (one["words"].rpartition(", per ")[0] or one["words"].partition(": ")[0] for one in covariates)
    return list(dict.fromkeys("ln PSA" if name == "PSA" else name for name in names))


def _named(quantity: str, name: str, cited: Bibliography) -> str:
    """Return the label of a method with the number of its reference."""
    entry = entry_of(quantity, name)
    return f"{entry.label} {cited.cite(entry.reference)}"
