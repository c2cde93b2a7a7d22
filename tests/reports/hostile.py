"""A document whose every text is an attempt to be more than text."""

from __future__ import annotations

from typing import Any

from psmatrial.displays.display import Cell, Column, Table
from psmatrial.reports.document import (
    Answer,
    Document,
    Facts,
    Flow,
    FlowBox,
    KeyNumber,
    Listing,
    Paragraph,
    References,
    Section,
)
from tests.reports.sample import drawing
from tests.reports.sample_tables import many

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "{{ 7 * 7 }}{% include 'x' %}",
    '#read("/etc/passwd")',
    "*bold* _it_ $x$ `raw` @label <label> = no heading",
    "=1+1",
    "../../etc/passwd",
    "\\u{41} \\ // comment /* more */",
    "javascript:alert(1)",
    "</style></script></title>--><!--",
    "line\nbreak\ttab\x00nul\u202eover",
    "漢字 עברית \U0001f600 \u2212\u221e\u2264",
    "W" * 180,
)


def document() -> Document:
    """Return a document whose every text is an attempt to be more than text."""
    everything = " ".join(HOSTILE)
    columns = tuple(
        Column(text, "number" if place % 3 == 2 else "text", HOSTILE[0] if place in {3, 4} else "")
        for place, text in enumerate(HOSTILE[:6])
    )
    rows = tuple(tuple(Cell(text, row=text) for text in HOSTILE[start : start + 6]) for start in range(6))
    blocks: tuple[Any, ...] = tuple(
        Paragraph(text, role) for text, role in zip(HOSTILE, ("body", "note", "warning") * 5, strict=False)
    )
    blocks += (
        Facts(tuple((text, text) for text in HOSTILE)),
        Listing("\n".join(HOSTILE), HOSTILE[0]),
        References((*HOSTILE, 'doi:10.1000/x"onmouseover=alert(1) https://doi.org/10.1000/<b>')),
        Flow(tuple(FlowBox(place, text, ((place, text),)) for place, text in enumerate(HOSTILE))),
        Table(HOSTILE[0], everything, columns, rows, HOSTILE, illustration=True),
        many(200),
        drawing(name="x", title=HOSTILE[0], caption=everything, alt=HOSTILE[2]),
    )
    keys = tuple(KeyNumber(text, text, text, text) for text in HOSTILE[:3])
    return Document(
        study_id=HOSTILE[7],
        title=HOSTILE[0],
        subtitle=HOSTILE[4],
        banner=everything,
        answer=Answer(everything, keys, HOSTILE, drawing("y", HOSTILE[5], HOSTILE[4], HOSTILE[1])),
        sections=(
            Section("main", HOSTILE[10], blocks),
            Section("main", HOSTILE[4], (), folded=True),
            Section("", "", blocks[:3], folded=True),
        ),
        footer=HOSTILE[6],
        citation=HOSTILE[9],
    )
