"""A plan for a file, ready to be edited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from psmatrial.commands import _options as options
from psmatrial.errors import OutputError


@click.command(
    epilog="""\b
Examples:
  psmatrial init my-reads.csv
  psmatrial init my-reads.csv -o my-plan.toml
"""
)
@click.argument("reads", metavar="INPUT", type=click.Path(path_type=Path))
@options.index
@options.comparator
@options.column
@click.option(
    "-o", "--output", default="plan.toml", show_default=True, metavar="FILE", help="Where the plan goes; - prints it."
)
@options.quiet
def command(reads: Path, *, output: str, quiet: bool, **given: Any) -> None:
    """Write a plan for this file, with every default stated.

    The plan names the tests, readers, regions and PSA strata that the file has. An existing file is never overwritten.
    """
    from psmatrial.analysis.plan_text import plan_toml
    from psmatrial.analysis.resolve import resolved
    from psmatrial.commands._plan import planned
    from psmatrial.data.cohort import read_cohort

    plan = planned(given)
    cohort = read_cohort(reads, plan.layout())
    complete = resolved(plan, cohort, reads.stem)
    options.warn([str(problem) for problem in cohort.warnings], silent=quiet)
    text = plan_toml(complete.plan)
    if output == "-":
        click.echo(text, nl=False)
        return
    try:
        with Path(output).open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise OutputError(f"{output} exists and is not overwritten.", "Give another file with -o.") from None
    except OSError as error:
        raise OutputError(f"{output} cannot be written: {error.strerror}.") from None
    if not quiet:
        click.echo(f"Plan: {output}\nNext: psmatrial compare {reads} --plan {output}")
