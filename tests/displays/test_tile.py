"""What the caption of the tile says."""

from __future__ import annotations

import pytest

from psmatrial.displays.figures import tile
from tests.displays import sample

NOTHING = "None of 12 was found by one test only: nothing tells the two tests apart."


@pytest.mark.parametrize("name", ["nobody found", "everybody found"])
def test_where_nobody_was_found_by_one_test_only_nothing_tells_them_apart(name):
    assert tile.figure(sample.hostile()[name]).caption.endswith(NOTHING)
