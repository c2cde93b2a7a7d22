"""What the tests of Word and RTF share: documents of every example, and the tables that both must show."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from psmatrial.analysis.plan_file import read_plan
from psmatrial.analysis.results import ILLUSTRATION
from psmatrial.analysis.run import compare
from psmatrial.reports.document import Drawing
from psmatrial.reports.formats._numbering import numbered
from psmatrial.reports.report import Drawings, document
from tests.cohorts import trial
from tests.reports import hostile, sample

DATA = Path(__file__).resolve().parents[2] / "data"
EXAMPLES = ("lesions", "management", "outcomes", "three-tests", "truth")
NAMES = ("sample", "hostile", "calais2019", *EXAMPLES)


@cache
def report(name):
    """Return a document with its results, by name; the pictures of the examples are small ones, drawn in no time."""
    if name in {"sample", "hostile"}:
        return (sample if name == "sample" else hostile).document(), sample.results()
    if name == "calais2019":
        return document(trial(), Drawings(trial())), trial()
    reads = DATA / name / ("outcomes.csv" if name == "outcomes" else "reads.csv")
    results = compare(reads, read_plan(DATA / name / "plan.toml"))
    return _light(document(results, Drawings(results))), results


def _light(page):
    """Return a document whose figures draw nothing but a line."""
    draw = sample.drawing().figure.draw

    def light(block):
        return replace(block, figure=replace(block.figure, draw=draw)) if isinstance(block, Drawing) else block

    sections = tuple(replace(part, blocks=tuple(map(light, part.blocks))) for part in page.sections)
    return replace(page, sections=sections, answer=replace(page.answer, picture=light(page.answer.picture)))


def tables(name):
    """Return what every table of a document says, row by row: titles, headings, rows, footnotes with the source."""
    shown = numbered(*report(name))
    blocks = [block for section in shown["sections"] for block in section["blocks"] if block["kind"] == "table"]
    return [list(_rows(block)) for block in blocks]


def _rows(table):
    mark = ILLUSTRATION.capitalize() if table["illustration"] else ""
    yield ["\n".join(filter(None, (table["number"], table["title"], table["population"], mark)))]
    if table["groups"]:
        starts = {group["start"]: group["text"] for group in table["groups"]}
        columns = enumerate(table["columns"])
        yield [starts.get(place, column["heading"]) for place, column in columns if _first(place, column, starts)]
        yield [column["heading"] if column["grouped"] else "" for column in table["columns"]]
    else:
        yield [column["heading"] for column in table["columns"]]
    for row in table["rows"]:
        yield [cell["text"] for cell in row]
    notes = ["".join(run["text"] for run in footnote) for footnote in table["footnotes"]]
    yield ["\n".join([*notes, table["source"]])]


def _first(place, column, starts):
    """Return whether a column has a cell of its own in the upper row of headings."""
    return place in starts or not column["grouped"]


def words(name):
    """Return every text of a document that a reader must see, in no order."""
    shown = numbered(*report(name))
    answer = shown["answer"]
    found = [shown[key] for key in ("title", "subtitle", "banner", "study_id")] + [answer["sentence"]]
    found += [key[part] for key in answer["numbers"] for part in ("label", "value", "detail")]
    found += [_text(runs) for runs in (*answer["notes"], shown["citation"])]
    for section in shown["sections"]:
        found += [f"{section['number']} {section['title']}"]
        for block in section["blocks"]:
            found += _block(block)
    return [text for text in found if text]


def _text(runs):
    return "".join(run["text"] for run in runs)


def _block(block):
    """Return the texts of a block that is no table."""
    return TEXTS[block["kind"]](block)


def _flow(block):
    """Return the texts of a flow."""
    left = [f"{count} {why}" for box in block["boxes"] for count, why in box["left"]]
    ways = [f"{branch['count']} {branch['label']}" for branch in block["branches"]]
    cells = [f"{count} {what}" for branch in block["branches"] for count, what in branch["cells"]]
    return [*(text for box in block["boxes"] for text in (box["count"], box["label"])), *left, *ways, *cells]


TEXTS = {
    "paragraph": lambda block: [_text(block["runs"])],
    "facts": lambda block: [text for term, value in block["items"] for text in (term, _text(value))],
    "listing": lambda block: [block["title"], *block["text"].split("\n")],
    "references": lambda block: [f"{place}.\t{_text(item)}" for place, item in enumerate(block["items"], 1)],
    "flow": _flow,
    "drawing": lambda block: [block["number"], block["title"], _text(block["caption"]), block["source"]],
    "table": lambda _: [],
}
