"""The Lancet: letters of 8 points with serifs, decimal points at mid height."""

from __future__ import annotations

from psmatrial.displays.style import Style
from psmatrial.displays.styles._journal import Journal

JOURNAL = Journal(
    style=Style(
        width=154.0,
        large=14.0,
        font="STIXGeneral",
        families=("Times New Roman", "Times"),
        point="·",
    ),
    column=75.0,
    least_dots=300,
    source=(
        "Widths of 75 and 154 mm, Times New Roman, 300 dpi, no frame and no title in the picture: seen in a third "
        "party's summary of The Lancet's artwork guidelines of August 2015. Decimal points at mid height: seen in The "
        "Lancet's formatting guidelines for electronic submission. Letters of 8 points: recalled, to be verified "
        "against the author guidelines."
    ),
)
