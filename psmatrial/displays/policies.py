"""Every way to count equivocal and missing results: whom each leaves in the analysis, and the four cells."""

from __future__ import annotations

from dataclasses import dataclass

from psmatrial.analysis.found import BOUNDS
from psmatrial.analysis.results import Results
from psmatrial.displays.words.english import sentence
from psmatrial.model import CELLS

GROUPS = ("planned", "equivocal", "missing")
MISSING = {
    "exclude": "missing left out",
    "negative": "missing as negative",
    "worst": "missing as worst case",
    "best": "missing as best case",
}
# How a missing result counted, inside a sentence.
COUNTED = {
    "negative": "as negative",
    "worst": "against the index test (worst case)",
    "best": "in favour of the index test (best case)",
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


def without_result(results: Results) -> int | None:
    """Return how many of the patients analysed lack a result under a test; None where that is not told.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> from psmatrial.analysis.run import compare
    >>> without_result(compare(*example()))
    0
    """
    if results.plan["reading"]["missing"] == "exclude":
        return 0
    grids = results.further.get("tipping")
    return None if grids is None else sum(grid["missing"] for grid in grids if grid["kind"] == "missing")


def counted_without(results: Results, both: str = "both tests") -> str:
    """Return how many of the patients analysed had both results, and what missing ones counted as; empty where all had.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> from psmatrial.analysis.run import compare
    >>> counted_without(compare(*example()))
    ''
    """
    without, missing = without_result(results), results.plan["reading"]["missing"]
    if without is None:
        return f"missing results counted {COUNTED[missing]}"
    if not without:
        return ""
    whole = results.patients["analysed"] - without
    return (
        f"{whole or 'none'} with a result under {both} and {without} without, whose missing results counted "
        f"{COUNTED[missing]}"
    )


def whom(results: Results, both: str = "both tests") -> str:
    """Return which patients a table counts, after the noun.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> from psmatrial.analysis.run import compare
    >>> whom(compare(*example()))
    'with a result under both tests'
    """
    missing = results.plan["reading"]["missing"]
    if missing == "exclude":
        return f"with a result under {both}"
    return f"analysed with missing results counted {COUNTED[missing]}"


def with_result(results: Results, words: str = " with a result under both tests") -> str:
    """Return the words that narrow patients to those with a result in what is held against the truth.

    Empty where a missing result counts as negative: no patient is without a result then.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> from psmatrial.analysis.run import compare
    >>> with_result(compare(*example()))
    ' with a result under both tests'
    """
    return "" if results.plan["reading"]["missing"] == "negative" else words


def beyond_pairs(results: Results) -> tuple[str, ...]:
    """Return what a missing result is where tests are not held against each other; nothing where it is left out.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> from psmatrial.analysis.run import compare
    >>> beyond_pairs(compare(*example()))
    ()
    """
    missing = results.plan["reading"]["missing"]
    if missing == "exclude":
        return ()
    return ("A missing result counts as a negative one." if missing == "negative" else sentence(BOUNDS),)
