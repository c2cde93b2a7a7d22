"""Strata of one study in the forests of pool: a long name is cut, and the stratum that tells its lines apart is not."""

from __future__ import annotations

import re

import pytest

from psmatrial.analysis.pooling import Settings, pool
from psmatrial.displays.pooled_forest import figure
from psmatrial.displays.pooling import pooling_text
from psmatrial.displays.style import Style
from psmatrial.displays.svg import file_svg

LONG = "Pernthaler et al. 2019 of a hospital that has a long name and an address"


@pytest.fixture
def pooling(tmp_path):
    def made(study, *strata):
        path = tmp_path / "tables.csv"
        lines = (f"{study},{stratum},9,19,4,{18 + place}" for place, stratum in enumerate(strata))
        path.write_text("\n".join(("study,stratum,both,index_only,comparator_only,neither", *lines)), encoding="utf-8")
        return pool(path, Settings(("rate-difference",)))

    return made


def test_on_a_terminal_the_study_is_cut_and_its_stratum_is_whole(pooling):
    text = pooling_text(pooling(LONG, "PSA 0.2-0.5", "PSA >0.5-1.0"))
    # 22 and 16 columns for name and counts, of which "28 v 13 of 50" takes 13.
    assert re.findall(r"^(.{25}) 28 v 13 of", text, re.MULTILINE) == [
        "Pernthaler… (PSA 0.2-0.5)",
        "Pernthale… (PSA >0.5-1.0)",
    ]


def test_a_stratum_that_leaves_no_room_for_its_study_is_cut_at_its_end(pooling):
    text = pooling_text(pooling("S1", "a stratum with a name of many letters", "b"))
    assert "S1 (a stratum with a nam… 28 v 13 of 50" in text
    assert re.search(r"^S1 \(b\) +28 v 13 of 51", text, re.MULTILINE)
    assert max(map(len, text.splitlines())) <= 80


def test_in_a_figure_the_study_is_cut_and_its_stratum_is_whole(pooling):
    drawn = figure(pooling(LONG, "PSA 0.2-0.5", "PSA >0.5-1.0"), "rate-difference")
    said = " ".join(re.findall(r">([^<>]+)<", file_svg(drawn.draw(Style()), drawn.title, drawn.alt)))
    assert "… (PSA 0.2-0.5)" in said
    assert "… (PSA &gt;0.5-1.0)" in said
