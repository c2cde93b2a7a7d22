"""Figures as pictures of dots: PNG and TIFF in plain colours, at a stated number of dots an inch."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DESCRIPTION = 270


def raster_bytes(figure: Figure, kind: str, dots: int, words: tuple[str, str]) -> bytes:
    """Return a drawn figure as PNG or TIFF; draw under ``style.settings``.

    Parameters
    ----------
    figure
        What the ``draw`` of a display returned.
    kind
        ``"png"`` or ``"tiff"`` (LZW, which loses nothing).
    dots
        Dots an inch; the file states them, so that it is placed at the size it was laid out for.
    words
        Title and content in words; empty ones are left out.

    Returns
    -------
    bytes
        RGB without transparency, without date or program.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    before = figure.dpi
    figure.set_dpi(dots)
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    picture = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba()).convert("RGB")
    figure.set_dpi(before)
    sink = io.BytesIO()
    picture.save(sink, format=kind, dpi=(dots, dots), **_told(kind, words))
    return sink.getvalue()


def _told(kind: str, words: tuple[str, str]) -> dict[str, Any]:
    """Return how Pillow is told to compress, and what the file says of itself."""
    if kind == "tiff":
        text = ". ".join(filter(None, words))
        return {"compression": "tiff_lzw", "tiffinfo": {DESCRIPTION: text.encode()} if text else {}}
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    for name, text in zip(("Title", "Description"), words, strict=True):
        if text:
            info.add_itxt(name, text)
    return {"pnginfo": info, "optimize": False}
