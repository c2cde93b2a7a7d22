"""The scale of a forest of pooled studies: limits that are never reached take no room on it."""

from __future__ import annotations

import math

import pytest

from psmatrial.analysis.results import Row
from psmatrial.displays.pooled_scale import scale_of
from psmatrial.displays.pooling_words import RATIO


@pytest.mark.parametrize(
    ("limits", "ends"),
    [
        ((0.0, math.inf), (0.5, 2.0)),
        ((0.0, 1.4), (0.5, 2.0)),
        ((0.3, math.inf), (0.2, 2.0)),
        # A limit that exists, and is far out, has its room up to where arrows begin.
        ((0.001, 1.4), (0.02, 2.0)),
    ],
)
def test_a_limit_of_0_or_infinity_takes_no_room_on_a_scale_of_ratios_and_is_an_arrow(limits, ends):
    low, high = limits
    scale = scale_of([Row("a", value=1.0, low=low, high=high)], RATIO, 0.0, 60.0)
    assert (scale.low, scale.high) == ends
    assert scale.holds(low) == (low >= ends[0])
    assert scale.holds(high) == (high <= ends[1])
