"""The catalogue beyond one plain 2x2 table: margins, strata, several tests and categories, adjusted p-values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from psmatrial.errors import InputError, choices
from psmatrial.model import HypothesisTest
from psmatrial.stats.accuracy.methods import ACCURACY
from psmatrial.stats.agreement.methods import AGREEMENT, DIFFERENCES
from psmatrial.stats.choice import chosen
from psmatrial.stats.clustered_methods import CLUSTERED
from psmatrial.stats.margin_methods import MARGINS
from psmatrial.stats.multiplicity import adjusted
from psmatrial.stats.partially_paired import PARTIALLY_PAIRED
from psmatrial.stats.pooling.methods import POOLING
from psmatrial.stats.several import cochran_q, pairwise_mcnemar
from psmatrial.stats.square import marginal_homogeneity, symmetry
from psmatrial.stats.stratified_methods import STRATIFIED, FurtherMethod

SeveralMethod = FurtherMethod[Callable[[Any], HypothesisTest | tuple[Any, ...]]]
Adjustment = FurtherMethod[Callable[[Sequence[float | None]], list[float | None]]]

POSITIVE_DEPENDENCE = "valid under positive dependence"

SEVERAL: tuple[SeveralMethod, ...] = (
    FurtherMethod(
        "several-equality",
        "asymptotic",
        "Cochran's Q",
        "Q = (k − 1)(k ΣCⱼ² − T²)/(kT − Σrᵢ²) on k − 1 df, Cⱼ positives of test j, rᵢ of patient i",
        "Cochran, Biometrika 1950;37:256.",
        "Prefer it for three or more tests read in the same patients, many of whom have differing results.",
        "Chi-squared does not hold with few such patients.",
        partial(cochran_q, method="asymptotic"),
    ),
    FurtherMethod(
        "several-equality",
        "exact",
        "exact Cochran's Q",
        "P(Q ≥ q) with each patient's results shuffled among the tests, all outcomes enumerated",
        "Cochran, Biometrika 1950;37:256.",
        "Prefer it with few patients whose results differ.",
        "It cannot be enumerated for many tests and many patients; then it has no value.",
        partial(cochran_q, method="exact"),
    ),
    FurtherMethod(
        "pairwise-equality",
        "exact",
        "pairwise exact McNemar, Holm",
        "exact McNemar test of every two tests, p-values adjusted by Holm",
        "Holm, Scand J Stat 1979;6:65.",
        "Prefer it to say which of several tests differ.",
        "Each pair uses the patients in whom these two differ, so pairs may disagree with the test of all together.",
        partial(pairwise_mcnemar, method="exact"),
    ),
    FurtherMethod(
        "symmetry",
        "bowker",
        "Bowker's symmetry test",
        "χ² = Σ(nᵢⱼ − nⱼᵢ)²/(nᵢⱼ + nⱼᵢ) on as many df as pairs with nᵢⱼ + nⱼᵢ > 0",
        "Bowker, J Am Stat Assoc 1948;43:572.",
        "Prefer it to ask whether changes between categories go one way.",
        "It also reacts to asymmetry that leaves the margins equal.",
        symmetry,
    ),
    FurtherMethod(
        "marginal-homogeneity",
        "stuart-maxwell",
        "Stuart-Maxwell test",
        "χ² = dᵀS⁻¹d on rank(S) df, dᵢ = nᵢ. − n.ᵢ, S its covariance under the hypothesis",
        "Stuart, Biometrika 1955;42:412.",
        "Prefer it to ask whether categories are equally frequent with both tests.",
        "Chi-squared does not hold with few patients who change.",
        partial(marginal_homogeneity, method="stuart-maxwell"),
    ),
    FurtherMethod(
        "marginal-homogeneity",
        "bhapkar",
        "Bhapkar test",
        "χ² = Q/(1 − Q/n) on rank(S) df, Q the statistic of Stuart and Maxwell",
        "Bhapkar, J Am Stat Assoc 1966;61:228.",
        "Prefer it to match programs that fit the margins by weighted least squares.",
        "It rejects more often than Stuart-Maxwell, and too often with few patients.",
        partial(marginal_homogeneity, method="bhapkar"),
    ),
)

ADJUSTMENTS: tuple[Adjustment, ...] = (
    FurtherMethod(
        "adjustment",
        "holm",
        "Holm",
        "max over j ≤ i of (m − j + 1) p₍ⱼ₎",
        "Holm, Scand J Stat 1979;6:65.",
        "Prefer it inside a family: valid whatever the dependence, and never worse than Bonferroni.",
        "It has no simple simultaneous intervals.",
        partial(adjusted, method="holm"),
    ),
    FurtherMethod(
        "adjustment",
        "bonferroni",
        "Bonferroni",
        "m p",
        "Dunn, J Am Stat Assoc 1961;56:52.",
        "Prefer it where simultaneous intervals are wanted too.",
        "Holm's is valid in the same cases and has more power.",
        partial(adjusted, method="bonferroni"),
    ),
    FurtherMethod(
        "adjustment",
        "hochberg",
        "Hochberg",
        "min over j ≥ i of (m − j + 1) p₍ⱼ₎",
        "Hochberg, Biometrika 1988;75:800.",
        "Prefer it for endpoints that are positively correlated.",
        f"It is {POSITIVE_DEPENDENCE} only.",
        partial(adjusted, method="hochberg"),
    ),
    FurtherMethod(
        "adjustment",
        "hommel",
        "Hommel",
        "largest Simes p-value of the subsets that hold i",
        "Hommel, Biometrika 1988;75:383.",
        "Prefer it for positively correlated endpoints: it has a little more power than Hochberg's.",
        f"It is {POSITIVE_DEPENDENCE} only, and cannot be done by hand.",
        partial(adjusted, method="hommel"),
    ),
    FurtherMethod(
        "adjustment",
        "benjamini-hochberg",
        "Benjamini-Hochberg",
        "min over j ≥ i of m p₍ⱼ₎/j",
        "Benjamini, J R Stat Soc B 1995;57:289.",
        "Prefer it for screening, where some false findings can be borne.",
        f"It bounds the share of false findings, not the chance of any, and is {POSITIVE_DEPENDENCE} only.",
        partial(adjusted, method="benjamini-hochberg"),
    ),
    FurtherMethod(
        "adjustment",
        "benjamini-yekutieli",
        "Benjamini-Yekutieli",
        "min over j ≥ i of m p₍ⱼ₎/j × Σ 1/r, r = 1..m",
        "Benjamini, Ann Stat 2001;29:1165.",
        "Prefer it for screening under unknown dependence.",
        "It is very conservative.",
        partial(adjusted, method="benjamini-yekutieli"),
    ),
    FurtherMethod(
        "adjustment",
        "fixed-sequence",
        "fixed sequence",
        "max over j ≤ i of pⱼ, in the planned order",
        "Maurer, Biometrie in der chemisch-pharmazeutischen Industrie 1995;6:3.",
        "Prefer it where hypotheses have a natural order: no p-value is enlarged before the first failure.",
        "Nothing after the first failure can be significant.",
        partial(adjusted, method="fixed-sequence"),
    ),
    FurtherMethod(
        "adjustment",
        "none",
        "no adjustment",
        "p",
        "Rothman, Epidemiology 1990;1:43.",
        "Prefer it for descriptive families, labelled as such.",
        "The more p-values, the likelier a false finding.",
        partial(adjusted, method="none"),
    ),
)

FURTHER: tuple[FurtherMethod[Any], ...] = (
    *MARGINS,
    *STRATIFIED,
    *SEVERAL,
    *CLUSTERED,
    *PARTIALLY_PAIRED,
    *AGREEMENT,
    *DIFFERENCES,
    *ACCURACY,
    *POOLING,
    *ADJUSTMENTS,
)


def further_method(quantity: str, name: str) -> FurtherMethod[Any]:
    """Return one method of this catalogue by its quantity and name.

    Raises
    ------
    InputError
        If there is no such quantity, or the quantity has no such method; the message lists the choices.

    Examples
    --------
    >>> further_method("global", "exact").label
    'global exact test'
    """
    quantities = list(dict.fromkeys(entry.quantity for entry in FURTHER))
    if quantity not in quantities:
        raise InputError(f"quantity {quantity!r} is not known.", choices(quantity, quantities))
    return chosen(f"{quantity} method", name, {entry.name: entry for entry in FURTHER if entry.quantity == quantity})
