"""Time to an event as a paper says it: the text of methods, written from what ran, and of results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from psmatrial.analysis.results import Results, Row
from psmatrial.displays import numbers
from psmatrial.displays.outcome_words import (
    OUTCOME,
    SHARES,
    UNPAIRED,
    group_words,
    heading_of,
    inside,
    label_of,
    measure,
    of_outcome,
    outcome_value,
    reached,
    shown,
)
from psmatrial.displays.words.bibliography import Bibliography, bibtex, software, study_entry
from psmatrial.displays.words.doubling import doubling_methods
from psmatrial.displays.words.english import counted, sentence, series
from psmatrial.displays.words.telling import Runs, Telling, told_runs
from psmatrial.models.survival.methods import METHODS, timeless

SAID = {
    "survival": "{} of the time without the event",
    "median-time": "its {}",
    "incidence": "{} estimates of cumulative incidence, in which a competing event ends the chance of the event",
    "survival-equality": "{}",
    "incidence-equality": "{}",
    "hazard-ratio": "{} with Efron's rule for ties",
    "proportional-hazards": "a {}",
    "survival-difference": "{}, on the plain scale",
    "restricted-mean-difference": "{} up to {tau:g} {unit}",
    "incidence-difference": "{}, on the plain scale",
}

CAUSE = "Log-rank test and Cox model are cause-specific: a competing event counts as censored."


def outcome_methods(results: Results, cited: Bibliography) -> str:
    """Return how time to the event was analysed: only what ran; empty where the plan names no outcome."""
    record = of_outcome(results)
    if not record:
        return ""
    outcome = results.plan[OUTCOME]
    ran = list(dict.fromkeys((timeless(row.quantity), row.method) for row in results.select(endpoint=OUTCOME)))
    entries = {(entry.quantity, entry.name): entry for entry in METHODS}
    named = [
        f"{SAID[key[0]].format(entries[key].label, tau=record['tau'], unit=record['unit'])} "
        f"{cited.cite(entries[key].reference)}"
        for key in ran
        if key[0] in SAID and key in entries
    ]
    by = f" Groups were {_grouped(record)}." if record["by"] else ""
    strata = f" Strata: {record['strata']}." if record["strata"] else ""
    ends = _ends(outcome)
    unpaired = f" {UNPAIRED}" if len(record["curves"]) > 1 else ""
    cause = f" {CAUSE}" if unpaired and record["competing"] else ""
    return (
        f"{record['name'][:1].upper()}{record['name'][1:]} is told by the time in {record['unit']} "
        f"(column {outcome['time']}) to {ends}.{by}{strata} Shown: {series(named)}.{cause} "
        f"p-values of time to the event were not adjusted.{unpaired}"
    )


def _grouped(record: Mapping[str, Any]) -> str:
    """Say what divides the groups."""
    if record["scan"]:
        return f"patients by the result of {record['scan']}"
    names = series([curve["group"] for curve in record["curves"]])
    return f"those of the column {record['by']}: {names}"


def _ends(outcome: Mapping[str, Any]) -> str:
    """Say what counted as the event, and what as censored or competing."""
    if outcome["censor"]:
        return f"the event, {outcome['censor']} = 0; other values of {outcome['censor']} were censored"
    text = f"the event, {outcome['event']} {series(outcome['event_values'])}"
    if outcome["censor_values"]:
        text += f"; {series(outcome['censor_values'])} counted as censored"
    if outcome["competing_values"]:
        text += f"; {series(outcome['competing_values'])} as competing"
    return text


def outcome_methods_text(results: Results) -> tuple[list[str], list[str]]:
    """Return the methods text of a file of outcomes and the references it cites."""
    cited = Bibliography()
    closing = (
        f"Intervals are two-sided at {numbers.level(results.plan['level'])} and p-values two-sided. Percentages are "
        "rounded half away from zero. "
        f"Computed with psmatrial {results.provenance['versions']['psmatrial']}."
    )
    texts = (outcome_methods(results, cited), doubling_methods(results, cited), closing)
    return list(filter(None, texts)), cited.items


def outcome_references(results: Results) -> str:
    """Return ``references.bib`` of a file of outcomes."""
    own = [software(results.provenance["versions"]["psmatrial"])]
    if results.study["citation"]:
        own.insert(0, study_entry(results.study["id"], results.study["citation"]))
    return bibtex(outcome_methods_text(results)[1], own)


def outcome_results_text(results: Results) -> list[Runs]:
    """Return what was found in runs, each with its row: each group, then how they differ; nothing without an event."""
    record = of_outcome(results)
    if not record or not record["n"]:
        return []
    rows, told = results.select(endpoint=OUTCOME), Telling(framed=True)
    paragraphs = [f"Time to the event in {counted(record['n'], 'patient')}. " + " ".join(_groups(rows, record, told))]
    against = [row for row in rows if row.index or (len(record["curves"]) > 1 and row.quantity.endswith("-equality"))]
    against = [row for row in against if row.method != "cox" or not record["strata"]]
    if clauses := [_against(row, record, told) for row in against if _known(row)]:
        paragraphs.append(sentence(series(clauses, ";")))
    if missing := _missing([row for row in against if not _known(row)], record["unit"]):
        paragraphs.append(" ".join(missing))
    return [told_runs(text) for text in paragraphs]


def _groups(rows: tuple[Row, ...], record: Mapping[str, Any], told: Telling) -> list[str]:
    """Return a sentence a group."""
    said = []
    for curve in record["curves"]:
        own = [
            row
            for row in rows
            if row.stratum == curve["group"] and not row.index and row.stratum_by == (record["by"] or None)
        ]
        parts = [
            f"{inside(row, record['unit'])} {told.number(row, _with_limits(row, record['unit']))}"
            for row in own
            if row.value is not None or row.quantity == "median-time"
        ]
        name = group_words(record, curve["group"])
        events = f"{counted(curve['events'], 'event')} in {curve['n']}"
        said.append(f"{name[:1].upper()}{name[1:]}: {'; '.join([events, *filter(None, [', '.join(parts)])])}.")
    return said


def _with_limits(row: Row, unit: str) -> str:
    """Return a value with its unit and its limits in brackets."""
    value, limits = shown(row)
    if row.value is None:
        return "not reached"
    if (row.low is None and row.high is None) or row.low == row.high:
        reasons = [note.partition(":")[0] for note in row.notes if ": " in note]
        return f"{value}{measure(row, unit, value)} (no interval{''.join(f': {reason}' for reason in reasons)})"
    percent = "%" if timeless(row.quantity) in SHARES else ""
    return f"{value}{measure(row, unit, value)} ({reached(limits)}{percent})"


def _known(row: Row) -> bool:
    """Return whether there is a number, or a test."""
    return row.value is not None or row.p_value is not None


def _missing(rows: Sequence[Row], unit: str) -> list[str]:
    """Return a sentence for each reason why numbers do not exist."""
    reasons = dict.fromkeys(row.notes[-1] for row in rows if row.notes)
    said = []
    for reason in reasons:
        names = list(dict.fromkeys(f"{inside(row, unit)}{_pair(row)}" for row in rows if reason in row.notes))
        said.append(sentence(f"{series(names, ';')} {'does' if len(names) == 1 else 'do'} not exist: {reason}"))
    return said


def _pair(row: Row) -> str:
    """Return the groups that a number compares, after a comma."""
    return f", {row.index} against {row.comparator}" if row.index else ""


def _against(row: Row, record: Mapping[str, Any], told: Telling) -> str:
    """Return one comparison in a clause."""
    unit = record["unit"]
    label = label_of(row)
    kind = "" if label.lower() == heading_of(row, unit).lower() else f" ({label})"
    return f"{inside(row, unit)}{_pair(row)}{kind} {told.number(row, outcome_value(row, 0, unit))}"
