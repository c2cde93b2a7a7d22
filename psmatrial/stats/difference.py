"""Intervals for the difference of two paired detection rates, index test minus comparator."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from psmatrial.errors import InputError, choices
from psmatrial.model import Estimate, Method, PairedTable, checked_alternative, checked_level, checked_table
from psmatrial.stats.fay_lumbard import fay_lumbard_limits
from psmatrial.stats.limits import Limits, Scale, interval
from psmatrial.stats.mover import mover_difference
from psmatrial.stats.scas import scas_difference
from psmatrial.stats.score_limits import tango_limits
from psmatrial.stats.wald import (
    agresti_min_difference,
    bonett_price_difference,
    wald_corrected_difference,
    wald_difference,
)

if TYPE_CHECKING:
    from collections.abc import Callable

QUANTITY = "rate-difference"

_LIMITS: dict[str, Callable[[PairedTable, float], Limits]] = {
    "wald": wald_difference,
    "wald-corrected": wald_corrected_difference,
    "agresti-min": agresti_min_difference,
    "bonett-price": bonett_price_difference,
    "newcombe": partial(mover_difference, rate="wilson"),
    "mover-jeffreys": partial(mover_difference, rate="jeffreys"),
    "tango": tango_limits,
    "scas": scas_difference,
    "fay-lumbard": fay_lumbard_limits,
}
_UNCONDITIONAL = {"exact-unconditional": "score", "exact-unconditional-tails": "tails"}


def rate_difference(
    table: PairedTable,
    method: str = "tango",
    level: float = 0.95,
    alternative: str = "two-sided",
) -> Estimate:
    """Estimate how much larger the detection rate of the index test is.

    The rates come from the same patients, so only those found by one test alone make the difference; the
    others tell how small a share they are.

    Parameters
    ----------
    table
        Counts of patients, each read with both tests.
    method
        ``"tango"``, the score interval, close to its level and matched to the asymptotic test;
        ``"fay-lumbard"``, matched to the exact test; ``"exact-unconditional"``, exact without conditioning,
        and ``"exact-unconditional-tails"``, which also holds half the error on each side; or ``"newcombe"``,
        ``"mover-jeffreys"``, ``"agresti-min"``, ``"bonett-price"``, ``"scas"``, ``"wald"``, ``"wald-corrected"``.
    level
        Confidence level as a proportion.
    alternative
        ``"two-sided"``; ``"greater"`` for a lower limit alone, the upper one being 1; ``"less"`` for an upper
        limit alone, the lower one being -1.

    Returns
    -------
    Estimate
        ``value`` is the observed difference by every method, -1 to 1. Without patients all values are None.
        ``note`` says what is unusual, such as an interval without width.

    Raises
    ------
    InputError
        If method, level or alternative cannot be used; the message lists the methods.

    References
    ----------
    Tango, Stat Med 1998;17:891; the catalogue ``METHODS`` names one for each method.

    Examples
    --------
    Calais et al. 2019; cells rebuilt from the printed rates and odds ratio.

    >>> calais = PairedTable(9, 19, 4, 18, index="PSMA", comparator="fluciclovine")
    >>> estimate = rate_difference(calais)
    >>> estimate.value, round(estimate.low, 3), round(estimate.high, 3)
    (0.3, 0.121, 0.462)
    """
    checked_table(table)
    names = (*_LIMITS, *_UNCONDITIONAL)
    if not isinstance(method, str) or method not in names:
        raise InputError(f"there is no interval of the rate difference {method!r}.", choices(method, names))
    if method in _UNCONDITIONAL:
        return _unconditional(table, method, level, alternative)
    return interval(_SCALE, method, _LIMITS[method], table, level, alternative)


def _unconditional(table: PairedTable, method: str, level: float, alternative: str) -> Estimate:
    """Return an exact unconditional interval, whose machinery is loaded only when it is asked for."""
    checked_alternative(alternative)
    level = checked_level(level)
    from psmatrial.stats.unconditional import unconditional_interval

    return unconditional_interval(table, level, alternative, _UNCONDITIONAL[method])


def _observed(table: PairedTable) -> tuple[float, str]:
    """Return the observed difference of the rates."""
    return (table.index_only - table.comparator_only) / table.n, ""


_SCALE = Scale(QUANTITY, -1.0, 1.0, _observed)


def _by(method: str) -> Callable[[PairedTable, float, str], Estimate]:
    """Return the interval of one method in the form of the catalogue."""

    def compute(table: PairedTable, level: float, alternative: str) -> Estimate:
        return rate_difference(table, method, level, alternative)

    return compute


METHODS: tuple[Method, ...] = (
    Method(
        QUANTITY,
        "wald",
        "Wald",
        "(b − c)/n ± z √(b + c − (b − c)²/n)/n",
        "Fagerland, Stat Med 2014;33:2850.",
        "Use it only to reproduce papers that printed it.",
        "It covers too rarely in small samples and has no width without discordant patients.",
        _by("wald"),
    ),
    Method(
        QUANTITY,
        "wald-corrected",
        "Wald, continuity corrected",
        "(b − c)/n ± z √(b + c − (|b − c| − 1)²/n)/n",
        "Fagerland, Stat Med 2014;33:2850.",
        "Use it only to reproduce papers that printed it.",
        "It is narrower than without the correction where the discordant patients split equally.",
        _by("wald-corrected"),
    ),
    Method(
        QUANTITY,
        "agresti-min",
        "Agresti-Min",
        "Wald with b + ½, c + ½, n + 2: (b − c)/(n + 2) ± z √(b + c + 1 − (b − c)²/(n + 2))/(n + 2)",
        "Agresti, Stat Med 2005;24:729.",
        "Prefer it where a reader must be able to check the interval by hand.",
        "Its centre is nearer to 0 than the observed difference, and no test belongs to it.",
        _by("agresti-min"),
    ),
    Method(
        QUANTITY,
        "bonett-price",
        "Bonett-Price",
        "p − q ± z √((p + q − (p − q)²)/(n + 2)), p = (b + 1)/(n + 2), q = (c + 1)/(n + 2)",
        "Bonett, J Educ Behav Stat 2012;37:479.",
        "Prefer it where a simple formula with good coverage is wanted.",
        "It is drawn towards no difference, and no test belongs to it.",
        _by("bonett-price"),
    ),
    Method(
        QUANTITY,
        "newcombe",
        "Newcombe square-and-add",
        "D − √(δ₁² − 2φδ₁ε₂ + ε₂²), D + √(ε₁² − 2φε₁δ₂ + δ₂²), δ and ε the distances to Wilson limits, φ corrected",
        "Newcombe, Stat Med 1998;17:2635.",
        "Prefer it where the limits should rest on the Wilson limits of the two rates.",
        "Its corrected correlation jumps with small counts, and no test belongs to it.",
        _by("newcombe"),
    ),
    Method(
        QUANTITY,
        "mover-jeffreys",
        "MOVER, Jeffreys",
        "as Newcombe, with Jeffreys limits of the two rates",
        "Laud, Pharm Stat 2017;16:334.",
        "Prefer it where errors of equal size on both sides matter more than the shortest width.",
        "It covers too rarely where both rates are near 0 or 1, and no test belongs to it.",
        _by("mover-jeffreys"),
    ),
    Method(
        QUANTITY,
        "tango",
        "Tango score",
        "the x with |b − c − nx| = z √(n(2q + x(1 − x))), q the restricted estimate of comparator only",
        "Tango, Stat Med 1998;17:891.",
        "Prefer it as the general interval: its coverage is close to the level and its width short.",
        "It belongs to the asymptotic test and may leave out 0 where the exact test does not reject.",
        _by("tango"),
    ),
    Method(
        QUANTITY,
        "scas",
        "SCAS, skewness-corrected score",
        "the x with (D − x)/√V = ±z + (z² − 1) μ₃/(6 V^1.5), V enlarged by n/(n − 1)",
        "Laud, Pharm Stat 2017;16:334.",
        "Prefer it where the errors of the two limits should be equal.",
        "Its version for paired rates is not yet published in a journal.",
        _by("scas"),
        experimental=True,
    ),
    Method(
        QUANTITY,
        "fay-lumbard",
        "Fay-Lumbard",
        "quantiles of T(2B − 1), T ~ Beta(m, n − m + 1) or Beta(m + 1, n − m), B ~ Beta(b, c + 1) or Beta(b + 1, c)",
        "Fay, Stat Med 2021;40:1147.",
        "Prefer it beside the exact test: it leaves out 0 exactly where that test rejects.",
        "It is wider than needed, as exact conditional methods are.",
        _by("fay-lumbard"),
    ),
    Method(
        QUANTITY,
        "exact-unconditional",
        "Exact unconditional",
        "the x with sup P(|T(x)| ≥ |t(x)|) > 1 − level over the nuisance parameter, T Tango's score statistic",
        "Agresti, Biometrics 2001;57:963.",
        "Prefer it where the level must be guaranteed and the interval short.",
        "It is slow with thousands of patients, and the hull of a set that may have gaps.",
        _by("exact-unconditional"),
        costly=True,
    ),
    Method(
        QUANTITY,
        "exact-unconditional-tails",
        "Exact unconditional, two one-sided tests",
        "the x that neither one-sided test, sup P(T(x) ≥ t(x)) or sup P(T(x) ≤ t(x)), rejects at (1 − level)/2",
        "Hsueh, Biometrics 2001;57:478.",
        "Prefer it with margins: its lower limit holds half the error by itself.",
        "It is wider than the interval that inverts the two-sided test.",
        _by("exact-unconditional-tails"),
        costly=True,
    ),
)
