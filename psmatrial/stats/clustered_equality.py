"""Tests that two tests detect equally often, over units that patients have several of."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import copysign, inf, isinf

from psmatrial.model import HypothesisTest, PairedTable
from psmatrial.stats.choice import chosen
from psmatrial.stats.clustered import (
    NOT_CLUSTERED,
    Clusters,
    checked_clusters,
    cluster_notes,
    difference_error,
    difference_of,
)
from psmatrial.stats.distributions import chi2_tail
from psmatrial.stats.rate import NO_PATIENTS
from psmatrial.stats.student import t_tails

QUANTITY = "clustered-equality"
NO_DISCORDANCE = "no discordant units: nothing speaks against equal rates"
NO_SPLIT = "neither test found more than the other"
ALIKE = "all patients differ alike: no variance between patients, no test"
NO_MEAN_SPLIT = "the mean of the patients' differences is 0"
TOO_NEGATIVE = "the intraclass correlation is too far below 0 for this method"
UNIFORM = "all units are found by the same test alone: they have no intraclass correlation"
MCNEMAR = "McNemar's test belongs here"
# An inflation of less is 0 but for rounding.
ROUNDING = 1e-12


def clustered_equality(seen: Clusters, method: str = "obuchowski") -> HypothesisTest:
    """Test that two tests, read on several units of each patient, detect equally often.

    McNemar's test takes units of one patient for so many patients, and finds differences where there are none.

    Parameters
    ----------
    seen
        Counts of units by patient. With d the units of a patient found by the index test only, less those found by
        the comparator only, and n all his units:
    method
        ``"obuchowski"``, from the sum of d; ``"durkalski"``, from the mean of d/n, every patient counting the same;
        ``"yang"``, Obuchowski's with a variance pooled over hypothesis and data; ``"eliasziw-donner"``, McNemar's
        divided by what an intraclass correlation inflates it by; ``"robust"`` and ``"gee"``, which belong to the
        intervals of these names.

    Returns
    -------
    HypothesisTest
        Two-sided; chi-squared on 1 df, for ``"robust"`` t on K - 1. Without discordant units, and where both tests
        found as many as the other, p is 1. ``note`` says so, that patients with one unit each are not clustered, and
        that fewer than ten have a discordance.

    Raises
    ------
    InputError
        If only one patient has units, or ``method`` is none of these.

    References
    ----------
    Eliasziw and Donner, Stat Med 1991;10:1981.
    Obuchowski, Stat Med 1998;17:1495.
    Durkalski, Palesch, Lipsitz and Rust, Stat Med 2003;22:2417.
    Yang, Sun and Hardin, Biom J 2010;52:638.

    Examples
    --------
    >>> seen = Clusters({(2, 1, 0, 0): 6, (1, 2, 0, 1): 5, (0, 0, 1, 2): 4, (1, 0, 0, 0): 5})
    >>> test = clustered_equality(seen)
    >>> round(test.statistic, 4), round(test.p_value, 4)
    (4.56, 0.0327)
    """
    statistic = chosen("method", method, _STATISTICS)
    table = checked_clusters(seen).table
    df = max(seen.count - 1, 1) if method == "robust" else 1
    if table.n == 0:
        return HypothesisTest(method, None, None, df, note=NO_PATIENTS, quantity=QUANTITY)
    value = statistic(seen) if table.discordant else 0.0
    notes = [_remark(value, table) if table.discordant else NO_DISCORDANCE]
    notes += [f"{note}, {MCNEMAR}" if note == NOT_CLUSTERED else note for note in cluster_notes(seen)]
    if value is None or isinf(value):
        p_value = None
    else:
        p_value = t_tails(value, df) if method == "robust" else chi2_tail(value, 1)
    return HypothesisTest(method, p_value, value, df, note="; ".join(filter(None, notes)), quantity=QUANTITY)


def _remark(value: float | None, table: PairedTable) -> str:
    """Return the words for a statistic that is 0, infinite or does not exist."""
    if value is None:
        return UNIFORM if table.n in table.cells else TOO_NEGATIVE
    if value == 0.0:
        return NO_SPLIT if table.index_only == table.comparator_only else NO_MEAN_SPLIT
    return ALIKE if isinf(value) else ""


def _ratio(difference: float, variance: float) -> float:
    """Return a statistic: 0 without a difference, infinite without variance."""
    if difference == 0.0:
        return 0.0
    return difference / variance if variance else copysign(inf, difference)


def _obuchowski(seen: Clusters) -> float:
    """Return (sum of d)^2 over K/(K - 1) times the sum of d^2."""
    table, patients = seen.table, seen.count
    squares = sum(count * (b - c) ** 2 for (_, b, c, _), count in seen.patients.items())
    return _ratio((table.index_only - table.comparator_only) ** 2, squares * patients / (patients - 1))


def _durkalski(seen: Clusters) -> float:
    """Return (sum of d/n)^2 over the sum of (d/n)^2."""
    shares = [(Fraction(c[1] - c[2], sum(c)), count) for c, count in seen.patients.items() if any(c)]
    return _ratio(float(sum(count * d for d, count in shares) ** 2), float(sum(count * d * d for d, count in shares)))


def _yang(seen: Clusters) -> float:
    """Return (sum of d)^2 over the mean of the sums of (d - nD)^2 and d^2, times (K - 1)/K."""
    table, patients = seen.table, seen.count
    split = table.index_only - table.comparator_only
    around = sum(count * ((c[1] - c[2]) * table.n - sum(c) * split) ** 2 for c, count in seen.patients.items())
    plain = sum(count * (c[1] - c[2]) ** 2 for c, count in seen.patients.items())
    variance = (around / table.n**2 + plain) / 2.0
    return _ratio(split**2, variance * patients / (patients - 1))


def _gee(seen: Clusters) -> float:
    """Return the square of the difference over its error by the plain sandwich."""
    return _ratio(difference_of(seen) ** 2, difference_error(seen, robust=False) ** 2)


def _robust(seen: Clusters) -> float:
    """Return the difference over its error."""
    return _ratio(difference_of(seen), difference_error(seen, robust=True))


def _eliasziw_donner(seen: Clusters) -> float | None:
    """Return McNemar's statistic over 1 + (discordant units a patient - 1) times their correlation."""
    table = seen.table
    plain = (table.index_only - table.comparator_only) ** 2 / table.discordant
    discordant = [(b + c, count) for (_, b, c, _), count in seen.patients.items() if b + c]
    found = seen.discordant_patients
    mean = table.discordant / found
    spread = sum(count * (units - mean) ** 2 for units, count in discordant)
    typical = mean - spread / (found * (found - 1) * mean) if found > 1 else mean
    further = typical + found * (mean - typical) - 1.0
    # No difference, or no two discordant units of one patient: whatever the correlation, it inflates nothing.
    if not plain or not further:
        return plain
    correlation = _correlation(seen)
    inflation = 0.0 if correlation is None else 1.0 + further * correlation
    return plain / inflation if inflation > ROUNDING else None


def _correlation(seen: Clusters) -> float | None:
    """Return the correlation of discordant units of a patient, from that of all four cells by analysis of variance."""
    units, patients, cells = seen.units, seen.count, seen.table.cells
    kinds = [(c, sum(c), count) for c, count in seen.patients.items() if any(c)]
    mean = units / patients
    size = mean - sum(count * (n - mean) ** 2 for _, n, count in kinds) / (patients * (patients - 1) * mean)
    between = sum(
        count * (x * units - n * total) ** 2 / n for c, n, count in kinds for x, total in zip(c, cells, strict=True)
    )
    between /= units * units * patients
    within = sum(count * x * (n - x) / n for c, n, count in kinds for x in c) / (units - patients)
    share = seen.table.discordant / units
    # With r = (between - within)/(between + (size - 1) within) it is r/(r + share (1 - r)).
    above, below = between - within, between + (size - 1.0) * within
    whole = above + share * (below - above)
    return above / whole if whole > 0.0 else None


_STATISTICS: dict[str, Callable[[Clusters], float | None]] = {
    "obuchowski": _obuchowski,
    "durkalski": _durkalski,
    "yang": _yang,
    "eliasziw-donner": _eliasziw_donner,
    "robust": _robust,
    "gee": _gee,
}
