"""Libraries that only some formats need: imported when one is read, and named where they are missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from psmatrial.errors import InputError, Problem


def library(name: str, extra: str, file: str) -> Any:
    """Import a library that an extra of the package installs.

    Raises
    ------
    InputError
        If it is not installed: with the command that installs it.
    """
    try:
        return import_module(name)
    except ImportError:
        text = f"reading this kind of file needs the library {name}, which is not installed."
        raise InputError(Problem(text, f"Install it: python -m pip install 'psmatrial[{extra}]'", file)) from None
