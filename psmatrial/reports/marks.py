"""What a report must not be without: the marks of a blind rehearsal, and how what ran stands to a locked plan."""

from __future__ import annotations

from dataclasses import replace

from psmatrial.analysis.blind import TITLE, rehearsal
from psmatrial.analysis.results import Results
from psmatrial.displays.lock_words import deviation_sentence, lock_of, lock_paragraph, lock_sentences
from psmatrial.displays.tables import deviations
from psmatrial.displays.watermark import watermark
from psmatrial.reports.document import Block, Document, Paragraph, Section

# Sections whose sentences can be copied or handed out without the rest of the report.
IN_WORDS = ("results", "methods", "plain", "stard", "estimand")
WITHIN = "plan"


def marked(document: Document, results: Results) -> Document:
    """Return a report with the marks that no choice of sections leaves out.

    A blind rehearsal has words across every page, a banner, and its statement at the head of whatever can be copied.
    A locked plan is named on the first page, with a section of every deviation from it.
    """
    if locked := _locked(results):
        answer = replace(document.answer, notes=(*document.answer.notes, *lock_sentences(results)))
        document = replace(document, answer=answer, sections=_with(document.sections, locked))
    blind = rehearsal(results)
    if blind is None:
        return document
    warning = Paragraph(blind["statement"], "warning")
    return replace(
        document,
        subtitle=f"Labels permuted: {document.subtitle}",
        banner=f"{blind['statement']} {document.banner}".strip(),
        answer=replace(document.answer, sentence=f"{TITLE}, not a result: {document.answer.sentence}"),
        sections=tuple(
            replace(section, blocks=(warning, *section.blocks)) if section.name in IN_WORDS else section
            for section in document.sections
        ),
        watermark=watermark(results),
    )


def _locked(results: Results) -> Section | None:
    """Return what ran beside the locked plan; None where no plan was locked."""
    lock = lock_of(results)
    if lock is None:
        return None
    blocks: list[Block] = [Paragraph(lock_paragraph(lock)), Paragraph(deviation_sentence(lock))]
    if lock["not_carried_out"]:
        words = f"On these data the locked plan itself cannot be carried out: {lock['not_carried_out']}"
        blocks.append(Paragraph(words, "warning"))
    if (table := deviations.table(results)) is not None:
        blocks.append(table)
    return Section("locked-plan", "The locked plan", tuple(blocks))


def _with(sections: tuple[Section, ...], locked: Section) -> tuple[Section, ...]:
    """Return sections with that of the locked plan before the plan in full, or at the end."""
    place = next((place for place, section in enumerate(sections) if section.name == WITHIN), len(sections))
    return (*sections[:place], locked, *sections[place:])
