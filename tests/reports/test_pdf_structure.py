"""What a screen reader and an archive find in the PDF of the shipped trial: tags, words, fonts, attachments."""

from __future__ import annotations

import io
import json
from collections import Counter
from itertools import pairwise

import pytest
from pypdf import PdfReader

from psmatrial.reports.formats import pdf
from psmatrial.reports.formats._outline import outline
from psmatrial.reports.report import Drawings, document
from tests.cohorts import trial
from tests.reports.tags import attributes, elements, untagged


@pytest.fixture(scope="module")
def report():
    return document(trial(), Drawings(trial()))


@pytest.fixture(scope="module")
def shown(report):
    return PdfReader(io.BytesIO(pdf.render(report, trial())))


@pytest.fixture(scope="module")
def tree(shown):
    return elements(shown)


@pytest.fixture(scope="module")
def plain(report):
    return outline(report, "file_svg")


def blocks(plain, kind):
    return [block for section in plain["sections"] for block in section["blocks"] if block["kind"] == kind]


def test_title_and_language_are_set(shown):
    root = shown.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert shown.metadata.title == trial().study["title"]
    assert shown.metadata.subject.startswith("PSMA found disease in 28/50 (56%)")


def test_nothing_is_painted_outside_of_a_tag_or_an_artifact(shown):
    assert [untagged(page, shown) for page in shown.pages] == [[]] * len(shown.pages)


def test_headings_skip_no_level_and_are_the_sections(shown, tree, plain):
    levels = [int(element.kind[2:]) for element in tree if element.kind[:2] == "/H" and element.kind[2:].isdigit()]
    assert len(levels) == 1 + len(plain["sections"])
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert [entry.title for entry in shown.outline] == ["Answer", *(section["title"] for section in plain["sections"])]


def test_every_figure_has_words_and_is_drawn_with_lines(shown, tree, plain):
    figures = [element for element in tree if element.kind == "/Figure"]
    drawings = [plain["answer"]["picture"], *blocks(plain, "drawing")]
    assert [str(element.entry["/Alt"]) for element in figures] == [drawing["alt"] for drawing in drawings]
    assert all("/BBox" in attributes(element) for element in figures)
    assert [len(page.images) for page in shown.pages] == [0] * len(shown.pages)


def test_every_table_has_headings_of_its_columns_and_a_cell_for_every_value(tree, plain):
    tables = blocks(plain, "table")
    assert [element.kind for element in tree].count("/Table") == len(tables)
    heads = Counter(element.kind for element in tree if "/THead" in element.within)
    cells = [element for element in tree if element.kind == "/TD"]
    assert heads["/TH"] == sum(len(table["columns"]) + len(table["groups"]) for table in tables)
    assert len(cells) == sum(len(table["rows"]) * len(table["columns"]) for table in tables)
    scopes = [attributes(element).get("/Scope") for element in tree if element.kind == "/TH"]
    assert set(scopes) == {"/Column"}
    assert [element.kind for element in tree].count("/Caption") == len(tables) + len(blocks(plain, "drawing")) + 1


def test_what_is_a_list_or_a_paragraph_is_tagged_as_one(tree, plain):
    (references,) = blocks(plain, "references")
    kinds = Counter(element.kind for element in tree)
    assert kinds["/LI"] == len(references["items"])
    assert kinds["/TOCI"] == 1 + len(plain["sections"])
    assert not [element for element in tree if element.kind == "/Span" and element.within[-1] == "/Document"]


def test_every_font_is_in_the_file(shown):
    seen = 0
    for page in shown.pages:
        fonts = page["/Resources"].get("/Font", {})
        for font in (entry.get_object() for entry in fonts.values()):
            (descendant,) = font["/DescendantFonts"]
            described = descendant.get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(described)
            assert "/ToUnicode" in font
            seen += 1
    assert seen > len(shown.pages)


def test_the_numbers_attached_are_the_bytes_of_results_json(shown):
    ((name, (content,)),) = shown.attachments.items()
    assert name == "results.json"
    assert content == trial().json().encode()
    assert json.loads(content)["primary"]["table"] == {"both": 9, "index_only": 19, "comparator_only": 4, "neither": 18}
    (attached,) = shown.trailer["/Root"]["/AF"]
    assert attached.get_object()["/AFRelationship"] == "/Source"


def test_what_is_copied_from_it_is_what_was_written(shown):
    text = "".join(page.extract_text() for page in shown.pages)
    assert "\u200b" not in text
    assert "\ufffd" not in text
    assert trial().provenance["input_sha256"] in "".join(text.split())


def test_no_letter_is_smaller_than_eight_points(shown):
    sizes = Counter()

    def measured(text, transform, matrix, _font, size):
        if text.strip():
            across = matrix[2] * transform[1] + matrix[3] * transform[3]
            sizes[round(abs(across) * size, 1)] += len(text)

    for page in shown.pages:
        page.extract_text(visitor_text=measured)
    assert min(sizes) >= 8
    assert len(sizes) > 4
