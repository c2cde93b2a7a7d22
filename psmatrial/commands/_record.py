"""Saved results that somebody may have changed by hand: told, or refused where they do not hold together."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from psmatrial.commands import _options as options
from psmatrial.errors import InputError

if TYPE_CHECKING:
    from psmatrial.analysis.results import Results

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
        file = _record(report)
        if file.suffix.lower() != ".json" or _as_written(file):
            raise
        text = f"{file.name} does not hold together: something in it was removed or changed."
        raise InputError(text, "Give a report as `psmatrial compare` wrote it.") from None


def read_record(report: Path, *, silent: bool) -> Results:
    """Return the results of a report, with a warning if its manifest says that they were others when it was written.

    Parameters
    ----------
    report
        A folder that ``compare`` wrote, or its ``results.json``; taken out of its folder, nothing vouches for it.
    silent
        Whether ``--quiet`` was given.

    Raises
    ------
    InputError
        If there is no such file or it is not the results of this program.
    """
    from psmatrial.analysis.results import loaded
    from psmatrial.reports.folder import listed

    results, file = loaded(report), _record(report)
    if file.name in listed(file.parent) and not _as_written(file):
        again = f"psmatrial verify {shlex.quote(str(file.parent))}"
        words = f"{file} is not as it was written: its numbers may have been changed. Try: {again}"
        options.warn([words], silent=silent)
    return results


def _record(report: Path) -> Path:
    """Return the record of a report."""
    return report / RECORD if report.is_dir() else report


def _as_written(file: Path) -> bool:
    """Return whether the manifest beside a record lists it with its hash."""
    from psmatrial.reports.folder import listed

    try:
        found = hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return False
    return listed(file.parent).get(file.name) == found
