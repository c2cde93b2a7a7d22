"""Tables and figures have the numbers of a study report, and columns the widths that their words need."""

from __future__ import annotations

from dataclasses import replace

import pytest

from psmatrial.analysis.results import Row
from psmatrial.reports.formats._columns import SPARE, columns, width
from psmatrial.reports.formats._numbering import numbered, population
from psmatrial.reports.formats._paper import ROOM
from tests.reports import papers, sample


def blocks(shown, kind):
    return [block for section in shown["sections"] for block in section["blocks"] if block["kind"] == kind]


def test_the_answer_is_the_first_section_and_displays_are_counted_in_each():
    shown = numbered(sample.document(), sample.results())
    assert shown["answer"]["number"] == "14.1"
    assert shown["answer"]["picture"]["number"] == "Figure 14.1.1"
    assert [section["number"] for section in shown["sections"]] == [f"14.{place}" for place in range(2, 9)]
    assert [table["number"] for table in blocks(shown, "table")] == [
        "Table 14.3.1",
        "Table 14.3.2",
        "Table 14.4.1",
        "Table 14.5.1",
    ]
    assert [drawing["number"] for drawing in blocks(shown, "drawing")] == ["Figure 14.4.1"]


def test_the_source_names_program_input_and_the_number_on_the_page():
    (first, *_) = blocks(numbered(*papers.report("calais2019")), "table")
    assert first["source"].startswith("Source: psmatrial ")
    assert ", input reads.csv, SHA-256 " in first["source"]
    assert first["source"].endswith(". Table 1 in report.html and report.pdf.")


def test_a_figure_that_was_shown_before_is_named_by_its_number_here():
    page = sample.document()
    section = replace(page.sections[0], blocks=(page.answer.picture,))
    (again,) = numbered(replace(page, sections=(section,)), sample.results())["sections"][0]["blocks"]
    assert again["runs"] == [{"text": "See Figure 14.1.1.", "href": ""}]


@pytest.mark.parametrize(
    ("sizes", "unit", "said"),
    [
        ((), "patient", ""),
        ((None,), "patient", ""),
        ((1,), "patient", "Analysis population: 1 patient"),
        ((50, 50), "patient", "Analysis population: 50 patients"),
        ((26, 18, 6), "patient", "Analysis population: 6 to 26 patients a row"),
        ((150,), "region", "Analysis population: 150 regions"),
        ((95, 27), "lesion", "Analysis population: 27 to 95 lesions a row"),
    ],
)
def test_the_population_is_what_the_rows_of_a_table_rest_on(sizes, unit, said):
    assert population([Row(str(place), unit=unit, n=size) for place, size in enumerate(sizes)]) == said


@pytest.mark.parametrize("name", papers.NAMES)
def test_columns_fit_on_the_page_and_no_number_is_broken(name):
    for table in blocks(numbered(*papers.report(name)), "table"):
        widths, size = columns(table)
        assert sum(widths) <= ROOM + 0.001
        assert size >= 8
        for place, column in enumerate(table["columns"]):
            texts = [(row[place]["text"], row[place]["strong"]) for row in table["rows"]]
            for text, strong in texts if column["kind"] == "number" and name != "hostile" else []:
                assert width(text, size, bold=strong) + SPARE <= widths[place] + 0.001, text


def test_more_columns_than_the_page_has_room_for_give_way_alike():
    heads = [{"heading": "W" * 30, "kind": "number", "grouped": False}] * 40
    widths, size = columns({"columns": heads, "groups": [], "rows": []})
    assert size == 8
    assert sum(widths) == pytest.approx(ROOM)
    assert max(widths) == min(widths)
