"""The catalogue of fitted models: time to an event, then detection against PSA and further covariates."""

from __future__ import annotations

from psmatrial.model import MethodWords
from psmatrial.models.survival.methods import METHODS as SURVIVAL

_FITS = (
    (
        "gee-exchangeable",
        "GEE, exchangeable",
        "Σ DᵢᵀVᵢ⁻¹(yᵢ − μᵢ) = 0, logit μ = Xβ, both results of a patient with one working correlation",
        "Liang, Biometrika 1986;73:13.",
        "Prefer it: it uses that the results of a patient go together, and holds if its correlation is wrong.",
        "With few patients it needs a corrected variance; where a covariate separates the results it does not exist.",
    ),
    (
        "gee-independence",
        "GEE, independence",
        "Σ Xᵢᵀ(yᵢ − μᵢ) = 0, logit μ = Xβ, variance from the scores of patients",
        "Liang, Biometrika 1986;73:13.",
        "Prefer it where the estimates shall be those of ordinary logistic regression, as in R's sandwich packages.",
        "It is a little less precise for covariates that differ within patients.",
    ),
    (
        "penalised-gee",
        "penalised GEE",
        "Σ Xᵢᵀ(yᵢ − μᵢ + hᵢ(½ − μᵢ)) = 0, h leverages; covariance: inverse information, widened to the sandwich",
        "Mondol, Stat Med 2019;38:2544.",
        "It stands in where the covariates part the found from the missed, and no other estimate is finite.",
        "Its interval leans on the model: the sandwich says nothing where a rate is all but 0 or 1.",
    ),
)
_CONDITIONAL = (
    (
        "conditional-logistic",
        "conditional logistic regression",
        "logit P(index only | discordant) = β + γ (ln PSA − mean), Wald limits",
        "Breslow, Am J Epidemiol 1978;108:299.",
        "Prefer it for the effect within a patient, where discordant patients are many.",
        "It uses discordant patients alone, and says nothing of the effect of PSA itself.",
    ),
    (
        "conditional-firth",
        "conditional logistic regression, Firth",
        "the same with ½ ln|I| added to the log likelihood, limits from its profile",
        "Heinze, Stat Med 2010;29:770.",
        "Prefer it with few discordant patients, or where all of them go one way.",
        "It pulls the odds ratio towards 1: without covariates it is (b + ½)/(c + ½).",
    ),
)
_MARGINAL = (
    "model-odds-ratio",
    "model-equality",
    "model-interaction",
    "model-equal-slopes",
    "model-covariate",
    "model-rate",
    "model-rate-difference",
    "psa-at-half",
)
_WITHIN = ("model-conditional-odds-ratio", "model-conditional-interaction")

DETECTION: tuple[MethodWords, ...] = (
    *(MethodWords(quantity, *texts) for quantity in _MARGINAL for texts in _FITS),
    *(MethodWords(quantity, *texts) for quantity in _WITHIN for texts in _CONDITIONAL),
)
MODELS: tuple[MethodWords, ...] = (*SURVIVAL, *DETECTION)
