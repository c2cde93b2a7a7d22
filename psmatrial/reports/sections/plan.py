"""The plan in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.plan_file import plan_of_record
from psmatrial.analysis.plan_text import plan_toml
from psmatrial.analysis.results import Results
from psmatrial.displays.lock_words import lock_sentences
from psmatrial.reports.document import Listing, Paragraph, Section

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings


def section(results: Results, drawings: Drawings) -> Section:  # noqa: ARG001 - every section takes both
    """Return the plan that was used, defaults too."""
    words = "The plan that was used, every default stated; plan.toml beside this report can be edited and run again."
    said = [Paragraph(text) for text in (words, " ".join(lock_sentences(results))) if text]
    return Section("plan", "The plan in full", (*said, Listing(plan_toml(plan_of_record(results.plan)))), folded=True)
