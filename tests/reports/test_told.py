"""Numbers in sentences: each opens on the page, leads somewhere, and prints the same words in every format."""

from __future__ import annotations

import re

import pytest

from psmatrial.analysis.plan import Plan, Primary
from psmatrial.analysis.plan_file import read_plan
from psmatrial.analysis.run import compare
from psmatrial.analysis.suppress import suppressed
from psmatrial.reports.document import Paragraph
from psmatrial.reports.formats import html
from psmatrial.reports.formats._outline import clean, outline
from psmatrial.reports.report import Drawings, document
from tests.cohorts import pairs, reads
from tests.reports import examples
from tests.reports.page import Page

# An estimate, an interval or a p-value; counts of patients and of variants are no rows.
NUMBER = re.compile(r"\d+[ /](?:of )?\d+ \(|\d%|[+\u2212]\d|p [=<]|\d to \d")


def told_of(page):
    (section,) = [one for one in page.sections if one.name == "results"]
    return [block for block in section.blocks if isinstance(block, Paragraph)]


@pytest.mark.parametrize("name", examples.NAMES)
def test_every_number_of_the_results_in_words_is_a_row_and_opens(name):
    blocks = told_of(examples.document(name))
    ids = {row.id for row in examples.results(name)}
    shown = [(text, row) for block in blocks for text, row in block.runs if row]
    assert len(shown) > 8
    assert {row for _, row in shown} <= ids
    assert all(re.search(r"\d|none|not defined", text) for text, _ in shown)
    page = Page(html.render(examples.document(name), examples.results(name)))
    links = [link for paragraph in page.by_class("told") for link in paragraph.all("a")]
    assert [link.text for link in links] == [clean(text) for text, _ in shown]
    known = {element.attributes.get("id") for element in page.all()}
    assert {link.attributes["href"][1:] for link in links} <= known


@pytest.mark.parametrize("name", ["lesions", "outcomes", "three-tests"])
def test_what_does_not_open_holds_no_estimate(name):
    said = " ".join(text for block in told_of(examples.document(name)) for text, row in block.runs if not row)
    # Of the readers' choices and the tipping point the words are those of the panel, which has its own table.
    said = re.sub(r"With one choice changed.*?\. ", "", said)
    assert not NUMBER.findall(said)


def test_the_parts_of_a_paragraph_are_its_text():
    for name in examples.NAMES:
        plain = outline(examples.document(name), "file_svg")
        for section in plain["sections"]:
            for block in section["blocks"]:
                if block.get("told"):
                    told, whole = ("".join(run["text"] for run in block[kind]) for kind in ("told", "runs"))
                    assert told == whole


def test_what_may_be_said_of_a_withheld_result_opens_too():
    folder = examples.DATA / "calais2019"
    found = suppressed(compare(folder / "reads.csv", read_plan(folder / "plan.toml")), 5)
    runs = [run for block in told_of(document(found, Drawings(found))) for run in block.runs if run[1]]
    assert [text for text, _ in runs] == ["28/50 (56%)", "13/50 (26%)", "+30 points"]


def test_a_test_of_a_margin_opens_from_its_sentence(tmp_path):
    plan = Plan(primary=Primary(margin=-0.1))
    found = compare(reads(tmp_path / "reads.csv", pairs(9, 19, 4, 18)), plan)
    runs = [run for block in told_of(document(found, Drawings(found))) for run in block.runs]
    assert ("p < 0.0001", "patient.all.rate-difference-margin.score.greater") in runs
