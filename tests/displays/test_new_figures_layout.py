"""Figures of further keys on narrow sheets: nothing over anything else, nothing off the sheet, the same every time."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
from matplotlib.collections import PathCollection
from matplotlib.transforms import Bbox

from psmatrial.analysis.results import Results, loaded
from psmatrial.displays.style import Style
from psmatrial.displays.svg import file_svg, page_svg
from psmatrial.menu import Menu
from tests.displays import further, sample
from tests.displays.test_figures import boxes_of_text, overlap

MENU = Menu("displays/figures", "figure")
NAMES = ("agreement", "curve", "discordance", "icons", "management", "stard", "survival", "suvmax", "upset")
STYLES = {
    "one column": Style(width=84),
    "narrow and small": Style(width=75, size=6, large=11),
    "narrow and large": Style(width=84, size=9),
}
BACKGROUND = ("stripes", "tint", "shade")
DATA = {"trial": sample.with_readers(), **sample.hostile()}


def many(results: Results) -> Results:
    """Return results with ten regions, ten readers, and counts of six digits."""
    counts = (123456, 234567, 40, 141937)
    names = ("PSMA", "fluciclovine")
    regions = [f"region {k} of ten" for k in range(10)]
    keys = {
        "patterns": [further.patterns(regions, counts, names)],
        "scans": further.scans(counts, names),
        "readers": further.readers_of([f"Reader {k}" for k in range(10)], counts, names),
        "management": further.management(1000),
        "outcome": further.outcome(1000, [f"{name}, arm {k}" for k in range(4) for name in names]),
    }
    return replace(results, further={**results.further, **keys})


DATA["many of everything"] = many(sample.with_readers())


def solid(drawn: Any) -> list[tuple[str, Bbox]]:
    """Return the places of all that no text may stand on; of a frame, its four sides."""
    found: list[tuple[str, Bbox]] = []
    for artist in drawn.artists:
        name = artist.get_gid() or ""
        if name.startswith(BACKGROUND):
            continue
        if isinstance(artist, PathCollection):
            half = artist.get_sizes()[0] ** 0.5 / 2
            for x, y in artist.get_offset_transform().transform(artist.get_offsets()):
                found.append((name, Bbox([[x - half, y - half], [x + half, y + half]])))
            continue
        for path in artist.get_paths():
            box = path.get_extents(artist.get_transform())
            found += [(name, side) for side in sides(box)] if name == "frame" else [(name, box)]
    return found


def sides(box: Bbox) -> list[Bbox]:
    """Return the four lines of a frame."""
    corners = [(box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1), (box.x0, box.y0)]
    return [Bbox([start, end]) for start, end in pairwise(corners)]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("name", NAMES)
def test_no_word_stands_on_anything_or_off_the_sheet(name: str, data: str, style: str) -> None:
    figure = MENU.load(name).figure(DATA[data])
    if figure is None:
        assert data in {"one patient", "five thousand"}
        return
    drawn = figure.draw(STYLES[style])
    texts, shapes = boxes_of_text(drawn), solid(drawn)
    assert texts
    assert shapes
    assert not [(words, shape) for words, box in texts for shape, place in shapes if overlap(box, place)]
    assert not [(one, other) for (one, a), (other, b) in combinations(texts, 2) if overlap(a, b, slack=1.5)]
    width, height = drawn.get_size_inches() * 72
    boxes = [*texts, *shapes]
    assert not [what for what, box in boxes if box.x0 < -0.5 or box.x1 > width + 0.5]
    assert not [what for what, box in boxes if box.y0 < -0.5 or box.y1 > height + 0.5]
    assert width == pytest.approx(STYLES[style].width / 25.4 * 72)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", ["discordance", "icons", "stard", "tile", "tipping"])
def test_no_name_is_so_long_that_those_found_by_one_test_only_seem_all_whom_it_found(name: str, style: str) -> None:
    names = tuple(
        f"PET/CT with {tracer}, " + "late pictures after diuresis " * 6 for tracer in ("PSMA", "fluciclovine")
    )
    results = sample.results((9, 19, 4, 18), {}, sample.STRATA, sample.READERS, names)
    lines = [text.get_text() for text in MENU.load(name).figure(results).draw(STYLES[style]).texts]
    assert sum(line.split().count("only") for line in lines) >= 2


@pytest.mark.parametrize("name", ["forest", "icons", "upset"])
def test_a_name_of_forty_letters_is_whole_on_one_column(name: str) -> None:
    names = ("PSMA PET/CT with diuresis, late, 3 h p.i", "fluciclovine PET/CT by FDA label of 2016")
    results = sample.results((9, 19, 4, 18), sample.REGIONS, sample.STRATA, sample.READERS, names)
    lines = [text.get_text() for text in MENU.load(name).figure(results).draw(Style(width=84)).texts]
    assert all(test in " ".join(lines) for test in names)


@pytest.mark.parametrize("name", NAMES)
def test_a_dark_picture_differs_from_a_light_one_in_its_colours_only(name: str) -> None:
    figure = MENU.load(name).figure(DATA["trial"])
    light, dark = (figure.draw(style) for style in (Style(), Style().dark()))
    assert [words.get_text() for words in light.texts] == [words.get_text() for words in dark.texts]
    assert [artist.get_gid() for artist in light.artists] == [artist.get_gid() for artist in dark.artists]
    assert {text.get_color() for text in dark.texts} <= {Style().dark().ink, Style().dark().muted}


@pytest.mark.parametrize("name", NAMES)
def test_a_page_picture_uses_the_colours_of_the_page(name: str) -> None:
    figure = MENU.load(name).figure(DATA["trial"])
    picture = page_svg(file_svg(figure.draw(Style())), figure.name, figure.title, figure.alt)
    for colour in (Style().index, Style().comparator, Style().muted):
        bare = picture.lower().replace(f", {colour.lower()})", "")
        assert colour.lower() not in bare


def test_names_are_text_and_never_markup() -> None:
    for name in NAMES:
        figure = MENU.load(name).figure(DATA["markup"])
        svg = file_svg(figure.draw(Style()))
        assert "<script" not in svg
        assert "<b>" not in svg


def pictures() -> str:
    """Return a sum over the bytes of all pictures."""
    found = hashlib.sha256()
    for name in NAMES:
        found.update(file_svg(MENU.load(name).figure(sample.with_readers()).draw(Style(width=84))).encode())
    return found.hexdigest()


def test_the_same_results_give_the_same_bytes_in_every_process() -> None:
    program = "from tests.displays.test_new_figures_layout import pictures; print(pictures())"
    root = Path(__file__).resolve().parents[2]
    for seed in ("1", "77"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=root, env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == pictures()


@pytest.mark.parametrize("name", NAMES)
def test_figures_drawn_from_a_saved_file_are_the_same(name: str, tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text(DATA["trial"].json(), encoding="utf-8")
    first, again = (MENU.load(name).figure(results) for results in (DATA["trial"], loaded(tmp_path)))
    assert (first.title, first.caption, first.alt, first.data) == (again.title, again.caption, again.alt, again.data)
    assert file_svg(first.draw(Style(width=84))) == file_svg(again.draw(Style(width=84)))


@pytest.mark.parametrize("name", sorted({*NAMES} - {"icons", "discordance"}))
def test_results_without_the_key_have_no_such_figure(name: str) -> None:
    bare = replace(DATA["trial"], further={})
    assert MENU.load(name).figure(bare) is None


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("data", ["trial", "long names", "many of everything"])
def test_no_way_of_the_flow_runs_through_a_box(data: str, style: str) -> None:
    excluded = [{"reason": f"no result under one of the tests: reason {k}", "n": k} for k in (1, 2)]
    results = replace(DATA[data], patients={**DATA[data].patients, "excluded": excluded})
    drawn = MENU.load("stard").figure(results).draw(STYLES[style])
    boxes, ways = [], []
    for artist in drawn.artists:
        places = [path.get_extents(artist.get_transform()) for path in artist.get_paths()]
        {"frame": boxes, "border-way": ways}.get(artist.get_gid(), []).extend(places)
    assert len(boxes) == 10
    inner = [Bbox([[box.x0 + 1, box.y0 + 1], [box.x1 - 1, box.y1 - 1]]) for box in boxes]
    assert not [1 for way in ways for box in inner if overlap(box, way, slack=0.1)]


def test_a_cell_of_readers_says_its_share_as_long_as_it_has_room() -> None:
    for style in STYLES.values():
        drawn = MENU.load("agreement").figure(DATA["many of everything"]).draw(style)
        assert any(text.get_text() in {"53", "53%"} for text in drawn.texts)
