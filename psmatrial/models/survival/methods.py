"""The catalogue of time to an event: what each method is, when to prefer it, where it is weak."""

from __future__ import annotations

from psmatrial.model import MethodWords

KAPLAN_MEIER = "Kaplan, J Am Stat Assoc 1958;53:457."
COX = "Cox, J R Stat Soc B 1972;34:187."
GREENWOOD = "S² Σ dᵢ/(nᵢ(nᵢ − dᵢ)) over event times up to t"


_SCALES = (
    (
        "log-log",
        "exp(−exp(log(−log S) ± z SE/(S log S)))",
        "Kalbfleisch, The Statistical Analysis of Failure Time Data 1980;chapter 1.",
        "Prefer it: it stays within 0 and 1 and keeps its level with few patients.",
        "It does not exist before the first event.",
    ),
    (
        "log",
        "S exp(± z SE/S), at most 1",
        KAPLAN_MEIER,
        "Prefer it to repeat numbers of R's survival, whose default it is.",
        "It can go beyond 1, where it is cut, and is too short below when patients are few.",
    ),
    (
        "logit",
        "log odds of S ± z SE/(S(1 − S)), turned back",
        "Borgan, Scand J Stat 1990;17:35.",
        "Prefer it to repeat numbers that were computed so.",
        "It is rarely reported.",
    ),
    (
        "arcsin",
        "sin²(arcsin √S ± z SE/(2√(S(1 − S))))",
        "Borgan, Scand J Stat 1990;17:35.",
        "Prefer it with very few patients, as an alternative to log-log.",
        "It is rarely reported.",
    ),
    (
        "plain",
        "S ± z SE, cut at 0 and 1",
        "Greenwood, Rep Public Health Med Subj 1926;33:1.",
        "Prefer it only to repeat numbers that were computed so.",
        "It leaves 0 to 1 and misses its level at both ends.",
    ),
)

_CURVES = tuple(
    entry
    for name, formula, reference, prefer, weakness in _SCALES
    for entry in (
        MethodWords(
            "survival",
            name,
            f"Kaplan-Meier, {name} interval",
            f"S = Π(1 − dᵢ/nᵢ), SE² = {GREENWOOD}, {formula}",
            reference,
            prefer,
            weakness,
        ),
        MethodWords(
            "median-time",
            name,
            f"median, {name} interval",
            f"first time at which S is at most 1/2; its limits are where those of S are: {formula}",
            "Brookmeyer, Biometrics 1982;38:29.",
            "Prefer the median where most patients have the event while they are followed up.",
            "It is not reached where fewer than half have the event.",
        ),
    )
)

_DIFFERENCES = (
    MethodWords(
        "survival-difference",
        "greenwood",
        "difference of Kaplan-Meier estimates, Greenwood",
        "S₁ − S₂ ± z √(SE₁² + SE₂²), z = (S₁ − S₂)/√(SE₁² + SE₂²), on the plain scale",
        "Klein, Stat Med 2007;26:4505.",
        "Prefer it where one time was planned before the data were seen.",
        "It says nothing of other times, and its level suffers where few are still at risk.",
    ),
    MethodWords(
        "restricted-mean",
        "kaplan-meier",
        "restricted mean time",
        "μ = area under S up to τ, Var = Σ (area from tᵢ to τ)² dᵢ/(nᵢ(nᵢ − dᵢ))",
        "Royston, BMC Med Res Methodol 2013;13:152.",
        "Prefer it where hazards are not proportional: it is a time, and needs no model.",
        "It depends on the horizon τ, which should be planned.",
    ),
    MethodWords(
        "restricted-mean-difference",
        "kaplan-meier",
        "difference of restricted means",
        "μ₁ − μ₂ ± z √(Var₁ + Var₂)",
        "Royston, BMC Med Res Methodol 2013;13:152.",
        "Prefer it to say by how much time groups differ up to τ.",
        "It depends on the horizon τ, which should be planned.",
    ),
)

_EQUAL = "χ² = (O − E)ᵀ V⁻¹ (O − E), E = Σ dᵢ nᵢⱼ/nᵢ over event times, V hypergeometric"
_TESTS = (
    MethodWords(
        "survival-equality",
        "log-rank",
        "log-rank test",
        f"{_EQUAL}, on groups − 1 df",
        "Mantel, Cancer Chemother Rep 1966;50:163.",
        "Prefer it for groups that were randomised, or that nothing else divides.",
        "It has little power where curves cross.",
    ),
    MethodWords(
        "survival-equality",
        "stratified-log-rank",
        "stratified log-rank test",
        f"{_EQUAL}, O, E and V summed over strata",
        "Mantel, Cancer Chemother Rep 1966;50:163.",
        "Prefer it where randomisation was stratified.",
        "Small strata carry little information, and one without several groups none.",
    ),
    MethodWords(
        "proportional-hazards",
        "schoenfeld",
        "test of proportional hazards",
        "score test of β(t) = β + θ g(t), g(t) = 1 − S(t−), on 1 df",
        "Grambsch, Biometrika 1994;81:515.",
        "Prefer it beside every hazard ratio, with a look at the curves.",
        "With few events a large p-value shows nothing.",
    ),
)

_PARTIAL = "largest partial likelihood with Efron's rule for ties"
_RATIOS = tuple(
    MethodWords(
        "hazard-ratio",
        f"{'stratified-' if strata else ''}cox{'-robust' if robust else ''}",
        f"{'stratified ' if strata else ''}Cox model{', robust variance' if robust else ''}",
        f"exp(β ± z SE), β of {_PARTIAL}{', a baseline hazard a stratum' if strata else ''}, "
        f"SE {'of the sandwich' if robust else 'of the information'}",
        "Lin, J Am Stat Assoc 1989;84:1074." if robust else COX,
        "Prefer it where hazards may not be proportional and a single ratio is wanted all the same."
        if robust
        else "Prefer it to say by how much the hazard differs, where the ratio is about the same over time.",
        "With few events its variance is too small."
        if robust
        else "It is an average without a clear meaning where the ratio changes over time.",
    )
    for strata in (False, True)
    for robust in (False, True)
)

_AALEN = "I = Σ S(tᵢ−) dᵢ/nᵢ over times of this end, S free of both, variance by the infinitesimal jackknife"
_NO_HAZARD = "It mixes how often the event comes with how often the other end comes first."
_COMPETING = (
    *(
        MethodWords(
            quantity,
            "aalen-johansen",
            "Aalen-Johansen",
            _AALEN,
            "Aalen, Scand J Stat 1978;5:141.",
            "Prefer it to one minus Kaplan-Meier wherever another end can come first.",
            _NO_HAZARD,
        )
        for quantity in ("incidence", "competing-incidence")
    ),
    MethodWords(
        "incidence-difference",
        "aalen-johansen",
        "difference of cumulative incidences",
        "I₁ − I₂ ± z √(SE₁² + SE₂²), on the plain scale",
        "Aalen, Scand J Stat 1978;5:141.",
        "Prefer it where one time was planned before the data were seen.",
        "It says nothing of other times.",
    ),
    *(
        MethodWords(
            quantity,
            "gray",
            "Gray's test",
            "χ² of weighted differences of subdistribution hazards, on groups − 1 df",
            "Gray, Ann Stat 1988;16:1141.",
            "Prefer it to ask whether as many patients have this end in all groups.",
            _NO_HAZARD,
        )
        for quantity in ("incidence-equality", "competing-incidence-equality")
    ),
)

METHODS = (*_CURVES, *_DIFFERENCES, *_TESTS, *_RATIOS, *_COMPETING)


def timeless(quantity: str) -> str:
    """Return a quantity without the time at which it is taken.

    Examples
    --------
    >>> timeless("survival-at-12"), timeless("hazard-ratio")
    ('survival', 'hazard-ratio')
    """
    return quantity.partition("-at-")[0]
