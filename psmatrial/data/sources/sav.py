"""SPSS files, with their value labels and declared missing values."""

from __future__ import annotations

from pathlib import Path

from psmatrial.data.rules import Layout
from psmatrial.data.sheet import Sheet
from psmatrial.data.sources._statistical import Kind, read_statistical


def read(path: Path, layout: Layout | None = None) -> Sheet:
    """Return the cells as text; needs the extra ``clinical``."""
    return read_statistical(path, layout, Kind("SPSS", "read_sav"))
