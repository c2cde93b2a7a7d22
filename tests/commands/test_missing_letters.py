"""Names in letters that the fonts of paper and pictures lack are told, once, where such a file is written."""

from __future__ import annotations

import pytest

from tests.cohorts import pairs, reads
from tests.commands.terminal import run

PAPER = """title = "{title}"
citation = "C"
kind = "paired"
paired = true
[arms]
index = "{index}"
comparator = "B"
[[outcome]]
id = "o"
label = "{label}"
note = "{note}"
index = {{ count = "28/50", percent = "56" }}
"""

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


@pytest.mark.parametrize("kept", [True, False])
def test_pooled_studies_tell_of_letters_that_their_pdf_lacks(tmp_path, kept):
    place = tmp_path / "tables.csv"
    place.write_text(
        "study,both,index_only,comparator_only,neither\n京都,9,19,4,18\nMüller,8,15,6,20\n", encoding="utf-8"
    )
    report = ["-o", tmp_path / "pooled"] if kept else []
    found = run("pool", place, "--index", TESTS[0], *report)
    words = "letters of PSMA検査 and 京都: boxes"
    assert (found.code, found.err.count("fonts"), words in found.err) == (0, int(kept), kept)


def test_groups_of_pooled_studies_are_told_too(tmp_path):
    place = tmp_path / "tables.csv"
    rows = [
        "study,国,both,index_only,comparator_only,neither",
        "A,日本,9,19,4,18",
        "B,日本,8,15,6,20",
        "C,DE,9,9,4,18",
    ]
    place.write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert "lack letters of 国 and 日本: boxes" in run("pool", place, "--by", "国", "-o", tmp_path / "pooled").err


@pytest.mark.parametrize("kept", [True, False])
def test_a_paper_that_is_checked_tells_of_letters_that_its_pdf_lacks(tmp_path, kept):
    place = tmp_path / "paper.toml"
    place.write_text(PAPER.format(title="第一", index="甲 PET", label="全身", note="単施設"), encoding="utf-8")
    report = ["-o", tmp_path / "checked"] if kept else []
    found = run("reproduce", place, *report)
    words = "letters of 第一, 甲 PET, 全身 and 単施設: boxes"
    assert (found.code, found.err.count("fonts"), words in found.err) == (0, int(kept), kept)


def test_sources_and_facts_of_a_paper_are_told_too(tmp_path):
    place = tmp_path / "paper.toml"
    paper = PAPER.format(title="T", index="A", label="L", note="N")
    facts = '[sources]\nm = "京"\n[[fact]]\nid = "f"\nsays = "S"\nprinted = "五"\n'
    place.write_text(paper + facts, encoding="utf-8")
    assert "lack letters of 京 and 五: boxes" in run("reproduce", place, "-o", tmp_path / "checked").err


def test_the_registered_studies_need_no_box(tmp_path):
    assert "fonts" not in run("reproduce", "-o", tmp_path / "checked").err
