"""Tests of a margin: non-inferiority, superiority by a margin, equivalence of two paired detection rates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING

from psmatrial.errors import InputError, choices
from psmatrial.model import Estimate, HypothesisTest, PairedTable, checked_table
from psmatrial.stats.difference import rate_difference
from psmatrial.stats.distributions import normal_tail
from psmatrial.stats.rate import NO_PATIENTS
from psmatrial.stats.ratio import rate_ratio
from psmatrial.stats.score import tang_statistic, tango_statistic

if TYPE_CHECKING:
    from collections.abc import Callable

_SIDES = ("greater", "less")
_NO_DISCORDANCE = "no discordant patients: what p says rests on their absence alone"


@dataclass(frozen=True, slots=True)
class _Scale:
    """What a margin is compared with, the range of margins, and the intervals that belong to the tests."""

    quantity: str
    statistic: Callable[[PairedTable, float], float]
    interval: Callable[[PairedTable, str, float], Estimate]
    lowest: float
    highest: float
    methods: dict[str, str]


_SCALES = {
    "difference": _Scale(
        "rate-difference-margin",
        tango_statistic,
        rate_difference,
        -1.0,
        1.0,
        {"score": "tango", "exact-unconditional": "exact-unconditional-tails"},
    ),
    "ratio": _Scale("rate-ratio-margin", tang_statistic, rate_ratio, 0.0, inf, {"score": "tang"}),
}


@dataclass(frozen=True, slots=True)
class Equivalence:
    """Two one-sided tests and the interval that lies between the margins exactly where both reject.

    ``p_value`` is the larger of the two, None without patients. The level of ``interval`` is 1 less twice the
    one-sided level of the tests.
    """

    above: HypothesisTest
    below: HypothesisTest
    p_value: float | None
    interval: Estimate


def margin_test(
    table: PairedTable,
    margin: float,
    scale: str = "difference",
    method: str = "score",
    alternative: str = "greater",
) -> HypothesisTest:
    """Test that the index test is better than a margin.

    With a difference below 0 (a ratio below 1) this is non-inferiority, with one above it superiority by a
    margin. The test is one-sided; its usual level is 0.025, that of one limit of the interval at 0.95.

    Parameters
    ----------
    table
        Counts of patients, each read with both tests.
    margin
        Rate of the index test minus that of the comparator, strictly between -1 and 1 (-0.10 for "at most ten
        points worse"); with the scale ``"ratio"`` the one over the other, above 0.
    scale
        ``"difference"`` or ``"ratio"``.
    method
        ``"score"``, Tango's test of a difference and that of Nam and Blackwelder, and of Tang, of a ratio;
        ``"exact-unconditional"``, of a difference only, which never exceeds its level.
    alternative
        ``"greater"``: the true contrast is above the margin; ``"less"``: it is below.

    Returns
    -------
    HypothesisTest
        ``statistic`` is the signed z of the score. Without discordant patients p is not 1: that nobody was
        found by one test only is evidence against a difference. Where neither test found anybody, nothing is
        known of the ratio and its p is 1. Without patients ``p_value`` is None. ``note`` says so.

    Raises
    ------
    InputError
        If margin, scale, method or alternative cannot be used; the message lists the choices.

    References
    ----------
    Tango, Stat Med 1998;17:891.
    Nam and Blackwelder, Stat Med 2002;21:689; Tang, Tang and Chan, Stat Med 2003;22:1217 (ratio).
    Sidik, Stat Med 2003;22:265 (exact).

    Examples
    --------
    >>> test = margin_test(PairedTable(9, 19, 4, 18), -0.10)
    >>> round(test.statistic, 6), f"{test.p_value:.4e}"
    (4.037723, '2.6986e-05')
    """
    checked_table(table)
    chosen = _chosen(scale, method)
    if alternative not in _SIDES:
        raise InputError(f"alternative {alternative!r} is not that of a margin.", choices(alternative, _SIDES))
    if not chosen.lowest < margin < chosen.highest:
        span = f"between {chosen.lowest:g} and {chosen.highest:g}"
        raise InputError(f"margin {margin!r} is not {span}.", f"Give a {scale} of proportions such as -0.10 or 0.80.")
    quantity = chosen.quantity
    if table.n == 0:
        return HypothesisTest(method, None, alternative=alternative, note=NO_PATIENTS, quantity=quantity)
    if scale == "ratio" and table.neither == table.n:
        note = "neither test found a patient: nothing is known of the ratio"
        return HypothesisTest(method, 1.0, alternative=alternative, note=note, quantity=quantity)
    if method == "exact-unconditional":
        return _unconditional(table, margin, alternative, quantity)
    z = chosen.statistic(table, margin)
    p_value = normal_tail(z if alternative == "greater" else -z)
    note = "" if table.discordant else _NO_DISCORDANCE
    return HypothesisTest(method, p_value, z, alternative=alternative, note=note, quantity=quantity)


def equivalence(
    table: PairedTable,
    margins: tuple[float, float],
    scale: str = "difference",
    method: str = "score",
    error: float = 0.025,
) -> Equivalence:
    """Test that two paired rates differ by less than a margin on either side.

    Both one-sided tests must reject. They do where the interval at level 1 - 2 error lies between the margins.

    Parameters
    ----------
    table
        Counts of patients, each read with both tests.
    margins
        Lower and upper margin, such as (-0.10, 0.10), or (0.80, 1.25) for a ratio.
    scale, method
        As in ``margin_test``.
    error
        Level of each one-sided test as a proportion, 0 to 0.5.

    Returns
    -------
    Equivalence
        Both tests, the larger p-value, and the matching interval with its level.

    Raises
    ------
    InputError
        If a choice cannot be used, or the margins are not in order.

    References
    ----------
    Schuirmann, J Pharmacokinet Biopharm 1987;15:657.
    Liu, Hsueh, Hsieh and Chen, Stat Med 2002;21:231.

    Examples
    --------
    >>> result = equivalence(PairedTable(40, 2, 2, 56), (-0.10, 0.10))
    >>> round(result.p_value, 4), result.interval.level
    (0.0013, 0.95)
    """
    lower, upper = margins
    if not lower < upper:
        raise InputError(f"margins {lower!r} and {upper!r} are not in order.", "Give the lower one first.")
    above = margin_test(table, lower, scale, method, "greater")
    below = margin_test(table, upper, scale, method, "less")
    known = [test.p_value for test in (above, below) if test.p_value is not None]
    chosen = _chosen(scale, method)
    interval = chosen.interval(table, chosen.methods[method], 1.0 - 2.0 * error)
    return Equivalence(above, below, max(known, default=None), interval)


def _chosen(scale: str, method: str) -> _Scale:
    """Return the scale by its name, if it has the method."""
    if scale not in _SCALES:
        raise InputError(f"scale {scale!r} of a margin is not known.", choices(scale, tuple(_SCALES)))
    offered = _SCALES[scale]
    if method not in offered.methods:
        raise InputError(f"there is no test {method!r} of a {scale} margin.", choices(method, tuple(offered.methods)))
    return offered


def _unconditional(table: PairedTable, margin: float, alternative: str, quantity: str) -> HypothesisTest:
    """Return the exact unconditional test, whose machinery is loaded only when it is asked for."""
    from psmatrial.stats.unconditional import unconditional_margin_test

    return replace(unconditional_margin_test(table, margin, alternative), quantity=quantity)
