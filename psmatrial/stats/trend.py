"""Whether a rate rises or falls over ordered strata: the Cochran-Armitage test, asymptotic and exact."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from math import comb, isfinite, lcm

from psmatrial.errors import InputError
from psmatrial.model import HypothesisTest, PairedTable, whole_number
from psmatrial.stats.choice import chosen
from psmatrial.stats.distributions import chi2_tail
from psmatrial.stats.enumeration import TOO_MANY, Outcome, halves, weight_from

# Up to so many positive, or not positive, patients all ways to place them are listed.
MOST_LISTED = 24


def trend(
    positive: Sequence[int], patients: Sequence[int], scores: Sequence[float] | None = None, method: str = "exact"
) -> HypothesisTest:
    """Test that a rate neither rises nor falls with the order of the strata.

    The sum of the scores of the positive patients is compared with what it would be on average if every patient were
    equally likely to be positive.

    Parameters
    ----------
    positive
        Positive patients of each stratum.
    patients
        All patients of each stratum.
    scores
        The place of each stratum on the scale of the trend, such as its median PSA; 1, 2, 3 and so on by default.
        An empty stratum keeps its score and adds nothing.
    method
        ``"exact"``, all ways in which the positive patients can fall into the strata, counted where the sum is at
        least as far from its expectation as observed (which is not the doubled smaller tail); ``"asymptotic"``,
        chi-squared.

    Returns
    -------
    HypothesisTest
        ``statistic`` is chi-squared, on 1 df, for both. ``p_value`` is 1 if all patients have the same result, None
        if all have the same score and where the enumeration would be too large; ``note`` says so.

    Raises
    ------
    InputError
        If counts and scores do not fit together, or ``method`` is none of these.

    References
    ----------
    Cochran, Biometrics 1954;10:417.
    Armitage, Biometrics 1955;11:375.

    Examples
    --------
    >>> test = trend([12, 12, 4], [26, 18, 6])
    >>> round(test.statistic, 4), round(test.p_value, 4)
    (1.7316, 0.2255)
    """
    p_value = chosen("method", method, {"exact": _exact, "asymptotic": _asymptotic})
    places = _whole(range(1, len(patients) + 1) if scores is None else scores)
    positive = [whole_number(count, f"positive count {place}") for place, count in enumerate(positive, start=1)]
    patients = [whole_number(count, f"patient count {place}") for place, count in enumerate(patients, start=1)]
    _check(positive, patients, places)
    df = 1 if method == "asymptotic" else None
    if not _spread(patients, places):
        note = "all patients have the same score" if sum(patients) else "no patients"
        return HypothesisTest(method, None, None, df, note=note, quantity="trend")
    if sum(positive) in {0, sum(patients)}:
        return HypothesisTest(method, 1.0, 0.0, df, note="all patients have the same result", quantity="trend")
    p, statistic = p_value(positive, patients, places), _chi_squared(positive, patients, places)
    return HypothesisTest(method, p, statistic, df, note="" if p is not None else TOO_MANY, quantity="trend")


def trend_over_strata(
    tables: Sequence[PairedTable], quantity: str, method: str = "exact", scores: Sequence[float] | None = None
) -> HypothesisTest:
    """Test the trend of a detection rate, or of the split of the discordant patients, over ordered strata.

    Parameters
    ----------
    tables
        One table a stratum, in order.
    quantity
        ``"trend-index-rate"``; ``"trend-comparator-rate"``; ``"trend-split"``: among patients found by one test only,
        the share that the index test found, that is, whether its advantage changes along the scale.
    method, scores
        As in ``trend``.

    Returns
    -------
    HypothesisTest
        As of ``trend``, with this quantity.

    Raises
    ------
    InputError
        If the quantity is none of these, and as ``trend`` does.

    References
    ----------
    Armitage, Biometrics 1955;11:375.

    Examples
    --------
    >>> from psmatrial.model import PairedTable
    >>> strata = [PairedTable(4, 8, 3, 11), PairedTable(4, 8, 1, 5), PairedTable(1, 3, 0, 2)]
    >>> round(trend_over_strata(strata, "trend-split").p_value, 4)
    0.2814
    """
    counts = [chosen("quantity", quantity, _COUNTS)(table) for table in tables]
    test = trend([count for count, _ in counts], [n for _, n in counts], scores, method)
    note = test.note.replace("patients", "discordant patients") if quantity == "trend-split" else test.note
    return replace(test, quantity=quantity, note=note)


def _whole(scores: Sequence[float]) -> list[int]:
    """Return the scores as typed, scaled to whole numbers, so that sums tie exactly."""
    for place, score in enumerate(scores, start=1):
        if not isfinite(score):
            raise InputError(f"score {place} is {score!r}.", "Give a number for each stratum.")
    exact = [Fraction(str(score)) for score in scores]
    scale = lcm(*(score.denominator for score in exact))
    return [int(score * scale) for score in exact]


def _check(positive: Sequence[int], patients: Sequence[int], places: Sequence[int]) -> None:
    """Refuse counts that are none, and lists of different lengths."""
    if not len(positive) == len(patients) == len(places):
        lengths = f"{len(positive)} counts, {len(patients)} totals and {len(places)} scores"
        raise InputError(f"{lengths} are given.", "Give one of each a stratum.")
    for stratum, (count, n) in enumerate(zip(positive, patients, strict=True), start=1):
        if not 0 <= count <= n:
            raise InputError(f"{count} of {n} patients are positive in stratum {stratum}.", "Give counts of patients.")


def _spread(patients: Sequence[int], places: Sequence[int]) -> int:
    """Return N sum(n s^2) - (sum n s)^2, which is 0 where all patients have one score."""
    first = sum(n * s for n, s in zip(patients, places, strict=True))
    return sum(patients) * sum(n * s * s for n, s in zip(patients, places, strict=True)) - first * first


def _excess(positive: Sequence[int], patients: Sequence[int], places: Sequence[int]) -> int:
    """Return N times the sum of the scores of the positive patients less its expectation."""
    observed = sum(x * s for x, s in zip(positive, places, strict=True))
    return sum(patients) * observed - sum(positive) * sum(n * s for n, s in zip(patients, places, strict=True))


def _chi_squared(positive: Sequence[int], patients: Sequence[int], places: Sequence[int]) -> float:
    """Return the statistic of Cochran and Armitage."""
    n, x = sum(patients), sum(positive)
    return n * _excess(positive, patients, places) ** 2 / (x * (n - x) * _spread(patients, places))


def _asymptotic(positive: Sequence[int], patients: Sequence[int], places: Sequence[int]) -> float:
    """Return the chi-squared p-value."""
    return chi2_tail(_chi_squared(positive, patients, places), 1)


def _exact(positive: Sequence[int], patients: Sequence[int], places: Sequence[int]) -> float | None:
    """Return the share of the ways to place the positive patients that are as far out as observed."""
    x, n = sum(positive), sum(patients)
    if min(x, n - x) > MOST_LISTED:
        return _by_tails(positive, patients, places)
    if 2 * x > n:  # the patients who are not positive are fewer, and as far out
        return _listed([size - count for count, size in zip(positive, patients, strict=True)], patients, places)
    return _listed(positive, patients, places)


def _by_tails(positive: Sequence[int], patients: Sequence[int], places: Sequence[int]) -> float | None:
    """Return the same from the two tails, without listing what is in them."""
    from psmatrial.stats._placed import tail

    x, n = sum(positive), sum(patients)
    mean = x * sum(size * s for size, s in zip(patients, places, strict=True))
    distance = abs(_excess(positive, patients, places))
    if not distance:
        return 1.0
    above = tail(patients, places, x, -((-mean - distance) // n))
    below = tail(patients, [-s for s in places], x, -((mean - distance) // n))
    return None if above is None or below is None else min(1.0, above + below)


def _listed(positive: Sequence[int], patients: Sequence[int], places: Sequence[int]) -> float | None:
    """Return the same in whole numbers, from the list of all ways; None where it would be too long."""
    n, x = sum(patients), sum(positive)
    mean = x * sum(size * s for size, s in zip(patients, places, strict=True))
    distance = abs(_excess(positive, patients, places))
    pair = halves(
        (_placings(size, min(x, size), n * s) for size, s in zip(patients, places, strict=True)), lambda key: key <= x
    )
    if pair is None:
        return None
    ways = comb(n, x)
    above = weight_from(pair, x, lambda value: mean + distance - value)
    within = weight_from(pair, x, lambda value: mean - distance + 1 - value)
    return min(ways, above + ways - within) / ways


def _placings(size: int, most: int, score: int) -> list[Outcome]:
    """Return the numbers of positive patients a stratum can have, with the sum of their scores."""
    return [(count, count * score, comb(size, count)) for count in range(most + 1)]


def _index_rate(table: PairedTable) -> tuple[int, int]:
    """Return positive and all patients of the index test."""
    return table.index_positive, table.n


def _comparator_rate(table: PairedTable) -> tuple[int, int]:
    """Return positive and all patients of the comparator."""
    return table.comparator_positive, table.n


def _split(table: PairedTable) -> tuple[int, int]:
    """Return the patients found by the index test only, and those found by one test only."""
    return table.index_only, table.discordant


_COUNTS: dict[str, Callable[[PairedTable], tuple[int, int]]] = {
    "trend-index-rate": _index_rate,
    "trend-comparator-rate": _comparator_rate,
    "trend-split": _split,
}
