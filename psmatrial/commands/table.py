"""Every method for one 2x2 table."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from psmatrial.commands import _options as options
from psmatrial.commands._number import LEVEL, MARGIN, RATIO
from psmatrial.errors import UsageError

if TYPE_CHECKING:
    from psmatrial.analysis.results import Row
    from psmatrial.model import PairedTable

# Tests that count every outcome take seconds up to here, and minutes beyond.
LARGEST = 200_000
# The interval that is printed by default, next to the exact test.
SHOWN = ("rate-difference", "tango")
COUNT = click.IntRange(min=0)
COUNT.name = "count of patients"


class Counts(click.Command):
    """A command whose arguments are counts, which says so of a negative one instead of taking it for an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the line, or refuse it."""
        given = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as refusal:
            for text in given:
                if re.fullmatch(r"-[0-9.,]+", text) and text.startswith(refusal.option_name):
                    words = f"{text} is no count of patients: a count cannot be negative."
                    raise click.UsageError(words, ctx) from None
            raise


@click.command(
    cls=Counts,
    epilog="""\b
Examples:
  psmatrial table 9 19 4 18
  psmatrial table 9 19 4 18 --json
  psmatrial table 9 19 4 18 --margin -0.10 --missing 6
""",
)
@click.argument("both", type=COUNT)
@click.argument("index_only", type=COUNT)
@click.argument("comparator_only", type=COUNT)
@click.argument("neither", type=COUNT)
@click.option("--level", type=LEVEL, default=0.95, show_default=True, metavar="0.95", help="Confidence level.")
@click.option(
    "--alternative",
    type=click.Choice(["two-sided", "greater", "less"]),
    default="two-sided",
    show_default=True,
    help="greater: the index test detects more.",
)
@click.option(
    "--margin",
    type=MARGIN,
    metavar="-0.10",
    help="Signed margin of the difference: is it above this, with --alternative less below?",
)
@click.option("--ratio-margin", type=RATIO, metavar="0.80", help="Margin of the rate ratio: the same.")
@click.option(
    "--gamma",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    metavar="0.001",
    help="The Berger-Boos test with this gamma.",
)
@click.option(
    "--missing", type=click.IntRange(min=1, max=10_000), metavar="K", help="How K missing pairs could reverse the test."
)
@options.as_json
@options.quiet_beside_answer
def command(*, level: float, alternative: str, missing: int | None, as_json: bool, quiet: bool, **given: Any) -> None:
    """Every number for one 2x2 table of patients who had both tests.

    BOTH: found by both tests; INDEX_ONLY and COMPARATOR_ONLY: found by one; NEITHER: by none. The terminal shows what
    is quick to compute; --json gives every method, the exact unconditional ones too.
    """
    from psmatrial.analysis.margins import margin_rows
    from psmatrial.analysis.plan import Plan, Primary
    from psmatrial.analysis.rows import Place, difference_note, table_rows
    from psmatrial.commands._plan import checked_options
    from psmatrial.model import CELLS, PairedTable
    from psmatrial.stats.limits import two_sided
    from psmatrial.stats.methods import CATALOGUE

    if alternative != "two-sided" and level <= 0.5:
        raise UsageError(f"--level {level:g} is not above 0.5, as a one-sided limit needs.", "Give one such as 0.975.")
    table = PairedTable(*(given[name] for name in CELLS))
    if table.n > LARGEST:
        raise UsageError(f"a table of {table.n} patients is more than {LARGEST}.", "Are these counts of patients?")
    primary = Primary(margin=given["margin"], ratio_margin=given["ratio_margin"])
    plan = checked_options(Plan(level=level, primary=primary))
    methods = [method for method in CATALOGUE if as_json or not method.costly]
    rows = table_rows(table, Place(), methods, level, alternative)
    words = difference_note(table, "exact", "tango", level, alternative)
    rows = [row.noting(words) if (row.quantity, row.method) == SHOWN else row for row in rows]
    # A margin is tested at half the error of its plan: beside one-sided limits that half is their whole error.
    halved, side = replace(plan, level=two_sided(level, alternative)), "less" if alternative == "less" else "greater"
    rows += margin_rows(table, Place(), halved, side, exact=as_json)
    if given["gamma"] is not None:
        rows = [row for row in rows if row.method != "berger-boos"] + _berger_boos(table, given["gamma"], alternative)
        rows.sort(key=lambda row: row.quantity != "equality")
    tipped = _tipping(table, missing, level, alternative) if missing else None
    if as_json:
        from psmatrial.analysis.results import json_text, row_record

        cells = dict(zip(CELLS, table.cells, strict=True))
        document = {"schema": 1, "table": cells, "results": [row_record(row) for row in rows]}
        click.echo(json_text(document | ({"tipping": tipped} if tipped else {})), nl=False)
        return
    from psmatrial.displays.terminal import table_text

    click.echo(table_text(table, rows, tipped))


def _berger_boos(table: PairedTable, gamma: float, alternative: str) -> list[Row]:
    """Return the row of the Berger-Boos test with another gamma than the catalogue's."""
    from psmatrial.analysis.rows import Place, row_of
    from psmatrial.stats.unconditional import unconditional_test

    return [row_of(unconditional_test(table, alternative, gamma), table, Place())]


def _tipping(table: PairedTable, missing: int, level: float, alternative: str) -> dict[str, Any]:
    """Return how missing pairs could reverse the exact test at the level and on the side of the rows."""
    from psmatrial.analysis.tipping import tipping_record
    from psmatrial.stats.limits import two_sided
    from psmatrial.stats.tipping import tipping_point

    found = tipping_point(table, missing, "exact", two_sided(level, alternative), alternative)
    return tipping_record(found, "missing") | {"level": level, "alternative": alternative}
