"""How it was done: the methods paragraph, written from what ran, with its references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.displays.lesion_words import lesion_methods_text, of_lesions
from psmatrial.displays.outcome_texts import outcome_methods_text
from psmatrial.displays.outcome_words import outcome_alone
from psmatrial.displays.words.methods import methods_paragraphs
from psmatrial.reports.document import Paragraph, References, Section

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings


def section(results: Results, drawings: Drawings) -> Section:  # noqa: ARG001 - every section takes both
    """Return the methods text and the bibliography."""
    if outcome_alone(results):
        paragraphs, references = outcome_methods_text(results)
    else:
        paragraphs, references = lesion_methods_text(results) if of_lesions(results) else methods_paragraphs(results)
    return Section("methods", "How it was done", (*map(Paragraph, paragraphs), References(tuple(references))))
