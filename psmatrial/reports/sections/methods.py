"""How it was done: the methods paragraph, written from what ran, with its references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.displays.words import methods_paragraphs
from psmatrial.reports.document import Paragraph, References, Section

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings


def section(results: Results, drawings: Drawings) -> Section:  # noqa: ARG001 - every section takes both
    """Return the methods text and the bibliography."""
    paragraphs, references = methods_paragraphs(results)
    return Section("methods", "How it was done", (*map(Paragraph, paragraphs), References(tuple(references))))
