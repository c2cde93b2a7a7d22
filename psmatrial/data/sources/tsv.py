"""Text separated by tabs: the same reader, which finds the separator in the header."""

from __future__ import annotations

from psmatrial.data.sources.csv import read

__all__ = ["read"]
