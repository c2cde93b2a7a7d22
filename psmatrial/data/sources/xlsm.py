"""Excel workbooks that may hold macros: read as the others, the macros left alone."""

from __future__ import annotations

from psmatrial.data.sources.xlsx import read

__all__ = ["read"]
