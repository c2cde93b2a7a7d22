"""Results in one line: what Python shows of them where nothing else is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from psmatrial.analysis.results import ILLUSTRATION, NOTE_JOIN, REHEARSAL, Results, Row
from psmatrial.model import CELLS


def one_line(results: Results) -> str:
    """Return the answer of the primary test with its marks, the number of patients and that of rows.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> from psmatrial.analysis.run import compare
    >>> one_line(compare(*example())).split("; ")[:2]
    ['PSMA 28 of 50, fluciclovine 13 of 50, p = 0.0026 (patient.all.equality.exact)', '50 patients analysed']
    """
    wanted = results.primary.get("row")
    answers = [", ".join(_answer(results, row)) for row in results if row.id == wanted]
    return "; ".join([*answers, f"{results.patients.get('analysed')} patients analysed", f"{len(results.rows)} rows"])


def _answer(results: Results, row: Row) -> Iterator[str]:
    """Say who was found by each test, as far as that is shown, and the p-value or why there is none."""
    for mark in (REHEARSAL, ILLUSTRATION):
        if mark in row.note.split(NOTE_JOIN):
            yield mark
    table: Mapping[str, Any] = results.primary.get("table") or {}
    if table and None not in table.values():  # counts that are withheld are None
        n = sum(table[name] for name in CELLS)
        for test, alone in ((row.index, "index_only"), (row.comparator, "comparator_only")):
            yield f"{test} {table['both'] + table[alone]} of {n}"
    if row.p_value is not None:
        yield f"p = {row.p_value:.2g} ({row.id})"
    else:
        yield f"{row.note or 'no p-value'} ({row.id})"
