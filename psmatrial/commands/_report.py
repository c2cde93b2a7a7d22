"""Writing the report that a command was asked for, and saying where it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import click

from psmatrial.commands import _options as options
from psmatrial.commands._working import working


def write_report(
    folder: str, files: Callable[[], Mapping[str, bytes]], names: Iterable[str] = (), *, quiet: bool, as_json: bool
) -> None:
    """Write a report and say where it is.

    Parameters
    ----------
    folder
        Where it goes.
    files
        Makes its files.
    names
        Names that stand in it; those in letters that the fonts of its PDF lack are told.
    quiet, as_json
        The options of that name.
    """
    from psmatrial.displays.missing_letters import lacking_warning
    from psmatrial.reports.folder import write

    options.warn(lacking_warning(names), silent=quiet)
    with working("writing the report", silent=quiet):
        name = write(Path(folder), files)
    if not (quiet or as_json):
        click.echo(f"\nReport: {Path(folder) / name}")
