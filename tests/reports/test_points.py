"""Numbers of a column stand on their points on paper, and say what they said before."""

from __future__ import annotations

import json

import pytest
import typst

from psmatrial.reports.formats import pdf
from psmatrial.reports.formats._points import SIGNS, pieces


def column(*texts, strong=()):
    return [{"text": text, "strong": text in strong} for text in texts]


def test_pieces_say_what_the_cell_says():
    texts = ("28/50 (56%)", "4/50 (8%)", "0.64 to 15.61", "1.71 to ∞", "<0.0001", "9/19/4/18", "–", "", "two of (3)")
    for cell, found in zip(texts, pieces(column(*texts)), strict=True):
        assert "".join(text for _, text in found) == cell


def test_decimal_points_stand_below_each_other():
    assert pieces(column("4.75", "12.00", "∞", "512.9")) == [
        [(0.93, "4.75")],
        [(0.465, "12.00")],
        [(0.61, "∞"), (1.15, "")],
        [(0.0, "512.9"), (0.465, "")],
    ]


def test_brackets_and_limits_stand_below_each_other():
    wide, narrow = pieces(column("28/50 (56%)", "4/50 (8%)"))
    assert not any(gap for gap, _ in wide)
    assert narrow == [(0.465, "4"), (0.0, "/"), (0.0, "50"), (0.0, " "), (0.465, "(8%"), (0.0, ")")]
    crossing, above = pieces(column("−6 to +42", "7 to 63"))
    assert not any(gap for gap, _ in crossing)
    assert above == [(0.55, "7"), (0.0, " to "), (0.55, "63")]


def test_what_a_denominator_lacks_stands_after_it():
    _, short = pieces(column("12/26 (46%)", "4/6 (67%)"))
    assert short == [(0.465, "4"), (0.0, "/"), (0.0, "6"), (0.465, " "), (0.0, "(67%"), (0.0, ")")]


def test_forms_are_aligned_among_themselves_only():
    alone = pieces(column("+30 (12 to 46)"))[0]
    assert pieces(column("+30 (12 to 46)", "2.10", "10.72"))[0] == alone


def test_four_counts_and_a_printed_range_are_read_as_one():
    assert pieces(column("9/19/4/18", "17/16/10/7")) == [[(0.0, "9/19/4/18")], [(0.0, "17/16/10/7")]]
    assert pieces(column("41-70", "1.6-19.2")) == [[(0.0, "41-70")], [(0.0, "1.6-19.2")]]


@pytest.mark.parametrize("sign", sorted(SIGNS))
def test_widths_are_those_of_the_font(sign, tmp_path):
    source = (
        '#set text(font: ("Libertinus Serif", "DejaVu Sans"), size: 1000pt)\n'
        '#set text(number-width: "tabular", number-type: "lining")\n'
        "#context [#metadata((text, strong).map(kind => measure(kind(sys.inputs.sign)).width / 1000pt)) <widths>]"
    )
    (tmp_path / "w.typ").write_text(source, encoding="utf-8")
    found = typst.query(
        str(tmp_path / "w.typ"),
        "<widths>",
        field="value",
        one=True,
        sys_inputs={"sign": sign},
        font_paths=pdf._font_folders(),
        ignore_system_fonts=True,
    )
    assert [round(width, 3) for width in json.loads(found)] == pytest.approx(SIGNS[sign], abs=0.001)
