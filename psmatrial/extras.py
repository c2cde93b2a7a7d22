"""Libraries that only an extra of the package installs: imported when they are needed, named where they are missing."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from psmatrial.errors import Problem, PsmatrialError

# What a library is called where it is installed, if that is not what it is called where it is imported.
INSTALLED_AS = {"docx": "python-docx", "PIL": "pillow"}


def library(name: str, extra: str, task: str, error: type[PsmatrialError], file: str = "") -> Any:
    """Return a library that an extra of the package installs.

    Parameters
    ----------
    name
        The library, as it is imported.
    extra
        The extra of the package that installs it.
    task
        What needs it, as the beginning of a sentence: ``"writing report.docx"``.
    error
        What is raised where it is missing.
    file
        The file that is read or written, where the message should begin with it.

    Returns
    -------
    module
        The library, imported.

    Raises
    ------
    PsmatrialError
        Of the given kind, if the library is not installed: with the command that installs it.

    Examples
    --------
    >>> from psmatrial.errors import OutputError
    >>> library("json", "word", "writing it", OutputError).__name__
    'json'
    """
    try:
        return import_module(name)
    except ImportError:
        text = f"{task} needs the library {INSTALLED_AS.get(name, name)}, which is not installed."
        raise error(Problem(text, f"Install it: python -m pip install 'psmatrial[{extra}]'", file)) from None


def installed(name: str) -> str:
    """Return a library's name and version as they are installed, without importing it.

    Parameters
    ----------
    name
        The library, as it is imported.

    Returns
    -------
    str
        Such as ``"pillow 12.0.0"``; only the name where it is not installed.

    Examples
    --------
    >>> installed("PIL").startswith("pillow ")
    True
    >>> installed("unheard-of")
    'unheard-of'
    """
    known = INSTALLED_AS.get(name, name)
    try:
        return f"{known} {version(known)}"
    except PackageNotFoundError:
        return known
