"""The weights of strata in a pooled difference of paired detection rates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import fsum, isfinite

from psmatrial.errors import InputError, choices
from psmatrial.model import PairedTable

_SUM_TO_ONE = 1e-9


def pooling_weights(
    tables: Sequence[PairedTable], weights: str = "size", given: Sequence[float] | None = None
) -> tuple[float, ...]:
    """Return the weight of each stratum in a pooled difference.

    Parameters
    ----------
    tables
        One table a stratum.
    weights
        ``"size"``, the share of the patients, which for pairs is what Mantel and Haenszel weight by; ``"equal"``;
        ``"inverse-variance"``; ``"minimum-risk"``, between these two; ``"given"``, the shares of a target population.
    given
        For ``"given"`` only: one share a table, 0 or more, with sum 1.

    Returns
    -------
    tuple of float
        In the order of the tables, with sum 1; 0 for a stratum without patients. All 0 if no stratum that counts has
        patients. Minimum-risk weights may be negative. Shares given to empty strata are spread over the others.

    Raises
    ------
    InputError
        If ``weights`` is none of these, or ``given`` does not fit.

    References
    ----------
    Mehrotra and Railkar, Stat Med 2000;19:811 (minimum risk; here with the variance of a paired difference).

    Examples
    --------
    >>> strata = [PairedTable(4, 8, 3, 11), PairedTable(4, 8, 1, 5), PairedTable(1, 3, 0, 2)]
    >>> pooling_weights(strata)
    (0.52, 0.36, 0.12)
    >>> [round(weight, 4) for weight in pooling_weights(strata, "minimum-risk")]
    [0.5107, 0.3427, 0.1466]
    """
    if weights != "given" and weights not in _WEIGHTS:
        raise InputError(f"weights {weights!r} are not known.", choices(weights, [*_WEIGHTS, "given"]))
    if (weights == "given") != (given is not None):
        raise InputError(f"weights {weights!r} do not fit the numbers given.", "Use 'given' with one share a stratum.")
    tables = tuple(tables)
    if given is not None:
        return _from_shares(tables, given)
    filled = [table for table in tables if table.n]
    found = iter(_WEIGHTS[weights](filled) if filled else ())
    return tuple(next(found) if table.n else 0.0 for table in tables)


def _from_shares(tables: Sequence[PairedTable], given: Sequence[float]) -> tuple[float, ...]:
    """Return the shares of a target population, those of empty strata spread over the others."""
    if len(given) != len(tables):
        raise InputError(f"{len(given)} weights are given for {len(tables)} strata.", "Give one weight a stratum.")
    for place, share in enumerate(given, start=1):
        if not isfinite(share) or share < 0.0:
            raise InputError(f"weight {place} is {share!r}.", "Give the shares of a population, each 0 or more.")
    if abs(fsum(given) - 1.0) > _SUM_TO_ONE:
        raise InputError(f"the weights given have the sum {fsum(given):g}.", "Give shares with the sum 1.")
    if all(table.n for table in tables):
        return tuple(given)
    shares = [share if table.n else 0.0 for table, share in zip(tables, given, strict=True)]
    return tuple(share / (fsum(shares) or 1.0) for share in shares)


def difference(table: PairedTable) -> float:
    """Return index minus comparator detection rate of one stratum."""
    return (table.index_only - table.comparator_only) / table.n


def variances(tables: Sequence[PairedTable]) -> tuple[list[float], bool]:
    """Return the variance of each stratum's difference, and whether 1/2 had to be added in all of them."""
    counts = [(float(t.discordant), t.index_only - t.comparator_only, t.n) for t in tables]
    widened = any(t.discordant * t.n == (t.index_only - t.comparator_only) ** 2 for t in tables)
    if widened:
        counts = [(m + 1.0, split, n + 2) for m, split, n in counts]
    return [(m - split**2 / n) / n**2 for m, split, n in counts], widened


def _by_size(tables: Sequence[PairedTable]) -> list[float]:
    """Return each stratum's share of the patients."""
    n = sum(table.n for table in tables)
    return [table.n / n for table in tables]


def _equal(tables: Sequence[PairedTable]) -> list[float]:
    """Return the same weight for every stratum."""
    return [1.0 / len(tables)] * len(tables)


def _inverse_variance(tables: Sequence[PairedTable]) -> list[float]:
    """Return weights that make the pooled variance smallest."""
    precision = [1.0 / variance for variance in variances(tables)[0]]
    return [u / fsum(precision) for u in precision]


def _minimum_risk(tables: Sequence[PairedTable]) -> list[float]:
    """Return weights between inverse variance and size, the nearer to size the more the strata differ."""
    precision = [1.0 / variance for variance in variances(tables)[0]]
    shares = _inverse_variance(tables)
    differences = [difference(table) for table in tables]
    mean = fsum(w * d for w, d in zip(shares, differences, strict=True))
    crude = fsum(w * d for w, d in zip(_by_size(tables), differences, strict=True))
    spread = fsum(u * (d - mean) ** 2 for u, d in zip(precision, differences, strict=True))
    e = (mean - crude) / (1.0 + spread)
    return [w - e * u * (d - mean) for w, u, d in zip(shares, precision, differences, strict=True)]


_WEIGHTS: dict[str, Callable[[Sequence[PairedTable]], list[float]]] = {
    "size": _by_size,
    "equal": _equal,
    "inverse-variance": _inverse_variance,
    "minimum-risk": _minimum_risk,
}
