"""A report laid out for a word processor, once for all of them: from the outline to lines, grids and pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from psmatrial.analysis.results import Results
from psmatrial.reports.document import Document
from psmatrial.reports.formats._laid_flow import flow
from psmatrial.reports.formats._laid_table import linked, table_items, titles
from psmatrial.reports.formats._numbering import numbered
from psmatrial.reports.formats._paper import (
    FAINT,
    HAIR,
    HEAVY,
    HIGH,
    ROOM,
    Band,
    Box,
    Grid,
    Item,
    Line,
    Paper,
    Picture,
    Run,
)
from psmatrial.reports.formats._pictures import picture

# Above and below a picture stand a heading, titles, caption and source; a picture that is too high for them has them
# beside it, under the heading alone.
TALL, TALLEST = HIGH - 125.0, HIGH - 45.0
BESIDE = 190.0
FACTS = (160.0, 400.0)
KEYS = 3
GAP = 20.0
PATIENTS = "plain"


def paper(document: Document, results: Results) -> Paper:
    """Return a report laid out: front, answer, contents, then every section on a new page.

    Parameters
    ----------
    document
        What is to be rendered.
    results
        The numbers behind it.
    """
    shown = numbered(document, results)
    return Paper(
        shown["title"],
        " \u00b7 ".join(dict.fromkeys(filter(None, (shown["study_id"], shown["running_title"])))),
        shown["banner_lead"].rstrip(".:"),
        shown["watermark"],
        shown["footer"],
        (*_front(shown), *_answer(shown["answer"]), *_contents(shown), *_sections(shown)),
    )


def _front(shown: dict[str, Any]) -> Iterator[Item]:
    """Yield what stands above the answer: banner, study, title, subtitle, citation."""
    if shown["banner"]:
        words = (Run(shown["banner_lead"], bold=True), Run(shown["banner_rest"]))
        line = Line("Banner", tuple(run for run in words if run.text))
        yield Grid((ROOM,), (Band((Box((line,), top=HEAVY, bottom=HEAVY, sides=HEAVY),)),), "Banner")
        yield Line("Report Note", ())
    yield Line("Report Label", (Run(shown["study_id"]),))
    yield Line("Title", (Run(shown["title"]),))
    if shown["subtitle"]:
        yield Line("Subtitle", (Run(shown["subtitle"]),))
    if shown["citation"]:
        yield Line("Report Note", linked(shown["citation"]))


def _answer(answer: dict[str, Any]) -> Iterator[Item]:
    """Yield the answer: one sentence, the key numbers side by side, notes and the picture."""
    yield Line("Heading 1", (Run(f"{answer['number']} Answer"),), mark=answer["mark"])
    yield Line("Report Answer", (Run(answer["sentence"]),))
    keys = answer["numbers"]
    for start in range(0, len(keys), KEYS):
        yield _keys(keys[start : start + KEYS])
        yield Line("Report Note", ())
    yield from (Line("Report Note", linked(note)) for note in answer["notes"])
    if answer["picture"]:
        yield from _drawing(answer["picture"])


def _keys(keys: list[dict[str, str]]) -> Grid:
    """Return key numbers side by side, each under a rule."""
    wide = (ROOM - (KEYS - 1) * GAP) / KEYS
    widths: list[float] = []
    boxes: list[Box] = []
    for key in keys:
        if boxes:
            widths.append(GAP)
            boxes.append(Box((Line("Key Detail", ()),)))
        looks = (("Key Label", key["label"]), ("Key Value", key["value"]), ("Key Detail", key["detail"]))
        widths.append(wide)
        boxes.append(Box(tuple(Line(look, (Run(text),)) for look, text in looks), top=HEAVY))
    return Grid(tuple(widths), (Band(tuple(boxes)),), "Key numbers")


def _contents(shown: dict[str, Any]) -> Iterator[Item]:
    """Yield the list of sections with their tables and figures, in two columns of a grid."""
    lines: list[Line] = []
    for section in shown["sections"]:
        heading = Run(f"{section['number']} {section['title']}", mark=section["mark"])
        lines.append(Line("Contents Section", (heading,)))
        for block in section["blocks"]:
            if "mark" in block:
                words = f"{block['number']}\t{block['title']}"
                lines.append(Line("Contents Display", (Run(words, mark=block["mark"]),)))
    if not lines:
        return
    yield Line("Report Label", (Run("Contents"),))
    half = (len(lines) + 1) // 2
    while half < len(lines) and lines[half].look == "Contents Display":
        half += 1
    boxes = (Box(tuple(lines[:half])), Box(tuple(lines[half:]) or (Line("Contents Display", ()),)))
    yield Grid((ROOM / 2, ROOM / 2), (Band(boxes, whole=False),), "Contents")


def _sections(shown: dict[str, Any]) -> Iterator[Item]:
    """Yield the sections, each on a new page: the empty line that ends one goes, as it could be a page of its own."""
    for place, section in enumerate(shown["sections"], 1):
        items = list(_section(section))
        last = items[-1]
        empty = isinstance(last, Line) and not last.runs
        yield from items[:-1] if empty and place < len(shown["sections"]) else items


def _section(section: dict[str, Any]) -> Iterator[Item]:
    """Yield a section: its heading, then its blocks."""
    words = f"{section['number']} {section['title']}"
    yield Line("Heading 1", (Run(words),), mark=section["mark"], new_page=True)
    for block in section["blocks"]:
        plain = section["anchor"] == PATIENTS and block["kind"] == "facts"
        yield from _plain_facts(block) if plain else BLOCKS[block["kind"]](block)


def _paragraph(block: dict[str, Any]) -> Iterator[Item]:
    """Yield running text, a note or a warning."""
    if block["role"] == "warning":
        yield Line("Report Warning", (Run("Warning. ", bold=True), *linked(block["runs"])))
    else:
        yield Line("Report Note" if block["role"] == "note" else "Report Text", linked(block["runs"]))


def _facts(block: dict[str, Any], looks: tuple[str, str] = ("Fact Term", "Fact Value")) -> Iterator[Item]:
    """Yield terms beside their values, a rule below each."""
    bands = tuple(
        Band(
            (
                Box((Line(looks[0], (Run(term),)),), bottom=HAIR, colour=FAINT),
                Box((Line(looks[1], linked(value)),), bottom=HAIR, colour=FAINT),
            ),
            whole=sum(len(run["text"]) for run in value) < 1500,
        )
        for term, value in block["items"]
    )
    if bands:
        yield Grid(FACTS, bands, "Terms and values")
        yield Line("Report Note", ())


def _plain_facts(block: dict[str, Any]) -> Iterator[Item]:
    """Yield questions beside their answers, larger, for patients."""
    yield from _facts(block, ("Question", "Reply"))


def _listing(block: dict[str, Any]) -> Iterator[Item]:
    """Yield text as it is, a line a paragraph."""
    if block["title"]:
        yield Line("Report Label", (Run(block["title"]),))
    for line in block["text"].replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        yield Line("Listing", (Run(line),))
    yield Line("Report Note", ())


def _references(block: dict[str, Any]) -> Iterator[Item]:
    """Yield a numbered bibliography."""
    for place, item in enumerate(block["items"], 1):
        yield Line("Reference", (Run(f"{place}.\t"), *linked(item)))


def _drawing(block: dict[str, Any]) -> Iterator[Item]:
    """Yield a figure: its titles, its picture, its caption and its source."""
    above = titles(block)
    below = [Line("Table Footnote", linked(block["caption"]))] if block["caption"] else []
    below.append(Line("Source Line", (Run(block["source"]),)))
    found = picture(block["figure"], block["title"], block["alt"])
    if found.height > TALL:
        found = _fitted(found, ROOM - BESIDE, TALLEST)
        words = (*(replace(line, align="left") for line in above), *below)
        band = Band((Box((found,)), Box(words)))
        yield Grid((ROOM - BESIDE, BESIDE), (band,), block["number"])
    else:
        yield from above
        yield _fitted(found, ROOM, TALL)
        yield from below
    yield Line("After Display", ())


def _fitted(found: Picture, width: float, height: float) -> Picture:
    """Return a picture at a size that fits, with its proportions."""
    scale = min(1.0, width / found.width, height / found.height)
    return replace(found, width=found.width * scale, height=found.height * scale)


BLOCKS: dict[str, Callable[[dict[str, Any]], Iterator[Item]]] = {
    "paragraph": _paragraph,
    "facts": _facts,
    "listing": _listing,
    "references": _references,
    "flow": flow,
    "table": table_items,
    "drawing": _drawing,
}
