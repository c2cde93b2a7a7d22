"""The robustness panel and the tipping-point map: what they mark, what they say, and whether it can be read."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

import pytest
from matplotlib.colors import to_hex
from matplotlib.path import Path

from psmatrial.analysis.results import ILLUSTRATION, Results
from psmatrial.analysis.robustness import FOOTNOTE
from psmatrial.displays.display import Figure
from psmatrial.displays.figures import robustness, tipping
from psmatrial.displays.style import Style
from psmatrial.displays.svg import file_svg
from psmatrial.stats.tipping import MissingPairs
from tests.displays import panels, sample
from tests.displays.test_figures import boxes_of_shapes, boxes_of_text, overlap

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn
    from matplotlib.text import Text

TRIAL = (9, 19, 4, 18)
SURE, EVEN = (9, 60, 1, 18), (9, 6, 6, 18)
ALL_KNOWN = MissingPairs(index_negative=14)
SOME_KNOWN = MissingPairs(unknown=3, index_positive=9, index_negative=4, comparator_positive=4)
GRIDS: dict[str, dict[str, Any]] = {
    "one missing": panels.grid((9, 10, 2, 18), 1),
    "two missing": panels.grid((9, 8, 1, 18), 2),
    "forty missing": panels.grid(TRIAL, 40),
    "more than cells": panels.grid(TRIAL, 41, "missing or equivocal"),
    "a hundred and fifty": panels.grid((100, 180, 100, 100), 150),
    "two hundred": panels.grid(TRIAL, 200),
    "five thousand": panels.grid(TRIAL, 5000),
    "nothing reverses": panels.grid(SURE, 12),
    "both sides reverse": panels.grid(EVEN, 30),
    "some known": panels.grid(TRIAL, SOME_KNOWN),
    "all known": panels.grid(TRIAL, ALL_KNOWN),
}
GRIDS["everything reverses"] = {
    **panels.grid(TRIAL, 8),
    "cells": [[i, j, 1.0, True] for i, j, _, _ in panels.grid(TRIAL, 8)["cells"]],
    "reversals": 45,
    "fewest_index_only": 1,
    "fewest_comparator_only": 1,
}


def panel(results: Results) -> tuple[Figure, Drawn]:
    """Return the robustness panel, and it drawn."""
    figure = robustness.figure(results)
    assert figure is not None
    return figure, figure.draw(Style())


def chart(grid: dict[str, Any], names: tuple[str, str] = ("PSMA", "fluciclovine")) -> tuple[Figure, Drawn]:
    """Return the map of a grid, and it drawn."""
    figure = tipping.figure(replace(sample.results(TRIAL, names=names), further={"tipping": [grid]}))
    assert figure is not None
    return figure, figure.draw(Style())


def texts(drawn: Drawn) -> dict[str, Text]:
    return {text.get_text(): text for text in drawn.texts}


def shapes(drawn: Drawn, name: str) -> list[Any]:
    """Return the outlines of the shapes of one name in points."""
    found: list[Any] = [artist for artist in drawn.artists if artist.get_gid() == name]
    return [artist.get_transform().transform_path(path).vertices for artist in found for path in artist.get_paths()]


def area(corners: Any) -> float:
    """Return the area of a polygon."""
    return float(abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(corners))) / 2)


def test_the_planned_row_is_marked_by_shape_weight_and_a_line_through_the_rest() -> None:
    _, drawn = panel(sample.with_readers())
    places: dict[str, list[Any]] = {}
    for name, box in boxes_of_shapes(drawn):
        places.setdefault(name, []).append(box)
    assert [len(places[name]) for name in ("estimates-planned", "estimates", "estimates-as-planned")] == [1, 4, 1]
    square, disc = places["estimates-planned"][0], places["estimates"][0]
    assert square.width > 1.5 * disc.width
    bold = [text.get_text() for text in drawn.texts if text.get_fontweight() == "bold"]
    assert bold == ["As planned", "+30", "(12 to 46)", "0.0026"]
    guide = shapes(drawn, "guide")
    assert {round(float(x), 3) for dash in guide for x in dash[:, 0]} == {round((square.x0 + square.x1) / 2, 3)}
    assert min(float(dash[:, 1].min()) for dash in guide) < min(box.y0 for box in places["estimates"])


def test_what_a_choice_leaves_as_planned_is_grey() -> None:
    _, drawn = panel(sample.results(TRIAL))
    style = Style()
    rows: dict[int, dict[str, str]] = {}
    for text in drawn.texts:
        rows.setdefault(round(text.get_position()[1] * 10), {})[text.get_text()] = str(text.get_color())
    test = next(row for row in rows.values() if "McNemar mid-p" in row)
    interval = next(row for row in rows.values() if "Fay-Lumbard" in row)
    assert test["0.0015"] == style.ink
    assert test["+30"] == test["(12 to 46)"] == style.muted
    assert interval["0.0026"] == style.muted
    assert interval["+30"] == interval["(10 to 48)"] == style.ink
    grey = [artist for artist in drawn.artists if artist.get_gid() == "intervals-as-planned"]
    assert [to_hex(artist.get_color()[0]) for artist in grey] == [style.muted]  # type: ignore[attr-defined]


def test_groups_stand_under_quiet_headings_in_the_order_of_the_panel() -> None:
    figure, drawn = panel(sample.with_readers())
    places = {words: text.get_position()[1] for words, text in texts(drawn).items()}
    order = ["As planned", "Test", "McNemar mid-p", "Interval of the difference", "Fay-Lumbard", "Reader"]
    assert sorted(order, key=places.__getitem__) == order
    headings = [texts(drawn)[words] for words in ("Test", "Interval of the difference", "Reader")]
    assert {(text.get_color(), text.get_fontweight()) for text in headings} == {(Style().muted, "normal")}
    assert [row[1] for row in figure.data[1:4]] == ["As planned", "McNemar mid-p", "Fay-Lumbard"]


def test_the_caption_ends_in_the_footnote_and_names_what_was_planned() -> None:
    figure, _ = panel(sample.calais())
    assert figure.caption.endswith(f" {FOOTNOTE}")
    assert "95% Tango score interval and exact McNemar test" in figure.caption


def test_the_words_of_the_panel_say_only_what_changes() -> None:
    figure, _ = panel(sample.calais())
    assert figure.alt == (
        "As planned: difference +30 points (12 to 46), p = 0.0026. Test, McNemar mid-p: p = 0.0015. "
        "Interval of the difference, Fay-Lumbard: difference +30 points (10 to 48)."
    )


def test_intervals_of_the_panel_stand_on_its_scale() -> None:
    figure, drawn = panel(sample.with_readers())
    ticks = {words: (box.x0 + box.x1) / 2 for words, box in boxes_of_text(drawn)}
    zero, unit = ticks["0"], (ticks["+40"] - ticks["0"]) / 0.4
    names = ("intervals", "intervals-as-planned")
    lows = sorted((box.x0 - zero) / unit for name, box in boxes_of_shapes(drawn) if name in names)
    assert lows == pytest.approx(sorted(float(str(row[3])) for row in figure.data[1:]), abs=0.005)
    assert [box.x0 for name, box in boxes_of_shapes(drawn) if name == "zero"] == pytest.approx([zero], abs=0.5)


def test_numbers_that_a_publication_leaves_open_carry_a_star_in_the_panel() -> None:
    found = sample.with_readers()
    marked = replace(found, rows=tuple(replace(row, note=ILLUSTRATION) if row.reader else row for row in found.rows))
    figure, drawn = panel(marked)
    assert figure.illustration
    assert figure.alt.endswith(f"* {ILLUSTRATION.capitalize()}.")
    assert [text.get_text() for text in drawn.texts].count("*") == 3
    assert not panel(found)[0].illustration


def test_without_a_panel_or_an_estimate_there_is_no_figure() -> None:
    assert robustness.figure(replace(sample.calais(), further={})) is None
    assert robustness.figure(sample.results((0, 0, 0, 0))) is None
    assert tipping.figure(replace(sample.calais(), further={})) is None


def test_four_more_found_by_the_comparator_only_reverse_the_trial() -> None:
    figure, drawn = chart(panels.grid(TRIAL, 10, "imagined"))
    words = texts(drawn)
    assert {"4 more found by fluciclovine", "only reverse it", "10 more patients, imagined"} <= set(words)
    assert {"PSMA detects more: 49 of 66 ways", "conclusion reversed: 17 of 66 ways"} <= set(words)
    assert [word for word, text in words.items() if text.get_fontweight() == "bold"] == [
        "4",
        "10 more patients, imagined",
    ]
    assert figure.data[0] == ("found by PSMA only", "found by fluciclovine only", "p", "reverses")
    assert [row[3] for row in figure.data[1:6]] == ["no", "no", "no", "no", "yes"]
    assert [round(float(str(row[2])), 4) for row in figure.data[2:6]] == [0.0066, 0.0146, 0.029, 0.0522]
    assert "the exact McNemar test at 5% would no longer conclude “PSMA detects more”" in figure.caption


@pytest.mark.parametrize("name", [name for name, grid in GRIDS.items() if not grid["note"]])
def test_filled_and_open_areas_are_as_large_as_their_ways(name: str) -> None:
    grid = GRIDS[name]
    _, drawn = chart(grid)
    every = sum(map(area, shapes(drawn, "ways")))
    filled = sum(map(area, shapes(drawn, "reversing")))
    assert filled / every == pytest.approx(grid["reversals"] / grid["ways"], abs=1e-9)
    hatched = sum(abs(float(line[0, 0] - line[-1, 0])) for line in shapes(drawn, "reversing-hatch"))
    assert (hatched > 0) == (grid["reversals"] > 0)


@pytest.mark.parametrize(("missing", "cells"), [(40, True), (41, False)])
def test_cells_are_framed_one_by_one_up_to_forty_missing(missing: int, cells: bool) -> None:
    _, drawn = chart(panels.grid(TRIAL, missing))
    assert bool(shapes(drawn, "cells")) is cells
    assert shapes(drawn, "border")


def test_a_map_on_which_nothing_or_everything_reverses_says_so_and_has_no_border() -> None:
    for name, expected in (("nothing reverses", "0 of 91"), ("everything reverses", "45 of 45")):
        _, drawn = chart(GRIDS[name])
        assert f"conclusion reversed: {expected} ways" in texts(drawn)
        assert not shapes(drawn, "border")


def test_both_axes_name_what_reverses_no_difference() -> None:
    _, drawn = chart(GRIDS["both sides reverse"])
    words = texts(drawn)
    assert {"11 more found by PSMA only reverse it", "fluciclovine only reverse it"} <= set(words)
    assert "no difference: 308 of 496 ways" in words


def test_of_very_many_ways_only_the_edges_are_shown_and_the_map_says_so() -> None:
    _, drawn = chart(GRIDS["two hundred"])
    words = " ".join(texts(drawn))
    assert "of so many, only the ways along both axes are worked out" in words
    assert "worked out" not in " ".join(texts(chart(GRIDS["a hundred and fifty"])[1]))


@pytest.mark.parametrize("names", [("PSMA", "fluciclovine"), (sample.LONG, sample.LONG[::-1]), sample.HOSTILE_NAMES])
@pytest.mark.parametrize("name", GRIDS)
def test_no_word_of_a_map_stands_on_another_or_on_its_lines_or_off_the_sheet(name: str, names: tuple[str, str]) -> None:
    _, drawn = chart(GRIDS[name], names)
    words, lines = boxes_of_text(drawn), list(boxes_of_shapes(drawn))
    assert not [(word, line) for word, box in words for line, place in lines if overlap(box, place)]
    assert not [(one, other) for (one, a), (other, b) in combinations(words, 2) if overlap(a, b, slack=1.5)]
    width, height = drawn.get_size_inches() * 72
    boxes = [*words, *lines]
    assert min(min(box.x0, box.y0) for _, box in boxes) > -0.5
    assert max(max(box.x1 - width, box.y1 - height) for _, box in boxes) < 0.5


@pytest.mark.parametrize("name", GRIDS)
def test_no_word_stands_inside_a_map(name: str) -> None:
    _, drawn = chart(GRIDS[name], (sample.LONG, sample.LONG[::-1]))
    maps = [Path(corners) for corners in shapes(drawn, "ways")]
    inside = [word for word, box in boxes_of_text(drawn) if any(m.contains_points(box.corners()).any() for m in maps)]
    assert not inside


def test_a_map_is_the_same_from_time_to_time_and_small() -> None:
    first, again = (file_svg(chart(GRIDS["a hundred and fifty"])[1]) for _ in range(2))
    assert first == again
    assert len(first) < 60_000
