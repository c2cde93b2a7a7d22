"""The cluster bootstrap of the difference of two detection rates: patients are drawn, with all their units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from math import floor, fsum
from random import Random

from psmatrial.errors import InputError
from psmatrial.model import Estimate, checked_level
from psmatrial.stats.choice import chosen
from psmatrial.stats.clustered import DIFFERENCE, Clusters, checked_clusters, cluster_notes, difference_of
from psmatrial.stats.distributions import normal_quantile, normal_tail
from psmatrial.stats.rate import NO_PATIENTS, NO_WIDTH

SEED = 1
DRAWS = 10_000
FEWEST_DRAWS = 100
METHODS = ("bootstrap", "bootstrap-bca")

Kinds = list[tuple[int, int, int]]


def clustered_bootstrap(
    seen: Clusters, method: str = "bootstrap-bca", level: float = 0.95, seed: int = SEED, draws: int = DRAWS
) -> Estimate:
    """Estimate the difference of two detection rates over units, with limits from drawing patients anew.

    As many patients as there are, are drawn with replacement, each with all his units. The only method here that
    draws random numbers; the same seed gives the same limits, whatever the order of the patients.

    Parameters
    ----------
    seen
        Counts of units by patient.
    method
        ``"bootstrap"``, percentiles of the differences drawn; ``"bootstrap-bca"``, percentiles shifted for bias and
        for a variance that changes with the difference.
    level
        Confidence level.
    seed
        Of the random numbers.
    draws
        How often patients are drawn, 100 or more.

    Returns
    -------
    Estimate
        Index minus comparator; ``n`` counts units, ``note`` names seed and draws. Without units all values are None.

    Raises
    ------
    InputError
        If only one patient has units, ``method`` is none of these, draws are too few, or the level is not between 0
        and 1.

    References
    ----------
    Efron, J Am Stat Assoc 1987;82:171 (BCa).
    Field and Welsh, J R Stat Soc B 2007;69:369 (clusters).

    Examples
    --------
    >>> seen = Clusters({(2, 1, 0, 0): 6, (1, 2, 0, 1): 5, (0, 0, 1, 2): 4, (1, 0, 0, 0): 5})
    >>> found = clustered_bootstrap(seen, draws=2000)
    >>> round(found.value, 4), found.low < found.value < found.high
    (0.2182, True)
    """
    tails = chosen("method", method, {"bootstrap": _plain_tails, "bootstrap-bca": _shifted_tails})
    level = checked_level(level)
    if draws < FEWEST_DRAWS:
        raise InputError(f"{draws} draws are too few.", f"Give {FEWEST_DRAWS} or more.")
    if checked_clusters(seen).units == 0:
        return Estimate(DIFFERENCE, None, None, None, level, method, 0, NO_PATIENTS)
    kinds, mirrored = _canonical(seen)
    drawn = _drawn(kinds, seen.count, Random(seed), draws)  # noqa: S311 - no secret
    low_tail, high_tail = tails(kinds, drawn, (1.0 - level) / 2.0)
    low, high = _at(drawn, low_tail), -_at([-value for value in reversed(drawn)], high_tail)
    if mirrored:
        low, high = -high, -low
    notes = [NO_WIDTH] if low == high else []
    words = "; ".join([*notes, *cluster_notes(seen), f"{draws} draws of patients, seed {seed}"])
    return Estimate(DIFFERENCE, difference_of(seen), low + 0.0, high + 0.0, level, method, seen.units, words)


def _canonical(seen: Clusters) -> tuple[Kinds, bool]:
    """Return patients by difference and units with their number, sorted, and whether the tests were exchanged.

    Of the two ways round one is always taken, so that exchanging the tests mirrors the limits exactly.
    """
    counted = Counter[tuple[int, int]]()
    for cells, count in seen.patients.items():
        if any(cells) and count:
            counted[cells[1] - cells[2], sum(cells)] += count
    straight = sorted((d, n, count) for (d, n), count in counted.items())
    turned = sorted((-d, n, count) for d, n, count in straight)
    return (straight, False) if straight >= turned else (turned, True)


def _drawn(kinds: Kinds, patients: int, random: Random, draws: int) -> list[float]:
    """Return the sorted differences of samples of patients."""
    # Difference and units of a patient side by side in one number: a sample is then one sum.
    radix = patients * max(n for _, n, _ in kinds) + 1
    codes, weights = [d * radix + n for d, n, _ in kinds], list(accumulate(count for *_, count in kinds))
    sums = (sum(random.choices(codes, cum_weights=weights, k=patients)) for _ in range(draws))
    return sorted(split / units for split, units in (divmod(total, radix) for total in sums))


def _plain_tails(_kinds: Kinds, _drawn: Sequence[float], tail: float) -> tuple[float, float]:
    """Return the shares below and above the limits: equal ones."""
    return tail, tail


def _shifted_tails(kinds: Kinds, drawn: Sequence[float], tail: float) -> tuple[float, float]:
    """Return the shares below and above the limits, by bias and acceleration."""
    split, units = sum(d * k for d, _, k in kinds), sum(n * k for _, n, k in kinds)
    value, draws = split / units, len(drawn)
    below = (sum(one < value for one in drawn) + sum(one == value for one in drawn) / 2.0) / draws
    bias = normal_quantile(min(max(below, 0.5 / draws), 1.0 - 0.5 / draws))
    # Without one patient of this kind; where all units are his the difference does not exist and moves nothing.
    left = [((split - d) / (units - n), k) for d, n, k in kinds if units > n]
    centre = fsum(one * k for one, k in left) / sum(k for _, k in left)
    squares = fsum(k * (centre - one) ** 2 for one, k in left)
    acceleration = fsum(k * (centre - one) ** 3 for one, k in left) / (6.0 * squares**1.5) if squares else 0.0
    reach = normal_quantile(1.0 - tail)

    def beyond(z: float) -> float:
        """Return the normal quantile whose share is cut off instead of that of z."""
        return bias + (bias + z) / (1.0 - acceleration * (bias + z))

    return normal_tail(-beyond(-reach)), normal_tail(beyond(reach))


def _at(ordered: Sequence[float], share: float) -> float:
    """Return the value below which this share of the sorted values lies."""
    return ordered[min(max(floor((len(ordered) + 1) * share) - 1, 0), len(ordered) - 1)]
