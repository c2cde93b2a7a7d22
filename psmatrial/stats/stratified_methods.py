"""The catalogue of methods over strata, in the order in which they are printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from psmatrial.model import Estimate, HypothesisTest, MethodWords, PairedTable
from psmatrial.stats.any_stratum import global_test
from psmatrial.stats.homogeneity import homogeneity_difference, homogeneity_odds_ratio
from psmatrial.stats.stratified import pooled_difference
from psmatrial.stats.trend import trend_over_strata

C = TypeVar("C")
OverStrata = Callable[[Sequence[PairedTable], float], Estimate | HypothesisTest]


@dataclass(frozen=True, slots=True)
class FurtherMethod(MethodWords, Generic[C]):
    """One entry of the catalogue whose input is more than one 2x2 table; ``compute`` says what."""

    compute: C


StratifiedMethod = FurtherMethod[OverStrata]


def _pooled(weights: str, interval: str = "wald") -> OverStrata:
    """Return the pooled difference with these weights."""
    return lambda tables, level: pooled_difference(tables, weights, interval, level)


def _tested(test: Callable[[Sequence[PairedTable], str], HypothesisTest], method: str) -> OverStrata:
    """Return a test over strata; it has no level."""
    return lambda tables, _level: test(tables, method)


def _trend(quantity: str, method: str) -> OverStrata:
    """Return the trend of a quantity with the scores 1, 2, 3 and so on; it has no level."""
    return lambda tables, _level: trend_over_strata(tables, quantity, method)


_WALD = "Σ wₖDₖ ∓ z √(Σ wₖ²Vₖ), Vₖ = (mₖ − (bₖ − cₖ)²/nₖ)/nₖ², "
_PAIRED_WALD = "Mehrotra, Stat Med 2000;19:811."
_ARMITAGE = "Armitage, Biometrics 1955;11:375."
_ARMITAGE_FORMULA = "χ² = (T − X Σs n/N)²/(p(1 − p)(Σn s² − (Σn s)²/N)) on 1 df, T = Σs x, X = Σx, p = X/N"
_TREND_EXACT = "P(|T − E T| ≥ |t − E T|), T = Σs x, over all ways to place X = Σx positive patients"
_TRENDS = (
    ("trend-index-rate", "trend of the index test's rate"),
    ("trend-comparator-rate", "trend of the comparator's rate"),
    ("trend-split", "trend of the split of discordant patients"),
)

_POOLED: tuple[StratifiedMethod, ...] = (
    FurtherMethod(
        "pooled-difference",
        "stratified-tango",
        "stratified Tango score",
        "Σ wₖ(Dₖ − x)/√(Σ wₖ²(2qₖ(x) + x(1 − x))/nₖ) = ∓z, wₖ = nₖ/n, qₖ Tango's in stratum k",
        "Tango, Stat Med 1998;17:891.",
        "Prefer it for a pooled difference with few patients a stratum; with one stratum it is Tango's interval.",
        "It is our extension of Tango's interval, and assumes that the difference is the same in all strata.",
        _pooled("size", "stratified-tango"),
    ),
    FurtherMethod(
        "pooled-difference",
        "size",
        "Wald, weights by size (Mantel-Haenszel)",
        f"{_WALD}wₖ = nₖ/n",
        "Mantel, J Natl Cancer Inst 1959;22:719.",
        "Prefer it where strata are large; its estimate is the crude difference.",
        "A Wald interval is too narrow with few patients or few discordances.",
        _pooled("size"),
    ),
    FurtherMethod(
        "pooled-difference",
        "equal",
        "Wald, equal weights",
        f"{_WALD}wₖ = 1/K",
        "Fleiss, Statistical Methods for Rates and Proportions 2003;3rd ed.",
        "Prefer it where every stratum is of equal interest, whatever its size.",
        "A small stratum makes the interval wide.",
        _pooled("equal"),
    ),
    FurtherMethod(
        "pooled-difference",
        "inverse-variance",
        "Wald, inverse-variance weights",
        f"{_WALD}wₖ = (1/Vₖ)/Σ(1/V)",
        "Woolf, Ann Hum Genet 1955;19:251.",
        "Prefer it where strata are large and their differences are alike.",
        "Small strata with an extreme difference look precise and pull the estimate.",
        _pooled("inverse-variance"),
    ),
    FurtherMethod(
        "pooled-difference",
        "minimum-risk",
        "Wald, minimum-risk weights",
        f"{_WALD}wₖ = uₖ/U − e uₖ(Dₖ − D̄), uₖ = 1/Vₖ, e = (D̄ − D)/(1 + Σuₖ(Dₖ − D̄)²)",
        _PAIRED_WALD,
        "Prefer it where it is unclear whether the differences are alike: it lies between size and inverse variance.",
        "Its use for pairs is our extension; a weight may be negative, and that weights are estimated is ignored.",
        _pooled("minimum-risk"),
    ),
    FurtherMethod(
        "pooled-difference",
        "given",
        "Wald, given weights",
        f"{_WALD}wₖ the share of stratum k in a target population",
        "Fleiss, Statistical Methods for Rates and Proportions 2003;3rd ed.",
        "Prefer it to say what the difference would be in another population than that of the trial.",
        "The shares must be known: a plan names them (given under [strata]), for there is no default.",
        _pooled("given"),
    ),
)

_TESTS: tuple[StratifiedMethod, ...] = (
    FurtherMethod(
        "homogeneity-difference",
        "score",
        "score test of equal differences",
        "Q = Σ(Dₖ − D)²nₖ/(2qₖ(D) + D(1 − D)) on K − 1 df, qₖ Tango's in stratum k",
        "Tango, Stat Med 1998;17:891.",
        "Prefer it with ten or more discordant patients in each stratum.",
        "It has little power in a trial sized for its primary endpoint, and no exact counterpart.",
        _tested(homogeneity_difference, "score"),
    ),
    FurtherMethod(
        "homogeneity-difference",
        "permutation",
        "permutation test of equal strata",
        "P(Q ≥ q) with the patients' signs +, −, 0 shuffled over the strata, all outcomes enumerated",
        "Fisher, The Design of Experiments 1935;ch. III.",
        "Prefer it with small strata, where chi-squared does not hold.",
        "It tests that the whole 2x2 table is the same in all strata, which is more than equal differences.",
        _tested(homogeneity_difference, "permutation"),
    ),
    FurtherMethod(
        "homogeneity-odds-ratio",
        "pearson",
        "Pearson test of equal odds ratios",
        "χ² = Σ(bₖ − mₖb/m)²/(mₖ bc/m²) on K − 1 df, strata with mₖ > 0",
        "Pearson, Philos Mag 1900;50:157.",
        "Prefer it with ten or more discordant patients in each stratum.",
        "Chi-squared does not hold with few discordant patients.",
        _tested(homogeneity_odds_ratio, "pearson"),
    ),
    FurtherMethod(
        "homogeneity-odds-ratio",
        "exact",
        "Fisher-Freeman-Halton test of equal odds ratios",
        "Total probability of the splits (bₖ of mₖ), given b, that are not more likely than the observed",
        "Freeman, Biometrika 1951;38:141.",
        "Prefer it with few discordant patients.",
        "It is conservative, and has little power where it is most needed.",
        _tested(homogeneity_odds_ratio, "exact"),
    ),
    FurtherMethod(
        "global",
        "exact",
        "global exact test",
        "P(S ≥ s), S = Σ(bₖ − cₖ)²/mₖ, bₖ ~ Bin(mₖ, 1/2)",
        "McNemar, Psychometrika 1947;12:153.",
        "Prefer it to ask whether the tests differ in any stratum, in whatever direction.",
        "It says neither where nor in which direction, and has less power than a pooled test when strata agree.",
        _tested(global_test, "exact"),
    ),
    FurtherMethod(
        "global",
        "asymptotic",
        "global chi-squared test",
        "χ² = Σ(bₖ − cₖ)²/mₖ on as many df as strata with mₖ > 0",
        "McNemar, Psychometrika 1947;12:153.",
        "Prefer it where the exact form is too large to enumerate.",
        "Chi-squared does not hold with few discordant patients a stratum.",
        _tested(global_test, "asymptotic"),
    ),
    *(
        FurtherMethod(
            quantity,
            "exact",
            f"{label}, exact",
            _TREND_EXACT,
            _ARMITAGE,
            "Prefer it with few patients a stratum.",
            "It depends on the scores; its p-value is not the doubled one-sided one.",
            _trend(quantity, "exact"),
        )
        for quantity, label in _TRENDS
    ),
    *(
        FurtherMethod(
            quantity,
            "asymptotic",
            f"{label}, Cochran-Armitage",
            _ARMITAGE_FORMULA,
            _ARMITAGE,
            "Prefer it with many patients, or to compare with other programs.",
            "It depends on the scores; chi-squared does not hold with few patients.",
            _trend(quantity, "asymptotic"),
        )
        for quantity, label in _TRENDS
    ),
)

STRATIFIED: tuple[StratifiedMethod, ...] = _POOLED + _TESTS
