"""The database that reads millions of rows: in memory, without network, without extensions, without spill files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from psmatrial.data.sources._bytes import file_name
from psmatrial.data.sources._library import library
from psmatrial.errors import InputError, Problem

_PATTERN = frozenset("*?[]{}")
_SETTINGS = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "temp_directory": "",
}


@contextmanager
def database(name: str) -> Iterator[Any]:
    """Open a database in memory and close it again.

    Raises
    ------
    InputError
        If the library is not installed.
    """
    connection = library("duckdb", "big", name).connect(config=_SETTINGS)
    try:
        connection.execute("SET enable_progress_bar = false")
        yield connection
    finally:
        connection.close()


def exact_path(path: Path) -> str:
    """Return the path of one file as the database takes it: it would read signs such as ``*`` as many files.

    Raises
    ------
    InputError
        If the path has such a sign.
    """
    place = str(path.resolve())
    if _PATTERN.intersection(place):
        text = "the path has one of the signs * ? [ ] { }, which the database takes for a pattern."
        raise InputError(Problem(text, "Rename the file or its folder.", file_name(path)))
    return place
