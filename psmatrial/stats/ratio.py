"""Intervals for the ratio of two paired detection rates, index test over comparator."""

from __future__ import annotations

from functools import partial
from math import inf
from typing import TYPE_CHECKING

from psmatrial.errors import InputError, choices
from psmatrial.model import Estimate, Method, PairedTable, checked_table
from psmatrial.stats.limits import Limits, Scale, interval
from psmatrial.stats.mover import mover_ratio
from psmatrial.stats.scas import scas_ratio
from psmatrial.stats.score_limits import tang_limits
from psmatrial.stats.wald import bonett_price_ratio, wald_ratio

if TYPE_CHECKING:
    from collections.abc import Callable

QUANTITY = "rate-ratio"

_LIMITS: dict[str, Callable[[PairedTable, float], Limits]] = {
    "wald": wald_ratio,
    "tang": tang_limits,
    "bonett-price": bonett_price_ratio,
    "mover-wilson": partial(mover_ratio, rate="wilson"),
    "mover-jeffreys": partial(mover_ratio, rate="jeffreys"),
    "scas": scas_ratio,
}


def rate_ratio(
    table: PairedTable,
    method: str = "tang",
    level: float = 0.95,
    alternative: str = "two-sided",
) -> Estimate:
    """Estimate how many times the detection rate of the comparator the index test reaches.

    Patients found by neither test do not matter to the estimate; those found by both pull it towards 1.

    Parameters
    ----------
    table
        Counts of patients, each read with both tests.
    method
        ``"tang"``, the score interval, matched to the asymptotic test; or ``"wald"``, ``"bonett-price"``,
        ``"mover-wilson"``, ``"mover-jeffreys"``, ``"scas"``.
    level
        Confidence level as a proportion.
    alternative
        ``"two-sided"``; ``"greater"`` for a lower limit alone, the upper one being infinite; ``"less"`` for an
        upper limit alone, the lower one being 0.

    Returns
    -------
    Estimate
        ``value`` is the observed ratio by every method; infinite where only the comparator found nobody. Where
        neither test found anybody it is None, between 0 and infinity. Without patients all values are None.
        ``note`` says so.

    Raises
    ------
    InputError
        If method, level or alternative cannot be used; the message lists the methods.

    References
    ----------
    Tang, Tang and Chan, Stat Med 2003;22:1217; the catalogue ``METHODS`` names one for each method.

    Examples
    --------
    Calais et al. 2019; cells rebuilt from the printed rates and odds ratio.

    >>> calais = PairedTable(9, 19, 4, 18, index="PSMA", comparator="fluciclovine")
    >>> estimate = rate_ratio(calais)
    >>> round(estimate.value, 2), round(estimate.low, 2), round(estimate.high, 2)
    (2.15, 1.34, 3.62)
    """
    checked_table(table)
    if not isinstance(method, str) or method not in _LIMITS:
        raise InputError(f"there is no interval of the rate ratio {method!r}.", choices(method, tuple(_LIMITS)))
    return interval(_SCALE, method, partial(_defined, limits=_LIMITS[method]), table, level, alternative)


def _defined(table: PairedTable, level: float, *, limits: Callable[[PairedTable, float], Limits]) -> Limits:
    """Return the limits, which say nothing where neither test found anybody."""
    if table.neither == table.n:
        return Limits(0.0, inf)
    return limits(table, level)


def _observed(table: PairedTable) -> tuple[float | None, str]:
    """Return the observed ratio of the rates, and in words why it is absent or infinite."""
    if table.neither == table.n:
        return None, "neither test found a patient: the ratio is not defined"
    if table.comparator_positive == 0:
        return inf, "the comparator found no patient"
    return table.index_positive / table.comparator_positive, ""


_SCALE = Scale(QUANTITY, 0.0, inf, _observed)


def _by(method: str) -> Callable[[PairedTable, float, str], Estimate]:
    """Return the interval of one method in the form of the catalogue."""

    def compute(table: PairedTable, level: float, alternative: str) -> Estimate:
        return rate_ratio(table, method, level, alternative)

    return compute


METHODS: tuple[Method, ...] = (
    Method(
        QUANTITY,
        "wald",
        "Wald, log scale",
        "exp(log((a + b)/(a + c)) ± z √((b + c)/((a + b)(a + c))))",
        "Fagerland, Stat Med 2014;33:2850.",
        "Use it only to reproduce papers that printed it.",
        "It says nothing where a test found nobody, and covers unevenly in small samples.",
        _by("wald"),
    ),
    Method(
        QUANTITY,
        "tang",
        "Tang score",
        "the x with |a + b − x(a + c)| = z √(n(1 + x)q + (a + b + c)(x − 1)), q the restricted comparator only",
        "Tang, Stat Med 2003;22:1217.",
        "Prefer it as the general interval: coverage close to the level, 1 left out where the asymptotic test rejects.",
        "Its errors on the two sides are unequal in small samples.",
        _by("tang"),
    ),
    Method(
        QUANTITY,
        "bonett-price",
        "Bonett-Price hybrid Wilson",
        "Wilson limits of (a + b)/(a + b + c) and (a + c)/(a + b + c) at a reduced z, the one over the other",
        "Bonett, Stat Med 2006;25:3039.",
        "Prefer it where a closed formula with good coverage is wanted.",
        "It belongs to no test.",
        _by("bonett-price"),
    ),
    Method(
        QUANTITY,
        "mover-wilson",
        "MOVER, Wilson",
        "Donner-Zou limits from the Wilson limits of the two rates and their observed correlation",
        "Donner, Stat Methods Med Res 2012;21:347.",
        "Prefer it where the limits should rest on the Wilson limits of the two rates.",
        "It covers too rarely with small samples and strong correlation, and no test belongs to it.",
        _by("mover-wilson"),
    ),
    Method(
        QUANTITY,
        "mover-jeffreys",
        "MOVER, Jeffreys",
        "Donner-Zou limits from the Jeffreys limits of the two rates and their observed correlation",
        "Laud, Pharm Stat 2017;16:334.",
        "Prefer it where errors of equal size on both sides matter more than the shortest width.",
        "It covers too rarely with small samples and strong correlation, and no test belongs to it.",
        _by("mover-jeffreys"),
    ),
    Method(
        QUANTITY,
        "scas",
        "SCAS, skewness-corrected score",
        "the x with S/√V = ±z + (z² − 1) μ₃/(6 V^1.5), S = p₁ − x p₂, V enlarged by n/(n − 1)",
        "Laud, Pharm Stat 2017;16:334.",
        "Prefer it where the errors of the two limits should be equal.",
        "Its version for paired rates is not yet published in a journal.",
        _by("scas"),
        experimental=True,
    ),
)
