"""European Urology (Elsevier): letters of 7 points without serifs."""

from __future__ import annotations

from psmatrial.displays.style import Style
from psmatrial.displays.styles._journal import Journal

JOURNAL = Journal(
    style=Style(width=190.0, size=7.0, large=13.0, line=0.8, families=("Arial", "Helvetica")),
    column=90.0,
    least_dots=500,
    source=(
        "Letters of 7 points (6 for subscripts), Arial or Helvetica, lines of 0.1 to 1.5 points: seen on Elsevier's "
        "pages on artwork sizing and artwork types. 500 dpi for lines with colours: seen in Elsevier's guidelines for "
        "accepted papers of another journal. Widths of 90 and 190 mm, Elsevier's general ones: recalled, to be "
        "verified against the author guidelines of European Urology."
    ),
)
