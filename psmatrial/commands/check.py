"""Every problem of a data file and a summary of it, nothing computed."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from psmatrial.commands import _options as options
from psmatrial.commands._working import working
from psmatrial.errors import InputError, UsageError

WIDTH = 80


@click.command(
    epilog="""\b
Examples:
  psmatrial check my-reads.csv
  psmatrial check my-reads.csv --plan plan.toml
  psmatrial check my-reads.csv --column psa=PSA_ng_ml --json
"""
)
@click.argument("reads", metavar="INPUT", type=options.PATH)
@options.plan_file
@options.index
@options.comparator
@options.column
@options.drop_identifiers
@options.as_json
@options.quiet
def command(reads: Path, *, as_json: bool, quiet: bool, **given: Any) -> None:
    """Check a data file and say what is in it.

    Every problem is listed with its line and column, and the file is refused if there is any. Otherwise a summary shows
    whether it is the file that was meant. Nothing is computed and nothing is written.
    """
    from psmatrial.commands._plan import planned
    from psmatrial.data.cohort import read_cohort

    plan = planned(given)
    try:
        with working("checking every cell", silent=quiet):
            cohort = read_cohort(reads, plan.layout())
        pair, said = _compared(plan, cohort, reads.stem, named=bool(given["plan_path"] or plan.contrasts))
        ends, doubts = _outcome(plan, cohort, pair)
    except InputError as error:
        if as_json:
            click.echo(_document({"valid": False, "problems": [_plain(problem) for problem in error.problems]}))
        raise
    said = [*said, *doubts]
    options.warn([*map(str, cohort.warnings), *said], silent=quiet)
    summary = {**_summary(plan, cohort), **ends}
    if as_json:
        compared = {"index": pair[0], "comparator": pair[1]}
        found = [str(problem) for problem in cohort.warnings]
        click.echo(_document({"valid": True, **summary, **compared, "warnings": [*found, *said]}))
    elif not quiet:
        click.echo("\n".join(_lines(summary, pair)))


def _summary(plan: Any, cohort: Any) -> dict[str, Any]:
    """Return what is in the file; where its rows are lesions, of lesions; and what is in a PSA history."""
    history: dict[str, Any] = {}
    if cohort.psa_history:
        from psmatrial.analysis.doubling import history_record

        history = {"psa_history": history_record(cohort)}
    if not plan.clusters.lesion:
        return {**cohort.summary(), **history}
    from psmatrial.analysis.lesion_plan import lesion_regions
    from psmatrial.analysis.lesion_slots import lesion_summary

    return {**lesion_summary(cohort, lesion_regions(plan, cohort)), **history}


def _compared(plan: Any, cohort: Any, stem: str, *, named: bool) -> tuple[tuple[str | None, str | None], Sequence[str]]:
    """Return index test and comparator; where nobody named them and the file does not tell, a warning instead."""
    from psmatrial.analysis.contradicted import refuse_contradicted
    from psmatrial.analysis.plan_checks import checked
    from psmatrial.analysis.resolve import resolved

    if not cohort.modalities:
        from psmatrial.analysis.outcome_only import with_outcome_defaults

        refuse_contradicted(with_outcome_defaults(plan, stem), cohort)
        return (None, None), ()
    try:
        found = resolved(plan, cohort, stem)
    except UsageError as error:
        if named:
            raise
        return (None, None), error.lines()
    refuse_contradicted(checked(found.plan), cohort)
    first = found.plan.contrasts[0]
    return (first.index, first.comparator), found.warnings


def _outcome(plan: Any, cohort: Any, pair: tuple[str | None, str | None]) -> tuple[dict[str, Any], Sequence[str]]:
    """Return who was followed up to what, and what looks wrong with it; nothing where the plan names no outcome."""
    if not plan.outcome.time or (cohort.modalities and not pair[0]):
        return {}, ()
    from psmatrial.analysis.outcome import outcome_notes, outcome_warnings
    from psmatrial.analysis.outcome_data import follow_up_summary, followed
    from psmatrial.analysis.resolve import resolved
    from psmatrial.analysis.tables import source

    whole = resolved(plan, cohort, cohort.source).plan if cohort.modalities else plan
    data = followed(source(cohort, whole))
    found = follow_up_summary(data)
    return {"outcome": found}, outcome_warnings({**found, "notes": outcome_notes(plan.outcome, data)})


def _plain(problem: Any) -> dict[str, Any]:
    """Return a problem as plain values; the cell is that of a workbook."""
    return {name: getattr(problem, name, None) or None for name in ("file", "line", "column", "cell", "text", "hint")}


def _document(body: dict[str, Any]) -> str:
    """Return a JSON document."""
    return json.dumps({"schema": 1, **body}, indent=2, ensure_ascii=False)


def _lines(summary: dict[str, Any], pair: tuple[str | None, str | None]) -> list[str]:
    """Return the summary as lines of at most 80 columns."""
    from psmatrial.displays.words.english import counted

    lines = [f"{summary['source']}: {counted(summary['rows'], 'row')}, {counted(summary['patients'], 'patient')}", ""]
    if not summary["modalities"]:
        lines += _wrapped("holds", "outcomes, one row a patient; no readings")
    for role in ("modalities", "readers", "regions") if summary["modalities"] else ():
        names = summary[role] or ["not told apart"]
        lines += _wrapped(role, ", ".join(names))
    if "lesions" in summary:
        lines += _wrapped("lesions", str(summary["lesions"]))
    for left in summary["left_out"]:
        lines += _wrapped("left out", f"{left['n']} of the patients: {left['reason']}")
    lines += _wrapped("PSA", _psa(summary["psa"]))
    if history := summary.get("psa_history"):
        of = f"{counted(history['values'], 'value')} of {counted(history['patients'], 'patient')}"
        text = f"{of}, doubling time of {history['known']}"
        lines += _wrapped("PSA history", text)
    if ends := summary.get("outcome"):
        text = (
            f"{counted(ends['events'], 'event')} in {counted(ends['n'], 'patient')}, longest time {ends['longest']:g}"
        )
        lines += _wrapped("outcome", text)
        each = (f"{one['group']} {one['events']} of {one['n']}" for one in ends["groups"])
        lines += _wrapped("by group", ", ".join(each)) if ends["groups"][1:] else []
    lines += ["", *_table(summary["results"])] if summary["results"] else []
    lines += [""]
    if pair[0]:
        lines += _wrapped("compares", f"{pair[0]} (index test) with {pair[1]} (comparator)")
    lines += _wrapped("SHA-256", summary["sha256"])
    return [*lines, "", "No problem found."]


def _wrapped(label: str, text: str) -> list[str]:
    """Return a label and its text, the text broken into lines beside it."""
    return textwrap.wrap(text, WIDTH, initial_indent=f"  {label:<11} ", subsequent_indent=" " * 14)


def _psa(psa: dict[str, Any] | None) -> str:
    """Return the range of PSA in words."""
    if psa is None:
        return "no column"
    missing = f"missing in {psa['missing']}" if psa["missing"] else "none missing"
    if psa["lowest"] is None:
        return missing
    return f"{psa['lowest']} to {psa['highest']} ng/mL, median {psa['median']}, {missing}"


def _table(results: dict[str, dict[str, int]]) -> list[str]:
    """Return the counts of results, one line a modality."""
    heads = ["positive", "negative", "equivocal", "non-evaluable", "no row"]
    width = max(8, min(18, max(map(len, results))))
    lines = [f"  {'':<{width}} {'patients':>8} " + " ".join(f"{head:>{max(8, len(head))}}" for head in heads)]
    for name, counts in results.items():
        label = name if len(name) <= width else name[: width - 1] + "…"
        cells = " ".join(f"{counts[head]:>{max(8, len(head))}}" for head in heads)
        lines.append(f"  {label:<{width}} {counts['patients']:>8} {cells}")
    return [line.rstrip() for line in lines]
