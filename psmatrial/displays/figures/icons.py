"""Of a hundred men scanned with both tests: whom both, one or none of them finds."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from psmatrial.analysis.results import Results
from psmatrial.displays import numbers
from psmatrial.displays.canvas import Box, Canvas, Point
from psmatrial.displays.display import Figure
from psmatrial.displays.figures import _rows
from psmatrial.displays.lettering import step, text_width, wrapped
from psmatrial.displays.style import Paint, Style, settings
from psmatrial.displays.words.english import counted
from psmatrial.model import CELLS, PairedTable

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

HUNDRED = 100
WIDE = 120.0
KEY = 52.0
KEY_SHARE = 0.42
GAP = 5.0
BREAK = 0.5
LARGEST = 9.0
# A man in units of his height: half widths and heights of head, chest and legs.
HEAD, HEAD_AT = 0.25, 0.135
CHEST = (0.2, 0.3, 0.66)
LEGS = (0.13, 1.0)
STRIPE = 0.1
PITCH = 0.78


@dataclass(frozen=True, slots=True)
class Plot:
    """Places in mm: men in a row, the width a man has, his height, the distance of rows, where the key begins."""

    columns: int
    wide: float
    tall: float
    row: float
    key: float

    def man(self, number: int) -> Point:
        """Return where the middle of a man's crown stands; every fifth leaves a gap to count by."""
        across, down = number % self.columns, number // self.columns
        return (across + 0.5 + across // 5 * BREAK) * self.wide, down * self.row

    @property
    def foot(self) -> float:
        """Where the last row of men stands."""
        return (HUNDRED // self.columns - 1) * self.row + self.tall


def figure(results: Results) -> Figure | None:
    """Return a hundred men in the proportions of the primary table; None where no patient had both tests."""
    row = results.row(str(results.primary["row"]))
    tests = _rows.names(results)
    both, index_only, comparator_only, neither = (getattr(row, name) or 0 for name in CELLS)
    table = PairedTable(both, index_only, comparator_only, neither, tests.index, tests.comparator)
    if table.n == 0:
        return None
    men = of_hundred(table)
    note = _rows.illustration_note([row]).removeprefix("* ")
    labels = ("both", f"{table.index} only", f"{table.comparator} only", "neither")
    caption = (
        f"{counted(table.n, 'patient')} in proportion: {', '.join(map(str, table.cells))} found by {labels[0]}, "
        f"{labels[1]}, {labels[2]} and {labels[3]}. The four numbers are rounded so that they add up to 100 (largest "
        f"remainder); a sum of two can differ by one from a printed percentage."
    )
    alt = ", ".join(f"{count} found by {label}" for count, label in zip(men, labels, strict=True))
    return Figure(
        name="icons",
        title="Of 100 men scanned with both tests",
        caption=caption,
        alt=f"Of 100 men: {alt}. {note}".rstrip(),
        draw=partial(_drawn, men, labels, note),
        data=(("found by", "patients", "of 100"), *zip(labels, table.cells, men, strict=True)),
        illustration=row.illustration,
    )


def of_hundred(table: PairedTable) -> tuple[int, int, int, int]:
    """Return four whole numbers in the proportions of a table that add up to 100: the largest remainders round up.

    Of equal remainders that of the concordant patients goes first, then that of the larger count, so that the tests
    are treated alike.

    Examples
    --------
    >>> of_hundred(PairedTable(9, 19, 4, 18)), of_hundred(PairedTable(1, 1, 1, 0))
    ((18, 38, 8, 36), (34, 33, 33, 0))
    """
    parts = [Fraction(HUNDRED * cell, table.n) for cell in table.cells]
    men = [int(part) for part in parts]
    order = sorted(range(4), key=lambda k: (men[k] - parts[k], k in (1, 2), -table.cells[k]))
    for k in order[: HUNDRED - sum(men)]:
        men[k] += 1
    return men[0], men[1], men[2], men[3]


@settings()
def _drawn(men: tuple[int, int, int, int], labels: tuple[str, ...], note: str, style: Style) -> Drawn:
    """Lay the men out, with the key on their right."""
    plot = _plot(style)
    number = max(text_width(str(count), style.loud) for count in men)
    icon = plot.tall * 0.45
    left = plot.key + icon + 1.5 * style.scale + number + 2 * style.scale
    words = [wrapped(f"found by {label}", style.width - left, style.body, 6) for label in labels]
    talls = [max(plot.tall, len(lines) * step(style.size)) + 2.4 * style.scale for lines in words]
    height = max(plot.foot, sum(talls))
    canvas = Canvas(style, height + 0.5, note)
    groups: list[list[Point]] = [[], [], [], []]
    for place in range(HUNDRED):
        groups[next(k for k in range(4) if place < sum(men[: k + 1]))].append(plot.man(place))
    top = 0.0
    for group, places in enumerate(groups):
        slot = talls[group] + (height - sum(talls)) / 4
        middle, top = top + slot / 2, top + slot
        _draw_men(canvas, plot.tall, group, [*places, (plot.key + icon / 2, middle - plot.tall / 2)])
        canvas.text((left - 2 * style.scale, middle), numbers.count(men[group]), style.loud, "right")
        canvas.lines((left, middle), words[group])
    return canvas.figure


def _plot(style: Style) -> Plot:
    """Return the places: twenty men in a row on a wide sheet, ten on a narrow one."""
    columns = 20 if style.width >= WIDE * style.scale else 10
    room = style.width - min(KEY * style.scale, style.width * KEY_SHARE) - GAP * style.scale
    wide = min(room / (columns + (columns // 5 - 1) * BREAK), LARGEST * PITCH * style.scale)
    tall = wide / PITCH
    return Plot(columns, wide, tall, tall * 1.16, (columns + (columns // 5 - 1) * BREAK) * wide + GAP * style.scale)


def _draw_men(canvas: Canvas, tall: float, group: int, places: list[Point]) -> None:
    """Draw men: filled for the index test, striped for the comparator, half and half for both, outlined for neither."""
    style = canvas.style
    index, comparator, hollow = Paint(style.index), Paint(style.comparator), Paint(edge=style.muted)
    heads = [(x, y + HEAD_AT * tall) for x, y in places]
    name, size = f"patients-{group + 1}", [HEAD * tall]
    if group == 3:
        canvas.marks(heads, "circle", [HEAD * tall * 0.94], hollow, name)
        canvas.areas([_body(place, tall) for place in places], hollow, f"{name}-body")
        return
    canvas.marks(heads, "circle", size, comparator if group == 2 else index, name)
    if group == 0:
        canvas.marks(heads, "half", size, comparator, f"{name}-half")
    if group in (0, 1):
        canvas.areas([_body(place, tall, right=group == 1) for place in places], index, f"{name}-body")
    if group in (0, 2):
        stripes = [stripe for place in places for stripe in _stripes(place, tall, left=group == 2)]
        canvas.boxes(stripes, comparator, f"{name}-stripes")


def _body(place: Point, tall: float, *, right: bool = True) -> list[Point]:
    """Return the outline of a body under its head, or of its left half."""
    wide, top, hips = CHEST
    half = [(0, top), (-wide * 0.75, top), (-wide, top + 0.06), (-wide, hips), (-LEGS[0], hips), (-LEGS[0], LEGS[1])]
    half += [(-0.02, LEGS[1]), (-0.02, hips + 0.04), (0, hips + 0.04)]
    corners = half + [(-x, y) for x, y in reversed(half)] if right else half
    return [(place[0] + x * tall, place[1] + y * tall) for x, y in corners]


def _stripes(place: Point, tall: float, *, left: bool) -> list[Box]:
    """Return the stripes of a body, or of its right half."""
    wide, top, hips = CHEST
    count = round((LEGS[1] - top) / STRIPE)
    stripes = []
    for number in range(count):
        y = top + number * STRIPE
        reach = wide if y + STRIPE / 2 < hips else LEGS[0]
        start = -reach if left else 0.02
        stripes.append((place[0] + start * tall, place[1] + y * tall, (reach - start) * tall, STRIPE * 0.62 * tall))
    return stripes
