"""Places for reports: an empty one, and one that holds a report and a file of somebody's own."""

from __future__ import annotations

import pytest

from psmatrial.reports.folder import write
from tests.reports.folders import OLD


@pytest.fixture
def place(tmp_path):
    return tmp_path / "out"


@pytest.fixture
def written(place):
    write(place, lambda: OLD)
    (place / "notes.txt").write_text("mine")
    return place
