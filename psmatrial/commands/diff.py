"""Two results, number by number."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from psmatrial.commands import _options as options
from psmatrial.commands._record import read_record
from psmatrial.commands._report import write_report
from psmatrial.errors import UsageError

if TYPE_CHECKING:
    from psmatrial.analysis.comparison import Comparison
    from psmatrial.analysis.results import Results

NO_SECOND = "diff takes a REPORT and, beside it, another REPORT or the CSV file of another program."


@click.command(
    epilog="""\b
Examples:
  psmatrial diff reports/interim reports/final
  psmatrial diff reports/interim reports/final --reads interim.csv final.csv
  psmatrial diff reports/calais2019 sas-results.csv --map map.toml -o checked
  psmatrial diff reports/calais2019 --template > map.toml
"""
)
@click.argument("report", metavar="REPORT", type=options.PATH)
@click.argument("other", metavar="[REPORT|CSV]", required=False, type=options.PATH)
@click.option("--map", "map_path", metavar="MAP.toml", type=options.PATH, help="How a CSV file is read.")
@click.option("--template", is_flag=True, help="Print a mapping for this report, to be filled in.")
@click.option("--complete", is_flag=True, help="Rows that a CSV file or we alone have are differences too.")
@click.option("--tolerance", type=float, metavar="1e-10", help="Largest relative difference of equal numbers.")
@click.option(
    "--reads",
    nargs=2,
    metavar="FIRST SECOND",
    type=options.PATH,
    help="The data files of both reports: who changed between them, patient by patient.",
)
@options.folder("Write the comparison too: HTML, PDF and JSON.")
@options.as_json
@options.quiet
def command(
    report: Path,
    other: Path | None,
    *,
    map_path: Path | None,
    template: bool,
    complete: bool,
    tolerance: float | None,
    reads: tuple[Path, Path] | None,
    output: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Hold two results against each other, number by number: two reports, or a report and the results of SAS or R.

    REPORT is a folder that compare wrote, or its results.json; CSV has one row a result, in any format that patients
    are read from. What changed in meaning stands first. Exit code 1 says that something differs.
    """
    from psmatrial.analysis.results import json_text

    ours = read_record(report, silent=quiet)
    if template:
        _print_template(ours, alone=other is None)
        return 0
    second = _second(other, for_file=bool(map_path or complete), for_reports=bool(reads))
    if _is_report(second):
        theirs = read_record(second, silent=quiet)
        found = _reports((report, ours), (second, theirs), tolerance, reads)
    else:
        found = _foreign((report, ours), second, map_path, (tolerance, complete))
    if as_json:
        click.echo(json_text(found.record()), nl=False)
    elif not quiet:
        from psmatrial.displays.differences import comparison_text

        click.echo(comparison_text(found))
    if output:
        from psmatrial.reports.diff import files

        write_report(output, lambda: files(found), quiet=quiet, as_json=as_json)
    return 1 if found.differ else 0


def _print_template(ours: Results, *, alone: bool) -> None:
    """Print a mapping to be filled in."""
    if not alone:
        raise UsageError("--template takes one REPORT alone.", "Try: psmatrial diff REPORT --template > map.toml")
    from psmatrial.analysis.foreign_template import mapping_template

    click.echo(mapping_template(ours), nl=False)


def _second(other: Path | None, *, for_file: bool, for_reports: bool) -> Path:
    """Return the second result; refuse a line without one, and options that are for the other kind of it."""
    if other is None:
        raise UsageError(NO_SECOND, "Try: psmatrial diff reports/interim reports/final")
    if _is_report(other) and for_file:
        raise UsageError("--map and --complete are for the file of another program.", "Leave them away.")
    if not _is_report(other) and for_reports:
        raise UsageError("--reads takes the data of two reports, and this compares one with a file.")
    return other


def _is_report(path: Path) -> bool:
    """Return whether a path is that of a report: a folder, or results.json; what has no ending is meant as a folder."""
    return path.is_dir() or path.suffix.lower() == ".json" or not path.suffix


def _reports(
    first: tuple[Path, Results],
    second: tuple[Path, Results],
    tolerance: float | None,
    reads: tuple[Path, Path] | None,
) -> Comparison:
    """Return two reports compared, and where the data are given their patients."""
    from dataclasses import replace

    from psmatrial.analysis.differences import TOLERANCE, compared

    names = (_name(first[0]), _name(second[0]))
    found = compared(first[1], second[1], names, TOLERANCE if tolerance is None else tolerance)
    if not reads:
        return found
    from psmatrial.analysis.patients_moved import patients_moved

    return replace(found, moved=patients_moved((first[1], reads[0]), (second[1], reads[1])))


def _foreign(
    first: tuple[Path, Results], path: Path, map_path: Path | None, how: tuple[float | None, bool]
) -> Comparison:
    """Return a report held against the file of another program."""
    from psmatrial.analysis.foreign import held_against
    from psmatrial.analysis.foreign_map import ForeignMap
    from psmatrial.analysis.foreign_map_file import read_map

    tolerance, complete = how
    mapping = read_map(map_path, first[1]) if map_path else ForeignMap()
    if tolerance is not None:
        mapping = mapping.held_to(tolerance)
    return held_against(first[1], _name(first[0]), path, mapping, complete=complete)


def _name(path: Path) -> str:
    """Return what a report is called: its folder, and never the way to it."""
    return path.name if path.name not in ("results.json", "") else path.resolve().parent.name
