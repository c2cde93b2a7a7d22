"""What cannot be averaged is refused in words."""

from __future__ import annotations

import pytest

from psmatrial.errors import InputError
from psmatrial.stats.pooling.average import average


@pytest.mark.parametrize(
    ("values", "variances", "words"),
    [
        ([0.1, float("nan")], [0.01, 0.1], "study 2 has the value nan and the variance 0.1."),
        ([float("inf")], [0.1], "study 1 has the value inf"),
        ([0.1, 0.2], [0.0, 0.1], "study 1 has the value 0.1 and the variance 0.0."),
        ([0.1, 0.2], [0.1, -1], "the variance -1.0."),
        ([0.1], [float("nan")], "the variance nan."),
        ([0.1], [float("inf")], "the variance inf."),
        ([], [], "0 values and 0 variances are given."),
        ([0.1], [0.1, 0.2], "1 values and 2 variances are given."),
    ],
)
def test_what_cannot_be_averaged_is_refused(values, variances, words) -> None:
    for method in ("fixed", "reml", "dl-knapp-hartung"):
        with pytest.raises(InputError) as refusal:
            average(values, variances, method)
        assert words in str(refusal.value)
