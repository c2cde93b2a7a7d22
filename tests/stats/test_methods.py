"""The catalogue: laws that every method for a paired 2x2 table keeps."""

from __future__ import annotations

import re
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from math import inf, isfinite, isnan
from typing import TYPE_CHECKING

import numpy as np
import pytest

from psmatrial.errors import InputError
from psmatrial.model import ALTERNATIVES, Estimate, HypothesisTest, Method, PairedTable
from psmatrial.stats.difference import rate_difference
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.methods import CATALOGUE, QUANTITIES, method, methods
from psmatrial.stats.odds_ratio import odds_ratio
from psmatrial.stats.rate import rate
from psmatrial.stats.ratio import rate_ratio

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTRACT = {
    "equality": "exact mid-p asymptotic corrected exact-unconditional berger-boos",
    "rate-difference": "wald wald-corrected agresti-min bonett-price newcombe mover-jeffreys tango scas fay-lumbard "
    "exact-unconditional exact-unconditional-tails",
    "rate-ratio": "wald tang bonett-price mover-wilson mover-jeffreys scas",
    "odds-ratio": "clopper-pearson mid-p wilson jeffreys blaker wald",
    "index-rate": "clopper-pearson mid-p wilson wilson-corrected agresti-coull jeffreys blaker wald",
    "comparator-rate": "clopper-pearson mid-p wilson wilson-corrected agresti-coull jeffreys blaker wald",
}
SMALLEST = {"rate-difference": -1.0}
LARGEST = {"index-rate": 1.0, "comparator-rate": 1.0, "rate-difference": 1.0}
CELLS = ((9, 19, 4, 18), (0, 8, 0, 42), (40, 0, 11, 9), (300, 60, 35, 105), (0, 30, 30, 0))
LARGE = [PairedTable(*cells) for cells in CELLS]
BELONG = [
    ("exact", "odds-ratio", "clopper-pearson", 1.0),
    ("exact", "rate-difference", "fay-lumbard", 0.0),
    ("asymptotic", "odds-ratio", "wilson", 1.0),
    ("asymptotic", "rate-difference", "tango", 0.0),
    ("asymptotic", "rate-ratio", "tang", 1.0),
    ("mid-p", "odds-ratio", "mid-p", 1.0),
]
NO_METHODS = (3, None, ["exact", "mid-p"], {"method": "exact"}, np.array(["exact", "mid-p"]))
every = pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: f"{entry.quantity}-{entry.name}")
INTERVALS = [entry for entry in CATALOGUE if entry.quantity != "equality"]
intervals = pytest.mark.parametrize("entry", INTERVALS, ids=lambda entry: f"{entry.quantity}-{entry.name}")


def tables(n: int) -> Iterator[PairedTable]:
    """Yield every table of n patients."""
    for a in range(n + 1):
        for b in range(n + 1 - a):
            for c in range(n + 1 - a - b):
                yield PairedTable(a, b, c, n - a - b - c)


SMALL = [table for n in range(5) for table in tables(n)]
SOME = [*(table for n in (1, 2, 3) for table in tables(n)), *LARGE]


def some(entry: Method) -> list[PairedTable]:
    """Return the tables on which a law is tried: fewer for a method that takes a tenth of a second for each."""
    return [*tables(1), *tables(2), *LARGE[:2]] if entry.costly else SOME


def estimate(entry: Method, table: PairedTable, level: float = 0.95, alternative: str = "two-sided") -> Estimate:
    """Return what the entry computes, which must be an interval."""
    answer = entry.compute(table, level, alternative)
    assert isinstance(answer, Estimate)
    return answer


def p_of(name: str, table: PairedTable, alternative: str = "two-sided") -> float:
    """Return the p-value of a test of equality."""
    answer = method("equality", name).compute(table, 0.95, alternative)
    assert isinstance(answer, HypothesisTest)
    assert answer.p_value is not None
    return answer.p_value


def limits(
    entry: Method, table: PairedTable, level: float = 0.95, alternative: str = "two-sided"
) -> tuple[float, float]:
    """Return both limits of an interval, which must exist."""
    answer = estimate(entry, table, level, alternative)
    assert answer.low is not None
    assert answer.high is not None
    return answer.low, answer.high


def test_the_catalogue_holds_what_is_promised_in_that_order() -> None:
    assert tuple(CONTRACT) == QUANTITIES
    assert {quantity: " ".join(entry.name for entry in methods(quantity)) for quantity in QUANTITIES} == CONTRACT
    assert methods() == CATALOGUE


def test_an_unknown_quantity_is_refused_with_the_choices() -> None:
    with pytest.raises(InputError, match=r"'odd-ratio'\. Did you mean 'odds-ratio'\? Accepted: equality, rate-diff"):
        methods("odd-ratio")


def test_an_unknown_method_is_refused_with_the_choices() -> None:
    with pytest.raises(InputError, match=r"'tang' for rate-difference\. Did you mean 'tango'\? Accepted: wald, wald"):
        method("rate-difference", "tang")


def test_a_method_is_found_by_its_two_names() -> None:
    assert all(method(entry.quantity, entry.name) is entry for entry in CATALOGUE)


@every
def test_every_method_has_its_words(entry: Method) -> None:
    texts = (entry.label, entry.formula, entry.reference, entry.prefer, entry.weakness)
    assert all(text and "\n" not in text for text in texts)
    assert entry.prefer.endswith(".")
    assert entry.weakness.endswith(".")
    assert entry.reference.endswith(".")


@every
@pytest.mark.parametrize("alternative", ALTERNATIVES)
def test_every_method_answers_on_every_table(entry: Method, alternative: str) -> None:
    for table in [*SMALL, *LARGE]:
        answer = entry.compute(table, 0.95, alternative)
        assert (answer.quantity, answer.method, answer.alternative) == (entry.quantity, entry.name, alternative)
        if isinstance(answer, HypothesisTest):
            numbers = [answer.p_value, answer.statistic]
            assert (answer.p_value is None) == (table.n == 0)
            assert answer.p_value is None or 0.0 <= answer.p_value <= 1.0
            assert answer.note or table.discordant
        else:
            numbers = [answer.value, answer.low, answer.high]
            assert (answer.low is None) == (answer.high is None) == (table.n == 0)
            assert answer.n == table.n
            assert answer.note or answer.value is not None
        assert not any(isnan(number) for number in numbers if number is not None), table


@intervals
def test_every_interval_stays_in_its_range(entry: Method) -> None:
    for table in SMALL[1:]:
        for alternative in ALTERNATIVES:
            low, high = limits(entry, table, 0.95, alternative)
            assert SMALLEST.get(entry.quantity, 0.0) <= low <= high <= LARGEST.get(entry.quantity, inf), table


@intervals
def test_a_one_sided_interval_ends_where_the_range_ends(entry: Method) -> None:
    for table in LARGE:
        assert limits(entry, table, 0.95, "greater")[1] == LARGEST.get(entry.quantity, inf)
        assert limits(entry, table, 0.95, "less")[0] == SMALLEST.get(entry.quantity, 0.0)
        assert "one-sided limit at level 0.95" in estimate(entry, table, 0.95, "greater").note


@intervals
def test_every_interval_holds_its_estimate(entry: Method) -> None:
    for table in some(entry):
        for level in (0.9, 0.95, 0.99):
            answer, (low, high) = estimate(entry, table, level), limits(entry, table, level)
            if answer.value is not None:
                assert low - 1e-9 <= answer.value, (table, level)
                assert answer.value <= high + 1e-9, (table, level)


@intervals
def test_a_higher_level_gives_an_interval_around_that_of_a_lower_one(entry: Method) -> None:
    for table in some(entry):
        inner, outer = limits(entry, table, 0.9), limits(entry, table, 0.99)
        assert outer[0] <= inner[0] + 1e-12, table
        assert inner[1] <= outer[1] + 1e-12, table


def mirrored(entry: Method, limit: float) -> float:
    """Return where a limit lies after swapping the tests."""
    if entry.quantity.endswith("-rate"):
        return limit
    if entry.quantity == "rate-difference":
        return -limit
    return 1.0 / limit if limit else inf


@intervals
def test_swapping_the_tests_mirrors_the_interval(entry: Method) -> None:
    other = {"index-rate": "comparator-rate", "comparator-rate": "index-rate"}.get(entry.quantity, entry.quantity)
    for table in some(entry):
        ends = [mirrored(entry, limit) for limit in limits(entry, table)]
        swapped = limits(method(other, entry.name), table.swapped())
        assert sorted(ends) == pytest.approx(swapped, rel=1e-9, abs=1e-12), table


@pytest.mark.parametrize("entry", methods("equality"), ids=lambda entry: entry.name)
def test_swapping_the_tests_swaps_the_alternatives(entry: Method) -> None:
    for table in some(entry):
        assert p_of(entry.name, table) == pytest.approx(p_of(entry.name, table.swapped()), rel=1e-9)
        assert p_of(entry.name, table, "greater") == pytest.approx(p_of(entry.name, table.swapped(), "less"), rel=1e-9)


@pytest.mark.parametrize(("test", "quantity", "interval", "null"), BELONG)
def test_the_interval_that_belongs_to_a_test_decides_as_it_does(
    test: str, quantity: str, interval: str, null: float
) -> None:
    entry, undecided = method(quantity, interval), 0
    for table in (PairedTable(a, b, c, 3) for a in (0, 5) for b in range(11) for c in range(0, 11, 3)):
        if test == "mid-p" and table.index_only == table.comparator_only:
            continue
        p = p_of(test, table)
        for level in (0.9, 0.95, 0.99):
            low, high = limits(entry, table, level)
            assert (low > null or high < null) == (p <= 1.0 - level), (table, level, p, low, high)
        undecided += p > 0.1
    assert undecided


def test_the_unconditional_interval_never_rejects_where_its_test_does_not() -> None:
    entry = method("rate-difference", "exact-unconditional")
    for table in (PairedTable(2, b, c, 3) for b in range(8) for c in range(3)):
        low, high = limits(entry, table)
        assert not (low > 0.0 or high < 0.0) or p_of("exact-unconditional", table) <= 0.05 + 1e-9, table


def test_every_finite_estimate_of_a_large_table_has_a_finite_value() -> None:
    assert all(isfinite(estimate(entry, LARGE[0]).value or 0.0) for entry in INTERVALS)


def test_the_catalogue_loads_no_heavy_library() -> None:
    heavy = "numpy scipy pandas statsmodels lifelines matplotlib jinja2 click"
    code = f"import sys, psmatrial.stats.methods; print(*[name for name in '{heavy}'.split() if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == ""


@pytest.mark.parametrize("given", NO_METHODS)
@pytest.mark.parametrize(
    ("function", "arguments"),
    [(mcnemar, ()), (rate_difference, ()), (rate_ratio, ()), (odds_ratio, ()), (rate, (50,))],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_a_method_or_an_alternative_that_is_no_text_is_refused_with_the_choices(function, arguments, given):
    first = (28, *arguments) if arguments else (LARGE[0],)
    with pytest.raises(InputError, match=re.escape(f"{given!r}")) as caught:
        function(*first, method=given)
    assert "Accepted: " in str(caught.value)
    with pytest.raises(InputError, match=r"is not known\. Accepted: two-sided, greater, less\."):
        function(*first, alternative=given)


@every
@pytest.mark.parametrize(
    "level", [np.float32(0.875), Decimal("0.875"), Fraction(7, 8)], ids=lambda one: type(one).__name__
)
def test_a_level_is_a_number_of_any_type_and_costs_no_precision(entry, level):
    assert entry.compute(LARGE[0], level, "two-sided") == entry.compute(LARGE[0], 0.875, "two-sided")
