"""What numbers are, in words, by their quantity: headings of opened numbers, and subjects of their sentences."""

from __future__ import annotations

from psmatrial.displays.agreement_numbers import DIFFERENCE
from psmatrial.displays.model_words import MODELLED

_ENDPOINTS = {
    "clr": "Correct localisation rate",
    "cdr": "Correct detection rate",
    "vdr": "Verified detection rate",
    "sensitivity": "Sensitivity",
    "specificity": "Specificity",
    "ppv": "Positive predictive value",
    "npv": "Negative predictive value",
    "likelihood-ratio-positive": "Positive likelihood ratio",
    "likelihood-ratio-negative": "Negative likelihood ratio",
    "paired-ppv": "Positive predictive value where both tests are compared",
}
TRUTH_DIFFERENCES = {
    "sensitivity-difference": "Difference of sensitivity",
    "specificity-difference": "Difference of specificity",
}
TRUTH_RATIOS = {
    "ppv-ratio": "Ratio of positive predictive values",
    "npv-ratio": "Ratio of negative predictive values",
    "likelihood-ratio-positive-ratio": "Ratio of positive likelihood ratios",
    "likelihood-ratio-negative-ratio": "Ratio of negative likelihood ratios",
    "relative-true-positive-rate": "Relative true-positive rate",
    "relative-false-positive-rate": "Relative false-positive rate",
}
_TRUTH_TESTS = {
    "sensitivity-equality": "Test of equal sensitivity",
    "specificity-equality": "Test of equal specificity",
    "ppv-equality": "Test of equal positive predictive values",
    "npv-equality": "Test of equal negative predictive values",
}
_MANAGEMENT = {
    "change-any": "Any change of treatment",
    "change-none": "No change of treatment",
    "change-other": "Other change of treatment",
    "change-major": "Major change of treatment",
    "change-other-of-changed": "Other change of treatment, of those changed",
    "change-major-of-changed": "Major change of treatment, of those changed",
    "symmetry": "Test that treatment changes as often one way as the other",
    "marginal-homogeneity": "Test of equal treatments before and after",
}
QUANTITIES = {
    "equality": "Test of equal detection",
    "rate-difference": "Difference of detection rates",
    "rate-ratio": "Ratio of detection rates",
    "odds-ratio": "Conditional odds ratio",
    "index-rate": "Detection rate, {index}",
    "comparator-rate": "Detection rate, {comparator}",
    "rate-difference-margin": "Difference above the margin",
    "rate-ratio-margin": "Ratio above the margin",
    "rate-difference-equivalence": "Difference within both margins",
    "rate-ratio-equivalence": "Ratio within both margins",
    "pooled-difference": "Pooled difference",
    "homogeneity-difference": "Test of equal differences in all strata",
    "homogeneity-odds-ratio": "Test of equal odds ratios in all strata",
    "global": "Test of equal detection in every stratum",
    "trend-index-rate": "Trend of detection with {index}",
    "trend-comparator-rate": "Trend of detection with {comparator}",
    "index-agreement": "Agreement of readers, {index}",
    "comparator-agreement": "Agreement of readers, {comparator}",
    DIFFERENCE: "Difference of agreement",
    "trend-split": "Trend of the split of discordant patients",
    "units": "Units of all patients",
    "clustered-index-rate": "Detection rate over units, {index}",
    "clustered-comparator-rate": "Detection rate over units, {comparator}",
    "clustered-difference": "Difference of detection rates over units",
    "clustered-equality": "Test of equal detection over units, patients as clusters",
    "marginal-odds-ratio": "Marginal odds ratio",
    "several-equality": "Test of equal detection by all tests",
    "pairwise-equality": "Test of equal detection by two of the tests",
    **{
        f"{side}-{name}": f"{words}, {{{side}}}"
        for side in ("index", "comparator")
        for name, words in _ENDPOINTS.items()
    },
    **TRUTH_DIFFERENCES,
    **TRUTH_RATIOS,
    **_TRUTH_TESTS,
    **_MANAGEMENT,
    **MODELLED,
}
