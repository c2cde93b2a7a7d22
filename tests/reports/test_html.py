"""The page: well formed, closed to the world, readable by everyone, and text from data stays text."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from itertools import pairwise

import pytest

from psmatrial.analysis.results import ILLUSTRATION, Results
from psmatrial.reports.document import Section
from psmatrial.reports.formats import html
from psmatrial.reports.formats._outline import clean
from psmatrial.reports.report import rendered
from tests.cohorts import trial
from tests.reports import hostile, sample
from tests.reports.page import Page

FETCHING = {
    "src",
    "srcset",
    "href",
    "xlink:href",
    "action",
    "formaction",
    "data",
    "poster",
    "background",
    "ping",
    "manifest",
}
ALLOWED = {"html", "head", "meta", "title", "style", "script", "body", "header", "nav", "main", "section", "footer"}
ALLOWED |= {
    "a",
    "b",
    "strong",
    "span",
    "p",
    "div",
    "h1",
    "h2",
    "ol",
    "ul",
    "li",
    "dl",
    "dt",
    "dd",
    "pre",
    "details",
    "summary",
}
ALLOWED |= {"h3", "code"}
ALLOWED |= {"table", "caption", "thead", "tbody", "tr", "th", "td", "figure", "figcaption"}
ALLOWED |= {"svg", "desc", "g", "path", "rect", "text"}


@pytest.fixture(scope="module", params=[sample, hostile], ids=["sample", "hostile"])
def page(request):
    document = request.param.document()
    return Page(html.render(document, sample.results()))


@pytest.fixture(scope="module")
def attack():
    return Page(html.render(hostile.document(), sample.results()))


@pytest.fixture(scope="module")
def shown():
    return Page(html.render(sample.document(), sample.results()))


def source(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def numbered(page):
    """Return the tables of the report itself, without the small ones behind its numbers."""
    return [table for block in page.by_class("display") for table in block.all("table")]


def test_the_policy_allows_the_one_style_and_the_one_script_and_nothing_else(page):
    policy = next(e for e in page.all("meta") if e.attributes.get("http-equiv") == "Content-Security-Policy")
    style, script = ("".join(page.one(name).texts) for name in ("style", "script"))
    assert policy.attributes["content"] == (
        f"default-src 'none'; style-src {source(style)}; script-src {source(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_the_policy_stands_before_anything_it_governs(page):
    names = [element.attributes.get("http-equiv", element.name) for element in page.one("head").children]
    assert names.index("Content-Security-Policy") < min(names.index("style"), names.index("title"))


def test_nothing_on_the_page_is_fetched(page):
    for element in page.all():
        for name in FETCHING & set(element.attributes):
            value = element.attributes[name]
            assert element.name == "a", f"<{element.name} {name}={value!r}>"
            assert value.startswith(("#", "https://doi.org/10."))
    assert not re.search(r"url\(|@import|expression\(", "".join(page.one("style").texts))


def test_only_known_elements_without_handlers_or_styles_of_their_own(page):
    assert {element.name for element in page.all()} <= ALLOWED
    for element in page.all():
        assert not {name for name in element.attributes if name.startswith("on") or name == "style"}


@pytest.mark.parametrize("text", hostile.HOSTILE)
def test_hostile_text_is_shown_as_it_is_written(text, attack):
    for name in ("main", "p", "dd", "li"):
        assert any(clean(text) in element.text for element in attack.all(name))


def test_a_line_of_a_listing_keeps_its_line(shown):
    assert (
        "".join(shown.one("pre").texts).lstrip("\n").startswith('title = "PSMA against fluciclovine"\nindex = "PSMA"\n')
    )


def test_identifiers_are_unique_and_every_link_inside_the_page_arrives(page):
    ids = [element.attributes["id"] for element in page.all() if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    assert not [name for name in ids if re.search(r"\s", name)]
    wanted = [
        e.attributes[name]
        for e in page.all()
        for name in ("aria-labelledby", "aria-describedby")
        if name in e.attributes
    ]
    wanted += [e.attributes["href"][1:] for e in page.all("a") if e.attributes["href"].startswith("#")]
    assert {name for value in wanted for name in value.split()} <= set(ids)


def test_every_table_has_a_caption_and_headings_that_say_what_they_head(page):
    assert numbered(page)
    for table in page.all("table"):
        assert table.children[0].name == "caption"
        if table in numbered(page):
            assert re.match(r"Table \d+\. ", table.children[0].text.removeprefix(ILLUSTRATION).strip())
        for heading in table.all("th"):
            assert heading.attributes["scope"] in {"col", "colgroup", "row"}
        for row in table.all("tbody")[0].all("tr"):
            assert row.children[0].attributes["scope"] == "row"


def test_every_row_of_a_table_fills_its_columns(page):
    for table in numbered(page):
        head = table.all("thead")[0].all("tr")[0]
        columns = sum(int(heading.attributes.get("colspan") or 1) for heading in head.children)
        assert {len(row.children) for row in table.all("tbody")[0].all("tr")} == {columns}


def test_every_picture_is_an_image_with_a_name_and_words(page):
    assert page.all("svg")
    for picture in page.all("svg"):
        title, words = picture.children[:2]
        assert (picture.attributes["role"], title.name, words.name) == ("img", "title", "desc")
        assert title.text
        assert words.text
        assert picture.attributes["aria-labelledby"].split() == [title.attributes["id"], words.attributes["id"]]


def test_headings_go_down_one_step_at_a_time(page):
    levels = [int(heading.name[1]) for heading in page.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_landmarks_and_a_way_past_them(page):
    for name in ("main", "nav", "header", "footer", "h1"):
        page.one(name)
    first = page.one("body").children[0]
    assert (first.name, first.attributes["href"]) == ("a", "#main")
    assert page.one("html").attributes["lang"] == "en"


def test_a_picture_is_as_large_as_its_letters_need(shown):
    (picture, *_) = shown.all("svg")
    assert (picture.attributes["width"], picture.attributes["height"]) == ("789", "317")


def test_the_first_page_has_the_answer_and_its_numbers(shown):
    (answer,) = shown.by_class("answer")
    assert "28 of 50 patients (56%), fluciclovine in 13 of 50 (26%)" in answer.text
    assert [value.text for value in shown.by_class("value")] == ["+30 points", "4.75", "p = 0.0026"]


def test_every_value_that_is_a_row_opens_and_the_first_can_be_linked_to(shown):
    row = "patient.all.rate-difference.tango"
    links = [link for link in shown.all("a") if link.attributes["href"] == f"#n-{row}"]
    assert [link.text for link in links] == ["+30 points", "+30 points", "+30 (12 to 46)"]
    assert links[0].parent.attributes["class"] == "answer"
    (place,) = [element for element in shown.all() if element.attributes.get("id") == f"row-{row}"]
    assert place.text == "Difference in detection rate+30 points95% CI 12 to 46 (Tango)"


def test_what_opens_has_the_table_the_formula_with_its_numbers_and_the_reference(shown):
    behind = shown.by_class("behind")[0]
    assert behind.all("h3")[0].text == "Patient, any region"
    rows = [[cell.text for cell in row.children] for row in behind.all("table")[0].all("tr")]
    assert rows[1:] == [["PSMA +", "9", "19", "28"], ["PSMA −", "4", "18", "22"], ["total", "13", "37", "50"]]
    facts = {one.all("dt")[0].text: one.all("dd")[0].text for one in behind.all("dl")[0].children}
    assert facts["With the numbers"].startswith("the x with |19 − 4 − 50x| = 1.959964")
    assert facts["Reference"] == "Tango, Stat Med 1998;17:891."


def test_a_value_that_no_result_holds_does_not_open(shown):
    (cell, *_) = [one for one in shown.all("td") if one.text == "28/50 (56%)"]
    assert cell.attributes["data-row"] == "patient.all.index-rate.clopper-pearson"
    assert not cell.all("a")


def test_results_without_rows_leave_a_page_without_what_opens():
    page = Page(html.render(sample.document(), Results({}, {}, {}, {}, {}, ())))
    assert not page.by_class("behind")
    assert not [link for link in page.all("a") if link.attributes["href"] == "#behind-the-numbers"]


def test_cells_carry_the_exact_value_that_they_are_sorted_by(shown):
    values = {e.text: e.attributes["data-value"] for e in shown.all("td") if "data-value" in e.attributes}
    assert values["+30 (12 to 46)"] == "0.3"


def test_the_report_of_the_trial_is_below_500_kilobytes_and_every_number_in_its_tables_opens():
    page = rendered(trial(), "html")
    assert len(page) < 500_000
    cells = [cell for table in numbered(Page(page)) for cell in table.all("td") if "number" in cell.attributes["class"]]
    assert len(cells) > 200
    assert [cell.text for cell in cells if re.search(r"\d", cell.text) and not cell.all("a")] == []


def test_numbers_stand_on_their_decimal_point(shown):
    cells = [cell for cell in shown.all("td") if cell.text in {"0.23", "0.039", "<0.0001", "\u2013"}]
    paddings = {cell.text: [child.attributes["class"] for child in cell.children] for cell in cells}
    assert paddings == {"0.23": ["pad-4"], "0.039": ["pad-2"], "<0.0001": [], "\u2013": []}


def test_what_is_not_determined_says_so_in_sight(shown):
    assert [tag.text for tag in shown.by_class("illustration")] == [ILLUSTRATION]


def test_a_banner_stands_first_and_only_where_there_is_one(shown):
    (banner,) = shown.by_class("banner")
    assert banner.text == sample.document().banner
    plain = Page(html.render(replace(sample.document(), banner=""), sample.results()))
    assert not plain.by_class("banner")


def test_a_folded_section_is_closed_and_has_its_heading_in_sight(shown):
    folds = [box for box in shown.one("main").all("details") if box.parent.name == "section"]
    assert not [fold for fold in folds if "open" in fold.attributes or fold.children[0].name != "summary"]
    assert [fold.children[0].all("h2")[0].text for fold in folds] == ["Analysis plan", "Behind the numbers"]


def test_a_doi_is_a_link_and_no_other_address_is(shown):
    links = [link for link in shown.all("a") if not link.attributes["href"].startswith("#")]
    assert {link.attributes["href"] for link in links} == {"https://doi.org/10.1016/S1470-2045(19)30415-2"}


def test_a_figure_that_was_shown_is_named_and_not_shown_again():
    document = sample.document()
    again = Section("again", "Again", (document.answer.picture,))
    page = Page(html.render(replace(document, sections=(again,)), sample.results()))
    assert len(page.all("svg")) == 1
    assert any(paragraph.text == "See Figure 1." for paragraph in page.all("p"))


def test_the_same_document_gives_the_same_bytes():
    first, second = (html.render(sample.document(), sample.results()) for _ in range(2))
    assert first == second
    assert b"\r" not in first
