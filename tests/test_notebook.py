"""What a notebook shows: the first page of the report, complete in itself."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

import psmatrial
from psmatrial.analysis.example import example
from psmatrial.analysis.run import compare as analysed
from psmatrial.displays import numbers
from psmatrial.notebook import compare, shown
from psmatrial.reports.front import sentence

VOID = {"meta", "br", "hr", "img", "input", "link"}


class Reader(HTMLParser):
    """Notes tags, attributes and text, and that every element is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.texts.append(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


@pytest.fixture(scope="module")
def results():
    return compare(*example())


@pytest.fixture(scope="module")
def html(results):
    return results._repr_html_()


def test_the_package_offers_the_comparison_that_shows_itself(results):
    assert psmatrial.compare is compare
    assert isinstance(results, psmatrial.Results)


def test_it_shows_the_same_numbers_as_the_analysis(results):
    assert results.json() == analysed(*example()).json()


def test_the_page_holds_the_answer_and_the_key_numbers(results, html):
    text = " ".join(" ".join(read(html).texts).split())
    difference = results.row("patient.all.rate-difference.tango")
    assert sentence(results) in text
    assert numbers.points_interval(difference.low, difference.high) in text
    assert text.startswith("Rebuilt data.")


def test_the_page_holds_the_picture_and_no_section(html):
    tags = read(html).tags
    assert tags.count("svg") == 1
    assert not {"section", "table", "h2"} & set(tags)


def test_the_page_is_one_element_without_script_or_anything_from_elsewhere(html):
    reader = read(html)
    assert reader.tags[0] == "div"
    assert not {"script", "link", "img", "iframe", "object", "html", "body"} & set(reader.tags)
    assert [name for name, _ in reader.attributes if name.startswith("on") or name == "src"] == []
    assert [value for name, value in reader.attributes if name == "href" and not str(value).startswith("#")] == []
    assert not re.search(r"@import|url\((?!#)", html)


def test_its_style_reaches_nothing_outside_it(html):
    rules = re.findall(r"([^{}]+)\{", re.search(r"<style>(.*?)</style>", html, re.DOTALL)[1])
    selectors = [one.strip() for rule in rules for one in rule.split(",")]
    assert selectors
    assert [one for one in selectors if not one.startswith(".psmatrial-first-page")] == []


def test_two_studies_in_one_notebook_share_no_identifier(results, html):
    other = shown(replace(results, study={**results.study, "title": "Another study"}))._repr_html_()
    ids = [{value for name, value in read(page).attributes if name == "id"} for page in (html, other)]
    assert ids[0]
    assert not ids[0] & ids[1]


def test_every_reference_inside_the_page_has_its_target(html):
    reader = read(html)
    ids = [value for name, value in reader.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    named = {str(value)[1:] for name, value in reader.attributes if name == "href"}
    named |= {word for name, value in reader.attributes if name == "aria-labelledby" for word in str(value).split()}
    assert named
    assert named <= set(ids)


def test_what_a_study_is_called_is_text_and_never_markup(results):
    hostile = shown(replace(results, study={**results.study, "title": "<script>alert(1)</script>"}))._repr_html_()
    assert "<script" not in hostile
    assert "&lt;script&gt;" in hostile


def test_the_same_results_give_the_same_page(results, html):
    assert shown(results)._repr_html_() == html


def test_without_patients_the_page_says_that_nothing_can_be_compared():
    import pandas as pd

    frame = pd.DataFrame(
        {"patient_id": ["P1", "P1"], "modality": ["PSMA", "FACBC"], "result": ["positive", "non-evaluable"]}
    )
    page = compare(frame)._repr_html_()
    assert "nothing can be compared" in page
