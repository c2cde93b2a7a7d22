"""Smaller discordant counts told by printed odds ratio, agreement and cells, against every count asked."""

from __future__ import annotations

import pytest

from psmatrial.stats.recovery.facts import facts
from psmatrial.stats.recovery.split_counts import SplitCounts
from psmatrial.stats.recovery.values import Values
from tests.stats.recovery import brute

ODDS = ["4.8", "0.2", "1.0", "0", "inf", "NE", "0.33", "12"]
CELLS = [
    {},
    {"agreement": "54%"},
    {"index_only": "3"},
    {"comparator_only": "20%"},
    {"agreement": "7", "index_only": "2"},
]


@pytest.mark.parametrize("truncation", [False, True])
@pytest.mark.parametrize("cells", CELLS, ids=str)
@pytest.mark.parametrize("odds", ["", *ODDS])
def test_counts_are_those_whose_cells_fit(odds, cells, truncation):
    printed = cells | ({"odds_ratio": odds} if odds else {})
    for n in (1, 2, 7, 13):
        read = facts({"n": str(n)} | printed) if printed else facts({"n": str(n)})
        values = Values(read, truncation=truncation)
        counts = SplitCounts(read, values)
        for excess in range(-n, n + 1):
            every = range((n - abs(excess)) // 2 + 1)
            tables = [(0, k + max(0, excess), k + max(0, -excess)) for k in every]
            expected = [
                k
                for k, (a, b, c) in zip(every, tables, strict=True)
                if values.fit(tuple(printed), (a, b, c, n - b - c))
            ]
            assert list(counts.fitting(n, excess, every)) == expected
            fewest, most = counts.sums(n)
            assert all(fewest <= abs(excess) + 2 * k <= most for k in expected)
            assert not expected or excess in counts.excesses(n)


def test_what_is_left_of_some_counts_lies_among_them():
    read = facts({"n": "50", "odds_ratio": "4.8"})
    counts = SplitCounts(read, Values(read))
    assert counts.fitting(50, 15, range(4)) == range(4, 4)
    assert list(counts.fitting(50, 15, range(3, 9))) == [4]
    assert brute.observed("odds_ratio", 9, 19, 4, 18) == 4.75
