"""Size and power of the tests of equality: by hand, against all tables, published values, bounds."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest

from psmatrial.errors import InputError
from psmatrial.model import PairedTable
from psmatrial.stats import _outcomes
from psmatrial.stats.methods import method, methods
from psmatrial.stats.operating_size import every_rejection, rejected, size
from psmatrial.stats.population import Population, population

NAMES = [entry.name for entry in methods("equality")]
EXACT = method("equality", "exact")
# R exact2x2 1.7.0, powerPaired2x2(pb, pc, npairs, errbound = 1e-12): only rejections in the right direction count.
R_POWER = [
    (0.15, 0.05, 20, 0.03176162108708076),
    (0.15, 0.05, 30, 0.09918809416674418),
    (0.15, 0.05, 50, 0.24114277701303102),
    (0.25, 0.05, 20, 0.19561573647188965),
    (0.25, 0.05, 50, 0.6993052866824141),
]


def chance(n, b, c, index_only, comparator_only):
    """Return the trinomial probability of two discordant counts."""
    rest = 1.0 - index_only - comparator_only
    return comb(n, b) * comb(n - b, c) * index_only**b * comparator_only**c * rest ** (n - b - c)


def error_at(rejections, discordance):
    """Return the error at one discordance from the errors given so many discordant patients."""
    chances = _outcomes.binomial(rejections.n, discordance)
    return float(sum(share * rejections.by_chance(m) for m, share in enumerate(chances)))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("n", [9, 14])
def test_halving_finds_what_asking_for_every_table_finds(name, n):
    entry = method("equality", name)
    critical = every_rejection(entry, n).critical
    for b, c in _outcomes.counts(n):
        found = entry.compute(PairedTable(0, b, c, n - b - c), 0.95, "two-sided")
        assert (found.p_value <= 0.05) == (min(b, c) <= critical[b + c]), (b, c)


def test_six_patients_by_hand():
    # The exact test rejects 6/0 and 0/6 alone, each 1 in 64 when all six are discordant.
    six = every_rejection(EXACT, 6)
    assert six.critical == (-1, -1, -1, -1, -1, -1, 0)
    assert six.by_chance(6) == Fraction(1, 32)
    assert rejected(six, population(0.5, 0.0)) == pytest.approx(Fraction(1, 64) * Fraction(1, 32))
    assert size(six) == pytest.approx(Fraction(1, 32), rel=1e-9)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("n", [10, 25, 50])
def test_the_size_is_the_largest_error_at_any_discordance(name, n):
    rejections = every_rejection(method("equality", name), n)
    largest = max(error_at(rejections, step / 1000) for step in range(1, 1001))
    assert largest <= size(rejections) <= largest + 1e-4


@pytest.mark.parametrize("name", ["exact", "exact-unconditional", "berger-boos"])
@pytest.mark.parametrize("n", [5, 20, 47, 100])
def test_exact_tests_never_exceed_their_level(name, n):
    assert size(every_rejection(method("equality", name), n)) <= 0.05 + 1e-9


def test_mid_p_exceeds_its_level_only_where_most_patients_are_discordant():
    # Fagerland, Lydersen and Laake, BMC Med Res Methodol 2013;13:91: no violation in 9595 scenarios, by the asymptotic
    # test frequent small ones. Equal rates with an odds ratio of at least 1 leave no more than half discordant.
    most = {}
    for name in ("exact", "mid-p", "asymptotic"):
        tests = [every_rejection(method("equality", name), n) for n in range(10, 101, 5)]
        most[name] = max(error_at(rejections, step / 100) for rejections in tests for step in range(1, 51))
    assert most["exact"] < 0.04
    assert most["mid-p"] < 0.05
    assert 0.05 < most["asymptotic"] < 0.055
    assert size(every_rejection(method("equality", "mid-p"), 50)) > 0.06


@pytest.mark.parametrize(("index_only", "comparator_only", "n", "power"), R_POWER)
def test_power_of_the_exact_test_as_in_r(index_only, comparator_only, n, power):
    rejections = every_rejection(EXACT, n)
    wrong_way = sum(
        chance(n, b, c, index_only, comparator_only)
        for b, c in _outcomes.counts(n)
        if b < c and b <= rejections.critical[b + c]
    )
    agreeing = (1.0 - index_only - comparator_only) / 2.0
    found = rejected(rejections, Population(agreeing, index_only, comparator_only, agreeing))
    assert found - wrong_way == pytest.approx(power, rel=1e-9)


def test_error_and_power_are_the_same_sum():
    rejections = every_rejection(EXACT, 30)
    assert rejected(rejections, population(0.4, 0.0)) == pytest.approx(error_at(rejections, 0.4), rel=1e-12)


def test_another_level_has_another_error():
    assert size(every_rejection(EXACT, 40, 0.99)) <= 0.01 < size(every_rejection(EXACT, 40, 0.90)) <= 0.10


def test_an_interval_or_no_patient_gives_no_p_value():
    with pytest.raises(InputError, match="tango gives no p-value for 4 patients"):
        every_rejection(method("rate-difference", "tango"), 4)
    with pytest.raises(InputError, match="exact gives no p-value for 0 patients"):
        every_rejection(EXACT, 0)
