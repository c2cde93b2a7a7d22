"""How the patients came from the file into the analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.reports.document import Flow, FlowBox, Paragraph, Section

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings


def section(results: Results, drawings: Drawings) -> Section:  # noqa: ARG001 - every section takes both
    """Return the patient flow with every exclusion and its reason."""
    pair = results.plan["contrasts"][0]
    left = tuple((item["n"], item["reason"]) for item in results.patients["excluded"])
    boxes = (
        FlowBox(results.patients["read"], "patients in the file", left),
        FlowBox(
            results.patients["analysed"], f"with a result under both {pair['index']} and {pair['comparator']}: analysed"
        ),
    )
    return Section("flow", "Patients", (Flow(boxes), *(Paragraph(text, "note") for text in _words(results))))


def _words(results: Results) -> list[str]:
    """Say how readings became results, and what depended on the order of the steps."""
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
    if strata := results.further.get("strata"):
        left = [
            f"{strata[name]} {text}"
            for name, text in (("missing", "without a PSA"), ("outside", "in no stratum"))
            if strata[name]
        ]
        words.append(f"PSA strata: {strata['words']}." + (f" Patients {' and '.join(left)}." if left else ""))
    return words
