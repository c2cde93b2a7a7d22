"""Boxes with words and arrows between them, for diagrams of a flow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from psmatrial.displays.canvas import Canvas, Point
from psmatrial.displays.lettering import step, text_width, wrapped
from psmatrial.displays.style import MM, Letters, Paint, Style

PAD = 2.3
BACK = 3.0
HEAD = 1.5
# So far from the end of the paper, a line stays whole where a picture of dots ends with its last whole dot.
EDGE = 0.8
WIDTH = 0.7


@dataclass(frozen=True, slots=True)
class Text:
    """One paragraph of a box: its words, and whether it is a heading or set back as a part of the one before."""

    words: str
    heading: bool = False
    part: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """A box: left, top and width in mm, and its lines with their letters and how far they are set back."""

    left: float
    top: float
    wide: float
    lines: tuple[tuple[str, Letters, float], ...]
    step: float
    pad: float

    @property
    def tall(self) -> float:
        """The height of the box in mm."""
        return len(self.lines) * self.step + 2 * self.pad

    @property
    def entry(self) -> float:
        """Where its upper line is, and an arrow from above ends."""
        return self.top + EDGE

    @property
    def foot(self) -> float:
        """Where the box ends."""
        return self.top + self.tall

    @property
    def middle(self) -> float:
        """The middle of the box from left to right."""
        return self.left + self.wide / 2


def framed(left: float, top: float, wide: float, texts: Sequence[Text], style: Style) -> Frame:
    """Return a box that is as high as its words need.

    Parameters
    ----------
    left, top, wide
        Place and width in mm.
    texts
        Paragraphs, each broken into lines.
    style
        The look.
    """
    pad, back = PAD * style.scale, BACK * style.scale
    lines: list[tuple[str, Letters, float]] = []
    for text in texts:
        look = style.heading if text.heading else (style.quiet if text.part else style.body)
        inset = back if text.part else 0.0
        lines += [(line, look, inset) for line in wrapped(text.words, wide - 2 * pad - inset, look, 9)]
    return Frame(left, top, wide, tuple(lines), step(style.size), pad)


def unbroken(parts: Sequence[str], wide: float, style: Style, *, part: bool = False) -> list[Text]:
    """Return words for a box this wide, broken into lines between the parts only where these fit one.

    Parameters
    ----------
    parts
        What stays together, such as a count with its noun.
    wide
        Width of the box in mm.
    style
        The look.
    part
        Whether the words are set back.
    """
    room = wide - (2 * PAD + (BACK if part else 0.0)) * style.scale
    lines = [parts[0]]
    for words in parts[1:]:
        joined = f"{lines[-1]} {words}"
        fits = text_width(joined, style.quiet if part else style.body) <= room
        lines[-1:] = [joined] if fits else [lines[-1], words]
    return [Text(line, part=part) for line in lines]


def draw_frame(canvas: Canvas, frame: Frame, tall: float = 0.0, tint: str = "") -> None:
    """Draw a box with its words, as high as ``tall`` where that is more."""
    style = canvas.style
    box = (frame.left + EDGE, frame.top + EDGE, frame.wide - 2 * EDGE, max(tall, frame.tall) - EDGE)
    if tint:
        canvas.boxes([box], Paint(tint, opacity=0.1), "tint")
    canvas.boxes([box], Paint(edge=tint or style.muted), "frame")
    for number, (words, look, inset) in enumerate(frame.lines):
        place = (frame.left + frame.pad + inset, frame.top + frame.pad + (number + 0.5) * frame.step)
        canvas.text(place, words, look)


def draw_arrow(canvas: Canvas, *points: Point) -> None:
    """Draw a line through some places with a head at the last one."""
    style, size = canvas.style, HEAD * canvas.style.scale
    (x, y), (before_x, before_y) = points[-1], points[-2]
    length = max(abs(x - before_x), abs(y - before_y)) or 1.0
    across, down = (x - before_x) / length, (y - before_y) / length
    neck = (x - across * size, y - down * size)
    canvas.rules(_legs([*points[:-1], neck]), style.muted, WIDTH, "border-way")
    side = size * 0.42
    head = [(x, y), (neck[0] - down * side, neck[1] + across * side), (neck[0] + down * side, neck[1] - across * side)]
    canvas.areas([head], Paint(style.muted), "border-head")


def _legs(points: Sequence[Point]) -> list[tuple[Point, Point]]:
    """Return the straight pieces of a way, each drawn out by half its width so that bends are whole corners."""
    half, legs = WIDTH / MM / 2, []
    for number, ((x, y), (to_x, to_y)) in enumerate(pairwise(points)):
        length = max(abs(to_x - x), abs(to_y - y))
        if length:
            longer = half if number < len(points) - 2 else 0.0
            share = longer / length
            legs.append(((x, y), (to_x + (to_x - x) * share, to_y + (to_y - y) * share)))
    return legs
