"""Detection against PSA by one model of both tests, where the plan asks for it."""

from __future__ import annotations

from psmatrial.analysis.results import Results
from psmatrial.displays.display import Figure
from psmatrial.displays.figures.curve import curve_figure
from psmatrial.displays.model_words import named_covariates
from psmatrial.displays.words.english import series

TITLE = "Detection rate by PSA, one model of both tests"


def figure(results: Results) -> Figure | None:
    """Return the curves of the model with their bands; None without a model on PSA."""
    found = results.further.get("model")
    if not found:
        return None
    slopes = "each its own slope" if found["interaction"] else "one common slope"
    others = named_covariates(one for one in found["covariates"] if one["term"] != "psa")
    ends = f"Both curves come from one model, with {slopes}."
    if others:
        ends += f" Each point is the mean over the patients' {series(others)}."
    return curve_figure(results, found, ("model", TITLE), ends)
