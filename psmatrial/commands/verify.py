"""Run again from a report's record and name the first difference."""

from __future__ import annotations

from pathlib import Path

import click

from psmatrial.commands import _options as options
from psmatrial.commands._record import whole_record
from psmatrial.commands._working import working


@click.command(
    epilog="""\b
Examples:
  psmatrial verify reports/calais2019
  psmatrial verify reports/calais2019 my-reads.csv
"""
)
@click.argument("report", metavar="REPORT", type=options.PATH)
@click.argument("reads", metavar="[INPUT]", required=False, type=options.PATH)
@options.as_json
@options.quiet
def command(report: Path, reads: Path | None, *, as_json: bool, quiet: bool) -> int:
    """Prove a report: its files against its manifest and, given INPUT, every number against a new run.

    Exit code 1 says that something differs.
    """
    from psmatrial.reports.verify import verified

    with working("running it again", silent=quiet), whole_record(report):
        found = verified(report, reads)
    if as_json:
        from psmatrial.analysis.results import json_text

        document = {
            "schema": 1,
            "verified": not found.differences,
            "checked": found.checked,
            "differences": found.differences,
            "cause": found.cause,
            "not_checked": found.not_checked,
        }
        click.echo(json_text(document), nl=False)
    elif not quiet:
        for line in found.checked:
            click.echo(f"checked: {line}")
        for line in found.not_checked:
            click.echo(f"not checked: {line}")
        for line in found.differences[:20]:
            click.echo(f"differs: {line}")
        if len(found.differences) > 20:
            click.echo(f"... and {len(found.differences) - 20} more differences")
        if found.cause:
            click.echo(f"why: {found.cause}")
        click.echo("verified: no difference" if not found.differences else "NOT verified")
    return 1 if found.differences else 0
