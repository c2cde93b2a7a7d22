"""Figures as files and on a page: well-formed, free of styles and scripts, the same bytes every time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from PIL import Image
from pypdf import PdfReader

from psmatrial.displays.canvas import Canvas
from psmatrial.displays.style import Letters, Paint, Style, settings
from psmatrial.displays.svg import FORMATS, Words, file_bytes, file_svg, page_svg
from psmatrial.errors import UsageError

NASTY = '$x^2$ <script>alert(1)</script> & "q" \\frac ]]> --x'
ROOT = Path(__file__).parents[2]


@settings()
def sheet(words: str = NASTY) -> Canvas:
    """Return a small drawing with everything in it."""
    style = Style(width=60)
    canvas = Canvas(style, 30)
    canvas.text((5, 5), words)
    canvas.text((30, 10), "right", Letters(10, style.index, bold=True), "right")
    canvas.rules([((1.23456, 2), (50, 2))], style.rule)
    canvas.boxes([(5, 15, 20, 5)], Paint(style.comparator, style.ink, 0.2), "bars")
    canvas.areas([[(40, 20), (45, 22), (40, 24)]], Paint(style.paper, style.ink))
    canvas.marks([(30, 20), (35, 20)], "half", [3], Paint(style.index))
    return canvas


def page(words: str = NASTY, prefix: str = "fig-1") -> str:
    """Return the drawing as it stands on a page."""
    return page_svg(file_svg(sheet(words).figure), prefix, f"Title {words}", f"Words {words}")


def elements(svg: str) -> list[ET.Element]:
    """Return all elements of a picture."""
    return list(ET.fromstring(svg).iter())  # noqa: S314 (what we wrote ourselves)


def tag(element: ET.Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def test_a_page_picture_holds_nothing_that_a_strict_page_refuses() -> None:
    found = elements(page())
    assert {tag(element) for element in found} <= {"svg", "g", "defs", "path", "use", "text", "title", "desc"}
    names = {name for element in found for name in element.attrib}
    assert not {name for name in names if name == "style" or name.startswith("on")}
    assert "<!DOCTYPE" not in page()
    assert "<?xml" not in page()
    links = [element.get("href", "") for element in found if "href" in element.attrib]
    assert links
    assert all(link.startswith("#fig-1-") for link in links)
    assert re.findall(r"\w+://[^\"' ]+", page("plain")) == ["http://www.w3.org/2000/svg"]


def test_text_from_data_stays_text() -> None:
    found = elements(page())
    assert NASTY in [element.text for element in found if tag(element) == "text"]
    assert f"Title {NASTY}" in [element.text for element in found if tag(element) == "title"]
    assert f"Words {NASTY}" in [element.text for element in found if tag(element) == "desc"]
    assert NASTY in [element.text for element in elements(file_svg(sheet().figure))]


def test_a_page_picture_says_what_it_is_and_scales() -> None:
    root = elements(page())[0]
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "fig-1-title fig-1-desc"
    assert root.get("viewBox", "").startswith("0 0 170.")
    assert "width" not in root.attrib
    assert "height" not in root.attrib


def test_identifiers_of_two_figures_never_meet() -> None:
    one, other = ({element.get("id") for element in elements(page(prefix=prefix))} - {None} for prefix in ("a", "b"))
    assert one
    assert not one & other


def test_every_reference_has_its_target() -> None:
    found = elements(page())
    ids = [element.get("id") for element in found if element.get("id")]
    assert len(ids) == len(set(ids))
    text = page()
    wanted = set(re.findall(r"(?:href=\"#|url\(#)([^\")]+)", text))
    assert wanted <= set(ids)


def test_colours_follow_the_page() -> None:
    painted = {element.get(name) for element in elements(page()) for name in ("fill", "stroke")}
    allowed = {"currentColor", "none", "var(--index, #0072B2)", "var(--comparator, #D55E00)", "var(--rule, #c4c4c4)"}
    assert painted - {None} == allowed
    opacity = [element.get("fill-opacity") or element.get("opacity") for element in elements(page())]
    assert "0.2" in opacity


def test_text_has_no_font_of_its_own_but_keeps_size_and_weight() -> None:
    texts = [element for element in elements(page()) if tag(element) == "text"]
    assert not [element for element in texts if "font-family" in element.attrib]
    assert {(element.get("font-size"), element.get("font-weight")) for element in texts} == {
        ("8px", None),
        ("10px", "700"),
    }


def test_coordinates_have_two_decimals_at_most() -> None:
    values = [value for element in elements(page("plain")) for value in (element.get("d"), element.get("x")) if value]
    assert values
    assert not [value for value in values if re.search(r"\.\d{3}", value)]


def test_a_file_names_no_other_host_and_no_date() -> None:
    text = file_svg(sheet("plain").figure)
    assert "dtd" not in text.lower()
    assert "matplotlib" not in text.lower()
    assert not re.search(r"20\d\d-\d\d", text)
    assert text.startswith("<?xml")
    assert "'DejaVu Sans', sans-serif" in text


@pytest.mark.parametrize("kind", FORMATS)
def test_a_figure_drawn_twice_has_the_same_bytes(kind: str) -> None:
    first = file_bytes(sheet().figure, kind)
    assert first == file_bytes(sheet().figure, kind)
    assert first.startswith({"svg": b"<?xml", "pdf": b"%PDF", "png": b"\x89PNG", "tiff": b"II*\x00"}[kind])


@pytest.mark.parametrize("kind", FORMATS)
def test_no_file_tells_a_date_or_a_program(kind: str) -> None:
    content = file_bytes(sheet("plain").figure, kind, Words("Title", "What it shows"))
    told = (b"Creat", b"Producer", b"Software", b"tIME", b"DateTime", b"atplotlib", b"illow")
    assert not [word for word in told if word in content]
    assert not re.search(rb"20\d\d[-:]\d\d", content)


def test_pictures_of_dots_are_plain_colours_at_their_size() -> None:
    for kind in ("png", "tiff"):
        for dots in (300, 600):
            picture = Image.open(BytesIO(file_bytes(sheet().figure, kind, dots=dots)))
            assert picture.mode == "RGB"
            assert picture.size[0] == int(60 / 25.4 * dots)
            assert [round(float(value)) for value in picture.info["dpi"]] == [dots, dots]
            assert picture.info.get("compression") == {"png": None, "tiff": "tiff_lzw"}[kind]


def test_a_tiff_loses_nothing_that_a_png_shows() -> None:
    one, other = (Image.open(BytesIO(file_bytes(sheet().figure, kind, dots=150))) for kind in ("png", "tiff"))
    assert one.tobytes() == other.tobytes()


def test_drawing_dots_leaves_the_figure_as_it_was() -> None:
    figure = sheet("plain").figure
    before = file_svg(figure)
    file_bytes(figure, "tiff")
    assert file_svg(figure) == before


def test_every_file_says_what_it_shows() -> None:
    words = Words("Title: µ < 漢", '−4 points, p < 0.05 & "more"')
    svg, pdf, png, tiff = (file_bytes(sheet("plain").figure, kind, words, 100) for kind in FORMATS)
    root = elements(svg.decode())[0]
    assert [(tag(child), child.text) for child in list(root)[:2]] == [("title", words.title), ("desc", words.alt)]
    assert root.get("aria-labelledby") == "title desc"
    told = PdfReader(BytesIO(pdf)).metadata
    assert told is not None
    assert (told.title, told.subject) == (words.title, words.alt)
    info = Image.open(BytesIO(png)).info
    assert (info["Title"], info["Description"]) == (words.title, words.alt)
    tags: Any = Image.open(BytesIO(tiff))
    assert tags.tag_v2[270].encode("latin-1").decode() == f"{words.title}. {words.alt}"


def test_a_pdf_embeds_its_fonts_as_text() -> None:
    text = PdfReader(BytesIO(file_bytes(sheet("fluciclovine").figure, "pdf"))).pages[0]
    assert "fluciclovine" in text.extract_text()
    fonts: Any = text["/Resources"]["/Font"]  # type: ignore[index]
    kinds = [font.get_object()["/DescendantFonts"][0].get_object() for font in fonts.values()]
    assert {kind["/Subtype"] for kind in kinds} == {"/CIDFontType2"}
    assert all("/FontFile2" in kind["/FontDescriptor"] for kind in kinds)


def test_a_file_with_words_becomes_a_page_picture_that_says_them_once() -> None:
    drawn = file_svg(sheet("plain").figure, "in the file", "shown in the file")
    picture = page_svg(drawn, "fig-1", "on the page", "shown on the page")
    assert [tag(element) for element in elements(picture)].count("title") == 1
    assert "in the file" not in picture


def test_a_viewer_takes_the_fonts_of_the_style_first() -> None:
    families = ("Times New Roman", "Times")
    plain = file_svg(sheet("plain").figure)
    assert "font-family: 'Times New Roman', Times, 'DejaVu Sans'" in file_svg(sheet("plain").figure, families=families)
    assert "Times" not in plain


def test_the_bytes_do_not_depend_on_hash_seed_locale_or_time_zone() -> None:
    code = (
        "import hashlib; from tests.displays import sample; from psmatrial.displays.svg import *;"
        "from psmatrial.displays.style import Style; from psmatrial.displays.figures import tile;"
        "from psmatrial.displays.figures import forest;"
        "shown = [module.figure(sample.calais()) for module in (tile, forest)];"
        "texts = [page_svg(file_svg(f.draw(Style())), f.name, f.title, f.alt) for f in shown];"
        "print(hashlib.sha256(''.join(texts).encode()).hexdigest())"
    )
    outcomes = set()
    for seed, zone, language in (("0", "UTC", "C"), ("12345", "Asia/Tokyo", "de_DE.UTF-8")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language}
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True)
        outcomes.add(done.stdout)
    assert len(outcomes) == 1


def test_a_reader_who_has_other_settings_gets_the_same_figure() -> None:
    import matplotlib as mpl

    plain = file_svg(sheet().figure)
    with mpl.rc_context(
        {"font.family": "serif", "svg.fonttype": "path", "text.parse_math": True, "lines.linewidth": 9}
    ):
        assert file_svg(sheet().figure) == plain
        assert mpl.rcParams["svg.fonttype"] == "path"


def test_letters_that_the_font_lacks_raise_no_warning() -> None:
    assert "漢字" in file_svg(sheet("漢字").figure)


def test_characters_that_no_page_can_show_become_spaces() -> None:
    assert "a b c" in [element.text for element in elements(page("a\x00b\nc"))]


def test_an_unknown_format_is_refused_with_the_choices() -> None:
    with pytest.raises(UsageError, match="svg, pdf, png"):
        file_bytes(sheet().figure, "gif")
