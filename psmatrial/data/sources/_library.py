"""Libraries that only some formats need: imported when one is read, and named where they are missing."""

from __future__ import annotations

from typing import Any

from psmatrial import extras
from psmatrial.errors import InputError


def library(name: str, extra: str, file: str) -> Any:
    """Import a library that an extra of the package installs.

    Raises
    ------
    InputError
        If it is not installed: with the command that installs it.
    """
    return extras.library(name, extra, "reading this kind of file", InputError, file)
