"""Words that stand across every picture of a blind rehearsal, so that none can be taken for a result."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from psmatrial.analysis.blind import TITLE, rehearsal
from psmatrial.analysis.results import REHEARSAL, Results
from psmatrial.displays.display import Figure
from psmatrial.displays.lettering import text_width
from psmatrial.displays.style import MM, Letters, Style, settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

WATERMARK = "BLIND REHEARSAL – labels permuted, not a result"
OPACITY = 0.17
# Degrees, mm of height that one line of words serves, share of the slanted width that it fills, points at most.
STEEPEST, APART, FILLED, LARGEST = 35.0, 90.0, 0.92, 26.0


def watermark(results: Results) -> str:
    """Return the words that stand across a report; empty for real results.

    Examples
    --------
    >>> watermark(Results({}, {}, {}, {}, {}, ()))
    ''
    """
    return WATERMARK if rehearsal(results) else ""


def figure_of(module: Any, results: Results) -> Figure | None:
    """Return the figure that a module of ``displays/figures`` makes of results, marked where they are a rehearsal.

    Its title and its words say so too, and so does every row of the numbers behind it.
    """
    figure: Figure | None = module.figure(results)
    if figure is None or not (words := watermark(results)):
        return figure

    @settings()
    def draw(style: Style) -> Drawn:
        """Draw the figure, and the words over it."""
        drawn: Drawn = figure.draw(style)
        for place in _places(drawn, words, style):
            drawn.text(**place, s=words, ha="center", va="center", color=style.ink, alpha=OPACITY, zorder=100)
        return drawn

    head, *rows = figure.data
    return replace(
        figure,
        title=f"{TITLE}: {figure.title}",
        alt=f"{words}. {figure.alt}",
        draw=draw,
        data=((*head, "note"), *((*row, REHEARSAL) for row in rows)),
    )


def _places(drawn: Drawn, words: str, style: Style) -> Iterator[dict[str, Any]]:
    """Yield place, slant, size and font of the words, as often as the height of a picture asks for."""
    width, height = (float(size) * 25.4 for size in drawn.get_size_inches())
    times = max(1, round(height / APART))
    slant = min(STEEPEST, math.degrees(math.atan2(height / times, width)))
    room = FILLED * width / math.cos(math.radians(slant))
    size = min(LARGEST, 10 * room / text_width(words, Letters(10, bold=True, font=style.font)))
    # Letters are as high as they are: the slanted line must not reach over the upper and lower edge.
    tall = size / MM / height
    for number in range(times):
        yield {
            "x": 0.5,
            "y": min(max((number + 0.5) / times, tall), 1 - tall),
            "rotation": slant,
            "size": size,
            "family": "sans-serif" if style.font == "DejaVu Sans" else style.font,
            "weight": "bold",
        }
