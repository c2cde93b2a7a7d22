"""What can be shown: tables and figures that know nothing of HTML or PDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

    from psmatrial.displays.style import Style


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of one cell; ``row`` is the id of the result it shows, where it shows one."""

    text: str
    row: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading and what stands in it: ``text`` (left) or ``number`` (right, tabular figures)."""

    heading: str
    kind: str = "text"
    group: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a reader sees it: the first cell of a row is its heading."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    footnotes: tuple[str, ...] = ()
    illustration: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that can be drawn: caption, words for those who cannot see it, and the numbers behind it.

    ``draw`` takes a Style and returns a matplotlib Figure; ``data`` is a header and rows of plain values.
    """

    name: str
    title: str
    caption: str
    alt: str
    draw: Callable[[Style], Canvas]
    data: tuple[tuple[object, ...], ...]
    illustration: bool = False
