"""One neutral document: what every output format renders."""

from __future__ import annotations

from dataclasses import dataclass

from psmatrial.displays.display import Figure, Table
from psmatrial.displays.missing_letters import boxed


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; ``role`` is ``body``, ``note`` (small, under a display) or ``warning``.

    ``runs`` is the same text in parts, each with the id of the row it prints, if any, for formats whose numbers open.
    """

    text: str
    role: str = "body"
    runs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Terms with their values, such as provenance: a definition list."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Text to be shown as it is, such as the plan in TOML."""

    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class References:
    """A numbered bibliography."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FlowBox:
    """One box of the patient flow: a count, what it counts, and how many left here and why."""

    count: int
    label: str
    left: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FlowBranch:
    """One way to count at the end of the flow: how many it analyses, its words, and its cells with theirs."""

    count: int
    label: str
    cells: tuple[tuple[int, str], ...]
    planned: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """The way of the patients from the file to the analysis, and where it branches, each way to count them."""

    boxes: tuple[FlowBox, ...]
    branches: tuple[FlowBranch, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure with its picture: cleaned SVG text for pages (``currentColor``), plain SVG for paper and files."""

    figure: Figure
    page_svg: str
    file_svg: str

    @property
    def paper_svg(self) -> str:
        """The plain SVG with a box for each letter that no font of the PDF has."""
        return boxed(self.file_svg)


Block = Paragraph | Facts | Listing | References | Flow | Table | Drawing


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of the report; ``name`` is its anchor. ``folded`` ones start closed on screen and print open."""

    name: str
    title: str
    blocks: tuple[Block, ...]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class KeyNumber:
    """One of the few numbers of the first page: label, value in large, and its interval or method below."""

    label: str
    value: str
    detail: str
    row: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The first page: one sentence that answers the question, key numbers, notes and the picture that shows it."""

    sentence: str
    numbers: tuple[KeyNumber, ...]
    notes: tuple[str, ...]
    picture: Drawing | None


@dataclass(frozen=True, slots=True)
class Document:
    """A report before it has a format."""

    study_id: str
    title: str
    subtitle: str
    banner: str
    answer: Answer
    sections: tuple[Section, ...]
    footer: str
    citation: str = ""
    watermark: str = ""
