"""The house style, as in the report: letters of 8 points without serifs."""

from __future__ import annotations

from psmatrial.displays.style import Style
from psmatrial.displays.styles._journal import Journal

JOURNAL = Journal(
    style=Style(),
    column=84.0,
    least_dots=300,
    source="The house: nothing under 8 points, so that a figure can be read in every journal below.",
)
