"""Figures for a paper: journal styles, widths, formats, and the files beside the pictures."""

from __future__ import annotations

import csv
import errno
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from psmatrial.analysis.suppress import suppressed
from psmatrial.menu import Menu
from tests.cohorts import trial
from tests.commands.terminal import run, widest

ROOT = Path(__file__).resolve().parents[2]
STYLES = Menu("displays/styles", "style")
FORMATS = "svg,pdf,png,tiff"


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    place = tmp_path_factory.mktemp("report")
    (place / "results.json").write_text(trial().json(), encoding="utf-8")
    return place


def sums(place):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in place.iterdir()}


def test_styles_are_listed_with_widths_and_letters():
    found = run("figures", "--list")
    lines = [line.split() for line in found.out.splitlines() if line.startswith("  ") and not line.startswith("   ")]
    assert [line[0] for line in lines] == ["--style", *STYLES.names()]
    assert ["lancet", "75", "mm", "154", "mm", "8", "pt"] in [line[:7] for line in lines]
    assert widest(found.out) <= 80


@pytest.mark.parametrize("style", STYLES.names())
def test_every_style_gives_its_widths_in_every_format_and_the_same_bytes_twice(report, tmp_path, style):
    for place in ("one", "two"):
        arguments = ["--style", style, "--width", "column", "--format", FORMATS, "--dpi", "500", "-o", tmp_path / place]
        found = run("figures", report, "tile", *arguments)
        assert (found.code, found.err) == (0, "")
    assert sums(tmp_path / "one") == sums(tmp_path / "two")
    assert len(sums(tmp_path / "one")) == 7
    width = STYLES.load(style).JOURNAL.column
    assert float(PdfReader(tmp_path / "one" / "tile.pdf").pages[0].mediabox.width) == pytest.approx(width / 25.4 * 72)
    for kind in ("png", "tiff"):
        with Image.open(tmp_path / "one" / f"tile.{kind}") as picture:
            assert picture.size[0] == int(width / 25.4 * 500)
            assert round(float(picture.info["dpi"][0])) == 500


def test_every_further_contrast_has_files_of_its_own_and_what_it_does_not_change_is_drawn_once(tmp_path):
    data = ROOT / "data" / "three-tests"
    given = ["--plan", data / "plan.toml", "-o", tmp_path / "r", "--format", "json"]
    assert run("compare", data / "reads.csv", *given).code == 0
    found = run("figures", tmp_path / "r", "stard", "forest", "upset", "robustness", "-o", tmp_path / "drawn")
    assert found.code == 0
    further = ("", "-PSMA-vs-MRI", "-fluciclovine-vs-MRI")
    names = [f"{name}{pair}" for name in ("stard", "forest", "upset") for pair in further] + ["robustness"]
    assert [Path(line).name for line in found.out.splitlines()] == [
        f"{name}.{suffix}" for name in names for suffix in ("svg", "csv", "txt")
    ]
    words = (tmp_path / "drawn" / "upset-PSMA-vs-MRI.txt").read_text(encoding="utf-8")
    assert words.startswith("Regions that were positive together: PSMA against MRI\n")
    # Five patients have no MRI: four without a scan, one that could not be read. Counted by hand in the file.
    flow = (tmp_path / "drawn" / "stard-PSMA-vs-MRI.csv").read_text(encoding="utf-8").splitlines()
    assert flow[-6:] == [
        "left out,no result under MRI,5",
        "both tests,analysed,55",
        *("found by,both,10", "found by,PSMA only,24", "found by,MRI only,6", "found by,neither,15"),
    ]


def test_dark_figures_have_dark_paper_and_the_same_words(report, tmp_path):
    for name, more in (("light", []), ("dark", ["--dark"])):
        assert run("figures", report, "tile", "--format", "png", "--dpi", "300", "-o", tmp_path / name, *more).code == 0
    light, dark = (Image.open(tmp_path / name / "tile.png") for name in ("light", "dark"))
    assert light.size == dark.size
    assert light.getpixel((5, 5)) == (255, 255, 255)
    assert dark.getpixel((5, 5)) == (0x14, 0x17, 0x1A)
    assert (tmp_path / "light" / "tile.txt").read_bytes() == (tmp_path / "dark" / "tile.txt").read_bytes()


def test_the_numbers_behind_a_figure_stand_beside_it(report, tmp_path):
    assert run("figures", report, "forest", "-o", tmp_path).code == 0
    with (tmp_path / "forest.csv").open(encoding="utf-8", newline="") as file:
        header, first, *_ = csv.reader(file)
    assert header == ["group", "patients", "PSMA found", "fluciclovine found", "difference", "low", "high"]
    assert first[:5] == ["All patients", "50", "28", "13", "0.3"]
    assert float(first[5]) == pytest.approx(0.12131761535)


def test_title_caption_and_description_stand_beside_it_in_the_style_of_the_journal(report, tmp_path):
    assert run("figures", report, "robustness", "-o", tmp_path, "--style", "lancet").code == 0
    title, caption, described = (tmp_path / "robustness.txt").read_text(encoding="utf-8").rstrip().split("\n\n")
    assert title == "Robustness of the primary result"
    assert caption.startswith("PSMA minus fluciclovine, in percentage points.")
    assert described.startswith("Description: As planned: difference +30 points (12 to 46), p = 0·0026.")


def test_fewer_dots_than_a_style_asks_for_are_a_warning_for_dots_only(report, tmp_path):
    found = run("figures", report, "tile", "-o", tmp_path, "--style", "eururol", "--dpi", "300", "--format", "tiff")
    assert (found.code, found.err) == (0, "warning: --dpi 300 is less than the 500 that the style asks for.\n")
    assert run("figures", report, "tile", "-o", tmp_path, "--style", "eururol", "--dpi", "300").err == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--width", "84px"], "--width '84px' is not a width. Give a length such as 84mm, 8.4cm or 3.3in"),
        (["--width", "20mm"], "--width 20mm: figures are laid out from 75 mm to 250 mm wide."),
        (["--style", "lancett"], "there is no style 'lancett'. Did you mean 'lancet'?"),
        (["--dpi", "5"], "--dpi 5 is not from 72 to 1200."),
        (["--dpi", "fine"], "'fine' is not a valid integer"),
        (["--format", "tif"], "there is no figure format 'tif'. Did you mean 'tiff'?"),
    ],
)
def test_what_cannot_be_drawn_ends_with_two_before_anything_is_read(arguments, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = run("figures", "nowhere.csv", *arguments)
    assert (found.code, found.out) == (2, "")
    assert said in found.err
    assert list(tmp_path.iterdir()) == []


def test_the_bytes_do_not_depend_on_hash_seed_locale_or_time_zone(report, tmp_path):
    program = [sys.executable, str(ROOT / "cli.py"), "figures", str(report), "tile", "forest", "--quiet"]
    arguments = ["--style", "lancet", "--width", "84mm", "--format", FORMATS, "--dpi", "300"]
    for place, zone, language in (("0", "UTC", "C"), ("12345", "Asia/Tokyo", "de_DE.UTF-8")):
        environment = {**os.environ, "PYTHONHASHSEED": place, "TZ": zone, "LC_ALL": language}
        subprocess.run([*program, *arguments, "-o", str(tmp_path / place)], env=environment, check=True)
    assert sums(tmp_path / "0") == sums(tmp_path / "12345")
    assert len(sums(tmp_path / "0")) == 13


def test_a_reader_who_goes_away_takes_no_figure_along(report, tmp_path, monkeypatch):
    def gone(*_, **__):
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    monkeypatch.setattr("psmatrial.commands.figures.click.echo", gone)
    found = run("figures", report, "tile", "-o", tmp_path / "pictures")
    assert (found.code, "cannot be written" in found.err) == (0, False)
    assert {path.suffix for path in (tmp_path / "pictures").iterdir()} >= {".svg", ".csv", ".txt"}


@pytest.mark.parametrize("said", [["--level", "0.9"], ["--plan", "p.toml"], ["--drop-identifiers"]])
def test_a_report_is_drawn_as_it_was_computed(report, tmp_path, said):
    found = run("figures", report, "tile", "-o", tmp_path / "out", *said)
    assert (found.code, found.out) == (2, "")
    assert found.err == (
        f"a report is drawn as it was computed, without {said[0]}. Give the file of readings instead.\n"
    )


@pytest.fixture(scope="module")
def withheld(tmp_path_factory):
    place = tmp_path_factory.mktemp("withheld")
    (place / "results.json").write_text(suppressed(trial(), 30).json(), encoding="utf-8")
    return place


def test_a_report_without_figures_says_so_and_no_folder_is_made(withheld, tmp_path):
    found = run("figures", withheld, "-o", tmp_path / "drawn")
    assert (found.code, found.out) == (0, "")
    assert "warning: no figure was drawn. They have none: counts below 30 are withheld." in found.err
    assert not (tmp_path / "drawn").exists()


def test_a_figure_asked_of_a_report_without_any_is_refused_in_words(withheld, tmp_path):
    found = run("figures", withheld, "tile", "-o", tmp_path / "drawn")
    assert found.code == 2
    assert "nothing for tile" in found.err
    assert "They have none: counts below 30 are withheld." in found.err


def test_a_list_of_no_figure_is_a_list(report, tmp_path):
    (tmp_path / "figures.json").write_text('{"schema": 1, "files": {}}\n')
    assert run("figures", report, "tile", "-o", tmp_path).code == 0
    assert "tile.svg" in (tmp_path / "figures.json").read_text()
    (tmp_path / "figures.json").write_text('{"schema": 1}\n')
    assert run("figures", report, "tile", "-o", tmp_path).code == 4
