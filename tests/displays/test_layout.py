"""Every figure in every style at every width: nothing small, nothing cut off, no word on anything else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from matplotlib.transforms import Bbox

from psmatrial.displays.figures import forest, paired_bars_strata, tile
from psmatrial.displays.style import Style
from psmatrial.menu import Menu
from tests.displays import panels, sample
from tests.displays.test_figures import MENU, boxes_of_shapes, boxes_of_text, overlap, shown
from tests.displays.test_panel_figures import GRIDS, chart

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

Boxes = Sequence[tuple[str, Bbox]]
STYLES = Menu("displays/styles", "style")
# The narrowest of every size and font of letters; then every style.
NARROW = [("default", "75mm"), ("lancet", "column"), ("eururol", "75mm")]
SHEETS = [*NARROW, ("default", "page"), ("eururol", "page"), ("jnm", "column"), ("lancet", "page")]
SEVEN = {f"{k}.5-{k + 1}.5": (k, 3, 2, 50 - k) for k in range(7)}
VERY = [f"after {'very ' * k}long treatment" for k in (1, 9)]
HOSTILE = ("one patient", "nobody found", "long names", "markup", "five thousand")
AWKWARD = {
    "trial": sample.calais(),
    "readers": sample.with_readers(),
    "none against all": sample.results((0, 0, 50, 0), {"bed": (0, 50, 0, 0)}, {"0.2-0.5": (0, 0, 50, 0)}),
    "all equal": sample.results((5, 5, 5, 5), {"bed": (5, 5, 5, 5)}, dict.fromkeys(("<0.5", ">=0.5"), (5, 5, 5, 5))),
    "seven strata": sample.results((21, 21, 14, 329), sample.REGIONS, SEVEN),
    "long strata": sample.results((9, 19, 4, 18), sample.REGIONS, dict.fromkeys(VERY, (4, 8, 3, 1))),
    **{name: found for name, found in sample.hostile().items() if name in HOSTILE},
}


def sheet(style: str, width: str) -> Style:
    """Return a style at a width."""
    found = STYLES.load(style).JOURNAL.at(width)
    assert isinstance(found, Style)
    return found


def faults(drawn: Drawn, style: Style) -> list[tuple[object, ...]]:
    """Return what is wrong with a drawing: too small, cut off, over something else."""
    texts, shapes = boxes_of_text(drawn), list(boxes_of_shapes(drawn))
    width, height = drawn.get_size_inches() * 72
    assert width == pytest.approx(style.width / 25.4 * 72)
    found: list[tuple[object, ...]] = [
        ("small", text.get_text()) for text in drawn.texts if text.get_fontsize() < style.size
    ]
    found += [
        ("cut off", what)
        for what, box in [*texts, *shapes]
        if box.x0 < -0.5 or box.x1 > width + 0.5 or box.y0 < -0.5 or box.y1 > height + 0.5
    ]
    found += [("over", texts[i][0], shapes[j][0]) for i, j in clashes(texts, shapes, slack=0.3)]
    return found + [("over", texts[i][0], texts[j][0]) for i, j in clashes(texts, texts, slack=1.5) if i < j]


def clashes(ones: Boxes, others: Boxes, slack: float) -> Iterator[tuple[int, int]]:
    """Yield the numbers of boxes that overlap, as ``overlap`` says it of two."""
    if ones and others:
        a, b = (np.array([box.extents for _, box in boxes]) for boxes in (ones, others))
        hits = np.full((len(a), len(b)), fill_value=True)
        for low, high in ((0, 2), (1, 3)):
            shared = np.minimum(a[:, None, high], b[None, :, high]) - np.maximum(a[:, None, low], b[None, :, low])
            least = np.minimum(np.minimum.outer(a[:, high] - a[:, low], b[:, high] - b[:, low]), slack)
            hits &= shared >= least
        yield from ((int(i), int(j)) for i, j in np.argwhere(hits))


@pytest.mark.parametrize(("style", "width"), SHEETS)
@pytest.mark.parametrize("name", MENU.names())
def test_nothing_is_small_or_cut_off_or_over_anything_else(name: str, style: str, width: str) -> None:
    look = sheet(style, width)
    found = {
        data: wrong
        for data, results in AWKWARD.items()
        if (figure := shown(name, results)) is not None and (wrong := faults(figure.draw(look), look))
    }
    assert not found


@pytest.mark.parametrize(("style", "width"), [*NARROW, ("lancet", "page")])
def test_every_map_stands_on_every_sheet(style: str, width: str) -> None:
    look = sheet(style, width)
    names = [("PSMA", "fluciclovine"), (sample.LONG, sample.LONG[::-1])]
    found = {
        name: wrong
        for number, (name, grid) in enumerate(GRIDS.items())
        if (wrong := faults(chart(grid, names[number % 2])[0].draw(look), look))
    }
    assert not found


counts = st.tuples(*[st.integers(0, 60) | st.integers(0, 3)] * 4)
words = st.text(st.sampled_from("abcWi m-./68日"), min_size=1, max_size=60).map(str.strip).filter(bool)


@pytest.mark.filterwarnings("ignore:Glyph")
@examples(max_examples=15, deadline=None)
@given(
    counts.filter(any),
    st.dictionaries(words, counts, min_size=1, max_size=7),
    st.tuples(words, words).filter(lambda pair: pair[0] != pair[1]),
    st.sampled_from(SHEETS),
)
def test_whatever_the_counts_and_names_are(
    patient: tuple[int, int, int, int],
    strata: dict[str, tuple[int, int, int, int]],
    names: tuple[str, str],
    on: tuple[str, str],
) -> None:
    results, look = sample.results(patient, strata=strata, names=names), sheet(*on)
    for module in (tile, paired_bars_strata, forest):
        figure = module.figure(results)
        assert figure is None or not faults(figure.draw(look), look)


def test_boxes_clash_where_two_of_them_overlap() -> None:
    boxes = [Bbox([[x, y], [x + w, y + h]]) for x in (0, 9, 10) for y in (0, 7.9) for w in (0, 10) for h in (0, 8)]
    named = [("", box) for box in boxes]
    wanted = {(i, j) for i, a in enumerate(boxes) for j, b in enumerate(boxes) if overlap(a, b)}
    assert set(clashes(named, named, slack=0.3)) == wanted
    assert wanted


def test_a_fault_would_be_found() -> None:
    figure = shown("forest", sample.with_readers())
    assert figure is not None
    drawn, style = figure.draw(Style()), Style()
    assert not faults(drawn, style)
    drawn.text(0.45, 0.5, "a word in the way", size=6)
    drawn.text(0.95, 0.02, "a word that leaves the sheet")
    assert {kind for kind, *_ in faults(drawn, style)} == {"small", "cut off", "over"}


def test_a_figure_is_as_tall_as_what_it_holds() -> None:
    few, many = (paired_bars_strata.figure(AWKWARD[name]) for name in ("trial", "seven strata"))
    assert few is not None
    assert many is not None
    for width in (84.0, 174.0):
        heights = [figure.draw(Style(width=width)).get_size_inches()[1] for figure in (few, many)]
        assert heights[1] > heights[0] * 1.5


def test_the_panel_and_the_map_are_among_the_figures() -> None:
    assert panels.DIFFERENCE
    assert {"robustness", "tipping"} <= set(MENU.names())
