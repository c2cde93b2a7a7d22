"""The PDF: the same words as the page, tagged, with the numbers attached, and text from data stays text."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import pairwise

import pytest
from pypdf import PdfReader

from psmatrial.displays.display import Cell, Column, Table
from psmatrial.errors import OutputError
from psmatrial.reports.document import Flow, FlowBox, FlowBranch, Section
from psmatrial.reports.formats import html, pdf
from psmatrial.reports.formats._outline import clean, outline
from psmatrial.reports.report import Drawings
from psmatrial.reports.report import document as trial_document
from tests.cohorts import trial
from tests.reports import hostile, sample
from tests.reports.page import Page

SHOWN = ("h1", "h2", "th", "td", "dt", "dd", "figcaption", "caption", "p", "li", "pre")


def squeezed(text):
    """Return a text without what depends on where a line ends."""
    return "".join(letter for letter in text if not letter.isspace() and letter != "\u200b")


def values(page):
    """Return the texts of a page that paper must show too.

    For the screen alone are what opens behind a number, and the table that stands for a picture in a narrow window.
    """
    sections = [section for section in page.all("section") if section.attributes.get("id") != "behind-the-numbers"]
    instead = {id(element) for block in page.by_class("instead") for element in block.all()}
    every = [element for section in sections for element in section.all(*SHOWN)]
    found = [element.text for element in every if id(element) not in instead]
    found += [element.text for element in page.one("header").all("h1", "p")]
    return found + [element.text for element in page.one("footer").all("p")]


def read(document):
    return PdfReader(io.BytesIO(pdf.render(document, sample.results())))


def text(reader, document=None):
    """Return the text of all pages; of a document given without what heads and feet say on each of its pages."""
    pages = [squeezed(page.extract_text()) for page in reader.pages]
    if document is not None:
        plain = outline(document, "file_svg")
        head = squeezed(f"{plain['running_title']}{plain['study_id']}{plain['banner_lead'].rstrip('.:')}")
        foot = squeezed(plain["footer"])
        feet = [f"{foot}Page{number}of{len(pages)}" for number in range(1, len(pages) + 1)]
        assert all(page.startswith(head) for page in pages[1:])
        assert all(page.endswith(end) for page, end in zip(pages, feet, strict=True))
        pages = [page.removeprefix(head).removesuffix(end) for page, end in zip(pages, feet, strict=True)] + [foot]
    return "".join(pages)


@pytest.fixture(scope="module")
def shown():
    return read(sample.document())


@pytest.fixture(scope="module")
def attack():
    return read(hostile.document())


def test_every_value_of_the_page_is_on_paper_too(shown):
    page = Page(html.render(sample.document(), sample.results()))
    printed = text(shown)
    assert len(values(page)) > 200
    assert [value for value in values(page) if squeezed(value) not in printed] == []


def test_every_value_of_the_trials_page_is_on_paper_too():
    report = trial_document(trial(), Drawings(trial()))
    page = Page(html.render(report, trial()))
    printed = text(PdfReader(io.BytesIO(pdf.render(report, trial()))), report)
    assert len(values(page)) > 700
    assert [value for value in values(page) if squeezed(value) not in printed] == []


def test_every_number_stands_as_often_on_paper_as_on_the_page(shown):
    page = Page(html.render(sample.document(), sample.results()))
    screen = squeezed(page.one("main").text)
    for value in ("28/50(56%)", "12.00(1.78to512.97)", "\u22124(\u221216to+7)", "\u221e(1.71to\u221e)", "0.0034"):
        assert text(shown).count(value) == screen.count(value) == 1


def test_hostile_text_is_printed_as_it_is_written(attack):
    printed = text(attack)
    for words in hostile.HOSTILE:
        if words.isascii():
            assert printed.count(squeezed(clean(words))) > 3
    assert "root:" not in printed


def test_text_of_other_scripts_is_no_reason_to_fail(attack):
    assert "\u2212\u221e\u2264" in text(attack)


def test_every_row_of_a_long_table_is_printed_under_its_headings(attack):
    with_rows = [page for page in (squeezed(page.extract_text()) for page in attack.pages) if "asplanned" in page]
    assert sum(page.count("asplanned") for page in with_rows) == 200
    assert len(with_rows) > 3
    assert all("ReaderReadingorderValueRemark" in page for page in with_rows)


def test_nothing_that_is_larger_than_a_page_is_cut_off():
    words = " ".join(f"word{place}." for place in range(3000))
    table = Table("large", "Large", (Column("A"), Column("B")), ((Cell("a"), Cell(words)),), (words,))
    document = replace(sample.document(), sections=(Section("large", "Large", (table,)),))
    printed = text(read(document))
    assert all(printed.count(f"word{place}.") == 2 for place in range(0, 3000, 7))


def test_the_same_document_gives_the_same_bytes():
    first, second = (pdf.render(sample.document(), sample.results()) for _ in range(2))
    assert first == second


def test_it_claims_what_an_archive_and_a_screen_reader_ask_for(shown):
    catalogue = shown.trailer["/Root"]
    about = catalogue["/Metadata"].get_object().get_data().decode()
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"].startswith("en")
    assert "/StructTreeRoot" in catalogue
    assert "<pdfuaid:part>1<" in about
    assert "<pdfaid:part>3<" in about
    assert "<pdfaid:conformance>A<" in about
    assert shown.metadata.title == sample.document().title


def test_nothing_in_it_tells_when_or_where_it_was_made(shown):
    assert shown.metadata.creation_date.isoformat() == "2000-01-01T00:00:00+00:00"
    assert "/Author" not in shown.metadata


def test_figures_have_their_words_and_tables_their_tags(shown):
    found = list(elements(shown.trailer["/Root"]["/StructTreeRoot"]))
    alternatives = [element["/Alt"] for element in found if element.get("/S") == "/Figure" and "/Alt" in element]
    assert alternatives == [sample.document().answer.picture.figure.alt] * 2
    assert len([element for element in found if element.get("/S") == "/Table"]) == 4
    assert len([element for element in found if element.get("/S") == "/TH"]) >= 20


def elements(element):
    """Go through a structure tree."""
    element = element.get_object()
    if isinstance(element, dict):
        yield element
        children = element.get("/K", [])
        for child in children.get_object() if isinstance(children.get_object(), list) else [children]:
            if hasattr(child.get_object(), "get") and child.get_object().get("/Type") not in {"/MCR", "/OBJR"}:
                yield from elements(child)


def test_bookmarks_are_the_sections(shown):
    titles = [entry.title for entry in shown.outline]
    assert titles == ["Answer", *(section.title for section in sample.document().sections)]


def test_every_page_says_which_of_how_many_it_is(shown):
    count = len(shown.pages)
    for number, page in enumerate(shown.pages, start=1):
        assert f"Page {number} of {count}" in page.extract_text()


def test_the_first_page_has_the_answer_and_the_picture_and_nothing_else(shown):
    first = squeezed(shown.pages[0].extract_text())
    assert "p=0.0026(exactMcNemartest)" in first
    assert "Figure1." in first
    assert "Everypatientofthefile" not in first


def test_every_later_page_says_that_the_data_are_rebuilt(shown):
    assert all("Rebuilt data" in page.extract_text() for page in shown.pages[1:])


def test_the_numbers_ride_along(shown):
    (content,) = shown.attachments["results.json"]
    assert content == sample.results().json().encode()


def test_a_picture_that_is_none_is_refused_in_words():
    document = sample.document()
    answer = replace(document.answer, picture=replace(document.answer.picture, file_svg="<svg"))
    with pytest.raises(OutputError, match=r"report\.pdf could not be made"):
        pdf.render(replace(document, answer=answer), sample.results())


def test_long_names_leave_the_first_column_its_width():
    name = "[18F]PSMA-1007_PET/CT_with_forced_diuresis"
    columns = (Column("Endpoint"), *(Column(f"{name} {n}", "number", group=f"{name} {n // 2}") for n in range(6)))
    first = "Pelvic and retroperitoneal nodes"
    long = Table("long", "Long names", columns, ((Cell(first), *(Cell("12/44 (27%)"),) * 6),))
    pages = read(replace(sample.document(), sections=(Section("t", "T", (long,)),))).pages
    lines = [line.strip() for page in pages for line in page.extract_text().splitlines()]
    assert any("retroperitoneal" in line for line in lines)


def test_one_letter_without_a_shape_does_not_turn_a_phrase_of_a_figure_into_boxes():
    drawn = sample.drawing("psa-bars")
    strange = replace(drawn, file_svg=drawn.file_svg.replace("All, n = 50", "All 検査, n = 50"))
    assert strange != drawn
    reader = read(replace(sample.document(), sections=(Section("figures", "Figures", (strange,)),)))
    fonts = {str(font["/BaseFont"]) for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    assert any("DejaVuSans" in font for font in fonts)
    assert not any("LastResort" in font for font in fonts)


def crossing(page, x):
    """Return from where to where each line or box of a page reaches that stands across a way down."""
    found, corners = [], []

    def see(operator, operands, matrix, _):
        if operator in (b"m", b"l"):
            left, up = map(float, operands)
            corners.append((matrix[0] * left + matrix[4], matrix[3] * up + matrix[5]))
        elif operator in (b"S", b"f") and corners:
            across, up = zip(*corners, strict=True)
            if min(across) - 1 < x < max(across) + 1 and max(up) > min(up) + 1:
                found.append((min(up), max(up)))
            corners.clear()

    page.extract_text(visitor_operand_before=see)
    return sorted(found)


@pytest.mark.parametrize("reasons", [0, 1, 3, 9])
def test_the_way_through_the_flow_has_no_gap_however_many_reasons_stand_beside_it(reasons):
    left = tuple((n + 1, f"for reason {n}") for n in range(reasons))
    boxes = (FlowBox(53, "in the file", left), FlowBox(50, "with both tests", left), FlowBox(50, "analysed", left))
    ways = (FlowBranch(50, "planned", ((9, "both"), (41, "neither")), planned=True),) * 2
    flow = Section("patients", "Patients", (Flow(boxes, ways),))
    pages = read(replace(sample.document(), sections=(flow,))).pages
    (page,) = [page for page in pages if "in the file" in page.extract_text()]
    reached = crossing(page, (18 + 74 / 2) * 72 / 25.4)
    assert len(reached) >= 7
    assert all(low < high + 0.5 for (_, high), (low, _) in pairwise(reached))
