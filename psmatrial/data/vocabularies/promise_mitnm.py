"""PROMISE miTNM: stage by molecular imaging, one code a region.

A zero is negative, every stage above it positive; miTx, miNx and miMx could not be assessed. Versions 1 and 2 together.
"""

from __future__ import annotations

TITLE = "PROMISE miTNM, versions 1 and 2"
REFERENCE = "Eiber, J Nucl Med 2018;59:469; Seifert, Eur Urol 2023;83:405."
_POSITIVE = (
    *("miTr", "miT2", "miT2u", "miT2m", "miT3", "miT3a", "miT3b", "miT4", "miN1", "miN1a", "miN1b", "miN2"),
    *("miM1", "miM1a", "miM1b", "miM1c", "miM1b uni", "miM1b oligo", "miM1b diss", "miM1b dmi"),
)
CODES = {
    **dict.fromkeys(("miT0", "miN0", "miM0"), "negative"),
    **dict.fromkeys(_POSITIVE, "positive"),
    **dict.fromkeys(("miTx", "miNx", "miMx"), "non-evaluable"),
}
