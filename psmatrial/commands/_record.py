"""Saved results that somebody changed by hand: refused in words where they do not hold together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psmatrial.errors import InputError

RECORD = "results.json"


@contextmanager
def whole_record(report: Path) -> Iterator[None]:
    """Refuse a report whose record lacks something, or has it in another form, unless its manifest vouches for it.

    Parameters
    ----------
    report
        A folder that ``compare`` wrote, its ``results.json``, or a file of readings, which has no record.

    Raises
    ------
    InputError
        In the place of an error of the program, unless the record is as it was written: then the error stands.

    Examples
    --------
    >>> with whole_record(Path("nowhere/results.json")):
    ...     {}["curve"]
    Traceback (most recent call last):
    psmatrial.errors.InputError: results.json does not hold together: something in it was removed or changed. ...
    """
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        file = report / RECORD if report.is_dir() else report
        if file.suffix.lower() != ".json" or _as_written(file):
            raise
        text = f"{file.name} does not hold together: something in it was removed or changed."
        raise InputError(text, "Give a report as `psmatrial compare` wrote it.") from None


def _as_written(file: Path) -> bool:
    """Return whether the manifest beside a record lists it with its hash."""
    from psmatrial.reports.folder import listed

    try:
        found = hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return False
    return listed(file.parent).get(file.name) == found
