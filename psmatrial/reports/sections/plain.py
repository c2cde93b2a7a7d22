"""A page for patients and their families: what was compared, what was found, what it does not mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.displays.lesion_words import of_lesions
from psmatrial.displays.words.plain import plain_answers
from psmatrial.reports.document import Facts, Paragraph, Section

if TYPE_CHECKING:
    from psmatrial.reports.report import Drawings

FOR = "For patients, their families, and anyone who reads no statistics."


def section(results: Results, drawings: Drawings) -> Section | None:  # noqa: ARG001 - every section takes both
    """Return questions and answers in plain words; None for lesions, which are not people."""
    if of_lesions(results):
        return None
    return Section("plain", "In plain words", (Paragraph(FOR, "note"), Facts(tuple(plain_answers(results)))))
