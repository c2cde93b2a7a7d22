"""SDTM tumour results, only the records with TRACPTFL = Y: what was accepted, as of one reader."""

from __future__ import annotations

from pathlib import Path

from psmatrial.data.presets._sdtm import tumours
from psmatrial.data.presets.sdtm_tr import TR
from psmatrial.data.rules import Layout
from psmatrial.data.sheet import Sheet


def applied(sheet: Sheet, layout: Layout, path: Path | None) -> tuple[Sheet, Layout]:  # noqa: ARG001
    """Return the accepted readings."""
    return tumours(sheet, layout, TR, accepted=True)
