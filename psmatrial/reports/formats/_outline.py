"""A document as plain values: numbered, with unique anchors and clean text, the same for every format."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from psmatrial.displays.display import Cell, Column, Table
from psmatrial.reports import document as parts

ID = re.compile(r"[^A-Za-z0-9._@-]+")
NOT_PLAIN = re.compile(r"[^A-Za-z0-9._@:-]")
CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
DIRECTIONS = r"\u200e\u200f\u202a-\u202e\u2066-\u2069"
NO_CHARACTERS = r"\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
UNSHOWN = re.compile(f"[{CONTROLS}{DIRECTIONS}{NO_CHARACTERS}]")
SPACES = re.compile(r"\s+")
DOI = re.compile(r"(?:https://doi\.org/|\bdoi:\s*)(10\.\d{4,9}/[A-Za-z0-9._;()/:-]*[A-Za-z0-9)/])")
PLAIN_NUMBER = re.compile(r"[<>≤≥]?[+\u2212-]?[\d,]+(?:\.(\d+))?%?")


def outline(document: parts.Document, picture: str) -> dict[str, Any]:
    """Return a document as dictionaries, lists and strings that a template or a JSON file can hold.

    Tables and figures are numbered in reading order, so that "Table 2" is the same table in every format. Control
    characters and marks that turn the direction of writing are shown as U+FFFD.

    Parameters
    ----------
    document
        What is to be rendered.
    picture
        ``page_svg``, ``file_svg`` or ``paper_svg``: which picture of a drawing the format wants.

    Returns
    -------
    dict
        The fields of the document; each block has a ``kind``, the name of its class in lower case.

    Examples
    --------
    >>> answer = parts.Answer("28/50 against 13/50", (), (), None)
    >>> section = parts.Section("methods", "Methods", (parts.Paragraph("Exact McNemar test."),))
    >>> plain = outline(parts.Document("demo", "Title", "", "", answer, (section,), ""), "page_svg")
    >>> plain["sections"][0]["anchor"], plain["sections"][0]["blocks"][0]["kind"]
    ('methods', 'paragraph')
    """
    return _Outline(picture).document(document)


def clean(text: str) -> str:
    r"""Return text on one line, with U+FFFD for characters that cannot be shown or that hide what is written.

    Examples
    --------
    >>> clean("two\nlines\x00")
    'two lines\ufffd'
    """
    return " ".join(UNSHOWN.sub("\ufffd", text).split())


def runs(text: str) -> list[dict[str, str]]:
    """Return text in runs, those that are a DOI with the address they lead to.

    Examples
    --------
    >>> [run["href"] for run in runs("Calais, Lancet Oncol 2019. doi:10.1016/S1470-2045(19)30415-2")]
    ['', 'https://doi.org/10.1016/S1470-2045(19)30415-2']
    """
    found, start, text = [], 0, clean(text)
    for match in DOI.finditer(text):
        found += [{"text": text[start : match.start()], "href": ""}]
        found += [{"text": match.group(), "href": f"https://doi.org/{match.group(1)}"}]
        start = match.end()
    return [run for run in [*found, {"text": text[start:], "href": ""}] if run["text"]]


def row_id(row: str) -> str:
    """Return a row's id as letters that an address holds as they are: any other stands as its number between tildes.

    No two rows have the same one.

    Examples
    --------
    >>> row_id("patient@R1.all.equality.exact"), row_id("patient@Möller.all")
    ('patient@R1.all.equality.exact', 'patient@M~f6~ller.all')
    """
    return NOT_PLAIN.sub(lambda letter: f"~{ord(letter[0]):x}~", row)


class _Outline:
    """The state of one outline: anchors that are taken, and how many tables and figures there were."""

    def __init__(self, picture: str) -> None:
        """Start with nothing taken but the anchors that every page has."""
        self.picture = picture
        self.taken = {"top", "main", "answer", "behind-the-numbers"}
        self.counts = {"Table": 0, "Figure": 0}
        self.figures: dict[str, str] = {}
        self.blocks: dict[type, Callable[[Any], dict[str, Any]]] = {
            parts.Paragraph: self.paragraph,
            parts.Facts: lambda block: {"items": [[clean(term), runs(value)] for term, value in block.items]},
            parts.Listing: _listing,
            parts.References: lambda block: {"items": [runs(item) for item in block.items]},
            parts.Flow: _flow,
            parts.Drawing: self.drawing,
            Table: self.table,
        }

    def document(self, document: parts.Document) -> dict[str, Any]:
        """Return the whole document, the answer first."""
        title = clean(document.title) or clean(document.study_id) or "Report"
        return {
            **{name: clean(getattr(document, name)) for name in ("study_id", "subtitle", "footer", "watermark")},
            **_banner(clean(document.banner)),
            "title": title,
            "running_title": title if len(title) <= 90 else title[:89].rsplit(" ", 1)[0] + "…",
            "citation": runs(document.citation),
            "answer": self.answer(document.answer),
            "sections": [self.section(section) for section in document.sections],
        }

    def answer(self, answer: parts.Answer) -> dict[str, Any]:
        """Return the first page."""
        return {
            "sentence": clean(answer.sentence),
            "numbers": [
                {"label": clean(key.label), "value": clean(key.value), "detail": clean(key.detail), **self.row(key.row)}
                for key in answer.numbers
            ],
            "notes": [runs(note) for note in answer.notes],
            "picture": self.drawing(answer.picture) if answer.picture else None,
        }

    def section(self, section: parts.Section) -> dict[str, Any]:
        """Return a section with its blocks."""
        return {
            "anchor": self.anchor("", section.name),
            "title": clean(section.title) or "Untitled",
            "folded": section.folded,
            "blocks": [self.block(block) for block in section.blocks],
        }

    def block(self, block: parts.Block) -> dict[str, Any]:
        """Return one block with its kind; a figure that was shown before is only named again."""
        if isinstance(block, parts.Drawing) and block.figure.name in self.figures:
            block = parts.Paragraph(f"See {self.figures[block.figure.name]}.", "note")
        return {"kind": type(block).__name__.lower(), **self.blocks[type(block)](block)}

    def paragraph(self, paragraph: parts.Paragraph) -> dict[str, Any]:
        """Return running text, and its parts where some print a row; spaces at the ends of a part stay."""
        told = [{"text": SPACES.sub(" ", UNSHOWN.sub("\ufffd", text)), **self.row(row)} for text, row in paragraph.runs]
        return {"role": paragraph.role, "runs": runs(paragraph.text), "told": told}

    def drawing(self, drawing: parts.Drawing) -> dict[str, Any]:
        """Return a figure with the picture this format wants."""
        figure = drawing.figure
        number = self.figures[figure.name] = self.number("Figure")
        return {
            "number": number,
            "anchor": self.anchor("figure-", figure.name),
            "title": _sentence(clean(figure.title)),
            "caption": runs(figure.caption),
            "alt": clean(figure.alt),
            "svg": getattr(drawing, self.picture),
            "illustration": figure.illustration,
        }

    def table(self, table: Table) -> dict[str, Any]:
        """Return a table with its heading groups, and its numbers padded to stand on their decimal point."""
        texts = [[cells[place].text for cells in table.rows] for place in range(len(table.columns))]
        paddings = [_padding(*pair) for pair in zip(texts, table.columns, strict=True)]
        return {
            "number": self.number("Table"),
            "anchor": self.anchor("table-", table.name),
            "title": clean(table.title),
            "columns": [
                {"heading": clean(column.heading), "kind": column.kind, "grouped": bool(column.group)}
                for column in table.columns
            ],
            "groups": list(_groups(table.columns)),
            "rows": [
                [self.cell(cell, padding[line]) for cell, padding in zip(cells, paddings, strict=True)]
                for line, cells in enumerate(table.rows)
            ],
            "footnotes": [runs(footnote) for footnote in table.footnotes],
            "illustration": table.illustration,
        }

    def cell(self, cell: Cell, padding: int) -> dict[str, Any]:
        """Return a cell with the row of the results it shows."""
        return {"text": clean(cell.text), "strong": cell.strong, "padding": padding, **self.row(cell.row)}

    def row(self, row: str) -> dict[str, str]:
        """Return the row a value shows, with an anchor where it is shown for the first time."""
        anchor = f"row-{row_id(row)}" if row else ""
        if anchor in self.taken:
            return {"row": clean(row), "anchor": ""}
        self.taken.add(anchor)
        return {"row": clean(row), "anchor": anchor}

    def number(self, kind: str) -> str:
        """Return the next number of a kind, such as "Table 2"."""
        self.counts[kind] += 1
        return f"{kind} {self.counts[kind]}"

    def anchor(self, prefix: str, name: str) -> str:
        """Return an anchor made from a name, unlike all before it."""
        base = wanted = prefix + (ID.sub("-", name).strip("-").lower() or "part")
        again = 2
        while wanted in self.taken:
            wanted, again = f"{base}-{again}", again + 1
        self.taken.add(wanted)
        return wanted


def _banner(text: str) -> dict[str, str]:
    """Return a banner, and its first few words: they stand out, and every page of paper repeats them."""
    lead = re.match(r"[^.:]{1,40}[.:](?= )", text)
    return {"banner": text, "banner_lead": lead[0] if lead else "", "banner_rest": text[lead.end() :] if lead else text}


def _sentence(title: str) -> str:
    """Return a title with a full stop, since a caption follows it."""
    return title if title.endswith((".", "?", "!")) else f"{title}."


def _listing(listing: parts.Listing) -> dict[str, Any]:
    """Return a listing with its lines as they are."""
    return {"title": clean(listing.title), "text": UNSHOWN.sub("\ufffd", listing.text).strip("\n")}


def _flow(flow: parts.Flow) -> dict[str, Any]:
    """Return the boxes of the patient flow and its branches."""
    return {
        "boxes": [
            {
                "count": str(box.count),
                "label": clean(box.label),
                "left": [[str(count), clean(why)] for count, why in box.left],
            }
            for box in flow.boxes
        ],
        "branches": [
            {
                "count": str(branch.count),
                "label": clean(branch.label),
                "cells": [[str(count), clean(what)] for count, what in branch.cells],
                "planned": branch.planned,
            }
            for branch in flow.branches
        ],
    }


def _groups(columns: tuple[Column, ...]) -> Iterator[dict[str, Any]]:
    """Return neighbouring columns of one group as one heading with its place; nothing where no column has a group."""
    place = 0
    for group, members in groupby(columns, key=lambda column: column.group):
        span = len(list(members))
        if group:
            yield {"text": clean(group), "start": place, "span": span}
        place += span


def _padding(texts: list[str], column: Column) -> list[int]:
    """Return for each number how many half digits it lacks on the right of the longest one; a point is half a digit."""
    matches = [PLAIN_NUMBER.fullmatch(text) if column.kind == "number" else None for text in texts]
    widths = [2 * len(match[1]) + 1 if match and match[1] else 0 for match in matches]
    widest = max((width for width in widths), default=0)
    return [widest - width if match else 0 for match, width in zip(matches, widths, strict=True)]
