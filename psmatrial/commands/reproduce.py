"""Published studies: every printed number checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from psmatrial.commands import _options as options
from psmatrial.commands._report import write_report
from psmatrial.commands._working import working

if TYPE_CHECKING:
    from psmatrial.analysis.reproduce import Reproduction


@click.command(
    epilog="""\b
Examples:
  psmatrial reproduce calais2019
  psmatrial reproduce
  psmatrial reproduce my-paper.toml -o my-paper
  psmatrial reproduce --list
"""
)
@click.argument("studies", metavar="[STUDY]...", nargs=-1)
@click.option("--list", "listing", is_flag=True, help="List the registered studies.")
@options.folder("Write the report too: HTML, PDF and JSON.")
@options.as_json
@options.quiet
def command(studies: tuple[str, ...], *, listing: bool, output: str | None, as_json: bool, quiet: bool) -> int:
    """Check each number that published studies print against the others, and name the method by which it comes out.

    STUDY is the id of a registered study, or a TOML file that `psmatrial init --study` begins; all registered ones when
    none is named. Numbers that were seen in a source and numbers that are recalled are counted apart. Exit code 1 where
    a number is not as expected.
    """
    from psmatrial.analysis.reproduce import record, reproductions

    if listing:
        _list(as_json=as_json)
        return 0
    with working("checking printed numbers", silent=quiet):
        runs = reproductions(studies)
    if as_json:
        from psmatrial.analysis.results import json_text

        click.echo(json_text(record(runs)), nl=False)
    elif not quiet:
        from psmatrial.displays.verdicts import run_text

        click.echo(run_text(runs, every=bool(studies)))
    if output:
        from psmatrial.reports.study import files

        write_report(output, lambda: files(runs), _texts(runs), quiet=quiet, as_json=as_json)
    return 0 if all(run.as_expected for run in runs) else 1


def _texts(runs: Sequence[Reproduction]) -> Iterator[str]:
    """Go through what studies say in their own words."""
    for study in (run.study for run in runs):
        yield from (study.title, study.citation, *study.arms.values(), study.design, *study.sources.values())
        for outcome in study.outcomes:
            yield from (outcome.heading, outcome.note)
        for fact in study.facts:
            yield from (fact.says, fact.number.text)


def _list(*, as_json: bool) -> None:
    """Print the registry."""
    from psmatrial.data.study import registered
    from psmatrial.data.study_reader import found_study, read_study

    studies = [read_study(found_study(name)) for name in registered()]
    if as_json:
        from psmatrial.analysis.results import json_text

        keys = ("id", "kind", "paired", "title", "citation", "doi")
        records = [{key: getattr(one, key) for key in keys} for one in studies]
        click.echo(json_text({"schema": 1, "studies": records}), nl=False)
        return
    from psmatrial.displays.verdicts import listing_text

    click.echo(listing_text([(one.id, one.kind, one.title) for one in studies]))
