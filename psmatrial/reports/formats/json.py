"""The results as JSON: every number in full precision, what every other format is made from."""

from __future__ import annotations

from psmatrial.analysis.results import Results
from psmatrial.reports.document import Document

FILE = "results.json"
NEEDS_DOCUMENT = False


def render(document: Document | None, results: Results) -> bytes:
    r"""Return ``results.json``.

    Parameters
    ----------
    document
        Not used: this format shows numbers, not displays.
    results
        What is written.

    Returns
    -------
    bytes
        UTF-8 text with a final newline, the same from run to run; infinities are ``"inf"`` and ``"-inf"``.

    Examples
    --------
    >>> render(None, Results({}, {}, {}, {}, {}, ()))[:14]
    b'{\n "schema": 1'
    """
    del document
    return results.json().encode()
