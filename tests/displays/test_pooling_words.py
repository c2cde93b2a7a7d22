"""Numbers of a pooling in words: limits that say nothing are told as bounds, all others as they are."""

from __future__ import annotations

import pytest

from psmatrial.displays.pooling_words import RATIO


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0.0000014, 7048627.0, "<0.001 to >1000"),
        (0.0000014, 17.5, "<0.001 to 17.50"),
        (0.5, 20000.0, "0.50 to >1000"),
        # Limits on one side of 1 are what is known, however far out.
        (1268.0, 63899.0, "1268 to 63899"),
        (585.43, 2360.0, "585.43 to 2360"),
    ],
)
def test_a_limit_far_out_is_a_bound_only_where_one_is_inside(low, high, text):
    assert RATIO.interval(low, high) == text


def test_ratios_that_are_tiny_keep_their_limits():
    assert not RATIO.interval(0.00002, 0.0008).startswith("<0.001")
