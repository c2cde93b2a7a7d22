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


@dataclass(frozen=True, slots=True)
class Letters:
    """How a text is set: its size in points, its colour and its weight."""

    size: float = 8.0
    colour: str = "#000000"
    bold: bool = False


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
        Sizes of text in points: everything that is read, and the few numbers that stand out.
    ink, muted, rule
        Colours of what is read, of what explains it, and of lines that only guide the eye.
    index, comparator
        Colours of the two tests; a shape, an outline or a label always says the same.
    line
        Width of a line that carries an interval, in points.

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

    @property
    def body(self) -> Letters:
        """The look of what is read."""
        return Letters(self.size, self.ink)

    @property
    def quiet(self) -> Letters:
        """The look of what explains: headings of columns, scales, units."""
        return Letters(self.size, self.muted)

    @property
    def heading(self) -> Letters:
        """The look of what names a group of rows."""
        return replace(self.body, bold=True)

    @property
    def loud(self) -> Letters:
        """The look of the few numbers that stand out."""
        return Letters(self.large, self.ink, bold=True)


@contextmanager
def settings() -> Generator[None]:
    """Draw under matplotlib's own defaults and ours, never under a user's; a decorator of every function that draws.

    Text from data is never read as mathematics, SVG keeps its text as text, and identifiers
    do not change from run to run. A letter that the font lacks is no reason for a warning.
    """
    import matplotlib as mpl

    defaults: dict[Any, Any] = {
        key: value for key, value in mpl.rcParamsDefault.items() if not key.startswith("backend")
    }
    ours: dict[Any, Any] = {
        "font.family": "sans-serif",
        "font.sans-serif": [FONT],
        "text.parse_math": False,
        "svg.fonttype": "none",
        "svg.hashsalt": HASH_SALT,
        "pdf.fonttype": 42,
    }
    with mpl.rc_context({**defaults, **ours}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        yield
