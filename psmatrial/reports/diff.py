"""The report of a comparison: two results side by side, or ours beside another program's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from psmatrial.analysis.comparison import Comparison
from psmatrial.analysis.provenance import versions
from psmatrial.analysis.results import Results, json_text
from psmatrial.displays.difference_words import summary
from psmatrial.displays.tables._differences import (
    meaning_table,
    moved_table,
    names_table,
    numbers_table,
    places_table,
    rows_table,
)
from psmatrial.displays.watermark import WATERMARK
from psmatrial.menu import Menu
from psmatrial.reports.document import Answer, Block, Document, Facts, KeyNumber, Paragraph, Section

FORMATS = Menu("reports/formats", "output format")
PAGES = ("html", "pdf")
NAME = "diff"
RECORD = f"{NAME}.json"
TITLE = "Two results, number by number"
FOREIGN_TITLE = "Results of two programs, number by number"
LEGEND = (
    "Numbers are compared in full precision; counts must be the same. A number that another program printed is equal "
    "where ours, rounded half up or half even, prints the same, and a bound where ours satisfies it. A verdict says "
    "what two files hold, and nothing about which of them is right."
)


def files(found: Comparison) -> dict[str, bytes]:
    """Return the files of a comparison: the page, the PDF, and the record in full precision.

    Ids of patients are in none of them.
    """
    if found.moved is not None:
        found = replace(found, moved={**found.moved, "ids": None})
    page, attached = document(found), _results(found)
    made: dict[str, bytes] = {}
    for name in PAGES:
        made[f"{NAME}.{name}"] = FORMATS.load(name).render(page, attached)
    return made | {RECORD: json_text(found.record()).encode()}


def document(found: Comparison) -> Document:
    """Return the report before it has a format."""
    sides = (found.first, found.second)
    names = [str(side.get("name", "")) for side in sides]
    return Document(
        study_id=str(found.first.get("id") or NAME),
        title=FOREIGN_TITLE if found.foreign else TITLE,
        subtitle=f"{names[0]} beside {names[1]}",
        banner=" ".join(dict.fromkeys(str(side["notice"]) for side in sides if side.get("notice"))),
        answer=_answer(found),
        sections=tuple(_sections(found)),
        footer=f"psmatrial {versions()['psmatrial']}, {names[0]} and {names[1]}",
        watermark=WATERMARK if any(side.get("blind") for side in sides) else "",
    )


def _results(found: Comparison) -> Results:
    """Return what the formats attach: the record, and no analysis."""
    study = {"id": NAME, "title": TITLE, "citation": ""}
    return Results(study, {}, {"versions": versions()}, {}, {}, (), {NAME: found.record()})


def _answer(found: Comparison) -> Answer:
    """Return the first page: how many numbers are equal, and what changed in meaning."""
    unlike = len(found.numbers) - found.equal
    keys = [
        KeyNumber("Compared", f"{len(found.numbers):,}", "numbers that at least one of the two has"),
        KeyNumber("Differ", f"{unlike:,}", f"{found.equal:,} are equal"),
    ]
    alone = len(found.only_first), len(found.only_second)
    if found.foreign:
        keys.append(KeyNumber("Not checked", f"{sum(alone):,}", f"rows: {alone[0]} of ours, {alone[1]} of theirs"))
    else:
        keys.append(KeyNumber("Changed in meaning", str(len(found.meaning)), "p, intervals, directions"))
    return Answer(summary(found), tuple(keys), (), None)


def _sections(found: Comparison) -> list[Section]:
    """Return the sections that have something to show; what changed in meaning comes first."""
    ours = ("Only in the first", "Only in the second")
    if found.foreign:
        ours = ("Rows of ours alone", "Rows of theirs alone")
    parts: list[tuple[str, str, list[Block | None]]] = [
        ("meaning", "Changed in meaning", [meaning_table(found)]),
        ("primary", "Primary result", [places_table("primary", "Primary result", found.primary)]),
        (
            "patients",
            "Patients",
            [
                places_table("patients", "Numbers of patients", found.patients),
                moved_table(found.moved) if found.moved is not None else None,
            ],
        ),
        ("plan", "Plan", [places_table("plan", "Keys of the plan", found.plan)]),
        ("numbers", "Numbers", [_numbers(found), Paragraph(LEGEND, "note")]),
        (
            "alone",
            "Rows without a counterpart",
            [
                names_table("only-first", ours[0], found.only_first),
                names_table("only-second", ours[1], found.only_second),
                names_table("columns", "Columns and numbers that were not checked", found.not_checked),
            ],
        ),
        ("source", "What was compared", [_source(found), _further(found)]),
    ]
    kept = [(name, title, tuple(block for block in blocks if block)) for name, title, blocks in parts]
    return [Section(name, title, blocks) for name, title, blocks in kept if blocks]


def _numbers(found: Comparison) -> Block | None:
    """Return the numbers: every one beside another program's, the rows that differ of two reports."""
    return numbers_table(found) if found.foreign else rows_table(found)


def _source(found: Comparison) -> Facts:
    """Return what the two are."""
    facts = []
    heads = ("Ours", "Theirs") if found.foreign else ("First", "Second")
    words = {
        "name": "",
        "title": ", study",
        "input": ", input",
        "input_sha256": ", SHA-256 of the input",
        "sha256": ", SHA-256",
        "mapping": ", mapping",
    }
    for head, side in zip(heads, (found.first, found.second), strict=True):
        facts += [(head + end, str(side[key])) for key, end in words.items() if side.get(key)]
        made = side.get("versions")
        if isinstance(made, Mapping) and made:
            facts.append((f"{head}, made by", ", ".join(f"{name} {number}" for name, number in made.items())))
    return Facts(tuple(facts))


def _further(found: Comparison) -> Paragraph | None:
    """Return how much differs in what figures need beyond rows."""
    if not found.further:
        return None
    said = ", ".join(f"{key} {count}" for key, count in found.further.items())
    return Paragraph(f"Beside rows, values under these keys of results.json differ: {said}.", "note")
