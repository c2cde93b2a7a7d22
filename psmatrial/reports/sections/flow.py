"""How the patients came from the file into the analysis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from psmatrial.analysis.results import Results
from psmatrial.displays.lesion_words import of_lesions
from psmatrial.displays.outcome_words import outcome_alone
from psmatrial.displays.policies import counted_without, policies, whom
from psmatrial.displays.suppression_words import withheld_patients
from psmatrial.displays.words.english import counted, named
from psmatrial.reports.document import Flow, FlowBox, FlowBranch, Paragraph, Section
from psmatrial.reports.outcome_front import outcome_flow

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings

NOT_A_MENU = (
    "Below the patients analysed: how many each way to count equivocal and missing results would analyse, and whom the "
    "tests found then, one choice changed at a time. The planned way is the result."
)


def section(results: Results, drawings: Drawings) -> Section:  # noqa: ARG001 - every section takes both
    """Return the patient flow with every exclusion and its reason."""
    if outcome_alone(results):
        return outcome_flow(results)
    pair = results.plan["contrasts"][0]
    left = tuple((item["n"], item["reason"]) for item in results.patients["excluded"])
    if lesions := of_lesions(results):
        return _of_lesions(results, lesions, left)
    both = f"both {pair['index']} and {pair['comparator']}"
    without = counted_without(results, both)
    under = f"analysed: {without}" if without else f"with a result under {both}: analysed"
    read, analysed = results.patients["read"], results.patients["analysed"]
    boxes = (FlowBox(read, f"{named(read, 'patient')} in the file", left), FlowBox(analysed, under))
    if read is None:
        told = Paragraph(withheld_patients(analysed, whom(results)))
        return Section("flow", "Patients", (told, *(Paragraph(text, "note") for text in _words(results))))
    branches = tuple(FlowBranch(one.n, one.label, one.cells, one.planned) for one in policies(results))
    words = [*_words(results), *([NOT_A_MENU] if branches else [])]
    return Section("flow", "Patients", (Flow(boxes, branches), *(Paragraph(text, "note") for text in words)))


def _of_lesions(results: Results, lesions: Mapping[str, Any], left: tuple[tuple[int, str], ...]) -> Section:
    """Return the flow of the lesions: patients of the file, those with a lesion, and their lesions."""
    pair, without = results.plan["contrasts"][0], tuple((item["n"], item["reason"]) for item in lesions["left_out"])
    tests = f"{pair['index']} and {pair['comparator']}"
    read = results.patients["read"]
    every = lesions["n"] + sum(n for n, _ in without)
    boxes = [FlowBox(read, f"{named(read, 'patient')} in the file", left)]
    if without:
        boxes.append(FlowBox(every, f"{named(every, 'lesion')} of these patients", without))
    whose = f" in {counted(results.patients['analysed'], 'patient')}"
    both = whom(results, f"both {tests}")
    under = f" {both}{whose}: analysed" if both.startswith("with") else f"{whose}: {both}"
    boxes.append(FlowBox(lesions["n"], f"{named(lesions['n'], 'lesion')}{under}"))
    sizes = [f"{one['lesions']} in {one['patients']}" for one in lesions["sizes"]]
    words = [Paragraph(f"Lesions analysed, and in how many patients: {'; '.join(sizes)}.", "note")] if sizes else []
    return Section("flow", "Patients and lesions", (Flow(tuple(boxes)), *words))


def _words(results: Results) -> list[str]:
    """Say how readings became results, and what depended on the order of the steps."""
    words = _order(results) if "reading" in results.further else []
    if strata := results.further.get("strata"):
        words.append(f"PSA strata: {strata['words']}.{_outside(strata)}")
    return words


def _outside(strata: Mapping[str, Any]) -> str:
    """Say how many patients no stratum holds, and why.

    Examples
    --------
    >>> _outside({"missing": 3, "outside": 1}), _outside({"missing": 0, "outside": 6})
    (' 3 patients have no PSA and 1 is in no stratum.', ' 6 patients are in no stratum.')
    """
    clauses: list[str] = []
    for name, one, many, what in (("missing", "has", "have", "no PSA"), ("outside", "is", "are", "in no stratum")):
        if count := strata[name]:
            who = str(count) if clauses else counted(count, "patient")
            clauses.append(f"{who} {one if count == 1 else many} {what}")
    return f" {' and '.join(clauses)}." if clauses else ""


def _order(results: Results) -> list[str]:
    """Say which results depended on the order of the steps, or on the rule for readers without a majority."""
    words = []
    changed = {test: n for test, n in results.further["reading"]["order_dependent"].items() if n}
    if changed:
        found = ", ".join(f"{n} under {test}" for test, n in changed.items())
        words.append(f"Patients whose result depends on whether regions or readers are combined first: {found}.")
    else:
        words.append("No patient's result depends on whether regions or readers are combined first.")
    reading = results.further["reading"]
    if settled := {test: n for test, n in reading["settled_by_tie_rule"].items() if n}:
        found = ", ".join(f"{n} under {test}" for test, n in settled.items())
        rule = results.plan["reading"]["tie"]
        words.append(f"Patients without a majority of readers whose result is that of the tie rule ({rule}): {found}.")
    return words
