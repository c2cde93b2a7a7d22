"""Analysis results data: one record a statistic, in the columns of the R package cards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psmatrial.analysis.results import SCHEMA, Results, Row, json_text
from psmatrial.reports.document import Document
from psmatrial.reports.formats._outline import clean
from psmatrial.reports.formats._statistics import groups, statistics

FILE = "ard.json"
NEEDS_DOCUMENT = True


def render(document: Document, results: Results) -> bytes:
    """Return ``ard.json``: what must be known first, then the records under ``ard``.

    A record has the columns of cards in their order: groups, variable, context, statistic, warning and error; then the
    id of the row it is taken from. The variable is the endpoint and the context the quantity. A statistic that could
    not be estimated is null, with the notes of its row as errors; the notes of one that could are warnings.

    Parameters
    ----------
    document
        What the report says above its first number.
    results
        The rows that are taken apart.

    Returns
    -------
    bytes
        UTF-8 text with a final newline, the same from run to run; infinities are ``"inf"`` and ``"-inf"``.

    Examples
    --------
    >>> from psmatrial.reports.document import Answer
    >>> paper = Document("demo", "", "", "", Answer("28/50", (), (), None), (), "", watermark="REHEARSAL")
    >>> render(paper, Results({}, {}, {}, {}, {}, ())).decode().splitlines()[2:4]
    [' "watermark": "REHEARSAL",', ' "banner": "",']
    """
    most = max((len(groups(row)) for row in results), default=0)
    return json_text(
        {
            "schema": SCHEMA,
            "watermark": clean(document.watermark),
            "banner": clean(document.banner),
            "study": results.study,
            "provenance": results.provenance,
            "ard": [record for row in results for record in _records(row, most)],
        }
    ).encode()


def _records(row: Row, most: int) -> Iterator[dict[str, Any]]:
    """Yield one record a statistic, each with as many groups as the row with the most of them."""
    found = groups(row)
    of: dict[str, Any] = {}
    for place in range(most):
        name, level = found[place] if place < len(found) else (None, None)
        of |= {f"group{place + 1}": name, f"group{place + 1}_level": level}
    said = row.note.split(" | ") if row.note else None
    for one in statistics(row):
        absent = one.value is None
        yield {
            **of,
            "variable": row.endpoint,
            "variable_level": None,
            "context": row.quantity,
            "stat_name": one.name,
            "stat_label": one.label,
            "stat": one.value,
            "stat_fmt": one.text or None,
            "fmt_fun": None,
            "warning": None if absent else said,
            "error": (said or ["not estimated"]) if absent else None,
            "row": row.id,
        }
