"""The catalogue of methods over units that patients have several of, in the order in which they are printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from psmatrial.model import Estimate, HypothesisTest
from psmatrial.stats.clustered import DIFFERENCE, Clusters, clustered_difference
from psmatrial.stats.clustered_bootstrap import clustered_bootstrap
from psmatrial.stats.clustered_equality import QUANTITY, clustered_equality
from psmatrial.stats.clustered_rates import MARGINAL, TESTS, clustered_rate, marginal_odds_ratio
from psmatrial.stats.stratified_methods import FurtherMethod

C = TypeVar("C")
ClusteredMethod = FurtherMethod[Callable[[Clusters, float], Estimate | HypothesisTest]]


@dataclass(frozen=True, slots=True)
class CostlyMethod(FurtherMethod[C]):
    """A method that is computed only where it is asked for by name."""

    costly: bool = True


def _tested(method: str) -> Callable[[Clusters, float], HypothesisTest]:
    """Return a test; it has no level."""
    return lambda seen, _level: clustered_equality(seen, method)


def _difference(method: str) -> Callable[[Clusters, float], Estimate]:
    """Return the difference with the limits of this variance."""
    return lambda seen, level: clustered_difference(seen, method, level)


def _bootstrap(method: str) -> Callable[[Clusters, float], Estimate]:
    """Return the difference with these limits of the bootstrap."""
    return lambda seen, level: clustered_bootstrap(seen, method, level)


def _rate(test: str, method: str) -> Callable[[Clusters, float], Estimate]:
    """Return the rate of this test with these limits."""
    return lambda seen, level: clustered_rate(seen, test, method, level)


_LIANG = "Liang, Biometrika 1986;73:13."
_MCNEMAR = "d = b − c of a patient's n units, K patients"

_TESTS: tuple[ClusteredMethod, ...] = (
    FurtherMethod(
        QUANTITY,
        "obuchowski",
        "Obuchowski's test",
        f"χ² = (Σd)²/(K/(K − 1)·Σd²) on 1 df, {_MCNEMAR}",
        "Obuchowski, Stat Med 1998;17:1495.",
        "Prefer it for regions or lesions in ten or more discordant patients; it is the usual choice in imaging.",
        "Patients with many units weigh more; with few patients it rejects too seldom.",
        _tested("obuchowski"),
    ),
    FurtherMethod(
        QUANTITY,
        "durkalski",
        "Durkalski's test",
        f"χ² = (Σd/n)²/Σ(d/n)² on 1 df, {_MCNEMAR}",
        "Durkalski, Stat Med 2003;22:2417.",
        "Prefer it where every patient shall count the same, however many units he has.",
        "A patient with one unit moves it as much as one with ten; with few patients it rejects too seldom.",
        _tested("durkalski"),
    ),
    FurtherMethod(
        QUANTITY,
        "yang",
        "Yang's test",
        f"χ² = (K − 1)/K·(Σd)²/(Σ[(d − nD)² + d²]/2) on 1 df, D = Σd/Σn, {_MCNEMAR}",
        "Yang, Biom J 2010;52:638.",
        "Prefer it with few patients, where Obuchowski's test rejects too seldom.",
        "It rejects a little too often with very few patients.",
        _tested("yang"),
    ),
    FurtherMethod(
        QUANTITY,
        "eliasziw-donner",
        "Eliasziw-Donner test",
        "χ² = McNemar's/(1 + (m₀ − 1)r) on 1 df, m₀ discordant units a patient, r their intraclass correlation",
        "Eliasziw, Stat Med 1991;10:1981.",
        "Use it to reproduce papers that printed it.",
        "It rejects too often with few patients, and has no value where the correlation is far below 0.",
        _tested("eliasziw-donner"),
    ),
    FurtherMethod(
        QUANTITY,
        "robust",
        "robust t test",
        f"t = D/SE on K − 1 df, SE² = K/(K − 1)·Σ(d − nD)²/(Σn)², D = Σd/Σn, {_MCNEMAR}",
        _LIANG,
        "Prefer it where the interval of the difference is printed: they agree.",
        "With few patients it can reject a little too often.",
        _tested("robust"),
    ),
    FurtherMethod(
        QUANTITY,
        "gee",
        "GEE Wald test",
        f"χ² = D²/SE² on 1 df, SE² = Σ(d − nD)²/(Σn)², D = Σd/Σn, {_MCNEMAR}",
        _LIANG,
        "Use it to compare with a GEE of identity link and working independence.",
        "It rejects too often with few patients.",
        _tested("gee"),
    ),
)

_DIFFERENCES: tuple[ClusteredMethod, ...] = (
    FurtherMethod(
        DIFFERENCE,
        "robust",
        "robust difference, t",
        f"D ∓ t(K − 1)·SE, SE² = K/(K − 1)·Σ(d − nD)²/(Σn)², D = Σd/Σn, {_MCNEMAR}",
        _LIANG,
        "Prefer it for a difference over regions or lesions.",
        "It is symmetric, so that it fits badly near −1 and 1, and can be a little too short with few patients.",
        _difference("robust"),
    ),
    FurtherMethod(
        DIFFERENCE,
        "gee",
        "GEE difference, z",
        f"D ∓ z·SE, SE² = Σ(d − nD)²/(Σn)², D = Σd/Σn, {_MCNEMAR}",
        _LIANG,
        "Use it to compare with a GEE of identity link and working independence.",
        "It is too short with fewer than about forty patients.",
        _difference("gee"),
    ),
    CostlyMethod(
        DIFFERENCE,
        "bootstrap-bca",
        "cluster bootstrap, BCa",
        "percentiles of D over 10,000 draws of K patients with their units, shifted for bias and acceleration; seed 1",
        "Efron, J Am Stat Assoc 1987;82:171.",
        "Prefer it as a check of the robust interval where patients differ much in their units.",
        "It draws random numbers from a fixed seed, and is too short with few patients.",
        _bootstrap("bootstrap-bca"),
    ),
    CostlyMethod(
        DIFFERENCE,
        "bootstrap",
        "cluster bootstrap, percentiles",
        "percentiles of D over 10,000 draws of K patients with their units; seed 1",
        "Field, J R Stat Soc B 2007;69:369.",
        "Use it to compare with papers that printed it.",
        "It draws random numbers from a fixed seed, and does not correct for bias.",
        _bootstrap("bootstrap"),
    ),
)

_RATES: tuple[ClusteredMethod, ...] = tuple(
    FurtherMethod(
        f"clustered-{test}-rate",
        name,
        f"{label}, {test}",
        formula.format(cells="a + b" if test == "index" else "a + c"),
        "Rao, Biometrics 1992;48:577.",
        prefer,
        weakness,
        _rate(test, name),
    )
    for test in TESTS
    for name, label, formula, prefer, weakness in (
        (
            "logit",
            "robust logit rate",
            "logit p ∓ t(K − 1)·SE/(p(1 − p)), SE² = K/(K − 1)·Σ(x − np)²/(Σn)², p = Σx/Σn, x = {cells}",
            "Prefer it for a rate over regions or lesions: its limits stay within 0 and 1.",
            "It has no limits but 0 and 1 where no unit was found, or every one.",
        ),
        (
            "linear",
            "robust linear rate",
            "p ∓ t(K − 1)·SE, SE² = K/(K − 1)·Σ(x − np)²/(Σn)², p = Σx/Σn, x = {cells}; clipped to [0, 1]",
            "Use it for rates near one half, or to compare with a GEE of identity link.",
            "It is clipped near 0 and 1, and has no width at them.",
        ),
    )
)

_ODDS_RATIOS: tuple[ClusteredMethod, ...] = (
    FurtherMethod(
        MARGINAL,
        "gee",
        "marginal odds ratio, GEE sandwich",
        "log θ ∓ z·SE, θ = p₁(1 − p₂)/(p₂(1 − p₁)), SE² = Σ(r₁/(Np₁(1 − p₁)) − r₂/(Np₂(1 − p₂)))², r = x − np, N = Σn",
        _LIANG,
        "Prefer it to compare two rates by their odds, of patients or of their units.",
        "It is not the conditional odds ratio b/c, and nearer to 1; with few patients its interval is too short.",
        marginal_odds_ratio,
    ),
)

CLUSTERED: tuple[ClusteredMethod, ...] = _TESTS + _DIFFERENCES + _RATES + _ODDS_RATIOS
