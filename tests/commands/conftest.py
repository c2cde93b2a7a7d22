"""What tests of several commands share."""

from __future__ import annotations

import pytest


@pytest.fixture
def rows(tmp_path):
    """Write a file of printed numbers and return its path."""

    def write(content):
        path = tmp_path / "printed.csv"
        path.write_text(content)
        return str(path)

    return write
