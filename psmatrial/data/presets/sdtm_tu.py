"""SDTM tumour identification: one row a lesion that a reader identified, or a location that was read and had none.

USUBJID is the patient, TUMETHOD the test, TUEVALID the reader, TULOC the region, TUSTRESC (else TUORRES) the result:
TARGET, NON-TARGET and NEW are found; words for a location without a lesion must be mapped by the plan, or be results
themselves.
"""

from __future__ import annotations

from pathlib import Path

from psmatrial.data.presets._sdtm import Domain, tumours
from psmatrial.data.rules import Layout
from psmatrial.data.sheet import Sheet

TU = Domain(
    "TU",
    ("TUMIDENT", "LESIDENT"),
    {
        **dict.fromkeys(("TARGET", "NON-TARGET", "NEW"), "positive"),
        **dict.fromkeys(("NE", "NOT EVALUABLE", "UNEVALUABLE"), "non-evaluable"),
    },
)


def applied(sheet: Sheet, layout: Layout, path: Path | None) -> tuple[Sheet, Layout]:  # noqa: ARG001
    """Return the readings of all readers."""
    return tumours(sheet, layout, TU, accepted=False)
