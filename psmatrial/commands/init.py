"""A plan for a file, ready to be edited."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click

from psmatrial.commands import _options as options
from psmatrial.commands._whole import put_new
from psmatrial.errors import OutputError, UsageError


@click.command(
    epilog="""\b
Examples:
  psmatrial init my-reads.csv
  psmatrial init my-reads.csv -o my-plan.toml
  psmatrial init my-plan.toml --lock
  psmatrial init --study -o my-paper.toml
"""
)
@click.argument("reads", metavar="[INPUT|PLAN]", required=False, type=options.PATH)
@click.option("--study", is_flag=True, help="An empty published study instead, for `psmatrial reproduce`.")
@click.option("--lock", "locking", is_flag=True, help="Lock PLAN before the data are read: its hash, and the date.")
@options.index
@options.comparator
@options.column
@options.drop_identifiers
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Where it goes; - prints it. Default plan.toml, with --study study.toml, with --lock PLAN.lock.toml.",
)
@options.quiet
def command(reads: Path | None, *, study: bool, locking: bool, output: str | None, quiet: bool, **given: Any) -> None:
    """Write a plan for this file, with every default stated; lock a plan; or an empty study with every field explained.

    The plan names the tests, readers, regions and PSA strata that the file has. With --lock no data are read: the plan
    is written again with its SHA-256 and the date. An existing file is never overwritten.
    """
    if study == (reads is not None):
        raise UsageError("init takes an INPUT or --study, one of the two.", "Try: psmatrial init my-reads.csv")
    if locking:
        _lock(reads, output, given, quiet=quiet)
        return
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


def _lock(path: Path | None, output: str | None, given: dict[str, Any], *, quiet: bool) -> None:
    """Lock a plan, and say what it leaves to the data."""
    if path is None or path.suffix.lower() != ".toml":
        named = "--study" if path is None else path.name
        text = f"--lock takes a plan, whose name ends with .toml, and {named} is none: no data are read."
        raise UsageError(text, "Write a plan first: psmatrial init my-reads.csv, then psmatrial init plan.toml --lock")
    from psmatrial.analysis.lock import left_open, lock_of_text, locked_toml, read_lock, today
    from psmatrial.commands._plan import planned

    plan = planned({**given, "plan_path": path})
    if (lock := read_lock(path)) is not None:
        raise UsageError(f"{path.name} was locked on {lock.date}.", "Lock a plan that has no [lock].")
    text, target = locked_toml(plan, today()), output or str(path.with_name(f"{path.stem}.lock.toml"))
    if found := left_open(plan):
        options.warn([f"the plan leaves {', '.join(found)} open: the data will fill them in"], silent=quiet)
    _write(text, target, "Locked plan", ["psmatrial", "compare", "INPUT", "--lock", target], quiet=quiet)
    if not quiet and target != "-":
        click.echo(f"SHA-256: {lock_of_text(text).sha256}")


def _write(text: str, output: str, what: str, following: list[str], *, quiet: bool) -> None:
    """Write a text to a new file, or print it, and say what to do next."""
    if output == "-":
        click.echo(text, nl=False)
        return
    try:
        put_new(Path(output), text.encode())
    except FileExistsError:
        raise OutputError(f"{output} exists and is not overwritten.", "Give another file with -o.") from None
    except OSError as error:
        raise OutputError(f"{output} cannot be written: {error.strerror}.", "Give another file with -o.") from None
    if not quiet:
        click.echo(f"{what}: {output}\nNext: {shlex.join(following)}")
