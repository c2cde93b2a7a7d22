"""The report of pooled studies: forest plots, averages, how studies differ, the tables that were pooled."""

from __future__ import annotations

import re

from psmatrial.analysis.pooling import Pooling
from psmatrial.analysis.provenance import versions
from psmatrial.analysis.results import Results, Row, json_text
from psmatrial.displays import numbers
from psmatrial.displays.display import Figure
from psmatrial.displays.pooled_forest import figure
from psmatrial.displays.pooling import noted, opening
from psmatrial.displays.pooling_words import (
    KNAPP_HARTUNG,
    estimate_sentence,
    estimate_text,
    groups_text,
    method_words,
    named_in_unit,
    place_label,
    rows_of,
    said_of,
    spoken,
    title_of,
)
from psmatrial.displays.style import Style
from psmatrial.displays.svg import file_svg, page_svg
from psmatrial.displays.tables._pooling import averages_table, studies_table
from psmatrial.displays.words.english import named, sentence
from psmatrial.menu import Menu
from psmatrial.reports.document import Answer, Block, Document, Drawing, KeyNumber, Paragraph, References, Section
from psmatrial.stats.pooling.methods import POOLING
from psmatrial.stats.pooling.pooled import NO_STUDY, TAU2

FORMATS = Menu("reports/formats", "output format")
PAGES = ("html", "pdf", "csv")
RECORD = "pool.json"
TITLE = "Studies pooled"
NOTHING_ADDED = (
    "Nothing is added to the counts of a study: one whose ratio, odds ratio or rate does not exist or has no "
    "variance is left out. A difference always enters; where a variance is 0, a note says how it is taken."
)


def files(pooling: Pooling) -> dict[str, bytes]:
    """Return the files of a report on pooled studies.

    Returns
    -------
    dict
        The page, the PDF, the rows, the record in full precision, and a forest plot a quantity, by file name.
    """
    drawings = {quantity: _drawing(figure(pooling, quantity)) for quantity in pooling.settings.quantities}
    page, found = document(pooling, drawings), _results(pooling)
    made: dict[str, bytes] = {RECORD: json_text(pooling.record()).encode()}
    for name in PAGES:
        module = FORMATS.load(name)
        made[module.FILE] = module.render(page, found)
    return made | {f"figures/{one.figure.name}.svg": one.file_svg.encode() for one in drawings.values()}


def document(pooling: Pooling, drawings: dict[str, Drawing]) -> Document:
    """Return the report before it has a format."""
    settings = pooling.settings
    sections = [
        Section(quantity, title_of(pooling, quantity), _quantity(pooling, quantity, drawing), folded=False)
        for quantity, drawing in drawings.items()
    ]
    sections.append(Section("studies", "Studies and tables", (studies_table(pooling), *_about(pooling))))
    sections.append(Section("methods", "Methods", _methods(pooling)))
    return Document(
        study_id="pooled",
        title=TITLE,
        subtitle=f"{settings.index} against {settings.comparator}, {pooling.name}",
        banner="",
        answer=_answer(pooling, drawings),
        sections=tuple(sections),
        footer=f"psmatrial {versions()['psmatrial']}, input {pooling.name}, SHA-256 {pooling.sha256[:12]}",
    )


def _results(pooling: Pooling) -> Results:
    """Return what the formats attach: the rows, and no plan."""
    study = {"id": "pooled", "title": TITLE, "citation": ""}
    provenance = {"input": pooling.name, "input_sha256": pooling.sha256, "versions": versions()}
    return Results(study, {}, provenance, {}, {}, pooling.rows)


def _drawing(drawn: Figure) -> Drawing:
    """Draw a figure for the page and for its file."""
    text = file_svg(drawn.draw(Style()), drawn.title, drawn.alt)
    return Drawing(drawn, page_svg(text, drawn.name, drawn.title, drawn.alt), text)


def _answer(pooling: Pooling, drawings: dict[str, Drawing]) -> Answer:
    """Return the first page: the first quantity in a sentence, and each quantity in a number."""
    first = next(iter(drawings))
    rows = {quantity: _leading(pooling, quantity) for quantity in drawings}
    level = numbers.level(pooling.settings.level)
    some = any(row.numerator != row.denominator for row in rows.values())
    keys = tuple(
        KeyNumber(
            named_in_unit(pooling, quantity),
            estimate_text(pooling, row).partition(" (")[0],
            NO_STUDY
            if row.low is None
            else f"{level} interval {spoken(quantity).interval(row.low, row.high)}; {method_words(row.method)}"
            + (f"; k = {row.numerator} of {row.denominator}, n = {row.n}" if some else ""),
        )
        for quantity, row in rows.items()
    )
    counted, _, several = opening(pooling).partition(". ")
    if rows[first].low is None:
        words = f"{title_of(pooling, first)}: {NO_STUDY} ({counted.rstrip('.')})."
        reasons = [note.removeprefix(f"{NO_STUDY}; ") for note in rows[first].notes if note.startswith(NO_STUDY)]
        several = " ".join(filter(None, (several, *map(sentence, reasons))))
    else:
        words = f"{estimate_sentence(pooling, rows[first])}, pooled over {_pooled_over(pooling, rows[first])}."
    return Answer(words, keys, (several,) if several else (), drawings[first])


def _leading(pooling: Pooling, quantity: str) -> Row:
    """Return the average that answers: random effects, with a normal interval where the other has no width."""
    found, name = rows_of(pooling, quantity), pooling.settings.estimators[0]
    if (found[".fixed"].numerator or 0) < 2:
        return found[".fixed"]
    row = found[f".{name}{KNAPP_HARTUNG}"]
    return found[f".{name}"] if row.low == row.high else row


def _pooled_over(pooling: Pooling, row: Row) -> str:
    """Return how many studies and patients an average is of."""
    if row.numerator == row.denominator:
        return opening(pooling).partition(". ")[0].rstrip(".")
    alone = len({one.row.study for one in pooling.studies}) == len(pooling.studies)
    patients = row.n or 0
    studies = f"{row.numerator} of {row.denominator} {'studies' if alone else 'tables'}"
    return f"{studies}, {patients:,} {named(patients, 'patient')}"


def _quantity(pooling: Pooling, quantity: str, drawing: Drawing) -> tuple[Block, ...]:
    """Return forest, averages and what is said of one quantity."""
    said: list[Block] = [drawing, averages_table(pooling, quantity)]
    for group in (None, *pooling.groups):
        found = rows_of(pooling, quantity, group)
        words = said_of(pooling, found)
        said.append(Paragraph(f"{place_label(pooling, group)}: {words}" if pooling.groups else words))
    if between := groups_text(pooling, quantity):
        said.append(Paragraph(between))
    return tuple(said)


def _about(pooling: Pooling) -> list[Block]:
    """Return the notes of pooled rows."""
    return [Paragraph(note, "note") for note in noted(pooling)]


def _methods(pooling: Pooling) -> tuple[Block, ...]:
    """Return each method that was used, with its formula, its weakness and its reference."""
    pooled = [row for row in pooling.rows if row.endpoint == "pooled"]
    found = [row for row in pooled if any(one is not None for one in (row.value, row.low, row.p_value))]
    names = {row.method for row in found}
    names |= {"q-profile", "i-squared"} if any(row.quantity.endswith(f"-{TAU2}") for row in found) else set()
    used = [entry for entry in POOLING if entry.name in names]
    said: list[Block] = [Paragraph(f"{_upper(entry.label)}: {entry.formula}. {entry.weakness}") for entry in used]
    correction = pooling.settings.correction
    words = f"{correction:g} is added to each count of a study that has a count of 0."
    said.append(Paragraph(words if correction else NOTHING_ADDED))
    references = tuple(dict.fromkeys(entry.reference for entry in used))
    return (*said, References(references)) if references else tuple(said)


def _upper(text: str) -> str:
    """Return a text that begins with a capital, where it begins with a small letter of the Latin alphabet."""
    return text[0].upper() + text[1:] if re.match("[a-z]", text) else text
