"""Figures as files: SVG for paper and files, SVG cleaned for a page, PDF and PNG; the same bytes from run to run."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from psmatrial.displays.lettering import printable
from psmatrial.displays.style import Style, settings
from psmatrial.errors import UsageError, choices

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = ("svg", "pdf", "png")
DOTS_PER_INCH = 300
NAMESPACE = "http://www.w3.org/2000/svg"
LINK = "{http://www.w3.org/1999/xlink}href"
FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

_NOTHING = {
    "svg": ("Date", "Creator", "Format", "Type"),
    "pdf": ("CreationDate", "Creator", "Producer"),
    "png": ("Software",),
}
_COORDINATES = ("d", "x", "y", "width", "height", "transform", "points", "viewBox", "stroke-width", "font-size")
_LONG = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_DROPPED = ("font-family", "font", "stroke-linejoin", "stroke-linecap")


@settings()
def file_bytes(figure: Figure, kind: str) -> bytes:
    """Return a drawn figure as the bytes of a file.

    Parameters
    ----------
    figure
        What the ``draw`` of a display returned.
    kind
        ``"svg"``, ``"pdf"`` or ``"png"`` (300 dots an inch).

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
    sink = io.BytesIO()
    figure.savefig(
        sink, format=kind, dpi=DOTS_PER_INCH if kind == "png" else 72, metadata=dict.fromkeys(_NOTHING[kind])
    )
    return sink.getvalue()


def file_svg(figure: Figure) -> str:
    """Return a drawn figure as a plain SVG file with live text, black on white.

    The reference to the document type is left out: a reader would look for it on another host.
    """
    return re.sub(r"<!DOCTYPE[^>]*>\n?", "", file_bytes(figure, "svg").decode("utf-8"), count=1)


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
        if child.tag in {"metadata", "style"} or (child.tag == "defs" and not len(child)) or _is_backdrop(child):
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
    if element.get("transform", "").startswith("rotate(0 "):
        del element.attrib["transform"]


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
