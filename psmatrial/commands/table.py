"""Every method for one 2x2 table."""

from __future__ import annotations

import click

from psmatrial.commands import _options as options


@click.command(
    context_settings={"ignore_unknown_options": False},
    epilog="""\b
Examples:
  psmatrial table 9 19 4 18
  psmatrial table 9 19 4 18 --json
""",
)
@click.argument("both", type=click.IntRange(min=0))
@click.argument("index_only", type=click.IntRange(min=0))
@click.argument("comparator_only", type=click.IntRange(min=0))
@click.argument("neither", type=click.IntRange(min=0))
@click.option("--level", type=float, default=0.95, show_default=True, help="Confidence level, a proportion.")
@click.option(
    "--alternative", type=click.Choice(["two-sided", "greater", "less"]), default="two-sided", show_default=True,
    help="greater: the index test detects more.",
)
@options.as_json
@options.quiet
def command(*, both: int, index_only: int, comparator_only: int, neither: int, level: float, alternative: str, as_json: bool, quiet: bool) -> None:
    """Every number for one 2x2 table of patients who had both tests.

    BOTH: found by both tests; INDEX_ONLY and COMPARATOR_ONLY: found by one; NEITHER: by none.
    """
    from psmatrial.analysis.rows import Place, table_rows
    from psmatrial.model import PairedTable
    from psmatrial.stats.methods import CATALOGUE

    table = PairedTable(both, index_only, comparator_only, neither)
    if as_json:
        from psmatrial.analysis.results import json_text, row_record

        rows = table_rows(table, Place(), CATALOGUE, level, alternative)
        cells = dict(zip(("both", "index_only", "comparator_only", "neither"), table.cells, strict=True))
        click.echo(json_text({"schema": 1, "table": cells, "results": [row_record(row) for row in rows]}), nl=False)
        return
    from psmatrial.displays.terminal import table_text

    quick = [method for method in CATALOGUE if not method.costly]
    click.echo(table_text(table, table_rows(table, Place(), quick, level, alternative)))
