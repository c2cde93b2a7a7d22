"""One number of a report, opened."""

from __future__ import annotations

from pathlib import Path

import click

from psmatrial.commands import _options as options
from psmatrial.commands._record import read_record, whole_record


@click.command(
    epilog="""\b
Examples:
  psmatrial explain reports/calais2019 patient.all.rate-difference.tango
  psmatrial explain reports/calais2019 patient@R1.all.equality.exact --json
"""
)
@click.argument("report", metavar="REPORT", type=options.PATH)
@click.argument("row", metavar="ROW")
@options.as_json
@options.quiet_beside_answer
def command(report: Path, row: str, *, as_json: bool, quiet: bool) -> None:
    """Open one number: its 2x2 table, its formula with its counts, its reference, the other methods' answers.

    REPORT is a folder that compare wrote, or its results.json; ROW is the id of a row of it. Counts are put into
    formulas of one 2x2 table and of shares; others keep their letters.
    """
    from psmatrial.analysis.blind import rehearsal
    from psmatrial.analysis.explain import explained
    from psmatrial.analysis.results import json_text

    results = read_record(report, silent=quiet)
    with whole_record(report):
        found, blind = explained(results, row), rehearsal(results)
    if as_json:
        click.echo(json_text({"schema": 1, **found, **({"blind": blind} if blind else {})}), nl=False)
        return
    if blind:
        from psmatrial.displays.watermark import watermark

        click.echo(f"{watermark(results)}\n")
    from psmatrial.displays.terminal import explanation_text

    click.echo(explanation_text(found))
