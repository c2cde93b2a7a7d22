"""The rendered examples in reports/ are what the program makes today."""

from __future__ import annotations

import json
import platform
import re
import runpy
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from psmatrial.reports.folder import RUN, listed

ROOT = Path(__file__).parents[2]
REPORTS = ROOT / "reports"
GALLERY = runpy.run_path(str(ROOT / "docs" / "make_gallery.py"))
# From 3.12 on the sum of floats keeps what rounding loses, and last digits differ.
PYTHON = (3, 11)
DRAWING = ("jinja2", "matplotlib", "typst", "numpy")
REMEDY = "run `make gallery` and commit reports/"
NAMES = (*GALLERY["EXAMPLES"], "registry")


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gallery")
    GALLERY["rendered"](folder)
    return folder


def test_the_index_page_leads_to_every_example(rendered):
    page = (REPORTS / "index.html").read_text(encoding="utf-8")
    assert page == (rendered / "index.html").read_text(encoding="utf-8"), REMEDY
    for name in re.findall(r'(?:href|src)="([^"]+)"', page):
        assert (REPORTS / name).is_file()
    assert {f"{name}/report.html" for name in NAMES} <= set(re.findall(r'href="([^"]+)"', page))


def pinned() -> bool:
    """Return whether this is the platform with the Python and the library versions that rendered the gallery."""
    wanted = dict(re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / "constraints.txt").read_text(), re.MULTILINE))
    wanted = {name.lower(): number for name, number in wanted.items()}
    same = all(version(name) == wanted[name] for name in DRAWING)
    return same and sys.version_info[:2] == PYTHON and sys.platform == "linux" and platform.machine() == "x86_64"


@pytest.mark.parametrize("name", NAMES)
def test_the_gallery_holds_every_file_of_the_report_and_no_other(rendered, name):
    gallery = REPORTS / name
    assert set(listed(gallery)) == set(listed(rendered / name))
    there = {path.relative_to(gallery).as_posix() for path in gallery.rglob("*") if path.is_file()}
    assert there - {RUN} == {*listed(rendered / name), "manifest.json"}


@pytest.mark.parametrize("name", NAMES)
def test_the_gallery_is_rendered_again_to_the_same_bytes(rendered, name):
    """On another platform, or with another Python or other libraries, the numbers and the text are the same instead."""
    if pinned():
        pairs = [(file, REPORTS / name / file, rendered / name / file) for file in listed(rendered / name)]
        different = [file for file, old, new in pairs if old.read_bytes() != new.read_bytes()]
        assert not different, REMEDY
    else:
        assert text_of(REPORTS / name / "report.html") == text_of(rendered / name / "report.html"), REMEDY


def test_the_numbers_of_the_gallery_are_those_of_today_to_ten_digits(rendered):
    saved, today = (
        json.loads((place / "calais2019" / "results.json").read_text(encoding="utf-8")) for place in (REPORTS, rendered)
    )
    for record in (saved, today):
        del record["provenance"]["versions"]
    assert close(saved, today), REMEDY


def text_of(page: Path) -> str:
    """Return the words of a page without its markup and its versions."""
    body = re.sub(r"<(style|script|svg)\b.*?</\1>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"(matplotlib|typst|jinja2) [\d.]+", r"\1", re.sub(r"<[^>]+>", " ", body))


def close(first: object, second: object) -> bool:
    """Return whether two JSON values are equal, their numbers to 1e-10."""
    if isinstance(first, float) and isinstance(second, float):
        return abs(first - second) <= 1e-10 * max(1.0, abs(first))
    if isinstance(first, dict) and isinstance(second, dict):
        return list(first) == list(second) and all(close(first[name], second[name]) for name in first)
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(map(close, first, second))
    return first == second
