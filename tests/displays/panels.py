"""What displays need beyond rows, built from counts: the robustness panel and the grids of missing results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psmatrial.analysis.results import Row
from psmatrial.analysis.robustness import FOOTNOTE
from psmatrial.analysis.tipping import tipping_record
from psmatrial.model import PairedTable
from psmatrial.stats.tipping import MissingPairs, tipping_point

DIFFERENCE, TEST = "patient.all.rate-difference.tango", "patient.all.equality.exact"
METHODS = (
    ("planned", "As planned", DIFFERENCE, TEST),
    ("test", "McNemar mid-p", DIFFERENCE, "patient.all.equality.mid-p"),
    ("interval", "Fay-Lumbard", "patient.all.rate-difference.fay-lumbard", TEST),
)


def panel(rows: Sequence[Row]) -> dict[str, Any]:
    """Return the panel of the methods and readers among these rows."""
    readers = dict.fromkeys(row.reader for row in rows if row.reader)
    alone = [
        ("reader", f"Reader {name} alone", *(row_id.replace(".", f"@{name}.", 1) for row_id in (DIFFERENCE, TEST)))
        for name in readers
    ]
    entries = [*METHODS, *alone]
    lines = [dict(zip(("group", "label", "difference", "test"), entry, strict=True)) for entry in entries]
    return {"rows": lines, "left_out": ["missing results: there are none"], "footnote": FOOTNOTE}


def grid(counts: tuple[int, int, int, int], missing: int | MissingPairs, kind: str = "missing") -> dict[str, Any]:
    """Return the grid of one table under the exact test."""
    return tipping_record(tipping_point(PairedTable(*counts), missing), kind)


def further(rows: Sequence[Row], patient: tuple[int, int, int, int]) -> dict[str, Any]:
    """Return both, with ten imagined patients."""
    return {"robustness": panel(rows), "tipping": [grid(patient, 10, "imagined")]}
