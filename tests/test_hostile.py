"""Names that try to be more than names go through the whole comparison and stay text in every format."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
import xml.etree.ElementTree as ET

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pypdf import PdfReader

from psmatrial.analysis.plan_text import toml
from psmatrial.cli import exit_code
from psmatrial.menu import Menu
from tests.reports.page import Page
from tests.reports.rtf_reader import Rtf

INDEX = '=HYPERLINK("http:x","PSMA") <script>alert(1)</script>'
COMPARATOR = 'fluciclovine {{7*7}}{% raw %} #read("/etc/passwd") $\\frac{1}{2}$ %s {0}'
READERS = ("\uff1d1+1", "@SUM(A1) `id`", "-2+3|cmd ' <!--")
REGIONS = ("../../../etc/passwd", '"><svg onload=alert(1)>', "\\input{/etc/passwd} *b* _i_ <x> @y")
TITLE = "=1+1 <img src=x onerror=alert(1)> {{7*7}} #sys.inputs </title></style></script>--><!-- ]]>"
CITATION = "javascript:alert(1) doi:10.1/x\"onclick=alert(1) https://x.example/'><b>"
NAMES = (INDEX, COMPARATOR, *READERS, *REGIONS)
WORDS, LINES = qn("w:t"), qn("w:p")
SVG_TAGS = {"svg", "desc", "title", "g", "path", "rect", "text", "tspan", "line", "circle", "polyline", "polygon"}
SVG_TAGS |= {"defs", "clipPath", "use", "metadata", "style"}


def rows():
    yield ("patient_id", "reader", "modality", "region", "result", "psa")
    for patient in range(8):
        for place, modality in enumerate((INDEX, COMPARATOR)):
            for vote, reader in enumerate(READERS):
                for at, region in enumerate(REGIONS):
                    found = (patient + 2 * place + vote // 2 + at) % 4 == 0
                    yield (
                        f"=cmd|{patient}",
                        reader,
                        modality,
                        region,
                        "positive" if found else "negative",
                        f"{patient + 1}",
                    )


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """Compare once into every format there is, and return the folder of the report."""
    folder = tmp_path_factory.mktemp("hostile")
    with (folder / "reads.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows())
    (folder / "plan.toml").write_text(f"title = {toml(TITLE)}\ncitation = {toml(CITATION)}\n", encoding="utf-8")
    formats = ",".join(Menu("reports/formats", "output format").names())
    arguments = ["compare", folder / "reads.csv", "--plan", folder / "plan.toml", "-o", folder / "out", "--quiet"]
    assert exit_code([*map(str, arguments), "--format", formats]) == 0
    assert sorted(path.name for path in folder.iterdir()) == ["out", "plan.toml", "reads.csv"]
    return folder / "out"


def test_no_name_becomes_the_name_of_a_file(report):
    names = [path.relative_to(report).as_posix() for path in report.rglob("*")]
    assert [name for name in names if not re.fullmatch(r"(?:figures/)?[a-z0-9._-]+", name)] == []


def test_the_page_holds_the_names_as_text_and_no_element_of_theirs(report):
    page = Page((report / "report.html").read_bytes())
    assert len(page.all("script")) == len(page.all("style")) == 1
    assert page.all("img", "iframe", "object", "embed", "form", "base", "link") == []
    attributes = [(element.name, name) for element in page.all() for name in element.attributes]
    assert [pair for pair in attributes if pair[1].startswith("on")] == []
    links = [element.attributes.get("href") or "" for element in page.all("a")]
    assert [link for link in links if not link.startswith(("#", "https://doi.org/", "https://x.example"))] == []
    assert page.all("title")[0].text.startswith(TITLE[:20])
    for name in NAMES:
        assert name in page.root.text, name
    assert "49{" not in page.root.text


def test_every_picture_is_well_formed_and_only_shapes_and_text(report):
    pictures = sorted((report / "figures").glob("*.svg"))
    assert pictures
    for path in pictures:
        root = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - made a moment ago
        for element in root.iter():
            assert element.tag.rpartition("}")[2] in SVG_TAGS, (path.name, element.tag)
            for name, value in element.attrib.items():
                assert not name.rpartition("}")[2].startswith("on"), path.name
                assert not name.endswith("href") or value.startswith("#"), path.name


def test_a_picture_shows_mathematics_and_commands_as_they_were_typed(report):
    texts = [
        "".join(ET.fromstring(path.read_text(encoding="utf-8")).itertext())  # noqa: S314
        for path in (report / "figures").glob("*.svg")
    ]
    assert any("\\frac{1}{2}" in text or "{{7*7}}" in text for text in texts)


def test_no_cell_of_the_table_is_a_formula(report):
    lines = list(csv.reader(io.StringIO((report / "results.csv").read_text(encoding="utf-8"))))
    assert f"'{INDEX}" in lines[1]
    for cell in {cell for line in lines for cell in line}:
        first = cell.lstrip()[:1]
        assert first not in set("=+@\uff1d\uff0b\uff20\t\r") or first == "", cell
        assert first != "-" or re.fullmatch(r"-[0-9.e+-]+|-inf", cell), cell


def test_the_record_keeps_every_name_as_it_was(report):
    record = json.loads((report / "results.json").read_text(encoding="utf-8"))
    assert record["plan"]["contrasts"] == [{"index": INDEX, "comparator": COMPARATOR}]
    assert record["plan"]["reading"]["readers"] == sorted(READERS)
    assert record["plan"]["endpoints"]["regions"] == list(REGIONS)
    assert record["study"]["title"] == TITLE
    ids = [row["id"] for row in record["results"]]
    assert len(set(ids)) == len(ids)


def test_the_plan_reads_back_and_gives_the_same_results(report):
    plan = tomllib.loads((report / "plan.toml").read_text(encoding="utf-8"))
    assert plan["title"] == TITLE
    assert plan["reading"]["readers"] == sorted(READERS)
    again = report.parent / "again"
    reads = report.parent / "reads.csv"
    arguments = ["compare", reads, "--plan", report / "plan.toml", "-o", again, "--quiet", "--format", "csv"]
    assert exit_code([*map(str, arguments)]) == 0
    assert (again / "results.csv").read_bytes() == (report / "results.csv").read_bytes()


def test_the_print_shows_the_names_and_runs_nothing(report):
    path = report / "report.pdf"
    content = path.read_bytes()
    for word in (b"/JavaScript", b"/Launch", b"/SubmitForm", b"/OpenAction"):
        assert word not in content
    text = "".join("".join(page.extract_text() for page in PdfReader(path).pages).split())
    assert "root:x:0" not in text
    assert "{{7*7}}{%raw%}" in text
    assert '#read("/etc/passwd")' in text
    assert "<script>alert(1)</script>" in text


def test_the_workbook_holds_the_names_as_text_and_no_formula_or_link_of_theirs(report):
    book = load_workbook(report / "tables.xlsx")
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert [cell.hyperlink.target for cell in cells if cell.hyperlink and cell.hyperlink.target] == []
    texts = {str(cell.value) for cell in cells}
    for name in (INDEX, COMPARATOR, *READERS, TITLE):
        assert any(name in text for text in texts), name


def test_latex_says_nothing_to_its_engine_that_a_name_has_put_there(report):
    tex = (report / "tables.tex").read_text(encoding="ascii")
    assert not re.search(r"\\(?:input|include|write|read|openout|catcode|def|csname|frac|href)", tex)
    assert r"\textbackslash{}input\{/etc/passwd\}" in tex
    assert "^^" not in tex


@pytest.mark.parametrize(("file", "held"), [("ard.json", "group1_level"), ("ars.json", "label")])
def test_data_for_other_programs_keep_the_names_as_strings(report, file, held):
    found = json.loads((report / file).read_text(encoding="utf-8"))
    records = found["ard"] if "ard" in found else [one for group in found["dataGroupings"] for one in group["groups"]]
    assert INDEX in {record[held] for record in records}


def test_word_holds_the_names_as_text_and_no_field_or_link_of_theirs(report):
    found = Document(report / "report.docx")
    text = "\n".join("".join(part.text for part in line.iter(WORDS)) for line in found.element.body.iter(LINES))
    for name in (*NAMES, TITLE):
        assert name in text, name
    assert not found.element.xpath(".//w:instrText | .//w:fldSimple | .//w:object | .//w:altChunk")
    outside = [relation.target_ref for relation in found.part.rels.values() if relation.is_external]
    assert [address for address in outside if not address.startswith("https://doi.org/")] == []


def test_rtf_holds_the_names_as_text_and_no_field_or_object_of_theirs(report):
    found = Rtf((report / "report.rtf").read_bytes())
    for name in (*NAMES, TITLE):
        assert name in found.text, name
    assert found.words & {"object", "objdata", "input", "frac", "include"} == set()
    links = ('HYPERLINK "https://doi.org/', 'HYPERLINK \\l "')
    assert [code for code in found.fields if not code.startswith(links)] == ["PAGE", "NUMPAGES"]


@pytest.mark.parametrize("sign", ["\x1b", "\x07", "\0", "\u202e", "\x9b"])
def test_a_plan_with_signs_that_command_a_terminal_is_refused(sign, tmp_path, capfd):
    plan = tmp_path / "plan.toml"
    plan.write_text(f"title = {toml(f'a{sign}b')}\n", encoding="utf-8")
    (tmp_path / "reads.csv").write_text("patient_id,modality,result\nP,PSMA,positive\nP,Axumin,negative\n")
    assert exit_code(["check", str(tmp_path / "reads.csv"), "--plan", str(plan)]) == 2
    said = capfd.readouterr().err
    assert f"plan.toml:1: title: the character U+{ord(sign):04X}" in said
    assert sign not in said
