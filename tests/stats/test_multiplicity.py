"""Adjusted p-values: against R, against the closed test by its definition, and by their laws."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.errors import InputError
from psmatrial.stats.multiplicity import adjusted, error_rate, gatekept
from tests.oracle import agrees, records

R_NAMES = {
    "bonferroni": "bonferroni",
    "holm": "holm",
    "hochberg": "hochberg",
    "hommel": "hommel",
    "BH": "benjamini-hochberg",
    "BY": "benjamini-yekutieli",
}
METHODS = (*R_NAMES.values(), "fixed-sequence", "none")
REGIONS = [0.003418, 0.007812, 0.6875]
probability = st.floats(0, 1)
family = st.lists(probability, min_size=1, max_size=6)
gaps = st.lists(st.one_of(st.none(), probability), max_size=6)
quick = settings(deadline=None, max_examples=60)


@pytest.mark.parametrize("name", R_NAMES)
def test_agrees_with_p_adjust_of_r(name) -> None:
    for record in records("multiplicity", f"'{name}'"):
        inputs, outputs, rtol, atol = record.values
        found = adjusted(inputs["p"], R_NAMES[name])
        for ours, theirs in zip(found, outputs["adjusted"], strict=True):
            assert agrees(ours, theirs, rtol, atol)


def test_the_worked_regions_give_the_worked_values() -> None:
    # The first two are printed from 14/4096 and 2/256, which is why thrice and twice them end in other digits.
    assert [round(p, 6) for p in adjusted([14 / 4096, 2 / 256, 0.6875])] == [0.010254, 0.015625, 0.6875]
    assert [round(p, 6) for p in adjusted(REGIONS)] == [0.010254, 0.015624, 0.6875]


def closed(p_values, test):
    """Return, for each, the largest p-value of the tests of all subsets that hold it."""
    places = range(len(p_values))
    subsets = list(chain.from_iterable(combinations(places, size) for size in range(1, len(p_values) + 1)))
    return [max(test([p_values[i] for i in s]) for s in subsets if place in s) for place in places]


def simes(p_values):
    """Return the p-value of Simes' test of all of them."""
    return min(len(p_values) * p / rank for rank, p in enumerate(sorted(p_values), start=1))


@quick
@given(family)
def test_hommel_is_the_closed_test_of_simes(p_values) -> None:
    assert adjusted(p_values, "hommel") == pytest.approx(closed(p_values, simes), rel=1e-12)


@quick
@given(family)
def test_holm_is_the_closed_test_of_bonferroni(p_values) -> None:
    bonferroni = closed(p_values, lambda subset: min(1.0, len(subset) * min(subset)))
    assert adjusted(p_values, "holm") == pytest.approx(bonferroni, rel=1e-12)


@quick
@given(family)
def test_no_method_is_less_strict_than_the_one_it_improves(p_values) -> None:
    found = {method: adjusted(p_values, method) for method in METHODS}
    for one, other in (
        ("none", "benjamini-hochberg"),
        ("benjamini-hochberg", "benjamini-yekutieli"),
        ("none", "hommel"),
        ("hommel", "hochberg"),
        ("hochberg", "holm"),
        ("holm", "bonferroni"),
        ("none", "fixed-sequence"),
    ):
        assert all(p <= q + 1e-12 for p, q in zip(found[one], found[other], strict=True))


@pytest.mark.parametrize("method", METHODS)
@quick
@given(gaps)
def test_a_missing_p_is_left_out_of_the_count(method, p_values) -> None:
    found = adjusted(p_values, method)
    assert [p is None for p in found] == [p is None for p in p_values]
    assert [p for p in found if p is not None] == adjusted([p for p in p_values if p is not None], method)


@pytest.mark.parametrize("method", [method for method in METHODS if method != "fixed-sequence"])
@quick
@given(family)
def test_the_order_of_a_family_does_not_matter(method, p_values) -> None:
    assert adjusted(p_values[::-1], method) == pytest.approx(adjusted(p_values, method)[::-1])


def test_a_fixed_sequence_is_the_running_maximum() -> None:
    assert adjusted([0.01, 0.04, None, 0.02, 0.2, 0.1], "fixed-sequence") == [0.01, 0.04, None, 0.04, 0.2, 0.2]


def test_no_p_values_are_none() -> None:
    assert all(adjusted([], method) == [] for method in METHODS)


def test_behind_a_significant_family_its_own_adjustment_counts() -> None:
    primary, regions = gatekept([[0.0026], [14 / 4096, 2 / 256, 0.6875]])
    assert primary == [0.0026]
    assert [round(p, 6) for p in regions] == [0.010254, 0.015625, 0.6875]


def test_behind_a_closed_gate_nothing_is_significant() -> None:
    primary, regions, strata = gatekept([[0.0026], REGIONS, [0.001, 0.002]])
    assert min(regions) == pytest.approx(0.010254)
    assert strata == [0.6875, 0.6875]
    assert primary == [0.0026]


def test_a_missing_p_closes_no_gate() -> None:
    assert gatekept([[None, 0.01], [], [None], [0.02, None]]) == [[None, 0.01], [], [None], [0.02, None]]


@quick
@given(st.lists(gaps, max_size=4))
def test_a_later_family_is_never_below_an_earlier_one(families) -> None:
    found = gatekept(families, "hommel")
    gate = 0.0
    for raw, values in zip(families, found, strict=True):
        own = adjusted(raw, "hommel")
        assert values == [None if p is None else max(p, gate) for p in own]
        gate = max([gate, *(p for p in values if p is not None)])


@pytest.mark.parametrize("level", [0.8, 0.9, 0.95, 0.975, 0.99, 0.999])
def test_the_error_rate_is_the_number_one_would_type(level) -> None:
    assert error_rate(level) == float(f"{1 - level:.3f}")


def test_what_is_no_probability_is_refused() -> None:
    for p in (-0.1, 1.1, float("nan")):
        with pytest.raises(InputError, match="p-value 2 is"):
            adjusted([0.5, p])


def test_an_unknown_method_is_refused_with_the_choices() -> None:
    with pytest.raises(InputError, match="Did you mean 'bonferroni'"):
        adjusted([0.5], "bonferoni")
