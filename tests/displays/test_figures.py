"""Every figure of the folder: drawn from saved results alone, in words and numbers, nothing over anything else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.collections import Collection, PathCollection
from matplotlib.transforms import Bbox

from psmatrial.analysis.results import ILLUSTRATION, Results, loaded
from psmatrial.displays.display import Figure
from psmatrial.displays.figures import forest, paired_bars_endpoints, paired_bars_strata, tile
from psmatrial.displays.style import Style, settings
from psmatrial.displays.svg import file_svg, page_svg
from psmatrial.menu import Menu
from tests.displays import sample

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

MENU = Menu("displays/figures", "figure")
DATA = {"trial": sample.calais(), "readers": sample.with_readers(), **sample.hostile()}
SOLID = ("bars", "intervals", "caps", "estimates", "pooled", "patients", "zero", "cells", "border")


def shown(name: str, results: Results) -> Figure | None:
    """Return a figure of the folder."""
    found = MENU.load(name).figure(results)
    assert found is None or isinstance(found, Figure)
    return found


def boxes_of_text(drawn: Drawn) -> list[tuple[str, Bbox]]:
    """Return the places of all texts in points."""
    with settings():
        renderer = RendererAgg(10, 10, 72)
        return [(text.get_text(), text.get_window_extent(renderer)) for text in drawn.texts if text.get_text()]


def boxes_of_shapes(drawn: Drawn) -> Iterator[tuple[str, Bbox]]:
    """Yield the places of all bars, lines and marks that carry data."""
    for artist in drawn.artists:
        name = artist.get_gid() or ""
        if not isinstance(artist, Collection) or not name.startswith(SOLID):
            continue
        if isinstance(artist, PathCollection):
            half = [area**0.5 / 2 for area in artist.get_sizes()]
            spots = artist.get_offset_transform().transform(artist.get_offsets())
            for number, (x, y) in enumerate(spots):
                reach = half[number % len(half)]
                yield name, Bbox([[x - reach, y - reach], [x + reach, y + reach]])
        else:
            for path in artist.get_paths():
                yield name, path.get_extents(artist.get_transform())


def overlap(one: Bbox, other: Bbox, slack: float = 0.3) -> bool:
    """Say whether two boxes share more than a hair; a line counts although it has no area."""
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    tall = min(one.y1, other.y1) - max(one.y0, other.y0)
    return bool(wide >= min(slack, one.width, other.width) and tall >= min(slack, one.height, other.height))


def test_a_line_through_a_word_counts_as_overlap() -> None:
    word = Bbox([[0, 0], [20, 8]])
    assert overlap(word, Bbox([[-5, 4], [30, 4]]))
    assert overlap(word, Bbox([[10, -5], [10, 30]]))
    assert overlap(word, Bbox([[19, 7], [30, 30]]))
    assert not overlap(word, Bbox([[20.1, -5], [20.1, 30]]))
    assert not overlap(word, Bbox([[0, 8.1], [20, 9]]))


@pytest.mark.parametrize("name", MENU.names())
def test_every_figure_draws_from_saved_results(name: str, tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text(sample.with_readers().json(), encoding="utf-8")
    saved = loaded(tmp_path)
    again, first = shown(name, saved), shown(name, sample.with_readers())
    assert again is not None
    assert first is not None
    assert again.name == name
    assert file_svg(again.draw(Style())) == file_svg(first.draw(Style()))


@pytest.mark.parametrize("name", MENU.names())
def test_every_figure_has_title_caption_words_and_numbers(name: str) -> None:
    figure = shown(name, sample.calais())
    assert figure is not None
    assert figure.title
    assert figure.caption.endswith(".")
    assert any(letter.isdigit() for letter in figure.alt)
    header, *rows = figure.data
    assert rows
    assert {len(row) for row in rows} == {len(header)}
    assert all(isinstance(value, str | int | float | None) for row in figure.data for value in row)


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("name", MENU.names())
def test_no_text_stands_on_bars_intervals_marks_or_other_text(name: str, data: str) -> None:
    figure = shown(name, DATA[data])
    if figure is None:
        assert name != "tile"
        return
    drawn = figure.draw(Style())
    texts, shapes = boxes_of_text(drawn), list(boxes_of_shapes(drawn))
    assert texts
    assert shapes
    clashes = [(words, shape) for words, box in texts for shape, place in shapes if overlap(box, place)]
    assert not clashes
    lines = [(one, other) for (one, a), (other, b) in combinations(texts, 2) if overlap(a, b, slack=1.5)]
    assert not lines


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("name", MENU.names())
def test_everything_stays_on_the_sheet(name: str, data: str) -> None:
    figure = shown(name, DATA[data])
    if figure is None:
        return
    drawn = figure.draw(Style())
    width, height = drawn.get_size_inches() * 72
    boxes = [*boxes_of_text(drawn), *boxes_of_shapes(drawn)]
    outside = [
        what for what, box in boxes if box.x0 < -0.5 or box.x1 > width + 0.5 or box.y0 < -0.5 or box.y1 > height + 0.5
    ]
    assert not outside


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("name", MENU.names())
def test_every_figure_becomes_a_page_picture(name: str, data: str) -> None:
    figure = shown(name, DATA[data])
    if figure is None:
        return
    picture = page_svg(file_svg(figure.draw(Style())), figure.name, figure.title, figure.alt)
    assert "style=" not in picture
    assert "<script" not in picture


def test_no_text_is_smaller_than_eight_points_on_paper() -> None:
    for name in MENU.names():
        figure = shown(name, sample.with_readers())
        assert figure is not None
        drawn = figure.draw(Style())
        assert min(text.get_fontsize() for text in drawn.texts) >= 8
        assert drawn.get_size_inches()[0] * 25.4 == pytest.approx(174)


def test_the_tile_counts_the_trial() -> None:
    figure = tile.figure(sample.calais())
    assert figure is not None
    assert figure.alt == (
        "Of 50 patients found: 9 by both, 19 by PSMA only, 4 by fluciclovine only, 18 by neither. "
        "PSMA found 28/50 (56%), fluciclovine 13/50 (26%)."
    )
    assert figure.data[1:] == (("both", 9), ("PSMA only", 19), ("fluciclovine only", 4), ("neither", 18))


@pytest.mark.parametrize("data", ["trial", "nobody found", "four hundred", "all in one cell"])
def test_the_tile_has_one_mark_a_patient(data: str) -> None:
    figure = tile.figure(DATA[data])
    assert figure is not None
    drawn = figure.draw(Style())
    marks = {
        artist.get_gid(): len(list(artist.get_offsets()))
        for artist in drawn.artists
        if isinstance(artist, PathCollection)
    }
    both, index_only, comparator_only, neither = (count for _, count in figure.data[1:])
    expected = {
        "patients-1-circle": both,
        "patients-1-half": both,
        "patients-2-circle": index_only,
        "patients-3-diamond": comparator_only,
        "patients-4-circle": neither,
    }
    assert marks == {name: count for name, count in expected.items() if count}


def test_areas_of_many_patients_are_in_proportion() -> None:
    figure = tile.figure(DATA["five thousand"])
    assert figure is not None
    drawn = figure.draw(Style())
    areas = {
        name: box.width * box.height
        for name, box in boxes_of_shapes(drawn)
        if name.startswith("patients-") and "1" not in name
    }
    assert areas["patients-2"] / areas["patients-4"] == pytest.approx(2345 / 1417, rel=1e-6)
    assert areas["patients-2"] / areas["patients-3"] == pytest.approx(2345 / 4, rel=1e-6)


def test_bars_are_as_long_as_their_rates() -> None:
    figure = paired_bars_strata.figure(sample.calais())
    assert figure is not None
    lengths = [box.width for name, box in boxes_of_shapes(figure.draw(Style())) if name.startswith("bars")]
    rates = [12 / 26, 12 / 18, 4 / 6, 7 / 26, 5 / 18, 1 / 6]
    assert [length / lengths[0] for length in lengths] == pytest.approx([rate / rates[0] for rate in rates])


def test_bars_name_every_group_with_its_patients() -> None:
    figure = paired_bars_strata.figure(sample.calais())
    assert figure is not None
    texts = [text.get_text() for text in figure.draw(Style()).texts]
    assert {"0.2–0.5", ">0.5–1.0", ">1.0–2.0", "n = 26", "12/26", "46% (27 to 67)*"} <= set(texts)
    assert texts.count("PSMA") == texts.count("fluciclovine") == 3
    assert figure.data[1] == ("0.2–0.5", "PSMA", 12, 26, 12 / 26, figure.data[1][5], figure.data[1][6])


def test_an_empty_stratum_says_so() -> None:
    figure = paired_bars_strata.figure(DATA["one patient"])
    assert figure is not None
    texts = [text.get_text() for text in figure.draw(Style()).texts]
    assert {"no patients", "0/0", "–"} <= set(texts)


def test_endpoints_stand_patient_first() -> None:
    figure = paired_bars_endpoints.figure(sample.calais())
    assert figure is not None
    assert [row[0] for row in figure.data[1::2]] == ["Any region", "Prostate bed", "Pelvic nodes", "Extrapelvic"]


def test_the_forest_shows_overall_strata_pooled_regions_and_readers() -> None:
    figure = forest.figure(sample.with_readers())
    assert figure is not None
    assert [row[0] for row in figure.data[1:]] == [
        "All patients",
        "PSA (ng/mL) 0.2–0.5",
        "PSA (ng/mL) >0.5–1.0",
        "PSA (ng/mL) >1.0–2.0",
        "PSA (ng/mL) strata pooled",
        "Region Prostate bed",
        "Region Pelvic nodes",
        "Region Extrapelvic",
        "Reader R1",
        "Reader R2",
        "Reader R3",
    ]
    assert figure.alt.startswith("All patients: difference +30 points (12 to 46).")
    pooled = [name for name, _ in boxes_of_shapes(figure.draw(Style())) if name == "pooled"]
    assert len(pooled) == 1


def test_intervals_of_the_forest_stand_on_their_scale() -> None:
    figure = forest.figure(sample.with_readers())
    assert figure is not None
    drawn = figure.draw(Style())
    ticks = dict(boxes_of_text(drawn))
    zero, hundred = ((box.x0 + box.x1) / 2 for box in (ticks["0"], ticks["+100"]))
    lows = [(box.x0 - zero) / (hundred - zero) for name, box in boxes_of_shapes(drawn) if name == "intervals"]
    expected = [row[5] for row in figure.data[1:] if "pooled" not in str(row[0])]
    assert lows == pytest.approx(expected, abs=0.01)


def test_what_a_publication_does_not_determine_is_marked_in_the_figure() -> None:
    marked, plain = paired_bars_strata.figure(sample.calais()), paired_bars_endpoints.figure(sample.calais())
    assert marked is not None and plain is not None  # noqa: PT018 - two guards of the same kind
    assert marked.illustration
    assert not plain.illustration
    sentence = f"* {ILLUSTRATION.capitalize()}."
    texts = [text.get_text() for text in marked.draw(Style()).texts]
    assert sentence in texts
    assert "46% (27 to 67)*" in texts
    assert marked.alt.endswith(sentence)
    assert sentence not in [text.get_text() for text in plain.draw(Style()).texts]


def test_only_the_numbers_that_a_publication_leaves_open_carry_the_mark() -> None:
    figure = forest.figure(sample.calais())
    assert figure is not None
    texts = [text.get_text() for text in figure.draw(Style()).texts]
    assert {"(12 to 46)", "(−6 to +42)*", "(8 to 29)"} <= set(texts)
    assert "difference +19 points (−6 to +42)*." in figure.alt


def test_a_panel_of_other_choices_is_not_a_stratum() -> None:
    found = sample.calais()
    other = replace(found.rows[0], id="patient.choice-any.rate-difference.tango", stratum_by="choice", stratum="any")
    figure = paired_bars_strata.figure(replace(found, rows=(replace(other, quantity="rate-difference"), *found.rows)))
    assert figure is not None
    assert figure.title == "Detection by PSA (ng/mL)"
    assert {row[0] for row in figure.data[1:]} == {"0.2–0.5", ">0.5–1.0", ">1.0–2.0"}


def test_results_without_strata_or_regions_have_no_figure_of_them() -> None:
    alone = sample.results((9, 19, 4, 18))
    assert paired_bars_strata.figure(alone) is None
    assert paired_bars_endpoints.figure(alone) is None
    assert forest.figure(alone) is None
    assert tile.figure(alone) is not None
    assert tile.figure(sample.results((0, 0, 0, 0))) is None
