"""Every way to count equivocal and missing results: whom each leaves in the analysis, and the four cells."""

from __future__ import annotations

from dataclasses import dataclass

from psmatrial.analysis.results import Results
from psmatrial.model import CELLS

GROUPS = ("planned", "equivocal", "missing")
MISSING = {
    "exclude": "missing left out",
    "negative": "missing as negative",
    "worst": "missing as worst case",
    "best": "missing as best case",
}


@dataclass(frozen=True, slots=True)
class Policy:
    """One way to count: its words, how many patients it analyses, and its four cells with their words."""

    label: str
    n: int
    cells: tuple[tuple[int, str], ...]
    row: str
    planned: bool


def policies(results: Results) -> tuple[Policy, ...]:
    """Return the planned way to count and every other, one choice changed at a time.

    Nothing where no reading is equivocal and no result is missing: there is one way then.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> from psmatrial.analysis.run import compare
    >>> policies(compare(*example()))
    ()
    """
    entries = [one for one in results.further.get("robustness", {}).get("rows", ()) if one["group"] in GROUPS]
    if len(entries) < 2:
        return ()
    rows = {row.id: row for row in results}
    reading, found = results.plan["reading"], []
    for entry in entries:
        row, planned = rows[entry["difference"]], entry["group"] == "planned"
        label = entry["label"]
        if planned:
            label = f"As planned: equivocal as {reading['equivocal']}, {MISSING[reading['missing']]}"
        words = ("both", f"{row.index} only", f"{row.comparator} only", "neither")
        cells = tuple((getattr(row, name) or 0, word) for name, word in zip(CELLS, words, strict=True))
        found.append(Policy(label, sum(n for n, _ in cells), cells, row.id, planned))
    return tuple(found)
