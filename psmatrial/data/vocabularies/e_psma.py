"""E-PSMA: certainty of disease on five points.

1 benign, 2 probably benign, 3 equivocal, 4 probably disease, 5 disease.
"""

from __future__ import annotations

TITLE = "E-PSMA five-point certainty"
REFERENCE = "Ceci, Eur J Nucl Med Mol Imaging 2021;48:1626."
CODES = {"1": "negative", "2": "negative", "3": "equivocal", "4": "positive", "5": "positive"}
