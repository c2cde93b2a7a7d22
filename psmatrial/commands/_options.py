"""Options and habits that commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from psmatrial.commands._number import LEVEL
from psmatrial.errors import UsageError, choices

# Whether it can be read is told by what reads it, with what to do.
PATH = click.Path(readable=False, path_type=Path)
quiet = click.option(
    "--quiet", "-q", is_flag=True, help="No words but problems: the exit code answers, and what is written."
)
quiet_beside_answer = click.option(
    "--quiet", "-q", is_flag=True, help="As elsewhere; the answer is printed all the same."
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
lock_file = click.option(
    "--lock",
    "lock_path",
    metavar="LOCKED.toml",
    type=PATH,
    help="The locked plan: it runs, or what runs is held against it.",
)
plan_file = click.option("--plan", "plan_path", type=PATH, help="The analysis plan (TOML).")
column = click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="ROLE=NAME",
    help="Where a role stands: psa=PSA_ng_ml, result.PSMA=psma.",
)
index = click.option("--index", metavar="NAME", help="The index test, as the file names it.")
comparator = click.option("--comparator", metavar="NAME", help="The comparator, as the file names it.")
drop_identifiers = click.option(
    "--drop-identifiers", is_flag=True, help="Leave out columns that could identify a person, instead of refusing."
)
suppress = click.option(
    "--suppress", type=int, metavar="N", help="Withhold counts below N, and all from which one would follow."
)


def _folder(_context: click.Context, _option: click.Parameter, name: str | None) -> str | None:
    """Refuse standard output as the place of several files."""
    if name == "-":
        raise UsageError("-o - is standard output, and several files are written.", "Give a folder.")
    return name


def folder(says: str, **more: Any) -> Callable[[Any], Any]:
    """Return the option of the folder that several files go to."""
    return click.option("-o", "--output", metavar="DIR", callback=_folder, help=says, **more)


level = click.option("--level", type=LEVEL, metavar="0.95", help="Confidence level, a proportion.")


def together(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return several options as one decorator, in their order."""

    def decorate(function: Any) -> Any:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def split_columns(pairs: Sequence[str]) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Return role-to-column and result-column-to-modality maps from ``ROLE=NAME`` options.

    Raises
    ------
    UsageError
        If a pair has no equals sign or its role is not known.

    Examples
    --------
    >>> split_columns(["psa=PSA", "result.PSMA=psma_read"])
    ({'psa': 'PSA'}, {'psma_read': {'modality': 'PSMA'}})
    """
    from psmatrial.data.rules import ROLES

    columns: dict[str, str] = {}
    results: dict[str, dict[str, str]] = {}
    for pair in pairs:
        role, sign, name = pair.partition("=")
        if not sign or not name:
            raise UsageError(f"--column {pair!r} is not of the form ROLE=NAME.", "For example --column psa=PSA_ng_ml.")
        if role in columns or name in results:
            raise UsageError(f"--column {pair!r} says again what another --column said.", "Give each role one column.")
        if role.startswith("result.") and role != "result.":
            results[name] = {"modality": role.removeprefix("result.")}
        elif role in ROLES:
            columns[role] = name
        else:
            raise UsageError(f"--column: {role!r} is not a role.", choices(role, [*ROLES, "result.MODALITY"]))
    return columns, results


def warn(lines: Sequence[str], *, silent: bool) -> None:
    """Print warnings to standard error."""
    if not silent:
        for line in lines:
            click.echo(f"warning: {line}", err=True)
