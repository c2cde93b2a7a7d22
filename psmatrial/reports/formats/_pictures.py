"""Figures as pictures of dots, for formats that take no SVG."""

from __future__ import annotations

import struct

from psmatrial.displays.display import Figure
from psmatrial.displays.style import Style
from psmatrial.displays.svg import Words, file_bytes
from psmatrial.reports.formats._paper import Picture

DOTS = 300
# A PNG says how wide and how high it is right after its signature and the head of its first chunk.
SIZE_AT = 16


def picture(figure: Figure, title: str, alt: str) -> Picture:
    """Return a figure as PNG at its printed size, drawn as for paper.

    Parameters
    ----------
    figure
        What is drawn.
    title, alt
        What it is called and shows, in clean words.
    """
    png = file_bytes(figure.draw(Style()), "png", Words(title, alt), DOTS)
    width, height = (dots * 72 / DOTS for dots in struct.unpack_from(">II", png, SIZE_AT))
    return Picture(png, width, height, title, alt)
