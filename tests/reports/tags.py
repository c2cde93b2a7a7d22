"""The structure tree of a PDF, and what of its pages stands in no tag."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pypdf.generic import ContentStream, DictionaryObject

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

PAINTED = {b"Tj", b"TJ", b"'", b'"', b"Do", b"sh", b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"EI"}


@dataclass(frozen=True)
class Element:
    """One element of the tree with the kinds of those that it stands in, the outermost first."""

    kind: str
    within: tuple[str, ...]
    entry: DictionaryObject

    @property
    def children(self) -> list[str]:
        return [str(child["/S"]) for child in _children(self.entry) if "/S" in child]


def elements(reader: PdfReader) -> list[Element]:
    """Return the structure tree in the order in which it is read."""
    return list(_elements(reader.trailer["/Root"]["/StructTreeRoot"].get_object(), ()))


def _elements(entry: DictionaryObject, within: tuple[str, ...]) -> Iterator[Element]:
    """Go through a tree."""
    for child in _children(entry):
        if "/S" in child:
            yield Element(str(child["/S"]), within, child)
            yield from _elements(child, (*within, str(child["/S"])))


def _children(entry: DictionaryObject) -> Iterator[DictionaryObject]:
    """Go through the children that are dictionaries; numbers are content of a page."""
    found = entry.get("/K", [])
    found = found.get_object() if hasattr(found, "get_object") else found
    for child in found if isinstance(found, list) else [found]:
        value = child.get_object()
        if isinstance(value, DictionaryObject):
            yield value


def attributes(element: Element) -> dict[str, Any]:
    """Return the attributes of an element, of all owners."""
    found = element.entry.get("/A", [])
    found = found.get_object() if hasattr(found, "get_object") else found
    merged: dict[str, Any] = {}
    for part in found if isinstance(found, list) else [found]:
        merged |= dict(part.get_object())
    return merged


def untagged(page: PageObject, reader: PdfReader) -> list[bytes]:
    """Return the operators that paint outside of marked content: neither tagged nor named an artifact."""
    depth, found = 0, []
    for _, operator in ContentStream(page.get_contents(), reader).operations:
        if operator in (b"BDC", b"BMC"):
            depth += 1
        elif operator == b"EMC":
            depth -= 1
        elif operator in PAINTED and depth == 0:
            found.append(operator)
    assert depth == 0
    return found
