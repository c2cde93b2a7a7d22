"""The paired difference of detection rates over strata: one pooled estimate with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, hypot, sqrt

from psmatrial.errors import InputError, choices
from psmatrial.model import Estimate, PairedTable, checked_level
from psmatrial.stats.distributions import root, z_of
from psmatrial.stats.score import difference_moments
from psmatrial.stats.stratum_weights import difference, pooling_weights, variances

QUANTITY = "pooled-difference"
INTERVALS = ("stratified-tango", "wald")


def pooled_difference(
    tables: Sequence[PairedTable],
    weights: str = "size",
    interval: str | None = None,
    level: float = 0.95,
    given: Sequence[float] | None = None,
) -> Estimate:
    """Estimate one difference of paired detection rates from several strata.

    With weights by size the pooled difference is the crude one: patients who are their own controls are balanced in
    every stratum. Stratifying then changes the interval only, and other weights answer for another population.

    Parameters
    ----------
    tables
        One table a stratum.
    weights
        As in ``pooling_weights``.
    interval
        ``"stratified-tango"``, for weights by size only, inverts the score test of one common difference; ``"wald"``.
        None takes the first of these that the weights allow.
    level
        Confidence level.
    given
        As in ``pooling_weights``.

    Returns
    -------
    Estimate
        ``method`` is ``stratified-tango``, or the name of the weights for a Wald interval. Without patients all
        values are None. If a stratum shows no variance, 1/2 is added to the discordant counts of every stratum for
        the variances only; ``note`` says so and counts empty strata.

    Raises
    ------
    InputError
        If weights, interval or level are not known or do not go together.

    References
    ----------
    Tango, Stat Med 1998;17:891 (one table; over strata it is our extension).
    Mehrotra and Railkar, Stat Med 2000;19:811.

    Examples
    --------
    >>> strata = [PairedTable(4, 8, 3, 11), PairedTable(4, 8, 1, 5), PairedTable(1, 3, 0, 2)]
    >>> pooled = pooled_difference(strata)
    >>> round(pooled.value, 6), round(pooled.low, 6), round(pooled.high, 6)
    (0.3, 0.120938, 0.460719)
    """
    level = checked_level(level)
    tables = tuple(tables)
    shares = pooling_weights(tables, weights, given)
    method = _method(weights, interval)
    kept = [(table, share) for table, share in zip(tables, shares, strict=True) if table.n]
    n = sum(table.n for table, _ in kept)
    if not any(shares):
        why = "no patients" if not n else "no patients in any stratum with a weight"
        return Estimate(QUANTITY, None, None, None, level, method, n, why)
    value = max(-1.0, min(1.0, fsum(share * difference(table) for table, share in kept)))
    if weights == "size":
        value = sum(table.index_only - table.comparator_only for table, _ in kept) / n
    notes = [_empty_note(len(tables) - len(kept), weights)]
    if method == "stratified-tango":
        low, high = _tango_limits(kept, value, z_of(level))
    else:
        spread, widened = variances([table for table, _ in kept])
        half = z_of(level) * sqrt(fsum(share**2 * v for (_, share), v in zip(kept, spread, strict=True)))
        low, high = max(-1.0, value - half), min(1.0, value + half)
        notes += ["1/2 added to the discordant counts for the variances: a stratum shows none"] if widened else []
    notes += ["a weight is negative"] if min(shares) < 0.0 else []
    return Estimate(QUANTITY, value, low, high, level, method, n, "; ".join(filter(None, notes)))


def _method(weights: str, interval: str | None) -> str:
    """Return the name of weights and interval together."""
    if interval is None:
        interval = "stratified-tango" if weights == "size" else "wald"
    if interval not in INTERVALS:
        raise InputError(f"interval {interval!r} is not known.", choices(interval, INTERVALS))
    if interval == "stratified-tango" and weights != "size":
        raise InputError(f"weights {weights!r} have no interval 'stratified-tango'.", "Use 'wald', or weights 'size'.")
    return weights if interval == "wald" else interval


def _empty_note(empty: int, weights: str) -> str:
    """Return the words for strata without patients."""
    if not empty:
        return ""
    spread = "; their given weights are spread over the others" if weights == "given" else ""
    return f"{empty} empty {'stratum' if empty == 1 else 'strata'} left out{spread}"


def _tango_limits(kept: Sequence[tuple[PairedTable, float]], value: float, z: float) -> tuple[float, float]:
    """Return the two differences that a score test over the strata just does not reject."""

    def scaled(x: float) -> float:
        """Return T/sqrt(T^2 + z^2) of the score T at x: bounded, where T is infinite at -1 and 1."""
        if x == value:
            return 0.0
        variance = fsum(share**2 * difference_moments(table, x).variance for table, share in kept)
        return (value - x) / hypot(value - x, z * sqrt(variance))

    edge = sqrt(0.5)
    low = -1.0 if value == -1.0 else root(lambda x: scaled(x) - edge, -1.0, value)
    high = 1.0 if value == 1.0 else root(lambda x: scaled(x) + edge, value, 1.0)
    return low, high
