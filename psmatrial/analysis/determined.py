"""What the publication of a rebuilt study determines."""

from __future__ import annotations

from fnmatch import fnmatchcase


def determined(row_id: str, patterns: tuple[str, ...]) -> bool:
    """Return whether a rebuilt study's publication determines a row: some pattern (with ``*``) fits its id."""
    return any(fnmatchcase(row_id, pattern) for pattern in patterns)
