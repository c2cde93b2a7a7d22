"""Several studies or strata pooled: fixed and random effects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from psmatrial.commands import _options as options
from psmatrial.commands._report import write_report
from psmatrial.commands._working import working

if TYPE_CHECKING:
    from psmatrial.analysis.pooling import Pooling


@click.command(
    epilog="""\b
Examples:
  psmatrial pool tables.csv
  psmatrial pool tables.csv --by stratum
  psmatrial pool tables.csv --quantity odds-ratio --correction 0.5 --json
  psmatrial pool tables.csv --index PSMA --comparator fluciclovine -o pooled
"""
)
@click.argument("tables", metavar="TABLES", type=options.PATH)
@click.option("--by", metavar="COLUMN", help="Pool each group of this column too: stratum, or a column of your own.")
@click.option("--quantity", "quantities", multiple=True, metavar="NAME", help="What is pooled: odds-ratio, ... Repeat.")
@click.option("--tau2", "estimators", multiple=True, metavar="NAME", help="Estimator of tau squared: reml, dl. Repeat.")
@click.option(
    "--correction",
    type=float,
    default=0.0,
    metavar="0.5",
    help="Added to each count of a study whose ratio or rate a 0 leaves without value or variance; else nothing is.",
)
@click.option("--index", metavar="NAME", help="What the index test is called in print.")
@click.option("--comparator", metavar="NAME", help="What the comparator is called in print.")
@options.level
@options.folder("Write the report too: HTML, PDF, JSON, CSV and forest plots.")
@options.as_json
@options.quiet
def command(
    tables: Path,
    *,
    by: str | None,
    quantities: tuple[str, ...],
    estimators: tuple[str, ...],
    correction: float,
    index: str | None,
    comparator: str | None,
    level: float | None,
    output: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Pool paired tables of several studies and strata: difference, ratio and conditional odds ratio.

    TABLES has one table a row, in any format that patients are read from: the columns study, stratum (may be absent),
    both, index_only, comparator_only and neither; or instead of the four counts what a paper prints, in columns named
    like the options of `recover`. Then every table that fits is pooled, and the range over all of them reported.

    Fixed effect and random effects (REML, DerSimonian-Laird) with normal and Knapp-Hartung intervals, how much studies
    differ, and what a further study may show.
    """
    from psmatrial.analysis.pooling import ESTIMATED, QUANTITIES, Settings, pool
    from psmatrial.errors import InputError, UsageError

    settings = Settings(
        tuple(dict.fromkeys(quantities)) or QUANTITIES,
        tuple(dict.fromkeys(estimators)) or ESTIMATED,
        0.95 if level is None else level,
        correction,
        by or "",
        index or "index",
        comparator or "comparator",
    )
    try:
        settings.checked()
    except InputError as error:
        raise UsageError(error.problems) from None
    with working("pooling", silent=quiet):
        found = pool(tables, settings)
    if as_json:
        from psmatrial.analysis.results import json_text

        click.echo(json_text(found.record()), nl=False)
    elif not quiet:
        from psmatrial.displays.pooling import pooling_text

        click.echo(pooling_text(found))
    if output:
        from psmatrial.reports.pooling import files

        write_report(output, lambda: files(found), _names(found), quiet=quiet, as_json=as_json)


def _names(found: Pooling) -> Iterator[str]:
    """Go through the names of tests, groups and their column, and studies, and that of the file."""
    yield from (found.settings.index, found.settings.comparator, found.settings.by, *found.groups, found.name)
    for one in found.studies:
        yield from (one.row.study, one.row.stratum)
