"""A page taken apart with the standard library: its elements, its texts, and whether every tag is closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "br", "hr", "img", "input", "link", "wbr"}


@dataclass
class Element:
    """One element with its attributes, the elements it stands in, and the text it holds."""

    name: str
    attributes: dict[str, str | None]
    parent: Element | None
    children: list[Element] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())

    def all(self, *names: str) -> list[Element]:
        found = [self] if self.name in names or not names else []
        return found + [element for child in self.children for element in child.all(*names)]


class Page(HTMLParser):
    """A parsed page; it refuses tags that are not closed in order."""

    def __init__(self, page: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.place = Element("", {}, None)
        self.feed(page.decode("utf-8"))
        self.close()
        assert self.place is self.root, f"<{self.place.name}> is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"<{tag}> has an attribute twice"
        element = Element(tag, dict(attrs), self.place)
        self.place.children.append(element)
        if tag not in VOID:
            self.place = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.place.children.append(Element(tag, dict(attrs), self.place))

    def handle_endtag(self, tag: str) -> None:
        assert self.place.name == tag, f"</{tag}> closes <{self.place.name}>"
        assert self.place.parent is not None
        self.place = self.place.parent

    def handle_data(self, data: str) -> None:
        element: Element | None = self.place
        while element is not None:
            element.texts.append(data)
            element = element.parent

    def all(self, *names: str) -> list[Element]:
        return [element for element in self.root.all(*names) if element is not self.root]

    def one(self, name: str) -> Element:
        (element,) = self.all(name)
        return element

    def by_class(self, name: str) -> list[Element]:
        return [element for element in self.all() if name in (element.attributes.get("class") or "").split()]
