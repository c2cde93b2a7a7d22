"""Figures as files: SVG and PDF for paper, PNG and TIFF, SVG cleaned for a page; the same bytes from run to run."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from psmatrial.displays.lettering import printable
from psmatrial.displays.raster import raster_bytes
from psmatrial.displays.style import Style, settings
from psmatrial.errors import UsageError, choices

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = ("svg", "pdf", "png", "tiff")
DOTS_PER_INCH = 600
NAMESPACE = "http://www.w3.org/2000/svg"
LINK = "{http://www.w3.org/1999/xlink}href"
FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

_NOTHING = {
    "svg": ("Date", "Creator", "Format", "Type"),
    "pdf": ("CreationDate", "Creator", "Producer"),
}
_COORDINATES = ("d", "x", "y", "width", "height", "transform", "points", "viewBox", "stroke-width", "font-size")
_LONG = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_LEFT_OUT = ("metadata", "style", "title", "desc")
_DROPPED = ("font-family", "font", "stroke-linejoin", "stroke-linecap")


@dataclass(frozen=True, slots=True)
class Words:
    """What a file says of itself: the name of the picture, and its content for those who cannot see it."""

    title: str = ""
    alt: str = ""


@settings()
def file_bytes(figure: Figure, kind: str, words: Words = Words(), dots: int = DOTS_PER_INCH) -> bytes:
    """Return a drawn figure as the bytes of a file.

    Parameters
    ----------
    figure
        What the ``draw`` of a display returned.
    kind
        ``"svg"`` or ``"pdf"``, with text as text and its fonts embedded in the PDF; ``"png"`` or ``"tiff"``, as colours
        without transparency, the latter compressed without loss (LZW).
    words
        What the file says of itself, where its format has a place for it: the elements ``title`` and ``desc``, the
        title and subject of a PDF, the title and description of a PNG, the description of a TIFF.
    dots
        Dots an inch of PNG and TIFF.

    Returns
    -------
    bytes
        Without date or program, so that the same figure gives the same bytes.

    Raises
    ------
    UsageError
        If the kind is none of these.
    """
    if kind not in FORMATS:
        raise UsageError(f"there is no figure format {kind!r}.", choices(kind, FORMATS))
    if kind in {"png", "tiff"}:
        return raster_bytes(figure, kind, dots, (printable(words.title), printable(words.alt)))
    metadata: dict[str, str | None] = dict.fromkeys(_NOTHING[kind])
    if kind == "pdf":
        said = {"Title": printable(words.title), "Subject": printable(words.alt)}
        metadata |= {name: text for name, text in said.items() if text}
    sink = io.BytesIO()
    figure.savefig(sink, format=kind, dpi=72, metadata=metadata)
    return sink.getvalue() if kind == "pdf" else _said(sink.getvalue().decode("utf-8"), words).encode()


def file_svg(figure: Figure, title: str = "", alt: str = "", families: Sequence[str] = ()) -> str:
    """Return a drawn figure as a plain SVG file with live text.

    The reference to the document type is left out: a reader would look for it on another host. ``title`` and ``alt``
    are what the picture is called and shows; ``families`` are fonts that a viewer takes before the one it was drawn
    with.
    """
    text = file_bytes(figure, "svg", Words(title, alt)).decode("utf-8")
    text = re.sub(r"<!DOCTYPE[^>]*>\n?", "", text, count=1)
    if not families:
        return text
    listed = ", ".join(f"'{name}'" if " " in name else name for name in families)
    return re.sub(r"(?<=font-family: )(?=')|(?<=font-family: )(?=STIX)", f"{listed}, ", text)


def _said(svg: str, words: Words) -> str:
    """Put title and description where a screen reader looks for them."""
    if not words.title:
        return svg
    names = {"title": printable(words.title), "desc": printable(words.alt)}
    inside = "".join(f' <{tag} id="{tag}">{escape(text, quote=False)}</{tag}>\n' for tag, text in names.items())
    start = svg.index("<svg")
    end = svg.index(">", start)
    return f'{svg[:end]} role="img" aria-labelledby="title desc">\n{inside.rstrip()}{svg[end + 1 :]}'


def page_svg(svg: str, prefix: str, title: str, alt: str) -> str:
    """Return an SVG that fits into a page which allows neither styles nor scripts from elsewhere.

    Style attributes become presentation attributes; black follows the text colour of the
    page, white areas become clear, and the colours of the tests, of quiet text and of rules follow the
    page's ``--index``, ``--comparator``, ``--quiet`` and ``--rule`` where it has them. The picture
    scales to its place, and its identifiers do not meet those of other figures.

    Parameters
    ----------
    svg
        What ``file_svg`` returned.
    prefix
        Put before every identifier; one per figure of a page.
    title, alt
        Name of the picture, and its content in words.

    Returns
    -------
    str
        One ``svg`` element.
    """
    root = ET.fromstring(svg)  # noqa: S314 (our own file, made a moment ago)
    root.attrib = {
        "xmlns": NAMESPACE,
        "viewBox": root.attrib["viewBox"],
        "role": "img",
        "aria-labelledby": f"{prefix}-title {prefix}-desc",
        "font-family": FONTS,
        "fill": "currentColor",
        "stroke-linejoin": "round",
        "stroke-linecap": "butt",
    }
    palette = _palette()
    _cleaned(root, prefix, palette)
    for place, (tag, words) in enumerate((("title", title), ("desc", alt))):
        element = ET.Element(tag, {"id": f"{prefix}-{tag}"})
        element.text = printable(words)
        root.insert(place, element)
    return ET.tostring(root, encoding="unicode")


def _palette() -> dict[str, str]:
    """Return what each colour of a figure becomes on a page, by its name in lower case."""
    style = Style()
    names = {"index": style.index, "comparator": style.comparator, "quiet": style.muted, "rule": style.rule}
    return {style.ink: "currentColor"} | {colour.lower(): f"var(--{name}, {colour})" for name, colour in names.items()}


def _cleaned(element: ET.Element, prefix: str, palette: dict[str, str]) -> None:
    """Clean an element and all that it holds."""
    element.tag = element.tag.removeprefix(f"{{{NAMESPACE}}}")
    _set_attributes(element, prefix, palette)
    if element.tag != "text":
        element.text = None
    for child in list(element):
        _cleaned(child, prefix, palette)
        child.tail = None
        if child.tag in _LEFT_OUT or (child.tag == "defs" and not len(child)) or _is_backdrop(child):
            element.remove(child)


def _is_backdrop(element: ET.Element) -> bool:
    """Say whether an element would show nothing: neither filled nor stroked, or a group of nothing."""
    if element.tag == "g":
        return not len(element)
    return element.tag == "path" and element.get("fill") == "none" and "stroke" not in element.attrib


def _set_attributes(element: ET.Element, prefix: str, palette: dict[str, str]) -> None:
    """Turn the style of an element into attributes, and make every attribute fit for a page."""
    for declaration in element.attrib.pop("style", "").split(";"):
        name, _, value = declaration.partition(":")
        if value and name.strip() not in _DROPPED:
            element.set(name.strip(), value.strip())
    if LINK in element.attrib:
        element.set("href", element.attrib.pop(LINK))
    for name, value in list(element.attrib.items()):
        element.set(name, _attribute(name, value, prefix, palette))
    # Neither a turn by nothing nor what a viewer takes anyway needs to be said.
    if element.get("transform", "").startswith(("rotate(0 ", "rotate(-0 ")):
        del element.attrib["transform"]
    if element.get("text-anchor") == "start":
        del element.attrib["text-anchor"]


def _attribute(name: str, value: str, prefix: str, palette: dict[str, str]) -> str:
    """Return the value of an attribute as it stands on a page."""
    if name == "id":
        return f"{prefix}-{value}"
    if name == "href":
        return f"#{prefix}-{value.removeprefix('#')}"
    if name in {"fill", "stroke"} and not value.startswith("url("):
        return "none" if name == "fill" and value == "#ffffff" else palette.get(value, value)
    if name in _COORDINATES:
        return " ".join(_LONG.sub(_short, value).split())
    return value.replace("url(#", f"url(#{prefix}-")


def _short(number: re.Match[str]) -> str:
    """Return a coordinate with two decimals at most."""
    text = f"{float(number[0]):.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text
