"""The table behind printed numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from psmatrial.commands import _options as options
from psmatrial.commands._working import working
from psmatrial.errors import InputError, Problem, UsageError

if TYPE_CHECKING:
    from psmatrial.stats.recover import Recovery

_PRINTED = options.together(
    click.option("--n", metavar="50|40-60", help="Patients; 1 to 1000 when not given."),
    click.option("--index", metavar="28|28/50|56%", help="The index rate, in each way it is printed: '28/50 (56%)'."),
    click.option("--index-ci", metavar="41-70", help="Its interval."),
    click.option("--comparator", metavar="13|26%", help="The comparator rate."),
    click.option("--comparator-ci", metavar="15-40", help="Its interval."),
    click.option("--p", metavar="0.0026", help="'<0.001', '>0.99' and n.s. too."),
    click.option("--odds-ratio", metavar="4.8", help="Conditional: index only / comparator only."),
    click.option("--odds-ratio-ci", metavar="1.6,19.2", help="Its interval."),
    click.option("--difference", metavar="30", help="Index minus comparator: points, or a proportion such as 0.30."),
    click.option("--difference-ci", metavar="'-2 to 8'", help="Its interval."),
    click.option("--ratio", metavar="2.15", help="Index rate over comparator rate."),
    click.option("--ratio-ci", metavar="1.3-3.6", help="Its interval."),
    click.option("--kappa", metavar="0.13", help="Cohen's kappa between the two tests."),
    click.option("--agreement", metavar="54%", help="Patients on whom the two tests agree."),
    click.option("--both", metavar="9|18%", help="Patients found by both tests."),
    click.option("--index-only", metavar="19|38%", help="By the index test only."),
    click.option("--comparator-only", metavar="4|8%", help="By the comparator only."),
    click.option("--neither", metavar="18|36%", help="By neither."),
)


@click.command(
    epilog="""\b
Examples:
  psmatrial recover --n 50 --index 56% --comparator 26% --p 0.0026
  psmatrial recover --n 50 --index 28 --comparator 13 --odds-ratio-ci 1.6,19.2
  psmatrial recover --index "66/104 (64%)"
  psmatrial recover --n 7 --index 2 --index-ci 7.6,64.8
  psmatrial recover --from printed.csv --json
"""
)
@_PRINTED
@options.level
@click.option(
    "--method", "named", multiple=True, metavar="VALUE=NAME", help="A method that the paper names: p=exact. Repeat."
)
@click.option("--one-sided", is_flag=True, help="Look for one-sided values also where tables fit without them.")
@click.option("--thorough", is_flag=True, help="Try the costly intervals too where that takes minutes.")
@click.option("--from", "file", type=options.PATH, help="A CSV file: one set a row, columns as options.")
@click.option(
    "--most", type=click.IntRange(min=1), default=1000, show_default=True, help="How many tables --json lists."
)
@options.as_json
@options.quiet
def command(*, file: Path | None, as_json: bool, quiet: bool, **given: Any) -> int:
    """Every 2x2 table that fits what a paper prints, and by which method each printed value comes out.

    Give any of the printed values as they are typed: digits decide how they were rounded. A value fits when the
    recomputed one, rounded half-up or half-even, is the same; p-values by the five two-sided tests, intervals by
    every two-sided method. When nothing fits, the nearest tables and the single values that would explain it as
    misprints. Exit code 1 when no table fits (with --from, when some row has none).
    """
    level = _level(given.pop("level"))
    settings = {name: given.pop(name) for name in ("one_sided", "thorough")} | {"named": _named(given.pop("named"))}
    most = given.pop("most")
    texts = {key: text for key, text in given.items() if text is not None}
    if file is not None:
        if texts:
            raise UsageError("--from and printed values do not go together.", "Put the values into the file.")
        return _many(file, level, settings, (most, as_json, quiet))
    from psmatrial.stats.recover import recover
    from psmatrial.stats.recovery.facts import facts

    try:
        printed = facts(texts, level)
    except InputError as error:
        raise UsageError([_as_option(problem) for problem in error.problems]) from None
    with working("looking for tables", silent=quiet):
        found = recover(printed, **settings)
    if as_json:
        _print_json(_document(found, most))
    elif not quiet:
        from psmatrial.displays.recovery import recovery_text

        click.echo(recovery_text(found))
    return 0 if found.tables else 1


def _many(file: Path, level: float | None, settings: Mapping[str, Any], output: tuple[int, bool, bool]) -> int:
    """Recover a table for every row of a file."""
    from psmatrial.analysis.recovery import printed_rows
    from psmatrial.data.sources.csv import read
    from psmatrial.stats.recover import named_methods, recover

    most, as_json, quiet = output
    rows = printed_rows(read(file), level)
    named_methods(settings["named"], {key for row in rows for key in row.facts.texts})
    with working("looking for tables", silent=quiet):
        results = [(row, recover(row.facts, **_applying(settings, row.facts.texts))) for row in rows]
    if as_json:
        _print_json([{"id": row.label} | _document(found, most) for row, found in results])
    elif not quiet:
        from psmatrial.displays.recovery_rows import rows_text

        click.echo(rows_text([(row.label, found) for row, found in results]))
    return 0 if all(found.tables for _, found in results) else 1


def _level(level: float | None) -> float | None:
    """Return the level that was given; it is the option that is wrong where it can be none, and no file."""
    from psmatrial.model import checked_level

    try:
        return None if level is None else checked_level(level)
    except InputError as error:
        raise UsageError([replace(problem, column="--level") for problem in error.problems]) from None


def _applying(settings: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings with the named methods of the values that a row prints."""
    return {**settings, "named": {key: name for key, name in settings["named"].items() if key in texts}}


def _named(pairs: tuple[str, ...]) -> dict[str, str]:
    """Return the methods that the paper names, by printed value."""
    found: dict[str, str] = {}
    for pair in pairs:
        key, sign, name = pair.partition("=")
        if not sign or not name:
            raise UsageError(f"--method {pair!r} is not of the form VALUE=NAME.", "For example --method p=exact.")
        found[key.strip().lstrip("-").replace("-", "_")] = name.strip()
    return found


def _as_option(problem: Problem) -> Problem:
    """Return a problem with the option in the place of the column."""
    return replace(problem, column=f"--{problem.column.replace('_', '-')}")


def _document(found: Recovery, most: int) -> dict[str, Any]:
    """Return a recovery as plain values."""
    from psmatrial.analysis.recovery import document

    return document(found, most=most)


def _print_json(document: object) -> None:
    """Print one JSON document."""
    from psmatrial.analysis.results import json_text

    click.echo(json_text(document), nl=False)
