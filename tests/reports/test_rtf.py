"""RTF: the tables of the page as a study report has them, and no word of a study is a control word."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest

from psmatrial.reports.formats import rtf
from psmatrial.reports.formats._outline import clean
from psmatrial.reports.formats._rtf_text import escaped
from tests.reports import hostile, papers, sample
from tests.reports.rtf_reader import Paragraph, Row, Rtf
from tests.reports.sample_tables import many

TWIPS = 20
LINK = re.compile(r'HYPERLINK ("https://doi\.org/10\.[A-Za-z0-9._;()/:-]+"|\\l "[stf]14_\d+(_\d+)*")')


@cache
def content(name):
    return rtf.render(*papers.report(name))


@cache
def shown(name):
    return Rtf(content(name))


def tables(found):
    """Return the tables of an RTF file that have the number of one."""
    return [rows for rows in found.tables if re.match(r"Table 14\.", rows[0].texts[0])]


@pytest.mark.parametrize("name", papers.NAMES)
def test_every_table_says_cell_by_cell_what_the_outline_says(name):
    found = [[row.texts for row in rows] for rows in tables(shown(name))]
    assert found == papers.tables(name)


@pytest.mark.parametrize("name", papers.NAMES)
def test_every_text_of_the_report_is_in_it(name):
    text = shown(name).text
    assert [words for words in papers.words(name) if words not in text] == []


def test_hostile_text_is_shown_as_it_is_written_and_is_no_control_word():
    attack, plain = shown("hostile"), shown("sample")
    for words in hostile.HOSTILE:
        assert attack.text.count(clean(words)) > 3
    assert attack.words - plain.words == set()


@pytest.mark.parametrize(
    "words",
    [
        r"{\field{\*\fldinst{INCLUDETEXT \"/etc/passwd\"}}}",
        r"\par\page\sect\row\cell}",
        r"{\object\objdata 0105}",
        r"\'41 \u65? \\ \~ \-",
        "}}}{{{",
        "\u2212\u221e\u2264 \u6f22\u5b57 \U0001f600 \u00e9",
    ],
)
def test_what_rtf_would_read_as_its_own_is_text(words):
    found = Rtf(f"{{\\rtf1\\pard {escaped(words)}\\par}}".encode("ascii"))
    assert [item.text for item in found.body] == [words]
    assert found.words == {"rtf", "pard", "par"}


@pytest.mark.parametrize("name", papers.NAMES)
def test_its_fields_are_page_numbers_and_links_to_doi_org_or_to_itself(name):
    fields = shown(name).fields
    assert {"PAGE", "NUMPAGES"} <= set(fields)
    assert [code for code in fields if code not in {"PAGE", "NUMPAGES"} and not LINK.fullmatch(code)] == []


def test_links_lead_to_marks_that_are_there():
    text = content("calais2019").decode()
    marks = re.findall(r"\\bkmkstart (\w+)", text)
    assert set(re.findall(r'\\\\l "(\w+)"', text)) <= set(marks)
    assert len(marks) == len(set(marks)) > 30


def test_headings_come_again_on_every_page_and_rows_stay_whole():
    for rows in tables(shown("hostile")):
        heads = [("trhdr" in row.words) for row in rows]
        count = heads.index(False)
        assert count in {2, 3}
        assert not any(heads[count:])
        assert all("trkeep" in row.words for row in rows)


@pytest.mark.parametrize("name", papers.NAMES)
def test_no_table_is_wider_than_the_page_and_no_letter_smaller_than_8_points(name):
    text = content(name).decode()
    width, left, right = (int(re.search(rf"\\{word}(\d+)", text)[1]) for word in ("paperw", "margl", "margr"))
    rows = [row for item in shown(name).tables for row in item]
    assert all(row.edges == sorted(row.edges) for row in rows)
    assert max(row.edges[-1] for row in rows) <= width - left - right
    assert min(int(size) for size in re.findall(r"\\fs(\d+)", text)) >= 16


def test_the_page_is_landscape_and_fits_on_a4_and_letter():
    text = content("sample").decode()
    width, height = (int(re.search(rf"\\{word}(\d+)", text)[1]) for word in ("paperw", "paperh"))
    assert (width, height) == (842 * TWIPS, 595 * TWIPS)
    assert "\\landscape" in text
    used = width - sum(int(re.search(rf"\\{word}(\d+)", text)[1]) for word in ("margl", "margr"))
    assert used == 700 * TWIPS < 792 * TWIPS


def test_every_page_has_the_title_the_banner_the_source_and_its_number():
    found = shown("calais2019")
    (head,), (foot,) = found.header, found.footer
    assert head.text.startswith("calais2019 \u00b7 PSMA against fluciclovine PET")
    assert head.text.endswith("\tRebuilt data")
    assert re.fullmatch(r"psmatrial \S+, input reads\.csv, SHA-256 [0-9a-f]{12}\tPage 1 of 1", foot.text)


def test_a_watermark_stands_on_every_page():
    page = replace(sample.document(), watermark="{Blind} rehearsal")
    found = Rtf(rtf.render(page, sample.results()))
    assert [line.text for line in found.header][1:] == ["{Blind} rehearsal"]
    assert found.styles[found.header[1].style] == "Watermark"


def test_sections_are_headings_of_an_outline():
    found = shown("calais2019")
    headings = [item for item in found.body if isinstance(item, Paragraph) and found.styles[item.style] == "Heading 1"]
    assert headings[0].text == "14.1 Answer"
    assert len(headings) == 1 + len(papers.report("calais2019")[0].sections)
    assert all(("outlinelevel", 0) in item.words for item in headings)


def test_pictures_are_png_with_words_for_those_who_cannot_see_them():
    found = shown("hostile")
    assert len(found.pictures) == 2
    assert all(picture.startswith(b"\x89PNG\r\n") for picture in found.pictures)
    assert clean(hostile.HOSTILE[1]) in found.alts
    assert clean(hostile.HOSTILE[2]) in found.alts


def test_numbers_of_a_column_stand_on_their_point():
    rows = next(rows for rows in tables(shown("sample")) if "Difference by PSA stratum" in rows[0].texts[0])
    lacking = {row.texts[3]: dict(row.cells[3][0].words).get("ri", 0) for row in rows[2:-1]}
    # Digits of Arial are 0.556 em wide, its point half as much; 9 points have 20 twips each.
    digit = 0.556 * 9 * TWIPS
    assert lacking == {
        "0.23": pytest.approx(2 * digit, abs=1),
        "0.039": pytest.approx(digit, abs=1),
        "0.25": 100 * 2,
        "<0.0001": 0,
    }


def test_the_same_report_gives_the_same_bytes_in_plain_ascii():
    assert rtf.render(*papers.report("hostile")) == content("hostile")
    assert content("hostile").isascii()


def test_a_table_without_columns_still_has_its_title_and_source():
    page = sample.document()
    table = replace(many(1), columns=(), rows=())
    page = replace(page, sections=(replace(page.sections[0], blocks=(table,)),))
    found = Rtf(rtf.render(page, sample.results()))
    assert "Table 14.2.1" in [item.text for item in found.body if not isinstance(item, Row)]
