"""The catalogue of pooling over studies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from psmatrial.model import Estimate, HypothesisTest, PairedTable
from psmatrial.stats.pooling.effects import effects
from psmatrial.stats.pooling.pooled import heterogeneity, pooled, predicted
from psmatrial.stats.pooling.small_studies import rank_test, regression_test
from psmatrial.stats.stratified_methods import FurtherMethod

OverStudies = Callable[[Sequence[PairedTable], str, float], Estimate | HypothesisTest]
PoolingMethod = FurtherMethod[OverStudies]

POOLED, DIFFER, ASYMMETRY, PREDICTED = "pooled-studies", "studies-differ", "small-studies", "further-study"
_VIECHTBAUER = "Viechtbauer, J Educ Behav Stat 2005;30:261."
_KNAPP = "Knapp, Stat Med 2003;22:2693."
_KNAPP_FORMULA = "μ ∓ t(k − 1) √(Σwᵢ(yᵢ − μ)²/((k − 1)Σw)), wᵢ = 1/(vᵢ + τ²)"


def _average(method: str) -> OverStudies:
    """Return the pooled quantity by a method."""
    return partial(_pooled, method)


def _pooled(method: str, tables: Sequence[PairedTable], quantity: str, level: float) -> Estimate:
    """Return the pooled quantity."""
    return pooled(tables, quantity, method, level)


def _spread(place: int) -> OverStudies:
    """Return one of the measures of heterogeneity."""
    return lambda tables, quantity, level: heterogeneity(effects(tables, quantity), level)[place]


def _predicted(method: str) -> OverStudies:
    """Return the prediction interval that belongs to a method."""
    return lambda tables, quantity, level: predicted(effects(tables, quantity), method, level)


POOLING: tuple[PoolingMethod, ...] = (
    FurtherMethod(
        POOLED,
        "fixed",
        "fixed effect, inverse variance",
        "μ = Σwᵢyᵢ/Σwᵢ ∓ z/√Σwᵢ, wᵢ = 1/vᵢ",
        "Woolf, Ann Hum Genet 1955;19:251.",
        "Prefer it for strata of one trial, or studies that estimate one and the same effect.",
        "Where studies differ its interval is too narrow; estimated variances are taken as known.",
        _average("fixed"),
    ),
    FurtherMethod(
        POOLED,
        "reml",
        "random effects, REML",
        "μ = Σwᵢyᵢ/Σwᵢ ∓ z/√Σwᵢ, wᵢ = 1/(vᵢ + τ²), τ² of the largest restricted likelihood",
        _VIECHTBAUER,
        "Prefer it for ten studies or more that differ in patients or reading.",
        "With few studies τ² is hardly known, and the normal interval is too narrow.",
        _average("reml"),
    ),
    FurtherMethod(
        POOLED,
        "reml-knapp-hartung",
        "random effects, REML, Knapp-Hartung",
        _KNAPP_FORMULA,
        _KNAPP,
        "Prefer it for fewer than ten studies: its t interval allows for an uncertain τ².",
        "Where studies agree by chance it is narrower than the normal interval (it is not truncated; a note says so).",
        _average("reml-knapp-hartung"),
    ),
    FurtherMethod(
        POOLED,
        "dl",
        "random effects, DerSimonian-Laird",
        "τ² = max(0, (Q − (k − 1))/(Σw − Σw²/Σw)), w = 1/v; then as REML",
        "DerSimonian, Control Clin Trials 1986;7:177.",
        "Prefer it to compare with published meta-analyses.",
        "It underestimates τ² where studies differ much in size.",
        _average("dl"),
    ),
    FurtherMethod(
        POOLED,
        "dl-knapp-hartung",
        "random effects, DerSimonian-Laird, Knapp-Hartung",
        f"{_KNAPP_FORMULA}, τ² of DerSimonian and Laird",
        _KNAPP,
        "Prefer it to compare with programs that correct DerSimonian-Laird.",
        "Both weaknesses: τ² too small, and an interval that can be narrower than the normal one.",
        _average("dl-knapp-hartung"),
    ),
    FurtherMethod(
        DIFFER,
        "q",
        "Cochran's Q of equal effects",
        "Q = Σ(yᵢ − μ)²/vᵢ on k − 1 df, μ the fixed effect",
        "Cochran, Biometrics 1954;10:101.",
        "Prefer it to ask whether studies differ beyond chance.",
        "With few studies it rarely finds differences, with many it finds trivial ones.",
        _spread(0),
    ),
    FurtherMethod(
        DIFFER,
        "q-profile",
        "τ² with its Q-profile interval",
        "the τ² at which Σ(yᵢ − μ)²/(vᵢ + τ²) is the upper or lower χ²(k − 1) quantile",
        "Viechtbauer, Stat Med 2007;26:37.",
        "Prefer it to say how large differences between studies may be, on the scale of averaging.",
        "With few studies it is very wide.",
        _spread(1),
    ),
    FurtherMethod(
        DIFFER,
        "i-squared",
        "I² with the Q-profile interval",
        "I² = τ²/(τ² + v), v = (k − 1)/(Σw − Σw²/Σw), w = 1/vᵢ",
        "Higgins, Stat Med 2002;21:1539.",
        "Prefer it to say which share of the scatter is not chance.",
        "It grows with the size of the studies, and does not say how large differences are.",
        _spread(2),
    ),
    FurtherMethod(
        ASYMMETRY,
        "regression",
        "regression test of small studies",
        "z of the slope of yᵢ on √vᵢ, weights 1/(vᵢ + τ²), τ² by REML",
        "Sterne, J Clin Epidemiol 2001;54:1046.",
        "Prefer it with ten studies or more of differing size.",
        "Ratios go with their standard errors by construction, so it can find an asymmetry where there is none.",
        lambda tables, quantity, _level: regression_test(effects(tables, quantity)),
    ),
    FurtherMethod(
        ASYMMETRY,
        "rank",
        "rank test of small studies",
        "Kendall's τ of (yᵢ − μ)/√(vᵢ − 1/Σw) and vᵢ",
        "Begg, Biometrics 1994;50:1088.",
        "Prefer it where a single study should not decide.",
        "It has little power with fewer than 25 studies.",
        lambda tables, quantity, _level: rank_test(effects(tables, quantity)),
    ),
    FurtherMethod(
        PREDICTED,
        "reml",
        "prediction interval",
        "μ ∓ z √(τ² + 1/Σw)",
        "Riley, BMJ 2011;342:d549.",
        "Prefer it to say what another hospital may find, with many studies.",
        "It takes τ² as known.",
        _predicted("reml"),
    ),
    FurtherMethod(
        PREDICTED,
        "reml-knapp-hartung",
        "prediction interval, Knapp-Hartung",
        "μ ∓ t(k − 1) √(τ² + s²), s the standard error of Knapp and Hartung",
        "Riley, BMJ 2011;342:d549.",
        "Prefer it to say what another hospital may find, with few studies.",
        "Other programs take k − 2 degrees of freedom, which is wider.",
        _predicted("reml-knapp-hartung"),
    ),
)
