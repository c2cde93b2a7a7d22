"""The results as a table of text that any program reads, and that no spreadsheet runs."""

from __future__ import annotations

import math
import re

from psmatrial.analysis.results import COLUMNS, Results
from psmatrial.reports.document import Document

FILE = "results.csv"
NEEDS_DOCUMENT = False
# What a spreadsheet takes for a formula: the signs, also in full width, after white space that is seen or not.
FORMULA = re.compile(r"[\t\r\n]|[\s\x00-\x1f\u200b-\u200f\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]")


def render(document: Document | None, results: Results) -> bytes:
    """Return ``results.csv``: one row a number, the columns of a row of ``results.json``.

    Parameters
    ----------
    document
        Not used: this format shows numbers, not displays.
    results
        What is written.

    Returns
    -------
    bytes
        UTF-8 text with LF; full precision; infinities are ``inf`` and ``-inf``, absent values empty.

    Examples
    --------
    >>> render(None, Results({}, {}, {}, {}, {}, ())).decode().split(",")[:3]
    ['id', 'endpoint', 'unit']
    """
    del document
    lines = [COLUMNS, *([cell(getattr(row, name)) for name in COLUMNS] for row in results)]
    return "".join(",".join(map(_quoted, line)) + "\n" for line in lines).encode()


def cell(value: object) -> str:
    """Return a value as the text of a cell; text that a spreadsheet would run gets an apostrophe before it.

    Parameters
    ----------
    value
        A number, a text or None.

    Returns
    -------
    str
        Numbers as they are, also negative ones.

    Examples
    --------
    >>> cell("=1+1"), cell(-0.04), cell(None), cell(float("-inf"))
    ("'=1+1", '-0.04', '', '-inf')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if FORMULA.match(value) else value
    if isinstance(value, float) and math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return repr(value)


def _quoted(text: str) -> str:
    """Return a cell in quotes where it needs them; a lone CR does, which the standard library leaves bare."""
    return '"' + text.replace('"', '""') + '"' if set(text) & set('",\r\n') else text
