"""What a journal asks of a figure: the widths of its columns, its letters, its resolution."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from types import MappingProxyType

from psmatrial.displays.style import Style
from psmatrial.errors import UsageError

NARROWEST, WIDEST = 75.0, 250.0
UNITS = MappingProxyType({"mm": 1.0, "cm": 10.0, "in": 25.4})
WIDTH = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(mm|cm|in)?")


@dataclass(frozen=True, slots=True)
class Journal:
    """One preset.

    Parameters
    ----------
    style
        Letters, lines and colours; its width is that of the page.
    column
        Width of one column in mm.
    least_dots
        The least resolution of a figure that mixes lines and colours, in dots an inch.
    source
        Where each number was seen, and which ones were not.
    """

    style: Style
    column: float
    least_dots: int
    source: str

    def at(self, width: str) -> Style:
        """Return the style at a width: ``column``, ``page``, or a length such as ``84mm``, ``8.4cm`` or ``3.3in``.

        Raises
        ------
        UsageError
            If this is no width, or figures cannot be laid out at it.

        Examples
        --------
        >>> journal = Journal(Style(), column=84, least_dots=300, source="")
        >>> [journal.at(width).width for width in ("page", "column", "9 cm", "90")]
        [174.0, 84.0, 90.0, 90.0]
        """
        named = {"column": self.column, "page": self.style.width}
        return replace(self.style, width=float(named.get(width.strip().lower()) or millimetres(width)))


def millimetres(width: str) -> float:
    """Return a length in mm; without a unit it is in mm.

    Raises
    ------
    UsageError
        If this is no length, or one at which figures cannot be laid out.

    Examples
    --------
    >>> millimetres("3.5in")
    88.9
    """
    found = WIDTH.fullmatch(width.strip().lower())
    if found is None:
        raise UsageError(
            f"--width {width!r} is not a width.", "Give a length such as 84mm, 8.4cm or 3.3in, or column or page."
        )
    length = round(float(found[1]) * UNITS[found[2] or "mm"], 4)
    if not NARROWEST <= length <= WIDEST:
        raise UsageError(
            f"--width {width}: figures are laid out from {NARROWEST:g} mm to {WIDEST:g} mm wide.",
            "Ask for column or page to have the widths of the style.",
        )
    return length
