"""The catalogue beyond one 2x2 table: every entry complete, and each the method it names."""

from __future__ import annotations

import re

import pytest

from psmatrial.errors import InputError
from psmatrial.model import HypothesisTest, PairedTable
from psmatrial.stats.further_methods import ADJUSTMENTS, FURTHER, SEVERAL, further_method
from psmatrial.stats.margin_methods import MARGINS
from psmatrial.stats.stratified_methods import STRATIFIED

STRATA = [PairedTable(4, 8, 3, 11), PairedTable(4, 8, 1, 5), PairedTable(1, 3, 0, 2)]
SQUARE = [[17, 4, 4], [8, 24, 6], [5, 4, 30]]
ROWS = [(1, 0, 0), (1, 1, 0), (0, 1, 1)]


@pytest.mark.parametrize("entry", FURTHER, ids=lambda entry: f"{entry.quantity}-{entry.name}")
def test_every_entry_is_complete(entry) -> None:
    assert entry.label
    assert entry.formula
    assert re.fullmatch(r".+ \d{4};.+\.", entry.reference)
    assert entry.prefer.endswith(".")
    assert entry.weakness.endswith(".")
    assert further_method(entry.quantity, entry.name) is entry


def test_no_entry_stands_twice() -> None:
    assert len({(entry.quantity, entry.name) for entry in FURTHER}) == len(FURTHER)
    assert len({entry.label for entry in FURTHER}) == len(FURTHER)


@pytest.mark.parametrize("entry", [e for e in STRATIFIED if e.name != "given"], ids=lambda e: f"{e.quantity}-{e.name}")
def test_a_method_over_strata_gives_what_it_names(entry) -> None:
    found = entry.compute(STRATA, 0.95)
    assert (found.quantity, found.method) == (entry.quantity, entry.name)


@pytest.mark.parametrize("entry", MARGINS, ids=lambda e: f"{e.quantity}-{e.name}")
def test_a_method_of_a_margin_gives_what_it_names(entry) -> None:
    margins = (0.8, 1.25) if "ratio" in entry.quantity else (-0.1, 0.1)
    both = entry.quantity.endswith("equivalence")
    found = entry.compute(PairedTable(9, 19, 4, 18), margins if both else margins[0])
    assert isinstance(found, HypothesisTest) is not both
    one = found.above if both else found
    assert (one.quantity.replace("margin", "equivalence" if both else "margin"), one.method) == (
        entry.quantity,
        entry.name,
    )


def test_given_weights_have_no_default() -> None:
    with pytest.raises(InputError, match="weights 'given' do not fit"):
        further_method("pooled-difference", "given").compute(STRATA, 0.95)


@pytest.mark.parametrize("entry", SEVERAL, ids=lambda e: f"{e.quantity}-{e.name}")
def test_a_method_for_several_gives_what_it_names(entry) -> None:
    square = entry.quantity in {"symmetry", "marginal-homogeneity"}
    found = entry.compute(SQUARE if square else ROWS)
    if entry.quantity == "pairwise-equality":
        assert [pair.test.method for pair in found] == ["exact"] * 3
    else:
        assert (found.quantity, found.method) == (entry.quantity, entry.name)


def test_every_adjustment_of_the_catalogue_works() -> None:
    found = {entry.name: entry.compute([0.01, 0.02, 0.03, 0.2]) for entry in ADJUSTMENTS}
    assert found["none"] == [0.01, 0.02, 0.03, 0.2]
    assert found["bonferroni"] == [0.04, 0.08, 0.12, 0.8]
    assert found["holm"] == pytest.approx([0.04, 0.06, 0.06, 0.2])
    assert found["hochberg"] == pytest.approx([0.04, 0.06, 0.06, 0.2])
    assert all(p[0] >= 0.01 for p in found.values())


def test_an_unknown_quantity_or_method_is_refused_with_the_choices() -> None:
    with pytest.raises(InputError, match="Did you mean 'global'"):
        further_method("globl", "exact")
    with pytest.raises(InputError, match="global method 'exakt' is not known"):
        further_method("global", "exakt")
