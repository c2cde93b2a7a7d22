"""A plan for a file, ready to be edited."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click

from psmatrial.commands import _options as options
from psmatrial.errors import OutputError, UsageError


@click.command(
    epilog="""\b
Examples:
  psmatrial init my-reads.csv
  psmatrial init my-reads.csv -o my-plan.toml
  psmatrial init --study -o my-paper.toml
"""
)
@click.argument("reads", metavar="[INPUT]", required=False, type=click.Path(path_type=Path))
@click.option("--study", is_flag=True, help="An empty published study instead, for `psmatrial reproduce`.")
@options.index
@options.comparator
@options.column
@options.drop_identifiers
@click.option(
    "-o", "--output", metavar="FILE", help="Where it goes; - prints it. Default plan.toml, with --study study.toml."
)
@options.quiet
def command(reads: Path | None, *, study: bool, output: str | None, quiet: bool, **given: Any) -> None:
    """Write a plan for this file, with every default stated; or an empty study with every field explained.

    The plan names the tests, readers, regions and PSA strata that the file has. An existing file is never overwritten.
    """
    if study == (reads is not None):
        raise UsageError("init takes an INPUT or --study, one of the two.", "Try: psmatrial init my-reads.csv")
    if reads is None:
        from psmatrial.data.study_template import study_template

        path = output or "study.toml"
        _write(study_template(), path, "Study", ["psmatrial", "reproduce", path], quiet=quiet)
        return
    path = output or "plan.toml"
    text = _plan(reads, given, quiet=quiet)
    _write(text, path, "Plan", ["psmatrial", "compare", str(reads), "--plan", path], quiet=quiet)


def _plan(reads: Path, given: dict[str, Any], *, quiet: bool) -> str:
    """Return the plan for a file as text, after its warnings."""
    from psmatrial.analysis.plan_text import plan_toml
    from psmatrial.analysis.resolve import resolved
    from psmatrial.commands._plan import planned
    from psmatrial.data.cohort import read_cohort

    plan = planned(given)
    cohort = read_cohort(reads, plan.layout())
    complete = resolved(plan, cohort, reads.stem)
    options.warn([str(problem) for problem in cohort.warnings], silent=quiet)
    return plan_toml(complete.plan)


def _write(text: str, output: str, what: str, following: list[str], *, quiet: bool) -> None:
    """Write a text to a new file, or print it, and say what to do next."""
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
        click.echo(f"{what}: {output}\nNext: {shlex.join(following)}")
