"""The catalogue of coefficients of agreement, in the order in which they are printed."""

from __future__ import annotations

from collections.abc import Callable

from psmatrial.model import Estimate
from psmatrial.stats.agreement.cohen import cohen_kappa
from psmatrial.stats.agreement.conger import conger_kappa
from psmatrial.stats.agreement.difference import PairedRatings, agreement_difference
from psmatrial.stats.agreement.enumerated import METHOD, fleiss_bootstrap
from psmatrial.stats.agreement.fleiss import fleiss_kappa
from psmatrial.stats.agreement.gwet import gwet_ac1
from psmatrial.stats.agreement.krippendorff import krippendorff_alpha
from psmatrial.stats.agreement.linearised import QUANTITY, Agreement
from psmatrial.stats.agreement.ratings import Ratings
from psmatrial.stats.agreement.raw import all_readers_agreement, brennan_prediger, pairwise_agreement
from psmatrial.stats.choice import chosen
from psmatrial.stats.stratified_methods import FurtherMethod

AgreementMethod = FurtherMethod[Callable[[Ratings, float], Agreement]]
DifferenceMethod = FurtherMethod[Callable[[PairedRatings, float], Estimate]]


def _difference(method: str) -> Callable[[PairedRatings, float], Estimate]:
    """Return the difference of this coefficient."""
    return lambda paired, level: agreement_difference(paired, method, level)


_PREVALENCE = "It is small where one category is rare, however well readers agree: read it beside the prevalence."
_SCORES = "∓ t(n − 1)·SE, SE² = Σ(uᵢ − K)²/(n(n − 1)), uᵢ = kᵢ − 2(1 − K)(eᵢ − E)/(1 − E), kᵢ = (aᵢ − E)/(1 − E)"
_KAPPA = "K = (A − E)/(1 − E), A = Σaᵢ/n, aᵢ = Σᵣ r(r − 1)/(R(R − 1))"

AGREEMENT: tuple[AgreementMethod, ...] = (
    FurtherMethod(
        QUANTITY,
        "pairwise",
        "pairwise agreement",
        "A = Σaᵢ/n, aᵢ = Σᵣ r(r − 1)/(R(R − 1)), r of the R readings of patient i in a category; ∓ t(n − 1)·SE",
        "Fleiss, Psychol Bull 1971;76:378.",
        "Prefer it as the plain statement of how often two readers agree; print it beside every kappa.",
        "It counts agreement by chance, and is high where one category is rare.",
        pairwise_agreement,
    ),
    FurtherMethod(
        QUANTITY,
        "all-readers",
        "all readers agree",
        "share of patients whose readings are all the same, with Clopper-Pearson limits",
        "Clopper, Biometrika 1934;26:404.",
        "Prefer it where a patient matters whose readers were of one mind; say how many readers there were.",
        "It falls with every reader added; it is not the pairwise agreement, for which papers take it.",
        all_readers_agreement,
    ),
    FurtherMethod(
        QUANTITY,
        "cohen",
        "Cohen kappa",
        "K = (A − E)/(1 − E), E = Σ p₁ₖp₂ₖ over categories k; ∓ z·SE by the variance of Fleiss, Cohen and Everitt",
        "Cohen, Educ Psychol Meas 1960;20:37.",
        "Prefer it for two readers who read all patients, or for every two of several.",
        _PREVALENCE,
        cohen_kappa,
    ),
    FurtherMethod(
        QUANTITY,
        "fleiss",
        "Fleiss kappa",
        f"{_KAPPA}, E = Σ pₖ², pₖ the share of category k; {_SCORES}",
        "Fleiss, Psychol Bull 1971;76:378.",
        "Prefer it for several readers, as most papers do; readers may differ from patient to patient.",
        _PREVALENCE,
        fleiss_kappa,
    ),
    FurtherMethod(
        QUANTITY,
        METHOD,
        "Fleiss kappa, enumerated bootstrap",
        "percentiles of kappa over all samples of n patients drawn from those seen, each with its probability",
        "Fisher, Biometrika 1991;78:929.",
        "Prefer it with few patients and a kappa near 1, where a symmetric interval does not fit.",
        "It is a bootstrap, not an exact interval, and can be too short; many readers give too many samples.",
        fleiss_bootstrap,
    ),
    FurtherMethod(
        QUANTITY,
        "conger",
        "Conger kappa",
        f"{_KAPPA}, E = mean over pairs of readers g, h of Σ pₖ(g)pₖ(h); {_SCORES}",
        "Conger, Psychol Bull 1980;88:322.",
        "Prefer it for several readers who are the same for all patients; of two readers it is Cohen's.",
        _PREVALENCE,
        conger_kappa,
    ),
    FurtherMethod(
        QUANTITY,
        "gwet-ac1",
        "Gwet AC1",
        f"{_KAPPA}, E = Σ pₖ(1 − pₖ)/(q − 1), q categories; {_SCORES}",
        "Gwet, Br J Math Stat Psychol 2008;61:29.",
        "Prefer it where one category is rare, beside kappa rather than in its place.",
        "It rewards readers for using one category, and is 1 where that is the only one.",
        gwet_ac1,
    ),
    FurtherMethod(
        QUANTITY,
        "krippendorff-alpha",
        "Krippendorff alpha",
        "α = K + (1 − K)/N, N readings, K as Fleiss's with patients weighted by their readings; ∓ t(n − 1)·SE of K",
        "Krippendorff, Educ Psychol Meas 1970;30:61.",
        "Prefer it where many readings are missing, or few patients were read.",
        _PREVALENCE,
        krippendorff_alpha,
    ),
    FurtherMethod(
        QUANTITY,
        "brennan-prediger",
        "Brennan-Prediger",
        "K = (A − 1/q)/(1 − 1/q), q categories; ∓ t(n − 1)·SE",
        "Brennan, Educ Psychol Meas 1981;41:687.",
        "Prefer it where the prevalence shall have no part in it.",
        "It rises with every category offered, used or not.",
        brennan_prediger,
    ),
)

DIFFERENCES: tuple[DifferenceMethod, ...] = tuple(
    FurtherMethod(
        "agreement-difference",
        name,
        f"difference of {label}",
        "K₁ − K₂ ∓ t(n − 1)·SE, SE² = Σ(dᵢ − d)²/(n(n − 1)), dᵢ = uᵢ₁ − uᵢ₂ the scores of patient i in both tests",
        "Gwet, Educ Psychol Meas 2016;76:609.",
        "Prefer it to ask whether readers agree better with one of two tests read in the same patients.",
        "It is a large-sample interval; where the tests differ in prevalence, kappas differ for that alone.",
        _difference(name),
    )
    for name, label in (
        ("pairwise", "pairwise agreement"),
        ("fleiss", "Fleiss kappas"),
        ("conger", "Conger kappas"),
        ("gwet-ac1", "Gwet's AC1"),
        ("krippendorff-alpha", "Krippendorff alphas"),
        ("brennan-prediger", "Brennan-Prediger coefficients"),
    )
)


def agreement(ratings: Ratings, method: str = "fleiss", level: float = 0.95) -> Agreement:
    """Estimate how well readers agree, by the name of a coefficient.

    Parameters
    ----------
    ratings
        Counts of patients by pattern of readings.
    method
        ``"pairwise"``, ``"all-readers"``, ``"cohen"``, ``"fleiss"``, ``"bootstrap-enumerated"``, ``"conger"``,
        ``"gwet-ac1"``, ``"krippendorff-alpha"`` or ``"brennan-prediger"``.
    level
        Confidence level.

    Raises
    ------
    InputError
        If there is no such coefficient, if it does not fit the readers, or the level is not between 0 and 1.

    Examples
    --------
    >>> read = Ratings(("pos", "neg"), {("pos",) * 3: 20, ("pos", "pos", "neg"): 6, ("neg",) * 3: 24})
    >>> round(agreement(read, "krippendorff-alpha").estimate.value, 4)
    0.8408
    """
    return chosen("method", method, {entry.name: entry.compute for entry in AGREEMENT})(ratings, level)
