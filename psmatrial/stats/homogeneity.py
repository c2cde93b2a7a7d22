"""Whether strata differ: tests of equal differences and of equal conditional odds ratios."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, isqrt, prod
from operator import mul

from psmatrial.model import HypothesisTest, PairedTable
from psmatrial.stats.choice import chosen
from psmatrial.stats.distributions import chi2_tail
from psmatrial.stats.enumeration import MORE_THAN, Outcome, halves, weight_from, within_reach

# Terms of the score statistic are square roots. They are kept as whole multiples of 2**-128, from roots with twice
# the digits: equal sums then differ by fewer units than there are strata, and nothing but equal sums comes so near.
_BITS = 128
_ONE_SIDED_ONLY = "all discordant patients were found by the same test"
_PERMUTATION_NULL = "tests that the whole 2x2 table is the same in all strata"


def homogeneity_difference(tables: Sequence[PairedTable], method: str = "score") -> HypothesisTest:
    """Test that the paired difference of detection rates is the same in all strata.

    Each stratum's difference is compared with the crude one, by the variance that Tango's score test gives it there.
    Equal differences have no conditional exact test, as nothing can be held fixed that would remove the other
    unknowns. The permutation form tests more than equal differences.

    Parameters
    ----------
    tables
        One table a stratum; strata without patients are left out.
    method
        ``"score"``, chi-squared; ``"permutation"``, the same statistic when the patients' signs (index only,
        comparator only, concordant) are shuffled over the strata, by enumeration.

    Returns
    -------
    HypothesisTest
        ``df`` is the number of strata with patients less 1. ``p_value`` is None with fewer than two of them, and
        where the enumeration would be too large; ``note`` says which.

    Raises
    ------
    InputError
        If ``method`` is none of these.

    References
    ----------
    Tango, Stat Med 1998;17:891 (the variance).

    Examples
    --------
    >>> strata = [PairedTable(4, 8, 3, 11), PairedTable(4, 8, 1, 5), PairedTable(1, 3, 0, 2)]
    >>> test = homogeneity_difference(strata)
    >>> round(test.statistic, 4), test.df, round(test.p_value, 4)
    (2.1029, 2, 0.3494)
    """
    test = chosen("method", method, {"score": _score, "permutation": _permutation})
    kept = [table for table in tables if table.n]
    if len(kept) < 2:
        return _nothing("homogeneity-difference", method, "fewer than two strata with patients")
    return test(kept)


def homogeneity_odds_ratio(tables: Sequence[PairedTable], method: str = "pearson") -> HypothesisTest:
    """Test that the conditional odds ratio is the same in all strata.

    Discordant patients are split into index only and comparator only; the test asks whether the split depends on
    the stratum.

    Parameters
    ----------
    tables
        One table a stratum; strata without discordant patients are left out.
    method
        ``"pearson"``, chi-squared; ``"exact"``, Fisher-Freeman-Halton: the total probability of the splits that are
        not more likely than the observed one.

    Returns
    -------
    HypothesisTest
        ``p_value`` is None with fewer than two strata with discordant patients, and where the enumeration would be
        too large; it is 1 if all discordant patients were found by the same test. ``note`` says so.

    Raises
    ------
    InputError
        If ``method`` is none of these.

    References
    ----------
    Freeman and Halton, Biometrika 1951;38:141.

    Examples
    --------
    >>> strata = [PairedTable(4, 8, 3, 11), PairedTable(4, 8, 1, 5), PairedTable(1, 3, 0, 2)]
    >>> test = homogeneity_odds_ratio(strata)
    >>> round(test.statistic, 4), test.df, round(test.p_value, 4)
    (1.6263, 2, 0.4435)
    >>> round(homogeneity_odds_ratio(strata, "exact").p_value, 4)
    0.7764
    """
    test = chosen("method", method, {"pearson": _pearson, "exact": _freeman_halton})
    kept = [table for table in tables if table.discordant]
    if len(kept) < 2:
        return _nothing("homogeneity-odds-ratio", method, "fewer than two strata with discordant patients")
    return test(kept)


def _nothing(quantity: str, method: str, note: str) -> HypothesisTest:
    """Return a test that cannot be made, with the reason."""
    return HypothesisTest(method, None, note=note, quantity=quantity)


def _score(tables: Sequence[PairedTable]) -> HypothesisTest:
    """Return the chi-squared test of equal differences."""
    statistic, df = sum(_terms(tables)) / 2**_BITS, len(tables) - 1
    return HypothesisTest("score", chi2_tail(statistic, df), statistic, df, quantity="homogeneity-difference")


def _permutation(tables: Sequence[PairedTable]) -> HypothesisTest:
    """Return the exact permutation test with the same statistic."""
    observed = sum(_terms(tables))
    quantity, statistic, n = "homogeneity-difference", observed / 2**_BITS, sum(table.n for table in tables)
    b, c = sum(table.index_only for table in tables), sum(table.comparator_only for table in tables)

    def fits(key: int) -> bool:
        """Return whether so many signs are to be had."""
        return key // (n + 1) <= b and key % (n + 1) <= c

    reachable = within_reach(_signs(table.n, b, c) for table in tables)
    pair = halves((_sign_outcomes(table.n, b, c, n) for table in tables), fits) if reachable else None
    if pair is None:
        note = f"{_PERMUTATION_NULL}; {MORE_THAN}"
        return HypothesisTest("permutation", None, statistic, note=note, quantity=quantity)
    least = observed - len(tables)
    p_value = weight_from(pair, b * (n + 1) + c, lambda value: least - value) / (comb(n, b) * comb(n - b, c))
    return HypothesisTest("permutation", p_value, statistic, note=_PERMUTATION_NULL, quantity=quantity)


def _terms(tables: Sequence[PairedTable]) -> list[int]:
    """Return what each stratum adds to the score statistic, in units of 2**-128."""
    n, excess = sum(table.n for table in tables), sum(table.index_only - table.comparator_only for table in tables)
    return [_term(table.index_only, table.comparator_only, table.n, excess, n) for table in tables]


def _term(b: int, c: int, size: int, excess: int, n: int) -> int:
    """Return what one stratum adds, (D_k - D)^2 over (2 q_k(D) + D (1 - D))/n_k, with D = excess/n.

    All is multiplied out to whole numbers but the root in Tango's q_k.
    """
    distance = n * (b - c) - size * excess
    if not distance:
        return 0
    linear = (2 * size - b + c) * excess - n * (b + c)
    root = isqrt((linear**2 + 8 * size * c * excess * (n - excess)) << 4 * _BITS)
    denominator = n * (root - (linear << 2 * _BITS)) + (2 * size * excess * (n - excess) << 2 * _BITS)
    return (2 * distance**2 << 3 * _BITS) // denominator


def _signs(size: int, b: int, c: int) -> int:
    """Return in how many ways up to b + signs and up to c - signs can fall into a stratum of this size."""
    wide = min(b, size) + 1
    whole = min(wide, max(0, size - c + 1))  # so many of them leave room for every c
    return whole * (c + 1) + (wide - whole) * (2 * size - whole - wide + 3) // 2


def _sign_outcomes(size: int, b: int, c: int, n: int) -> list[Outcome]:
    """Return the ways in which b + signs and c - signs of n patients can fall into a stratum."""
    return [
        (plus * (n + 1) + minus, _term(plus, minus, size, b - c, n), comb(size, plus) * comb(size - plus, minus))
        for plus in range(min(b, size) + 1)
        for minus in range(max(0, size - plus - (n - b - c)), min(c, size - plus) + 1)
    ]


def _pearson(tables: Sequence[PairedTable]) -> HypothesisTest:
    """Return the chi-squared test of equal splits."""
    df, quantity = len(tables) - 1, "homogeneity-odds-ratio"
    b, c = sum(table.index_only for table in tables), sum(table.comparator_only for table in tables)
    if not b * c:
        return HypothesisTest("pearson", 1.0, 0.0, df, note=_ONE_SIDED_ONLY, quantity=quantity)
    squares = (((b + c) * t.index_only - b * t.discordant) ** 2 / t.discordant for t in tables)
    statistic = sum(squares) / (b * c)
    return HypothesisTest("pearson", chi2_tail(statistic, df), statistic, df, quantity=quantity)


def _freeman_halton(tables: Sequence[PairedTable]) -> HypothesisTest:
    """Return the Fisher-Freeman-Halton test of equal splits."""
    b, c = sum(table.index_only for table in tables), sum(table.comparator_only for table in tables)
    quantity, note = "homogeneity-odds-ratio", "" if b * c else _ONE_SIDED_ONLY
    fewer = min(b, c)  # the split is told by either count
    reachable = within_reach(min(fewer, table.discordant) + 1 for table in tables)
    strata = (_split_outcomes(table.discordant, fewer) for table in tables)
    pair = halves(strata, lambda key: key <= fewer, mul) if reachable else None
    if pair is None:
        return HypothesisTest("exact", None, note=MORE_THAN, quantity=quantity)
    observed = prod(comb(table.discordant, table.index_only) for table in tables)
    likelier = weight_from(pair, fewer, lambda value: observed // value + 1)
    ways = comb(b + c, b)
    return HypothesisTest("exact", (ways - likelier) / ways, note=note, quantity=quantity)


def _split_outcomes(discordant: int, b: int) -> list[Outcome]:
    """Return the splits of a stratum's discordant patients, each with its number of ways as value and weight."""
    ways = [comb(discordant, count) for count in range(min(b, discordant) + 1)]
    return [(count, number, number) for count, number in enumerate(ways)]
