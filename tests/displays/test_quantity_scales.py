"""Every number on the scale of its quantity: a kappa is no percentage, a difference of sensitivity no ratio."""

from __future__ import annotations

import pytest

from psmatrial.displays.quantity_scales import AS_IT_IS, AS_RATIO, IN_PERCENT, IN_POINTS, scale_of


@pytest.mark.parametrize(
    ("quantity", "scale"),
    [
        ("rate-difference", IN_POINTS),
        ("specificity-difference", IN_POINTS),
        ("agreement-difference", AS_IT_IS),
        ("index-agreement", AS_IT_IS),
        ("odds-ratio", AS_RATIO),
        ("hazard-ratio", AS_RATIO),
        ("likelihood-ratio-negative-ratio", AS_RATIO),
        ("index-likelihood-ratio-positive", AS_RATIO),
        ("relative-false-positive-rate", AS_RATIO),
        ("comparator-rate", IN_PERCENT),
        ("clustered-index-rate", IN_PERCENT),
        ("index-clr", IN_PERCENT),
        ("comparator-sensitivity", IN_PERCENT),
        ("change-major-of-changed", IN_PERCENT),
    ],
)
def test_a_quantity_has_its_scale(quantity, scale):
    assert scale_of(quantity) == scale
