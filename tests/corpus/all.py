"""All inputs of the corpus, in a fixed order."""

from __future__ import annotations

from tests.corpus import encoding, further, labels, structure, values, workbooks

CASES = (
    *(*structure.cases(), *encoding.cases(), *values.cases()),
    *(*labels.cases(), *workbooks.cases(), *further.cases()),
)
