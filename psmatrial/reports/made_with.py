"""What a report was made with, where the results cannot say so: they are the same whatever is installed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from psmatrial.data.regular import regular
from psmatrial.displays.lettering import printable
from psmatrial.extras import installed
from psmatrial.menu import Menu
from psmatrial.reports.folder import RUN, system

FORMATS = Menu("reports/formats", "output format")
KEY = "made_with"


def libraries(formats: Iterable[str]) -> dict[str, list[str]]:
    """Return the libraries behind the files of some formats, for those that rest on more than the results name.

    Parameters
    ----------
    formats
        Names of output formats.

    Returns
    -------
    dict of str to list of str
        By file, such as ``{"tables.xlsx": ["xlsxwriter 3.2.0"]}``; only the name where a library is not installed.

    Examples
    --------
    >>> list(libraries(["json", "rtf"]))
    ['report.rtf']
    """
    modules = [FORMATS.load(name) for name in formats]
    return {module.FILE: [installed(name) for name in module.MADE_WITH] for module in modules if _named(module)}


def otherwise_made(folder: Path, formats: Iterable[str]) -> dict[str, str]:
    """Say of which files the libraries are others today than those that wrote them.

    Parameters
    ----------
    folder
        A report.
    formats
        The output formats that it has.

    Returns
    -------
    dict of str to str
        By file, what it was made with and what there is now; empty where all libraries are the same.
    """
    before, now = _recorded(folder), libraries(formats)
    return {
        file: f"{file} was made with {_listed(before.get(file))}; here is {_listed(names)}"
        for file, names in now.items()
        if before.get(file) != names
    }


def other_system(folder: Path) -> str:
    """Say that a report was made with another Python or on another platform, where last digits may differ.

    Parameters
    ----------
    folder
        A report.

    Returns
    -------
    str
        What it was made on and what is here; empty where platform and version of Python are the same but for its third
        number.

    Examples
    --------
    >>> other_system(Path("nowhere"))
    'the report does not say with which Python it was made'
    """
    before, now = _run(folder), system()
    python, place = before.get("python"), before.get("platform")
    if not (isinstance(python, str) and isinstance(place, str)):
        return "the report does not say with which Python it was made"
    if (python.split(".")[:2], place) == (now["python"].split(".")[:2], now["platform"]):
        return ""
    here = f"(here Python {now['python']} on {now['platform']})"
    return f"the report was made with Python {printable(python)} on {printable(place)} {here}"


def not_installed(name: str) -> str:
    """Return the library without which a format cannot be made here, or nothing.

    Examples
    --------
    >>> not_installed("json")
    ''
    """
    needed = getattr(FORMATS.load(name), "LIBRARY", ())
    text = installed(needed[0]) if needed else " "
    return "" if " " in text else text


def _named(module: object) -> bool:
    """Return whether a format says which libraries write it."""
    return hasattr(module, "MADE_WITH")


def _listed(names: list[str] | None) -> str:
    """Return libraries in words."""
    return " and ".join(names) if names else "libraries that its record does not name"


def _recorded(folder: Path) -> dict[str, list[str]]:
    """Return the libraries that the record of the run names, by file."""
    try:
        return {str(file): [str(name) for name in names] for file, names in _run(folder)[KEY].items()}
    except (KeyError, TypeError, AttributeError):
        return {}


def _run(folder: Path) -> dict[str, Any]:
    """Return the record of the run; what is no record says nothing."""
    try:
        return dict(json.loads(regular(folder / RUN).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, RecursionError):
        return {}
