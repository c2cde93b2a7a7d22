"""A sheet of paper in millimetres on which figures are laid out: text, rules, boxes and marks.

No axes and no automatic layout: every figure knows where its parts stand before it is drawn,
so that nothing moves, and nothing collides, whatever the data.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from psmatrial.displays.lettering import capital, pointed, printable, step, wrapped
from psmatrial.displays.style import FONT, MM, Letters, Paint, Style

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.path import Path

Align = Literal["left", "center", "right"]
Point = tuple[float, float]
Box = tuple[float, float, float, float]

NOTE = 5.0


class Canvas:
    """A matplotlib figure of fixed size in mm, with the origin at the top left and y pointing down.

    ``figure`` is what is saved. Text is placed by the middle of its capitals, so that a label
    and the bar it belongs to share one centre line whatever letters it holds. Draw under
    ``style.settings``.
    """

    def __init__(self, style: Style, height: float, note: str = "") -> None:
        """Take the look, which holds the width, the height in mm, and a note to stand under everything."""
        from matplotlib.figure import Figure
        from matplotlib.transforms import Affine2D

        self.style = style
        self.width = style.width
        notes = wrapped(note, style.width, style.quiet, 9) if note else []
        apart = step(style.size)
        self.height = height + (NOTE * style.scale + apart * (len(notes) - 1) if note else 0)
        self.figure: Figure = Figure((self.width / 25.4, self.height / 25.4), dpi=72, facecolor=style.paper)
        self._place = Affine2D().scale(1 / self.width, -1 / self.height).translate(0, 1) + self.figure.transFigure
        for number, line in enumerate(reversed(notes)):
            self.text((0, self.height - 2 * style.scale - number * apart), line, style.quiet)

    def text(self, place: Point, words: str, letters: Letters | None = None, align: Align = "left") -> None:
        """Write one line; ``place`` is its left end, centre or right end at the middle of its capitals."""
        look = letters or self.style.body
        self.figure.text(
            place[0],
            place[1] + capital(look) / 2,
            pointed(printable(words), self.style.point),
            transform=self._place,
            family="sans-serif" if look.font == FONT else look.font,
            size=look.size,
            weight="bold" if look.bold else "normal",
            color=look.colour,
            ha=align,
            va="baseline",
        )

    def lines(self, place: Point, words: Sequence[str], letters: Letters | None = None, align: Align = "left") -> None:
        """Write several lines, centred as a block on ``place``."""
        apart = step((letters or self.style.body).size)
        top = place[1] - apart * (len(words) - 1) / 2
        for number, line in enumerate(words):
            self.text((place[0], top + number * apart), line, letters, align)

    def rules(self, ends: Sequence[Sequence[Point]], colour: str = "", width: float = 0, name: str = "rules") -> None:
        """Draw lines from point to point, each through two points or more; ``name`` says what they are."""
        from matplotlib.collections import LineCollection

        if ends:
            look: dict[str, Any] = {
                "colors": colour or self.style.rule,
                "linewidths": width or self.style.line,
                "capstyle": "butt",
            }
            self._add(LineCollection(list(ends), transform=self._place, **look), name)

    def boxes(self, boxes: Sequence[Box], paint: Paint, name: str = "boxes") -> None:
        """Draw rectangles given as left, top, width and height."""
        corners = [[(x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall)] for x, y, wide, tall in boxes]
        self.areas(corners, paint, name)

    def areas(self, outlines: Sequence[Sequence[Point]], paint: Paint, name: str = "areas") -> None:
        """Draw polygons given by their corners."""
        from matplotlib.collections import PolyCollection

        if outlines:
            self._add(PolyCollection(list(outlines), transform=self._place, **self._look(paint)), name)

    def marks(
        self, places: Sequence[Point], shape: str, sizes: Sequence[float], paint: Paint, name: str = "marks"
    ) -> None:
        """Draw marks of one shape; ``sizes`` are their widths in mm, one for each or one for all."""
        from matplotlib.collections import PathCollection
        from matplotlib.transforms import IdentityTransform

        if places:
            areas = [(size * MM) ** 2 for size in sizes]
            marks = PathCollection(
                [shape_path(shape)],
                areas,
                offsets=list(places),
                offset_transform=self._place,
                **self._look(paint),
            )
            marks.set_transform(IdentityTransform())
            self._add(marks, name)

    def _look(self, paint: Paint) -> dict[str, Any]:
        """Return how matplotlib is told to paint; an opacity is that of the fill, and an outline stays opaque."""
        from matplotlib.colors import to_rgba

        fill = to_rgba(paint.fill, paint.opacity) if paint.fill else "none"
        width = self.style.line if paint.edge else 0
        return {"facecolors": [fill], "edgecolors": paint.edge or "none", "linewidths": width}

    def _add(self, artist: Artist, name: str) -> None:
        """Put an artist on the sheet under a name, over all that is there but text."""
        artist.set_zorder(1 + len(self.figure.artists) / 1000)
        artist.set_gid(name)
        self.figure.add_artist(artist)


def shape_path(shape: str) -> Path:
    """Return the outline of a mark of width 1: ``circle``, ``half`` (its right half), ``square`` or ``diamond``."""
    from matplotlib.path import Path
    from matplotlib.transforms import Affine2D

    if shape == "circle":
        return Path.circle((0, 0), 0.5)
    if shape == "half":
        return Path.wedge(-90, 90).transformed(Affine2D().scale(0.5))
    corners = {
        "square": [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)],
        "diamond": [(0.0, -0.5), (0.5, 0.0), (0.0, 0.5), (-0.5, 0.0)],
    }[shape]
    return Path([*corners, corners[0]], closed=True)
