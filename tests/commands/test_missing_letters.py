"""Names in letters that the fonts of paper and pictures lack are told, once, where such a file is written."""

from __future__ import annotations

import pytest

from tests.cohorts import pairs, reads
from tests.commands.terminal import run

TESTS = ("PSMA検査", "fluciclovine")
TOLD = "warning: the fonts of PDF and pictures lack letters of PSMA検査: boxes stand for them, HTML and SVG show them\n"


@pytest.fixture
def chosen(tmp_path):
    return [reads(tmp_path / "reads.csv", pairs(1, 2, 1, 1), TESTS), "--index", TESTS[0], "--comparator", TESTS[1]]


@pytest.mark.parametrize(("formats", "times"), [("html,pdf", 1), ("html,json", 0)])
def test_a_report_tells_of_letters_that_its_pdf_lacks(chosen, tmp_path, formats, times):
    found = run("compare", *chosen, "--only", "flow", "--format", formats, "-o", tmp_path / "report")
    assert (found.code, found.err.count(TOLD), found.err.count("fonts")) == (0, times, times)


@pytest.mark.parametrize(("formats", "times"), [("png,svg", 1), ("svg", 0)])
def test_figures_tell_of_letters_that_their_pictures_lack(chosen, tmp_path, formats, times):
    found = run("figures", *chosen, "tile", "--format", formats, "-o", tmp_path / "figures")
    assert (found.code, found.err.count(TOLD), found.err.count("fonts")) == (0, times, times)


def test_names_whose_letters_all_have_shapes_are_no_reason_to_warn(tmp_path):
    place = reads(tmp_path / "reads.csv", pairs(1, 2, 1, 1), ("Müller β", "ПЭТ"))
    found = run(
        "figures", place, "tile", "--index", "ПЭТ", "--comparator", "Müller β", "--format", "png", "-o", tmp_path / "f"
    )
    assert (found.code, "fonts" in found.err) == (0, False)
