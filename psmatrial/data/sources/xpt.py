"""SAS transport files, version 5 or 8: a dataset as it is sent to an authority."""

from __future__ import annotations

from pathlib import Path

from psmatrial.data.rules import Layout
from psmatrial.data.sheet import Sheet
from psmatrial.data.sources._bytes import ends_of, file_name
from psmatrial.data.sources._statistical import Kind, read_statistical
from psmatrial.errors import InputError, Problem

_START = b"HEADER RECORD*******LIB"


def read(path: Path, layout: Layout | None = None) -> Sheet:
    """Return the cells as text; needs the extra ``clinical``.

    Raises
    ------
    InputError
        If the file is not made of whole records of 80 bytes, or cannot be read; it does not say how many rows it has,
        so that one that was cut between two records cannot be told from a whole one.
    """
    start, _ = ends_of(path)
    if start and (not start.startswith(_START) or path.stat().st_size % len(start)):
        text = "this is not a whole SAS transport file: it is cut off, or of another kind."
        raise InputError(Problem(text, "Export it again, or save the data as CSV in UTF-8.", file_name(path)))
    return read_statistical(path, layout, Kind("SAS transport", "read_xport", declares=False))
