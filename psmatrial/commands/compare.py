"""One file of readings in, a complete report out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from psmatrial.commands import _options as options
from psmatrial.commands._number import MARGIN, RATIO
from psmatrial.commands._working import working
from psmatrial.errors import OutputError, UsageError
from psmatrial.menu import Menu

FORMATS = "html,pdf,json,csv"
MENU = Menu("reports/formats", "output format")
WRITES = f"What to write: {', '.join(MENU.names())}. Without json no command can open the report again."
# Formats that carry their fonts, or whose figures are pictures of dots.
WITH_BOXES = {"pdf", "docx", "rtf"}


@click.command(
    epilog="""\b
Examples:
  psmatrial compare --example
  psmatrial compare my-reads.csv --index PSMA --comparator fluciclovine
  psmatrial compare my-reads.csv --plan plan.toml -o report --format html,json
  psmatrial compare my-reads.csv --lock plan.lock.toml --blind 2026
  psmatrial compare my-reads.csv --suppress 5 -o for-others
"""
)
@click.argument("reads", metavar="INPUT", required=False, type=options.PATH)
@click.option("--example", "shipped", is_flag=True, help="Use the trial that ships with the program.")
@options.plan_file
@options.lock_file
@options.index
@options.comparator
@options.column
@options.drop_identifiers
@options.level
@click.option("--margin", type=MARGIN, metavar="-0.10", help="Signed margin of the difference, for non-inferiority.")
@click.option("--ratio-margin", type=RATIO, metavar="0.80", help="Margin of the rate ratio.")
@click.option("--only", metavar="SECTION,...", help="Only these sections of the report.")
@click.option("--blind", metavar="SEED", help="A rehearsal: labels of the tests permuted within patients by this seed.")
@options.suppress
@click.option("-o", "--output", metavar="DIR", help="Where the report goes; default reports/ID; - is standard output.")
@click.option("--format", "formats", metavar="FORMAT,...", default=FORMATS, show_default=True, help=WRITES)
@options.quiet
def command(reads: Path | None, *, shipped: bool, output: str | None, formats: str, quiet: bool, **given: Any) -> None:
    """Compare two tests and write the report.

    INPUT has one row a reading (patient_id, reader, modality, region, result, psa) or one row a patient. Everything is
    checked first; what cannot be trusted is refused with its line and column, and nothing is written.
    """
    from psmatrial.analysis.example import example
    from psmatrial.analysis.run import compare
    from psmatrial.commands._plan import locked, planned

    if shipped == (reads is not None):
        raise UsageError("compare takes an INPUT or --example, one of the two.", "Try: psmatrial compare my-reads.csv")
    if shipped:
        reads, shipped_plan = example()
        given["plan_path"] = given["plan_path"] or given["lock_path"] or shipped_plan
    plan, blind = planned(given), given["blind"]
    wanted = _formats(formats)
    if output == "-" and len(wanted) != 1:
        raise UsageError("-o - writes one document.", "Name one with --format, such as --format json.")
    with working("checking and counting", silent=quiet):
        results = compare(reads or "", plan, lock=locked(given), blind=blind)
    options.warn(results.provenance["warnings"], silent=quiet)
    if (smallest := given["suppress"]) is not None:
        from psmatrial.analysis.suppress import suppressed

        results = suppressed(results, smallest)
    if WITH_BOXES & set(wanted):
        from psmatrial.displays.missing_letters import letters_warning

        options.warn(letters_warning(results), silent=quiet)
    if output == "-":
        from psmatrial.reports.report import rendered

        click.echo(rendered(results, wanted[0]), nl=False)
        return
    from psmatrial.displays.summary import summary
    from psmatrial.reports.folder import write
    from psmatrial.reports.made_with import libraries
    from psmatrial.reports.report import files

    folder = Path(output) if output else Path("reports") / results.study["id"]
    with working("writing the report", silent=quiet):
        made = libraries(wanted)
        record = {"made_with": made} if made else {}
        written = write(folder, lambda: files(results, wanted), blind=blind is not None, record=record)
    options.warn(_others(folder, smallest), silent=quiet)
    if not quiet:
        click.echo("\n".join(summary(results)))
        click.echo(f"\nReport: {folder / written}")


def _others(folder: Path, smallest: int | None) -> list[str]:
    """Say which files stand beside a report without small counts: they may show them."""
    if smallest is None:
        return []
    from psmatrial.displays.lettering import printable
    from psmatrial.reports.unlisted import unlisted

    names = ", ".join(map(printable, unlisted(folder)))
    text = f"{folder} holds files that are not of this report, and no count is withheld from them: {names}."
    return [text] if names else []


def _formats(text: str) -> list[str]:
    """Return the output formats asked for, each known and with the library that it needs."""
    from psmatrial.extras import library

    names = list(dict.fromkeys(word.strip().lower() for word in text.split(",") if word.strip()))
    if not names:
        raise UsageError("--format names no format.", f"Accepted: {', '.join(MENU.names())}.")
    for module in map(MENU.load, names):
        if hasattr(module, "LIBRARY"):
            needed, extra = module.LIBRARY
            library(needed, extra, f"writing {module.FILE}", OutputError)
    return names
