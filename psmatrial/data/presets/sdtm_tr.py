"""SDTM tumour results: one row the state of a lesion as a reader saw it, with TRTESTCD = TUMSTATE.

USUBJID is the patient, TRMETHOD the test, TREVALID the reader, TRSTRESC (else TRORRES) the result: PRESENT is found,
ABSENT is not. The domain itself has no location: without a column TRLOC the results are those of the whole patient.
"""

from __future__ import annotations

from pathlib import Path

from psmatrial.data.presets._sdtm import Domain, tumours
from psmatrial.data.rules import Layout
from psmatrial.data.sheet import Sheet

TR = Domain(
    "TR",
    ("TUMSTATE",),
    {
        "PRESENT": "positive",
        "ABSENT": "negative",
        **dict.fromkeys(("NE", "NOT EVALUABLE", "UNEVALUABLE"), "non-evaluable"),
    },
)


def applied(sheet: Sheet, layout: Layout, path: Path | None) -> tuple[Sheet, Layout]:  # noqa: ARG001
    """Return the readings of all readers."""
    return tumours(sheet, layout, TR, accepted=False)
