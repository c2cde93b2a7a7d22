"""Exact unconditional tests and intervals: only the number of patients is taken as given, not how many disagree.

The price is a nuisance parameter, how often the tests disagree. Every p-value here is the largest over all its
values, bounded from above by proof and not by a grid, so that nothing is liberal by computation.
"""

from __future__ import annotations

from math import sqrt

from psmatrial.errors import InputError, choices
from psmatrial.model import Estimate, HypothesisTest, PairedTable, checked_alternative, checked_level
from psmatrial.stats.distributions import beta_quantile
from psmatrial.stats.limits import Limits, Scale, interval
from psmatrial.stats.mcnemar import NO_DISCORDANCE, NO_PATIENTS
from psmatrial.stats.score import tango_statistic

LARGEST = 2000
_METHOD = "exact-unconditional"
_KINDS = {"score": _METHOD, "tails": f"{_METHOD}-tails"}
_SIDES = ("greater", "less")
_MARGIN = "rate-difference-margin"


def unconditional_test(
    table: PairedTable, alternative: str = "two-sided", gamma: float | None = None
) -> HypothesisTest:
    """Test that two paired detection rates are equal, without conditioning on the discordant patients.

    Tables are ordered by McNemar's z = (index only - comparator only) / sqrt(discordant), which is 0 without
    discordant patients; p is the largest probability of a table at least as extreme, over all probabilities of a
    discordant patient, or over their interval at level 1 - gamma, with gamma added (Berger and Boos).

    Parameters
    ----------
    table
        Counts of patients, each read with both tests.
    alternative
        ``"two-sided"``; ``"greater"`` asks whether the index test detects more, ``"less"`` whether it detects less.
    gamma
        Error spent on the Clopper-Pearson interval, such as 0.0001; None for all probabilities.

    Returns
    -------
    HypothesisTest
        Method ``exact-unconditional``, or ``berger-boos`` with a note that names gamma; ``statistic`` is the
        signed z. The p-value is never below the supremum and at most 1e-9 above it. Without discordant patients
        it is 1, without patients None; ``note`` says so.

    Raises
    ------
    InputError
        If the alternative is not known or gamma is not between 0 and 1.

    References
    ----------
    Suissa and Shuster, Biometrics 1991;47:361.
    Berger and Boos, J Am Stat Assoc 1994;89:1012.

    Examples
    --------
    >>> calais = PairedTable(9, 19, 4, 18, index="PSMA", comparator="fluciclovine")
    >>> round(unconditional_test(calais).p_value, 10)
    0.0016658421
    >>> round(unconditional_test(calais, gamma=1e-4).p_value, 10)
    0.001714106
    """
    checked_alternative(alternative)
    if gamma is not None and not 0.0 < gamma < 1.0:
        raise InputError(f"gamma {gamma!r} is not between 0 and 1.", "Give a small proportion such as 0.0001.")
    method = _METHOD if gamma is None else "berger-boos"
    if table.n == 0:
        return HypothesisTest(method, None, alternative=alternative, note=NO_PATIENTS)
    if table.discordant == 0:
        return HypothesisTest(method, 1.0, 0.0, alternative=alternative, note=NO_DISCORDANCE)
    from psmatrial.stats._splits import unconditional_p

    excess = table.index_only - table.comparator_only
    towards = -excess if alternative == "less" else excess
    two_sided = alternative == "two-sided"
    p_value = unconditional_p(table.n, table.discordant, towards, two_sided=two_sided, within=searched(table, gamma))
    note = "" if gamma is None else f"gamma {gamma:g}"
    statistic = excess / sqrt(table.discordant)
    return HypothesisTest(method, min(1.0, p_value + (gamma or 0.0)), statistic, alternative=alternative, note=note)


def unconditional_interval(
    table: PairedTable, level: float = 0.95, alternative: str = "two-sided", kind: str = "score"
) -> Estimate:
    """Return the difference of two paired rates with exact unconditional limits.

    A difference is inside when the unconditional test based on Tango's statistic does not reject it. ``"score"``
    inverts the two-sided test, in which tables on both sides count when their statistic is as large as the observed
    one; ``"tails"`` inverts two one-sided tests at half the error each, which is wider.

    Parameters
    ----------
    table
        Counts of patients, each read with both tests.
    level
        Confidence level as a proportion.
    alternative
        ``"two-sided"``; ``"greater"`` for a lower limit, ``"less"`` for an upper one: these invert the one-sided test,
        whatever the kind, because half of a two-sided interval need not hold the error on its own side.
    kind
        ``"score"`` or ``"tails"``.

    Returns
    -------
    Estimate
        The hull of all differences that are not rejected: differences beyond a limit are rejected by proof, so it
        is never too narrow; it is wider than the hull by less than 1e-6 as a rule. Above 2000 patients the limits
        are None, without patients the value too; ``note`` says so.

    Raises
    ------
    InputError
        If level, alternative or kind cannot be used.

    References
    ----------
    Agresti and Min, Biometrics 2001;57:963.
    Sidik, Stat Med 2003;22:265 (the nuisance parameter).
    Tango, Stat Med 1998;17:891 (the statistic).

    Examples
    --------
    >>> calais = PairedTable(9, 19, 4, 18, index="PSMA", comparator="fluciclovine")
    >>> estimate = unconditional_interval(calais)
    >>> round(estimate.low, 5), round(estimate.high, 5)
    (0.11722, 0.46722)
    """
    if kind not in _KINDS:
        raise InputError(f"there is no kind {kind!r} of unconditional interval.", choices(kind, tuple(_KINDS)))
    level, scale = checked_level(level), Scale("rate-difference", -1.0, 1.0, _observed)
    if table.n > LARGEST:
        checked_alternative(alternative)
        note = f"limits are not computed above {LARGEST} patients"
        value, method = _observed(table)[0], _KINDS[kind]
        return Estimate(scale.quantity, value, None, None, level, method, table.n, note, alternative)

    # A one-sided limit inverts the one-sided test, whatever the kind: |T| has no side, and half of it holds no error.
    inverted = kind if alternative == "two-sided" else "tails"

    def limits(observed: PairedTable, two_sided_level: float) -> Limits:
        lower = -1.0 if alternative == "less" else _lower(observed, two_sided_level, inverted)
        upper = 1.0 if alternative == "greater" else -_lower(observed.swapped(), two_sided_level, inverted)
        return Limits(lower, upper)

    return interval(scale, _KINDS[kind], limits, table, level, alternative)


def unconditional_margin_test(table: PairedTable, margin: float, alternative: str = "greater") -> HypothesisTest:
    """Test that the difference of two paired rates is above a margin, without conditioning.

    Tables are ordered by Tango's statistic at the margin; p is the largest probability of a table at least as
    extreme when the difference equals the margin, over all that "found by the comparator only" can then be.

    Parameters
    ----------
    table
        Counts of patients, each read with both tests.
    margin
        Index minus comparator as a proportion, strictly between -1 and 1: -0.10 for non-inferiority.
    alternative
        ``"greater"``: the true difference is above the margin; ``"less"``: it is below.

    Returns
    -------
    HypothesisTest
        ``statistic`` is the signed z. The p-value is never below the supremum and at most 1e-9 above it. It is not
        1 without discordant patients: they are evidence against a difference. Without patients it is None.

    Raises
    ------
    InputError
        If the margin is not between -1 and 1 or the alternative is not one of the two.

    References
    ----------
    Sidik, Stat Med 2003;22:265.

    Examples
    --------
    >>> f"{unconditional_margin_test(PairedTable(9, 19, 4, 18), -0.10).p_value:.4e}"
    '3.0225e-05'
    """
    if alternative not in _SIDES:
        raise InputError(f"alternative {alternative!r} is not that of a margin.", choices(alternative, _SIDES))
    if not -1.0 < margin < 1.0:
        raise InputError(f"margin {margin!r} is not between -1 and 1.", "Give a difference such as -0.10.")
    if table.n == 0:
        return HypothesisTest(_METHOD, None, alternative=alternative, note=NO_PATIENTS, quantity=_MARGIN)
    from psmatrial.stats._margin_region import margin_p_value

    counts, towards = (table.index_only, table.comparator_only), margin
    if alternative == "less":
        counts, towards = counts[::-1], -margin
    p_value = margin_p_value(table.n, *counts, towards)
    return HypothesisTest(_METHOD, p_value, tango_statistic(table, margin), alternative=alternative, quantity=_MARGIN)


def searched(table: PairedTable, gamma: float | None) -> tuple[float, float]:
    """Return the probabilities of a discordant patient that are searched: all, or the Clopper-Pearson interval.

    Examples
    --------
    >>> [round(end, 3) for end in searched(PairedTable(9, 19, 4, 18), 1e-4)]
    [0.206, 0.73]
    """
    if gamma is None:
        return 0.0, 1.0
    m, n = table.discordant, table.n
    return beta_quantile(gamma / 2.0, m, n - m + 1), beta_quantile(1.0 - gamma / 2.0, m + 1, n - m)


def _observed(table: PairedTable) -> tuple[float, str]:
    """Return the observed difference of the rates, with nothing to remark."""
    return (table.index_only - table.comparator_only) / table.n, ""


def _lower(table: PairedTable, level: float, kind: str) -> float:
    """Return the lower limit of the two-sided interval at a level."""
    from psmatrial.stats._inversion import Inversion, lower_limit

    two_sided = kind == "score"
    alpha = (1.0 - level) * (1.0 if two_sided else 0.5)
    return lower_limit(Inversion(table.n, table.index_only, table.comparator_only, alpha, two_sided))
