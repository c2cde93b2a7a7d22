"""The pooled difference: by its definition, by hand, against R where strata collapse, and by its laws."""

from __future__ import annotations

from fractions import Fraction
from math import comb, isfinite, sqrt
from statistics import NormalDist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.model import PairedTable
from psmatrial.stats.difference import rate_difference
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.odds_ratio import odds_ratio
from psmatrial.stats.stratified import pooled_difference
from psmatrial.stats.stratum_weights import pooling_weights
from tests.oracle import agrees, records

STRATA = (PairedTable(4, 8, 3, 11), PairedTable(4, 8, 1, 5), PairedTable(1, 3, 0, 2))
WEIGHTS = ("size", "equal", "inverse-variance", "minimum-risk")
METHODS = [("size", "stratified-tango"), *((weights, "wald") for weights in WEIGHTS)]
count = st.integers(0, 12)
table = st.builds(PairedTable, count, count, count, count)
tables = st.lists(table, min_size=1, max_size=4)
quick = settings(deadline=None, max_examples=60)


def crude(strata) -> PairedTable:
    """Return all strata as one table."""
    return PairedTable(*(sum(cells) for cells in zip(*(stratum.cells for stratum in strata), strict=True)))


def rounded(estimate, digits=6):
    """Return value and limits, rounded."""
    return tuple(round(number, digits) for number in (estimate.value, estimate.low, estimate.high))


def test_the_worked_strata_give_the_worked_intervals() -> None:
    assert rounded(pooled_difference(STRATA)) == (0.3, 0.120938, 0.460719)


def test_the_worked_wald_interval_was_worked_with_z_of_1_96() -> None:
    found = pooled_difference(STRATA, interval="wald")
    half = (found.high - found.value) / NormalDist().inv_cdf(0.975) * 1.96
    assert (round(found.value - half, 6), round(found.value + half, 6)) == (0.134540, 0.465460)
    assert rounded(found) == (0.3, 0.134543, 0.465457)


def test_the_worked_strata_give_the_worked_minimum_risk_weights() -> None:
    assert [round(weight, 4) for weight in pooling_weights(STRATA, "minimum-risk")] == [0.5107, 0.3427, 0.1466]
    assert round(pooled_difference(STRATA, "minimum-risk").value, 6) == 0.304793


def test_weights_by_hand() -> None:
    assert pooling_weights(STRATA) == (26 / 50, 18 / 50, 6 / 50)
    assert pooling_weights(STRATA, "equal") == (1 / 3, 1 / 3, 1 / 3)
    variances = [Fraction(m * n - d * d, n**3) for m, d, n in ((11, 5, 26), (9, 7, 18), (3, 3, 6))]
    total = sum(1 / v for v in variances)
    assert pooling_weights(STRATA, "inverse-variance") == pytest.approx([float(1 / v / total) for v in variances])


def test_minimum_risk_follows_its_definition() -> None:
    variances = [Fraction(m * n - d * d, n**3) for m, d, n in ((11, 5, 26), (9, 7, 18), (3, 3, 6))]
    differences = [Fraction(5, 26), Fraction(7, 18), Fraction(3, 6)]
    u = [1 / v for v in variances]
    mean = sum(a * d for a, d in zip(u, differences, strict=True)) / sum(u)
    q = sum(a * (d - mean) ** 2 for a, d in zip(u, differences, strict=True))
    e = (mean - Fraction(15, 50)) / (1 + q)
    weights = [a / sum(u) - e * a * (d - mean) for a, d in zip(u, differences, strict=True)]
    assert sum(weights) == 1
    assert pooling_weights(STRATA, "minimum-risk") == pytest.approx([float(w) for w in weights], rel=1e-12)


def test_the_wald_interval_by_hand() -> None:
    variance = sum(Fraction(m * n - d * d, n) for m, d, n in ((11, 5, 26), (9, 7, 18), (3, 3, 6))) / 50**2
    half = NormalDist().inv_cdf(0.95) * sqrt(variance)
    found = pooled_difference(STRATA, interval="wald", level=0.90)
    assert (found.low, found.high) == pytest.approx((0.3 - half, 0.3 + half), rel=1e-12)
    assert (found.method, found.quantity, found.n, found.level) == ("size", "pooled-difference", 50, 0.90)


def restricted(b, c, n, x):
    """Return Tango's q as methods texts print it."""
    linear = -b - c + (2 * n - b + c) * x
    return (sqrt(linear**2 + 8 * n * c * x * (1 - x)) - linear) / (4 * n)


@pytest.mark.parametrize("strata", [STRATA, (PairedTable(2, 9, 1, 3), PairedTable(0, 1, 6, 9))])
def test_at_its_limits_the_score_is_just_not_rejected(strata) -> None:
    found = pooled_difference(strata, level=0.9)
    n = sum(stratum.n for stratum in strata)
    for limit, z in ((found.low, 1.0), (found.high, -1.0)):
        variance = sum(
            s.n * (2 * restricted(s.index_only, s.comparator_only, s.n, limit) + limit * (1 - limit)) for s in strata
        )
        assert (found.value - limit) * n / sqrt(variance) == pytest.approx(z * NormalDist().inv_cdf(0.95), rel=1e-9)


@quick
@given(table.filter(lambda t: t.n > 0))
def test_one_stratum_gives_tango_and_where_there_is_variance_wald(stratum) -> None:
    ours, theirs = pooled_difference([stratum]), rate_difference(stratum, "tango")
    assert (ours.value, ours.low, ours.high) == pytest.approx((theirs.value, theirs.low, theirs.high), abs=1e-12)
    if stratum.discordant * stratum.n > (stratum.index_only - stratum.comparator_only) ** 2:
        wald = rate_difference(stratum, "wald")
        for weights in WEIGHTS:
            found = pooled_difference([stratum], weights, "wald")
            assert (found.low, found.high) == pytest.approx((wald.low, wald.high), abs=1e-12)


@pytest.mark.parametrize(("weights", "method"), [("size", "stratified-tango"), *((name, name) for name in WEIGHTS[1:])])
def test_without_a_choice_the_interval_belongs_to_the_weights(weights, method) -> None:
    assert pooled_difference(STRATA, weights).method == method


@pytest.mark.parametrize(("weights", "interval"), METHODS)
@quick
@given(tables, st.randoms(use_true_random=False))
def test_laws_of_the_pooled_difference(weights, interval, strata, random) -> None:
    found = pooled_difference(strata, weights, interval)
    shares = pooling_weights(strata, weights)
    if not any(stratum.n for stratum in strata):
        assert (found.value, found.low, found.high, found.note) == (None, None, None, "no patients")
        assert not any(shares)
        return
    assert sum(shares) == pytest.approx(1)
    assert all(isfinite(number) for number in (found.value, found.low, found.high))
    assert -1 <= found.low <= found.high <= 1
    if min(shares) >= 0:
        assert found.low <= found.value <= found.high
    mirror = pooled_difference([stratum.swapped() for stratum in strata], weights, interval)
    assert (mirror.value, -mirror.high, -mirror.low) == pytest.approx((-found.value, found.low, found.high), abs=1e-9)
    shuffled = random.sample(strata, len(strata))
    other = pooled_difference(shuffled, weights, interval)
    assert (other.value, other.low, other.high) == pytest.approx((found.value, found.low, found.high), abs=1e-9)
    with_empty = pooled_difference([PairedTable(0, 0, 0, 0), *strata], weights, interval)
    assert (with_empty.value, with_empty.low, with_empty.high) == (found.value, found.low, found.high)
    wider = pooled_difference(strata, weights, interval, 0.99)
    assert (wider.low, wider.high) == (min(wider.low, found.low), max(wider.high, found.high))


@quick
@given(tables.filter(lambda strata: any(t.n for t in strata)))
def test_by_size_the_pooled_difference_is_the_crude_one(strata) -> None:
    whole = crude(strata)
    for interval in ("stratified-tango", "wald"):
        value = pooled_difference(strata, "size", interval).value
        assert value == (whole.index_only - whole.comparator_only) / whole.n


@pytest.mark.parametrize(
    ("inputs", "outputs", "rtol", "atol"), records("stratified_paired", "strata(id), method='exact'")
)
def test_the_conditional_odds_ratio_of_all_strata_is_the_crude_one(inputs, outputs, rtol, atol) -> None:
    whole = crude([PairedTable(*cells) for cells in inputs["strata_tables"]])
    assert agrees(odds_ratio(whole).value, outputs["OR"], rtol, atol)
    assert agrees(mcnemar(whole, "asymptotic").statistic, outputs["score_chi2"], rtol, atol)


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records("stratified_paired", "y, id), correct=FALSE"))
def test_mantel_haenszel_over_patients_is_the_crude_odds_ratio(inputs, outputs, rtol, atol) -> None:
    strata = [PairedTable(*cells) for cells in inputs["strata_tables"]]
    ratio = sum(s.index_only for s in strata) / sum(s.comparator_only for s in strata)
    assert agrees(ratio, outputs["OR"], rtol, atol)
    assert agrees(mcnemar(crude(strata), "asymptotic").p_value, outputs["p"], rtol, atol)


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records("stratified_paired", "y, id), correct=TRUE"))
def test_mantel_haenszel_over_patients_with_correction_is_mcnemar_with_correction(inputs, outputs, rtol, atol) -> None:
    test = mcnemar(crude([PairedTable(*cells) for cells in inputs["strata_tables"]]), "corrected")
    assert agrees(test.statistic, outputs["chi2"], rtol, atol)
    assert agrees(test.p_value, outputs["p"], rtol, atol)


@pytest.mark.parametrize(("inputs", "outputs", "rtol", "atol"), records("stratified_paired", "y, id), exact=TRUE"))
def test_mantel_haenszel_exact_over_patients_is_the_crude_exact_test(inputs, outputs, rtol, atol) -> None:
    whole = crude([PairedTable(*cells) for cells in inputs["strata_tables"]])
    assert agrees(mcnemar(whole).p_value, outputs["p"], rtol, atol)
    # R's search for these limits stops at 1e-4 of its own scale: they are held to their definition, and to R loosely.
    interval = odds_ratio(whole)
    b, m = whole.index_only, whole.discordant
    low, high = (limit / (1 + limit) for limit in (interval.low, interval.high))
    assert sum(comb(m, k) * low**k * (1 - low) ** (m - k) for k in range(b, m + 1)) == pytest.approx(0.025, rel=1e-9)
    assert sum(comb(m, k) * high**k * (1 - high) ** (m - k) for k in range(b + 1)) == pytest.approx(0.025, rel=1e-9)
    assert (interval.low, interval.high) == pytest.approx((outputs["lower"], outputs["upper"]), rel=1e-3)


@quick
@given(tables.filter(lambda strata: any(t.discordant for t in strata)))
def test_the_stratified_exact_test_is_the_crude_exact_test(strata) -> None:
    ways = {0: 1}
    for stratum in strata:
        for _ in range(stratum.discordant):
            ways = {k: ways.get(k, 0) + ways.get(k - 1, 0) for k in range(len(ways) + 1)}
    b, m = sum(s.index_only for s in strata), len(ways) - 1
    tail = min(sum(ways[k] for k in range(b + 1)), sum(ways[k] for k in range(b, m + 1)))
    assert mcnemar(crude(strata)).p_value == pytest.approx(min(1.0, 2 * tail / 2**m), rel=1e-12)


def test_a_stratum_without_variance_widens_all_variances_and_says_so() -> None:
    strata = [PairedTable(3, 5, 2, 2), PairedTable(4, 0, 0, 4)]
    found = pooled_difference(strata, interval="wald")
    v = [(Fraction(8) - Fraction(9, 14)) / 14**2, Fraction(1, 100)]
    half = NormalDist().inv_cdf(0.975) * sqrt(v[0] * Fraction(12, 20) ** 2 + v[1] * Fraction(8, 20) ** 2)
    assert (found.low, found.high) == pytest.approx((0.15 - half, 0.15 + half))
    assert found.note == "1/2 added to the discordant counts for the variances: a stratum shows none"
    weights = pooling_weights(strata, "inverse-variance")
    assert weights == pytest.approx([float((1 / x) / (1 / v[0] + 1 / v[1])) for x in v])


def test_all_patients_one_way_reach_the_end_of_the_scale() -> None:
    one_way = [PairedTable(0, 5, 0, 0), PairedTable(0, 3, 0, 0)]
    found = pooled_difference(one_way)
    z2 = NormalDist().inv_cdf(0.975) ** 2
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low == pytest.approx((8 - z2) / (8 + z2))
    assert pooled_difference([stratum.swapped() for stratum in one_way]).low == -1.0


def test_no_discordance_anywhere_is_no_zero_width_interval() -> None:
    found = pooled_difference([PairedTable(5, 0, 0, 5), PairedTable(0, 0, 0, 10)])
    z2 = NormalDist().inv_cdf(0.975) ** 2
    assert (found.value, found.low, found.high) == pytest.approx((0, -z2 / (20 + z2), z2 / (20 + z2)))


def test_empty_strata_are_left_out_and_counted() -> None:
    empty = PairedTable(0, 0, 0, 0)
    assert pooled_difference([*STRATA, empty]).note == "1 empty stratum left out"
    assert pooled_difference([empty, *STRATA, empty]).note == "2 empty strata left out"
    assert pooling_weights([empty, *STRATA], "minimum-risk")[0] == 0.0


def test_a_negative_weight_is_said() -> None:
    strata = [PairedTable(0, 3, 0, 3), PairedTable(0, 0, 0, 17), PairedTable(2, 11, 29, 0)]
    assert min(pooling_weights(strata, "minimum-risk")) < 0
    assert "a weight is negative" in pooled_difference(strata, "minimum-risk").note


def test_given_weights_answer_for_another_population() -> None:
    found = pooled_difference(STRATA, "given", given=[0.2, 0.3, 0.5])
    assert found.value == pytest.approx(0.2 * 5 / 26 + 0.3 * 7 / 18 + 0.5 * 3 / 6)
    assert found.method == "given"
    assert pooling_weights(STRATA, "given", [0.2, 0.3, 0.5]) == (0.2, 0.3, 0.5)


def test_given_weights_of_empty_strata_are_spread_and_said() -> None:
    strata = [*STRATA[:2], PairedTable(0, 0, 0, 0)]
    assert pooling_weights(strata, "given", [0.2, 0.3, 0.5]) == pytest.approx((0.4, 0.6, 0.0))
    found = pooled_difference(strata, "given", given=[0.2, 0.3, 0.5])
    assert found.note == "1 empty stratum left out; their given weights are spread over the others"


def test_weight_on_empty_strata_only_leaves_nothing_to_say() -> None:
    found = pooled_difference([STRATA[0], PairedTable(0, 0, 0, 0)], "given", given=[0.0, 1.0])
    assert (found.value, found.n, found.note) == (None, 26, "no patients in any stratum with a weight")


def test_no_strata_are_no_patients() -> None:
    assert pooled_difference([]).note == "no patients"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"weights": "sise"}, "weights 'sise' are not known. Did you mean 'size'?"),
        ({"interval": "tango"}, "interval 'tango' is not known."),
        ({"weights": "equal", "interval": "stratified-tango"}, "weights 'equal' have no interval 'stratified-tango'."),
        ({"weights": "given"}, "weights 'given' do not fit the numbers given."),
        ({"given": [0.5, 0.3, 0.2]}, "weights 'size' do not fit the numbers given."),
        ({"weights": "given", "given": [1.0]}, "1 weights are given for 3 strata."),
        ({"weights": "given", "given": [0.5, 0.6, -0.1]}, "weight 3 is -0.1."),
        ({"weights": "given", "given": [0.5, float("nan"), 0.5]}, "weight 2 is nan."),
        ({"weights": "given", "given": [0.5, 0.3, 0.3]}, "the weights given have the sum 1.1."),
        ({"level": 95}, "level 95 is not between 0 and 1."),
    ],
)
def test_what_does_not_go_together_is_refused_in_words(options, words) -> None:
    with pytest.raises(InputError) as refusal:
        pooled_difference(STRATA, **options)
    assert words in str(refusal.value)
