"""On which scale a number is shown, by its quantity: percentage points, a ratio, a share in percent, or as it is."""

from __future__ import annotations

from psmatrial.analysis.units import RATES as UNIT_RATES
from psmatrial.displays.model_words import MODEL_RATES, MODEL_RATIOS
from psmatrial.displays.outcome_words import POINTS as OUTCOME_POINTS
from psmatrial.displays.outcome_words import RATIO as HAZARD_RATIO
from psmatrial.displays.outcome_words import SHARES as OUTCOME_SHARES

RATES = {"index-rate": "index", "comparator-rate": "comparator"}
POINTS = ("rate-difference", "pooled-difference", "clustered-difference", "model-rate-difference")
RATIOS = ("rate-ratio", "odds-ratio", "marginal-odds-ratio", *MODEL_RATIOS)
IN_POINTS, AS_RATIO, IN_PERCENT, AS_IT_IS = "points", "ratio", "percent", "number"
# Of what is held against the truth, after the test or before it.
_DIFFERENCES = ("sensitivity-difference", "specificity-difference")
_RATIOS = ("likelihood-ratio-positive", "likelihood-ratio-negative", "-ratio", "-positive-rate")
# Treatment that the scans changed.
_CHANGES = "change-"
_SHARES = ("-sensitivity", "-specificity", "-ppv", "-npv", "-clr", "-cdr", "-vdr")


def scale_of(quantity: str) -> str:
    """Return the scale of a quantity without its time.

    Examples
    --------
    >>> [scale_of(name) for name in ("rate-difference", "npv-ratio", "index-paired-ppv", "index-agreement")]
    ['points', 'ratio', 'percent', 'number']
    """
    if quantity in (*POINTS, *OUTCOME_POINTS) or quantity.endswith(_DIFFERENCES):
        return IN_POINTS
    if quantity in (*RATIOS, HAZARD_RATIO) or quantity.endswith(_RATIOS):
        return AS_RATIO
    rates = (*RATES, *UNIT_RATES, *MODEL_RATES, *OUTCOME_SHARES)
    if quantity in rates or quantity.endswith(_SHARES) or quantity.startswith(_CHANGES):
        return IN_PERCENT
    return AS_IT_IS
