"""The checklist of STARD 2015: what data and plan answer, where it stands, and what is left to the author."""

from __future__ import annotations

from psmatrial.analysis.results import Results
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.words.checklist import AUTHOR, answers

FOOTNOTES = (
    "Items of STARD 2015 (Bossuyt, BMJ 2015;351:h5527) by number and topic, in our words; its own wording counts.",
    "STARD is made for studies of accuracy; here two tests are compared with each other.",
    f"“{AUTHOR}”: neither the data nor the plan can answer it. Where: titles of the sections of this report.",
)


def table(results: Results) -> Table:
    """Return one row an item."""
    columns = (Column("Item"), Column("Topic"), Column("From data and plan"), Column("Where"))
    rows = tuple(
        (Cell(item.number), Cell(item.topic), Cell(item.answer), Cell(item.place)) for item in answers(results)
    )
    return Table("stard", "STARD 2015 checklist", columns, rows, FOOTNOTES)
