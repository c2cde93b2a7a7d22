"""The shipped trial and the examples as results and documents, made once; and what the page shows of their tables."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from psmatrial.analysis.plan_file import read_plan
from psmatrial.analysis.results import Results
from psmatrial.analysis.run import compare
from psmatrial.reports.document import Document
from psmatrial.reports.formats import html
from psmatrial.reports.report import Drawings
from psmatrial.reports.report import document as document_of
from tests.reports.page import Element, Page

DATA = Path(__file__).resolve().parents[2] / "data"
NAMES = ("calais2019", "three-tests", "lesions", "truth", "outcomes", "management")


@cache
def results(name: str) -> Results:
    """Return the results of an example by its own plan."""
    folder = DATA / name
    return compare(next(folder.glob("*.csv")), read_plan(folder / "plan.toml"))


@cache
def document(name: str) -> Document:
    """Return the report of an example."""
    return document_of(results(name), Drawings(results(name)))


@cache
def page_tables(name: str) -> list[list[list[str]]]:
    """Return the cells of every numbered table of the page, by table and row."""
    page = Page(html.render(document(name), results(name)))
    numbered = [
        table for table in page.all("table") if re.match(r"(?:illustration\S* .*)?Table \d+\.", _caption(table))
    ]
    return [[[cell.text for cell in row.children] for row in table.all("tbody")[0].all("tr")] for table in numbered]


def _caption(table: Element) -> str:
    """Return the caption of a table, empty where it has none."""
    return next((caption.text for caption in table.all("caption")), "")
