"""Strata that come one at a time, from a generator, are all counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from psmatrial.model import PairedTable
from psmatrial.stats.any_stratum import global_test
from psmatrial.stats.pooling.pooled import pooled
from psmatrial.stats.stratified import pooled_difference
from psmatrial.stats.stratum_weights import pooling_weights

STRATA = [PairedTable(4, 8, 3, 11), PairedTable(4, 8, 1, 5), PairedTable(1, 3, 0, 2)]


def test_no_stratum_of_a_generator_is_lost() -> None:
    # As the example of the list: the p-value without the first stratum is 0.012695.
    assert round(global_test(table for table in STRATA).p_value, 6) == 0.006138


@pytest.mark.parametrize(
    "pooling",
    [
        global_test,
        pooled_difference,
        pooling_weights,
        pooled,
        lambda tables: pooled_difference(tables, "given", given=[0.5, 0.3, 0.2]),
    ],
)
def test_strata_may_come_one_at_a_time(pooling) -> None:
    # Of the second three one has no variance, for which all of them are widened.
    for strata in (STRATA, [*STRATA[1:], PairedTable(0, 5, 0, 0)]):
        assert pooling(iter(strata)) == pooling(map(replace, strata)) == pooling(strata)
