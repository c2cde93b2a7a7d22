"""Presets of journals: data that can be checked, widths that are understood, colours that can be told apart."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.font_manager import FontProperties, findfont

from psmatrial.displays.figures import robustness
from psmatrial.displays.lettering import pointed, text_width
from psmatrial.displays.style import Letters, Style
from psmatrial.displays.styles._journal import NARROWEST, WIDEST, Journal
from psmatrial.displays.svg import file_svg
from psmatrial.errors import UsageError
from psmatrial.menu import Menu
from tests.displays import sample

ROOT = Path(__file__).parents[2]
MENU = Menu("displays/styles", "style")


def journal(name: str) -> Journal:
    """Return a preset."""
    found = MENU.load(name).JOURNAL
    assert isinstance(found, Journal)
    return found


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", MENU.names())
def test_a_preset_says_where_it_comes_from_and_can_be_laid_out(name: str) -> None:
    preset = journal(name)
    assert preset.source.endswith(".")
    assert NARROWEST <= preset.column < preset.style.width <= WIDEST
    assert preset.style.size >= 7
    assert 300 <= preset.least_dots <= 600
    assert 0.1 <= preset.style.line <= 1.5
    assert preset.style.point in {".", "·"}


@pytest.mark.parametrize("name", MENU.names())
def test_a_preset_stands_in_the_manual(name: str) -> None:
    preset, page = journal(name), (ROOT / "docs" / "figures.md").read_text(encoding="utf-8")
    style = preset.style
    sizes = f"{preset.column:g} mm | {style.width:g} mm | {style.size:g} pt"
    assert f"| `{name}` | {sizes} | {', '.join([*style.families, style.font])} | {preset.least_dots} |" in page


@pytest.mark.parametrize("name", [name for name in MENU.names() if name != "default"])
def test_what_was_not_seen_says_so(name: str) -> None:
    assert "recalled, to be verified against" in journal(name).source


@pytest.mark.parametrize("name", MENU.names())
def test_a_font_comes_with_matplotlib(name: str) -> None:
    for weight in ("normal", "bold"):
        font = FontProperties(family=[journal(name).style.font], weight=weight)
        assert findfont(font, fallback_to_default=False).startswith(mpl.get_data_path())


def test_the_default_is_the_style_of_the_report() -> None:
    assert journal("default").style == Style()


@pytest.mark.parametrize(
    ("said", "width"),
    [("column", 84), ("page", 174), ("84mm", 84), ("84 mm", 84), ("8.4cm", 84), ("3.5in", 88.9), ("120", 120)],
)
def test_widths_are_understood(said: str, width: float) -> None:
    assert journal("default").at(said).width == width


@pytest.mark.parametrize("said", ["", "wide", "84px", "-84mm", "1e3", "nan", "inf", "84mm;", "\uff18\uff14", "0x54"])
def test_what_is_no_width_is_refused(said: str) -> None:
    with pytest.raises(UsageError, match=r"is not a width\. Give a length such as 84mm"):
        journal("default").at(said)


@pytest.mark.parametrize("said", ["74.9mm", "0", "251mm", "100in", "9" * 400])
def test_widths_at_which_nothing_can_be_laid_out_are_refused(said: str) -> None:
    with pytest.raises(UsageError, match="from 75 mm to 250 mm wide"):
        journal("default").at(said)


@pytest.mark.parametrize("style", [Style(), Style().dark()], ids=["light", "dark"])
def test_what_is_read_stands_out_from_the_paper(style: Style) -> None:
    assert contrast(style.ink, style.paper) >= 7
    assert contrast(style.muted, style.paper) >= 4.5
    for colour in (style.index, style.comparator):
        assert contrast(colour, style.paper) >= 3


def test_dark_changes_colours_and_nothing_else() -> None:
    light, dark = Style(width=84, size=7), Style(width=84, size=7).dark()
    colours = {"ink", "muted", "rule", "index", "comparator", "paper"}
    assert {item.name for item in fields(Style) if getattr(light, item.name) != getattr(dark, item.name)} == colours


def test_the_lancet_has_its_points_at_mid_height() -> None:
    figure = robustness.figure(sample.calais())
    assert figure is not None
    text = file_svg(figure.draw(journal("lancet").style))
    assert ">0·0026<" in text
    assert "0.0026" not in text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("0.2–0.5", "0·2–0·5"),
        (">1.0", ">1·0"),
        ("v1.2", "v1.2"),
        ("1.2.3", "1.2.3"),
        ("a.5", "a.5"),
        ("p 0.5.", "p 0·5."),
    ],
)
def test_only_numbers_that_stand_alone_change_their_point(text: str, wanted: str) -> None:
    assert pointed(text, "·") == wanted
    for font in ("DejaVu Sans", "STIXGeneral"):
        assert text_width(wanted, Letters(font=font)) == pytest.approx(text_width(text, Letters(font=font)))
