"""The results text of a paper without the rows of its numbers."""

from __future__ import annotations

from psmatrial.analysis.results import Results
from psmatrial.displays.words.results import results_runs


def results_paragraphs(results: Results) -> list[str]:
    """Return the paragraphs as text."""
    return ["".join(text for text, _ in paragraph) for paragraph in results_runs(results)]
