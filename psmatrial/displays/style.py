"""How figures look: one set of sizes, colours and settings for all of them, whatever the machine prefers."""

from __future__ import annotations

import warnings
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

MM = 72 / 25.4
FONT = "DejaVu Sans"
HASH_SALT = "psmatrial"
# A figure this many mm wide for each point of its large numbers has room for them: 15 points from 105 mm on.
NARROW = 7.0
DARK: dict[str, Any] = {
    "ink": "#eef1f3",
    "muted": "#a9b1b8",
    "rule": "#4b545c",
    "index": "#4aa3df",
    "comparator": "#f08a3c",
    "paper": "#14171a",
}


@dataclass(frozen=True, slots=True)
class Letters:
    """How a text is set: its size in points, its colour, its weight, and which of matplotlib's own fonts it has."""

    size: float = 8.0
    colour: str = "#000000"
    bold: bool = False
    font: str = FONT


@dataclass(frozen=True, slots=True)
class Paint:
    """How an area is shown: its fill, its outline, and how opaque the fill is; empty colours are not drawn."""

    fill: str = ""
    edge: str = ""
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Style:
    """Sizes and colours of a figure.

    Every figure is laid out in millimetres at its printed size, so that text keeps its size on paper.

    Parameters
    ----------
    width
        Width in mm: 174 fills two columns of a journal page, 84 one.
    size, large
        Sizes of text in points: everything that is read, which nothing is smaller than, and the few numbers that
        stand out, in a narrow figure less.
    ink, muted, rule
        Colours of what is read, of what explains it, and of lines that only guide the eye.
    index, comparator
        Colours of the two tests; a shape, an outline or a label always says the same.
    paper
        Colour of the ground.
    line
        Width of a line that carries an interval, in points.
    font
        A font that matplotlib brings along, so that text has the same width on every machine.
    families
        Fonts that a viewer of an SVG takes first, none wider than ``font``; empty for ``font`` alone.
    point
        The decimal point of numbers.

    Examples
    --------
    >>> Style(width=84).index
    '#0072B2'
    """

    width: float = 174.0
    size: float = 8.0
    large: float = 15.0
    ink: str = "#000000"
    muted: str = "#595959"
    rule: str = "#c4c4c4"
    index: str = "#0072B2"
    comparator: str = "#D55E00"
    paper: str = "#ffffff"
    line: float = 0.9
    font: str = FONT
    families: tuple[str, ...] = ()
    point: str = "."

    @property
    def scale(self) -> float:
        """How large distances are that were chosen for text of eight points."""
        return self.size / 8

    @property
    def body(self) -> Letters:
        """The look of what is read."""
        return Letters(self.size, self.ink, font=self.font)

    @property
    def quiet(self) -> Letters:
        """The look of what explains: headings of columns, scales, units."""
        return Letters(self.size, self.muted, font=self.font)

    @property
    def heading(self) -> Letters:
        """The look of what names a group of rows."""
        return replace(self.body, bold=True)

    @property
    def loud(self) -> Letters:
        """The look of the few numbers that stand out."""
        return Letters(min(self.large, self.width / NARROW), self.ink, bold=True, font=self.font)

    def dark(self) -> Style:
        """Return the same style with light ink on dark paper.

        Examples
        --------
        >>> Style().dark().paper
        '#14171a'
        """
        return replace(self, **DARK)


@contextmanager
def settings() -> Generator[None]:
    """Draw under matplotlib's own defaults and ours, never under a user's; a decorator of every function that draws.

    Text from data is never read as mathematics, SVG keeps its text as text, and identifiers
    do not change from run to run. Letters are not fitted to dots, or a text would be wider at some resolutions than it
    was measured. A letter that the font lacks is no reason for a warning.
    """
    import matplotlib as mpl

    defaults: dict[Any, Any] = {
        key: value for key, value in mpl.rcParamsDefault.items() if not key.startswith("backend")
    }
    ours: dict[Any, Any] = {
        "font.family": "sans-serif",
        "font.sans-serif": [FONT],
        "text.parse_math": False,
        "text.hinting": "none",
        "svg.fonttype": "none",
        "svg.hashsalt": HASH_SALT,
        "pdf.fonttype": 42,
    }
    with mpl.rc_context({**defaults, **ours}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        yield
