"""What a word processor is given: lines, grids and pictures on a landscape page, the same for every such format."""

from __future__ import annotations

from dataclasses import dataclass, field

# In points. 700 stand in the middle of A4 landscape and also fit on Letter, with margins of 16 mm.
PAGE_WIDTH, PAGE_HEIGHT = 842.0, 595.0
ROOM = 700.0
SIDE = (PAGE_WIDTH - ROOM) / 2
TOP, BOTTOM = 54.0, 46.0
HEADER, FOOTER = 22.0, 20.0
HIGH = PAGE_HEIGHT - TOP - BOTTOM
MEASURE = 540.0
FONT, MONO = "Arial", "Courier New"
INK, QUIET, FAINT, ACCENT, ORANGE, GHOST = "1B2126", "4D5760", "C9CFD4", "00619A", "B34700", "B8BEC4"
COLOURS = (INK, QUIET, FAINT, ACCENT, ORANGE, GHOST)
HEAVY, LIGHT, HAIR = 1.0, 0.5, 0.25


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph is set: a style of the word processor. All lengths in points.

    ``tab`` is where a tab ends on the right, ``edge`` where a fine rule stands: ``top``, ``bottom`` or nowhere.
    """

    name: str
    size: float = 9.0
    bold: bool = False
    colour: str = INK
    before: float = 0.0
    after: float = 0.0
    align: str = "left"
    keep: bool = False
    mono: bool = False
    left: float = 0.0
    right: float = 0.0
    hanging: float = 0.0
    level: int | None = None
    tab: float = 0.0
    edge: str = ""


NARROW = ROOM - MEASURE
LOOKS = {
    look.name: look
    for look in (
        Look("Title", 18, bold=True, after=4, right=NARROW / 2, keep=True),
        Look("Subtitle", 11, colour=QUIET, after=2, right=NARROW / 2),
        Look("Heading 1", 14, bold=True, colour=ACCENT, before=8, after=7, keep=True, level=0),
        Look("Report Text", 10, after=7, right=NARROW),
        Look("Report Note", 8.5, colour=QUIET, after=3, right=NARROW / 2),
        Look("Report Warning", 10, colour=ORANGE, after=7, right=NARROW),
        Look("Report Label", 8.5, bold=True, colour=ACCENT, after=4, keep=True),
        Look("Report Answer", 13, after=8, right=NARROW / 2),
        Look("Banner", 9.5),
        Look("Key Label", 8.5, colour=QUIET, before=3, keep=True),
        Look("Key Value", 18, bold=True, before=2, after=1, keep=True),
        Look("Key Detail", 8.5, colour=QUIET),
        Look("Contents Section", 9, bold=True, before=3, keep=True),
        Look("Contents Display", 9, left=82, hanging=72),
        Look("Table Number", 10, bold=True, align="center", before=4, keep=True),
        Look("Table Title", 10, bold=True, align="center", keep=True),
        Look("Table Population", 9, align="center", keep=True, after=1),
        Look("Table Cell", 9, before=1.5, after=1.5),
        Look("Table Footnote", 8, colour=QUIET, before=2, keep=True),
        Look("Source Line", 8, colour=QUIET, before=2),
        Look("After Display", 8, after=6),
        Look("Figure Picture", 9, align="center", before=4, after=2, keep=True),
        Look("Flow Count", 12, bold=True, align="center", before=3, keep=True),
        Look("Flow Box", 9, align="center", before=1, after=2, keep=True),
        Look("Flow Left", 9, colour=QUIET, before=1, after=1, keep=True),
        Look("Flow Way", 9, before=2, after=1, keep=True),
        Look("Fact Term", 9, colour=QUIET, before=2.5, after=2.5),
        Look("Fact Value", 9, before=2.5, after=2.5),
        Look("Question", 10.5, bold=True, before=5, after=5),
        Look("Reply", 10.5, before=5, after=5),
        Look("Listing", 8, mono=True, left=8),
        Look("Reference", 9, after=3, left=20, hanging=20, right=NARROW / 2),
        Look("Header", 8, colour=QUIET, tab=ROOM, edge="bottom"),
        Look("Footer", 8, colour=QUIET, tab=ROOM, edge="top"),
        Look("Watermark", 20, bold=True, colour=GHOST, align="center", after=6),
    )
}


@dataclass(frozen=True, slots=True)
class Run:
    """Some text: strong or not, leading to an address (``href``) or to a mark of the same document (``mark``)."""

    text: str
    bold: bool = False
    href: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph; None stands for what its look says.

    ``mark`` is where a link may lead, ``rule`` a fine rule below the words.
    """

    look: str
    runs: tuple[Run, ...]
    mark: str = ""
    size: float | None = None
    align: str | None = None
    right: float = 0.0
    keep: bool | None = None
    new_page: bool = False
    rule: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG at its size in points."""

    png: bytes
    width: float
    height: float
    title: str
    alt: str


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of a grid with its rules in points; its words stand high, ``middle`` or ``low``.

    ``down`` says how it takes part in a cell of several rows: ``first``, ``next`` or not.
    """

    lines: tuple[Line | Picture, ...]
    span: int = 1
    down: str = ""
    top: float = 0.0
    bottom: float = 0.0
    sides: float = 0.0
    colour: str = INK
    low: bool = False
    middle: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A row of a grid: ``heading`` ones come again on every page, ``whole`` ones are not broken over two."""

    boxes: tuple[Box, ...]
    heading: bool = False
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells in columns of given widths; ``says`` names it for those who cannot see it.

    A ``centred`` one that is narrower than the page stands in its middle.
    """

    widths: tuple[float, ...]
    bands: tuple[Band, ...]
    says: str = ""
    centred: bool = False


Item = Line | Grid | Picture


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole document for a word processor: what stands on every page, then everything in its order."""

    title: str
    header: str
    mark: str
    watermark: str
    footer: str
    items: tuple[Item, ...] = field(default=())
