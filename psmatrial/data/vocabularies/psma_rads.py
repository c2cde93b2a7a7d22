"""PSMA-RADS 1.0: one to five, with letters.

1 and 2 speak against prostate cancer, 4 and 5 for it, 3 needs further work-up: 3A and 3B soft tissue or bone lesions of
uncertain uptake, 3C and 3D findings that are rather something else or that do not take up.
"""

from __future__ import annotations

TITLE = "PSMA-RADS version 1.0"
REFERENCE = "Rowe, J Nucl Med 2018;59:479."
CODES = {
    **dict.fromkeys(("1", "1A", "1B", "2"), "negative"),
    **dict.fromkeys(("3", "3A", "3B", "3C", "3D"), "equivocal"),
    **dict.fromkeys(("4", "5"), "positive"),
    **{
        f"PSMA-RADS-{code}": meaning
        for meaning, codes in (
            ("negative", ("1", "1A", "1B", "2")),
            ("equivocal", ("3", "3A", "3B", "3C", "3D")),
            ("positive", ("4", "5")),
        )
        for code in codes
    },
}
