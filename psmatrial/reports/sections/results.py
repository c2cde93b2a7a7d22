"""What was found, as a paper says it: the results text, written from rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.displays.lesion_words import lesion_results_text, of_lesions
from psmatrial.displays.outcome_texts import outcome_results_text
from psmatrial.displays.outcome_words import outcome_alone
from psmatrial.displays.words.results import results_runs
from psmatrial.displays.words.telling import Runs
from psmatrial.reports.document import Paragraph, Section

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings


def section(results: Results, drawings: Drawings) -> Section:  # noqa: ARG001 - every section takes both
    """Return the results text, a paragraph for each family of endpoints."""
    paragraphs: list[Runs] = []
    if not outcome_alone(results):
        paragraphs = lesion_results_text(results) if of_lesions(results) else results_runs(results)
    paragraphs += outcome_results_text(results)
    blocks = tuple(Paragraph("".join(text for text, _ in runs), runs=runs) for runs in paragraphs)
    return Section("results", "Results in words", blocks)
