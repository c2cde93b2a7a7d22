"""The Journal of Nuclear Medicine: letters of 8 points without serifs."""

from __future__ import annotations

from psmatrial.displays.style import Style
from psmatrial.displays.styles._journal import Journal

JOURNAL = Journal(
    style=Style(width=178.0, families=("Arial", "Helvetica")),
    column=86.0,
    least_dots=300,
    source=(
        "Widths of 86 and 178 mm, letters of 8 points in Arial or Helvetica, 300 dpi: recalled, to be verified against "
        "the author guidelines."
    ),
)
