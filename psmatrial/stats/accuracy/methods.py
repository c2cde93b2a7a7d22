"""The catalogue of methods that need the truth."""

from __future__ import annotations

from functools import partial
from typing import Any

from psmatrial.stats.accuracy.one_test import RATES, accuracy, likelihood_ratio
from psmatrial.stats.accuracy.predictive_values import predictive_value_equality, relative_predictive_value
from psmatrial.stats.accuracy.relative import likelihood_ratio_ratio, relative_rate
from psmatrial.stats.binomial_limits import LOWER_LIMITS
from psmatrial.stats.methods import method
from psmatrial.stats.rate import LIMITS
from psmatrial.stats.stratified_methods import FurtherMethod

_FORMULAS = {
    "sensitivity": "true positives / diseased",
    "specificity": "true negatives / not diseased",
    "ppv": "true positives / positives",
    "npv": "true negatives / negatives",
    "accuracy": "(true positives + true negatives) / n",
    "prevalence": "diseased / n",
    "clr": "patients found in a region of the truth / positive patients with any reference datum",
    "cdr": "patients found in a region of the truth / patients with any reference datum",
    "vdr": "patients found in a region of the truth / patients with a result and any datum, or all with a result, as "
    "planned (a missing one may count as negative)",
    "paired-ppv": "true positives / positives, of those in whom both tests are compared",
}
_NAMES = {
    "ppv": "positive predictive value",
    "npv": "negative predictive value",
    "clr": "correct localisation rate",
    "cdr": "correct detection rate",
    "vdr": "verified detection rate",
    "paired-ppv": "positive predictive value in pairs",
}


def _rate(quantity: str, interval: str) -> FurtherMethod[Any]:
    """Return the entry of one rate with one interval."""
    entry = method("index-rate", interval)
    compute = partial(accuracy, quantity=quantity, method=interval) if quantity in RATES else entry.compute
    return FurtherMethod(
        quantity,
        interval,
        f"{_NAMES.get(quantity, quantity)}, {entry.label}",
        f"x/n = {_FORMULAS[quantity]}; limits: {LIMITS[interval]}",
        entry.reference,
        entry.prefer,
        entry.weakness,
        compute,
    )


def _sides(side: str, name: str) -> tuple[FurtherMethod[Any], ...]:
    """Return the comparisons of one predictive value."""
    true, false = ("TP", "FP") if side == "ppv" else ("TN", "FN")
    return (
        FurtherMethod(
            f"{side}-equality",
            "weighted-score",
            f"weighted generalised score test of {name} predictive values",
            "χ² = (PV₁ − PV₂)²/((p(1 − p) − 2C)(1/N₁ + 1/N₂)) on 1 df, p the pooled value, "
            f"C = ({true} both (1 − p)² + {false} both p²)/(N₁ + N₂)",
            "Kosinski, Stat Med 2013;32:964.",
            "Prefer it: it is the generalised score test with weights that do not distort it where a test finds more.",
            "Chi-squared does not hold with few patients found by one test only.",
            partial(predictive_value_equality, side=side, method="weighted-score"),
        ),
        FurtherMethod(
            f"{side}-equality",
            "score",
            f"generalised score test of {name} predictive values",
            f"χ² = (Σ D(Z − Z̄))²/Σᵢ (Σ (D − D̄)(Z − Z̄))² on 1 df, over {name} results of patient i, Z which test",
            "Leisenring, Biometrics 2000;56:345.",
            "Prefer it to match published analyses.",
            "It can differ from the comparison of the two values where the tests find unequal numbers.",
            partial(predictive_value_equality, side=side, method="score"),
        ),
        FurtherMethod(
            f"{side}-ratio",
            "log-wald",
            f"ratio of {name} predictive values",
            "exp(ln(PV₁/PV₂) ∓ z SE), SE² by the delta method on the eight counts",
            "Moskowitz, Clin Trials 2006;3:272.",
            "Prefer it to say how much more a result of one test means.",
            "It has no limits where a value is 0.",
            partial(relative_predictive_value, side=side),
        ),
    )


def _ratios(side: str) -> tuple[FurtherMethod[Any], ...]:
    """Return the likelihood ratio of one side, and its ratio between tests."""
    counted = "found" if side == "positive" else "missed"
    return (
        FurtherMethod(
            f"likelihood-ratio-{side}",
            "log-wald",
            f"{side} likelihood ratio",
            "share of the diseased with this result over that of the others; log Wald limits",
            "Simel, J Clin Epidemiol 1991;44:763.",
            "Prefer it to say how much a result changes the odds of disease, whatever the prevalence.",
            "It has no limits where a count is 0.",
            partial(likelihood_ratio, side=side),
        ),
        FurtherMethod(
            f"likelihood-ratio-{side}-ratio",
            "log-wald",
            f"ratio of {side} likelihood ratios",
            f"exp(ln(LR₁/LR₂) ∓ z √(m₁/(x₁y₁) + m₀/(x₀y₀))), m discordant, x and y {counted}, diseased and others",
            "Gu, Biom J 2009;51:817.",
            "Prefer it to compare what a result of either test does to the odds.",
            "It cannot be estimated where one of the four rates is 0.",
            partial(likelihood_ratio_ratio, side=side),
        ),
    )


def _relative(quantity: str, name: str, kind: str) -> FurtherMethod[Any]:
    """Return a ratio that needs verified positives only; ``kind`` is what its formula calls them."""
    return FurtherMethod(
        quantity,
        "log-wald",
        name,
        f"exp(ln({kind}₁/{kind}₂) ∓ z √(({kind} only 1 + {kind} only 2)/({kind}₁ {kind}₂)))",
        "Cheng, Epidemiology 1997;8:104.",
        "Prefer it where only positives are verified: no share of all the diseased can be estimated then.",
        "Every positive of either test must be verified.",
        partial(relative_rate, quantity=quantity),
    )


ACCURACY: tuple[FurtherMethod[Any], ...] = (
    *(_rate(quantity, interval) for quantity in _FORMULAS for interval in LOWER_LIMITS),
    *_sides("ppv", "positive"),
    *_sides("npv", "negative"),
    *_ratios("positive"),
    *_ratios("negative"),
    _relative("relative-true-positive-rate", "relative true-positive rate", "TP"),
    _relative("relative-false-positive-rate", "relative false-positive rate", "FP"),
)
