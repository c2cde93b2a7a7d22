"""Ways to count equivocal and missing results: each is shown with whom it analyses and its four cells."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from itertools import combinations
from pathlib import Path

import pytest
from PIL import Image

from psmatrial.analysis.run import compare
from psmatrial.displays.figures import stard
from psmatrial.displays.policies import policies
from psmatrial.displays.style import Style
from psmatrial.displays.svg import file_bytes
from psmatrial.menu import Menu
from psmatrial.reports.formats._outline import outline
from psmatrial.reports.report import Drawings, document
from psmatrial.reports.sections import flow
from tests.cohorts import reads, trial
from tests.displays.test_figures import boxes_of_text, overlap

DATA = Path(__file__).resolve().parents[2] / "data"
WORDS = ("both", "PSMA only", "fluciclovine only", "neither")


@cache
def three_tests():
    return compare(DATA / "three-tests" / "reads.csv", DATA / "three-tests" / "plan.toml")


def cells(results, number):
    return [n for n, _ in policies(results)[number].cells]


def test_every_way_is_counted_by_hand(tmp_path):
    # Both; index only; comparator only; neither; PSMA positive without fluciclovine; fluciclovine negative alone;
    # fluciclovine equivocal where PSMA is positive.
    patients = ("++", "+-", "-+", "--", "+ ", " -", "+e")
    words = {"+": "positive", "-": "negative", "e": "equivocal"}
    lines = ["patient_id,reader,region,psa,modality,result"]
    for number, (psma, other) in enumerate(patients, start=1):
        for test, sign in (("PSMA", psma), ("fluciclovine", other)):
            lines += [f"P{number},R1,any,1,{test},{words[sign]}"] if sign in words else []
    (tmp_path / "reads.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = policies(compare(tmp_path / "reads.csv"))
    assert {one.label: ([n for n, _ in one.cells], one.n) for one in found} == {
        "As planned: equivocal as negative, missing left out": ([1, 2, 1, 1], 5),
        "Equivocal as positive": ([2, 1, 1, 1], 5),
        "Equivocal as missing": ([1, 1, 1, 1], 4),
        "Missing as negative": ([1, 3, 1, 2], 7),
        # Worst: the missing fluciclovine is positive, the missing PSMA negative; best: the reverse.
        "Missing, worst case": ([2, 2, 1, 2], 7),
        "Missing, best case": ([1, 4, 1, 1], 7),
    }
    assert [one.planned for one in found] == [True, False, False, False, False, False]
    assert [word for _, word in found[0].cells] == list(WORDS)


def test_with_nothing_missing_and_nothing_equivocal_there_is_one_way_and_no_branch(tmp_path):
    assert policies(trial()) == ()
    found = compare(reads(tmp_path / "reads.csv", [("positive", "negative")] * 3))
    assert policies(found) == ()
    assert flow.section(found, Drawings(found)).blocks[0].branches == ()


def test_the_flow_branches_into_every_way_as_its_rows_say():
    found = three_tests()
    branches = flow.section(found, Drawings(found)).blocks[0].branches
    assert [one.count for one in branches] == [58, 58, 56, 60, 60, 60]
    for branch, policy in zip(branches, policies(found), strict=True):
        row = found.row(policy.row)
        assert [n for n, _ in branch.cells] == [row.both, row.index_only, row.comparator_only, row.neither]
        assert branch.count == row.n
    (shown,) = [
        block["branches"]
        for section in outline(document(found, Drawings(found)), "page_svg")["sections"]
        for block in section["blocks"]
        if block["kind"] == "flow"
    ]
    assert shown[0]["cells"][0] == ["14", "both"]
    assert [one["planned"] for one in shown] == [True, *[False] * 5]


def test_the_figure_of_the_flow_shows_the_other_ways_at_its_foot():
    figure = stard.figure(three_tests())
    assert ("Equivocal as missing", "analysed", 56) in figure.data
    assert ("Missing, worst case", "fluciclovine only", 5) in figure.data
    assert "not the result" in figure.caption
    assert "not the result" not in stard.figure(trial()).caption


@pytest.mark.parametrize("width", ["84mm", "page"])
@pytest.mark.parametrize("style", ["default", "eururol", "jnm", "lancet"])
def test_every_word_of_the_flow_stands_in_one_box_and_no_box_on_another(style, width):
    look = Menu("displays/styles", "style").load(style).JOURNAL.at(width)
    drawn = stard.figure(three_tests()).draw(look)
    frames = [
        path.get_extents(artist.get_transform())
        for artist in drawn.artists
        if artist.get_gid() == "frame"
        for path in artist.get_paths()
    ]
    assert len(frames) == 5 + 4 + 5
    assert not [1 for one, other in combinations(frames, 2) if overlap(one, other, slack=0)]
    for words, place in boxes_of_text(drawn):
        inside = [one for one in frames if one.x0 < place.x0 and place.x1 < one.x1 and one.y0 < place.y0 < one.y1]
        assert len(inside) == 1, words
    assert min(text.get_size() for text in drawn.texts) >= look.size


def test_a_count_stays_with_what_it_counts():
    texts = [text.get_text() for text in stard.figure(three_tests()).draw(Style(width=84)).texts]
    cells = ["14 both, 23 PSMA only,", "3 fluciclovine only,", "20 neither"]
    assert texts[-5:] == ["Missing, best case:", "60 patients", *cells]


@pytest.mark.parametrize("dots", [72, 110, 300])
@pytest.mark.parametrize("width", [84, 174])
def test_no_edge_of_a_box_is_cut_where_a_picture_ends(width, dots):
    drawn = stard.figure(three_tests()).draw(Style(width=width))
    picture = Image.open(BytesIO(file_bytes(drawn, "png", dots=dots)))
    across, down = picture.size
    for line in ((0, 0, 1, down), (across - 1, 0, across, down), (0, 0, across, 1), (0, down - 1, across, down)):
        assert picture.crop(line).getcolors() == [((line[2] - line[0]) * (line[3] - line[1]), (255, 255, 255))]
