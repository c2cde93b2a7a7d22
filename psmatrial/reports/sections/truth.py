"""What was found, held against a reference standard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from psmatrial.analysis.results import Results
from psmatrial.displays import numbers
from psmatrial.displays.tables.truth import LABELS
from psmatrial.displays.words.english import counted, series
from psmatrial.displays.words.truth import VERIFIED, beyond_positives
from psmatrial.reports.document import Paragraph, Section
from psmatrial.reports.sections._blocks import shown

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings


def section(results: Results, drawings: Drawings) -> Section | None:
    """Return how the truth was known, whether the trial succeeded, and the tables; None without a standard."""
    found = results.further.get("truth")
    if not found:
        return None
    words = tuple(map(Paragraph, _words(found)))
    tables = shown(results, drawings, "truth", "truth-compared", "truth-regions", "truth-regions-found")
    return Section("truth", "Against the reference standard", (*words, *tables))


def _words(found: Mapping[str, Any]) -> Iterator[str]:
    """Yield how the truth was known, then the success rule."""
    told = series([f"{one['name']} in {one['n']}" for one in found["standards"]])
    noun = "patient" if found["standards"] and found["standards"][-1]["n"] == 1 else "patients"
    verified = f" {VERIFIED}" if found["verified"] != "all" else ""
    order = ", the first named being the most trusted" if len(found["standards"]) > 1 else ""
    denied = found["datum"] - found["diseased"] - found["not_diseased"]
    partly = f" {denied} negative where they were verified and not verified in every region," if denied else ""
    yield (
        f"The truth was told by {told} {noun}{order}: "
        f"{counted(found['diseased'], 'patient')} with disease, {found['not_diseased']} without,{partly} "
        f"{found['unknown'] - denied} not known.{verified}{beyond_positives(found)}"
    )
    if rule := found["success"]:
        yield _success(rule)


def _success(rule: Mapping[str, Any]) -> str:
    """Return the success rule, whether it was met and by whom; of a single reader no number."""
    names = series([LABELS[name].lower() for name in rule["endpoints"]])
    bar = numbers.percent(rule["bar"], 0 if round(rule["bar"] * 100, 9).is_integer() else 1)
    text = f"Success rule: the lower limit of the {names} of the index test above {bar}"
    if rule["readers"] == 1:
        return f"{text}. It was {'met' if rule['met'] else 'not met'}."
    by = f"by {series(rule['met_by'])}" if rule["met_by"] else "no reader met it"
    outcome = "met," if rule["met"] else "not met: only" if rule["met_by"] else "not met:"
    return f"{text} for {rule['readers_needed']} of {rule['readers']} readers. It was {outcome} {by}."
