"""The tables as LaTeX: the cells of the page, in a document that compiles, and text that no engine runs."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import pytest

from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.tables import estimand, stard
from psmatrial.reports.document import Section
from psmatrial.reports.formats import latex as format_of
from psmatrial.reports.formats._latex_text import KNOWN, latex
from psmatrial.reports.formats._outline import outline
from psmatrial.reports.formats._tables import notes, tables
from tests.reports import examples, hostile, sample
from tests.reports.tex import KEPT, RULE, bodies, split, text_of

# Everything that a document may say to the engine; what else begins with a backslash prints a sign.
COMMANDS = {
    *("documentclass", "usepackage", "setlength", "parindent", "parskip", "tabcolsep", "LTcapwidth", "textwidth"),
    *("renewcommand", "arraystretch", "emergencystretch", "pagestyle", "markright", "textbf", "begin", "end"),
    *("Large", "bfseries", "par", "footnotesize", "small", "begingroup", "endgroup", "caption"),
    *("label", "toprule", "midrule", "bottomrule", "endfirsthead", "endhead", "endfoot", "endlastfoot"),
    *("multicolumn", "cmidrule", "makebox", "parbox", "raggedright", "raggedleft", "arraybackslash", "vspace"),
    *("hphantom", "nopagebreak", "noalign", "nobreak", "vskip", "hrule"),
    *("aboverulesep", "belowrulesep", "heavyrulewidth"),
}
SIGNS = {found for written in KNOWN.values() for found in re.findall(r"\\([A-Za-z]+)", written)} | {*"urHvdc", "ldots"}


def rendered(document):
    return format_of.render(document, sample.results()).decode("ascii")


def made(name):
    return rendered(examples.document(name))


@pytest.mark.parametrize("name", examples.NAMES)
def test_every_table_of_the_page_is_there_with_the_same_cells(name):
    found = [[[text_of(cell) for cell in row] for row in table] for table in bodies(made(name))]
    assert found == examples.page_tables(name)
    assert found


@pytest.mark.parametrize("name", examples.NAMES)
def test_titles_labels_headings_and_notes_are_those_of_the_page(name):
    tex = made(name)
    shown = tables(outline(examples.document(name), "file_svg"))
    captions = re.findall(r"\\caption\[\]\{(.*)\}\\label\{(.*)\}\\\\\n", tex)
    assert [(text_of(title), label) for title, label in captions] == [
        (table["title"], table["anchor"].replace("table-", "tab:", 1)) for table in shown
    ]
    assert len({label for _, label in captions}) == len(captions)
    heads = re.findall(r"([^\n]*) \\\\\n\\midrule\n\\endfirsthead", tex)
    assert [[text_of(cell) for cell in split(head)] for head in heads] == [
        [column["heading"] for column in table["columns"]] for table in shown
    ]
    below = [
        re.findall(r"^(.+)\\par$", foot, re.MULTILINE)
        for foot in re.findall(re.escape(RULE) + r"\n(.*?)\\end\{longtable\}", tex, re.DOTALL)
    ]
    assert [[text_of(note) for note in found] for found in below] == [notes(table) for table in shown]


def test_checklist_and_estimand_are_there_with_every_item():
    results = examples.results("calais2019")
    found = [[[text_of(cell) for cell in row] for row in table] for table in bodies(made("calais2019"))]
    for module in (stard, estimand):
        assert [[cell.text for cell in row] for row in module.table(results).rows] in found


@pytest.mark.parametrize("name", [*examples.NAMES, "hostile"])
def test_nothing_is_said_to_the_engine_but_what_the_format_says(name):
    tex = rendered(hostile.document()) if name == "hostile" else made(name)
    assert set(re.findall(r"\\([A-Za-z]+)", tex.replace(r"\\", ""))) <= COMMANDS | SIGNS
    assert re.findall(r"\\(?:begin|end)\{(.*?)\}", tex)[1:-1] == ["longtable", "longtable"] * tex.count(
        r"\begin{longtable}"
    )
    plain = re.sub(r"\\[\\{}$&#%_]", "", tex)
    assert plain.count("{") == plain.count("}")
    assert plain.count("$") % 2 == 0
    assert "^^" not in tex
    comments = [line for line in plain.split("\n") if "%" in line]
    assert [line for line in comments[1:] if not line.endswith(r"\vspace{2pt}%")] == []


def test_hostile_text_is_printed_as_it_is():
    document = hostile.document()
    shown = tables(outline(document, "file_svg"))
    expected = [[[spelled(cell["text"]) for cell in row] for row in table["rows"]] for table in shown]
    assert [[[text_of(cell) for cell in row] for row in table] for table in bodies(rendered(document))] == expected


def spelled(text):
    """Return text as seven-bit letters can spell it: other signs are given by their numbers."""
    return "".join(sign if sign in KNOWN or " " <= sign <= "~" else f"[U+{ord(sign):04X}]" for sign in text)


@pytest.mark.parametrize(
    "payload",
    [
        r"\input{/etc/passwd}",
        r"\write18{id}",
        r"\immediate\openout\x=a",
        "^^5cinput{x}",
        r"\csname end\endcsname",
        "%comment",
        "$x$ & y # z _ a ^ b ~ c",
        "}{}{",
        r"\\",
        "[1cm]",
        "*",
        "a--b ---c ''d'' ``e`` ?`!`",
        '<<>> |"|',
    ],
)
def test_commands_are_text(payload):
    assert text_of(latex(payload)) == payload


@pytest.mark.parametrize(
    "text", ["−4 (−16 to +7)", "≤0.5 ≥1 ∞ × ²", "χ² κ τ ±", "é ü ñ Š ç ő å î", "“a” \u2018b\u2019 – — …", "p̄"]
)
def test_signs_of_our_tables_are_printed(text):
    written = latex(text)
    assert written.isascii()
    assert "U+" not in written
    assert text_of(written) == unicodedata.normalize("NFC", text)


def test_what_the_letters_of_latex_do_not_have_stands_as_its_number():
    assert text_of(latex("漢 \ufffd")) == "[U+6F22] [U+FFFD]"


def test_a_row_that_begins_with_a_bracket_is_no_argument_of_the_row_before():
    rows = ((Cell("a"), Cell("b")), (Cell("[1cm]"), Cell("c")), (Cell("*"), Cell("d")))
    document = replace(
        sample.document(), sections=(Section("s", "S", (Table("t", "T", (Column("A"), Column("B")), rows),)),)
    )
    tex = rendered(document)
    assert not re.search(r"\\\\\s*[\[*]", tex)
    assert [text_of(row[0]) for row in bodies(tex)[0]] == ["a", "[1cm]", "*"]


def test_numbers_stand_on_their_points():
    rows = tuple((Cell("x"), Cell(text)) for text in ("7", "12.00", "0.5"))
    table = Table("t", "T", (Column("A"), Column("B", "number")), rows)
    tex = rendered(replace(sample.document(), sections=(Section("s", "S", (table,)),)))
    assert [row[1] for row in bodies(tex)[0]] == [r"7\hphantom{.00}", "12.00", r"0.5\hphantom{0}"]


def test_the_words_of_a_rehearsal_stand_above_every_page():
    tex = rendered(replace(examples.document("outcomes"), watermark="BLIND REHEARSAL"))
    assert r"\markright{\textbf{BLIND REHEARSAL}}" in tex
    assert r"\pagestyle{myheadings}" in tex
    assert r"{\bfseries BLIND REHEARSAL\par}" in tex


def test_a_wide_table_is_wrapped_and_a_narrow_one_is_as_wide_as_it_is():
    words = " ".join(["word"] * 80)
    wide = Table("w", "W", (Column("A"), Column("B", "number")), ((Cell(words), Cell("1")),))
    narrow = Table("n", "N", (Column("A"), Column("B", "number")), ((Cell("a"), Cell("1")),))
    tex = rendered(replace(sample.document(), sections=(Section("s", "S", (wide, narrow)),)))
    assert re.search(r"\\begin\{longtable\}\{@\{\}>\{\\raggedright\\arraybackslash\}p\{[\d.]+em\}", tex)
    assert r"\begin{longtable}{@{}lr@{}}" in tex


@pytest.mark.parametrize(("rows", "parted"), [(1, []), (5, []), (24, []), (25, [*range(3, 23)])])
def test_a_short_table_stays_on_its_page_and_a_long_one_is_not_parted_near_its_ends(rows, parted):
    table = Table("t", "T", (Column("A"), Column("B")), tuple((Cell(f"x{n}"), Cell("y")) for n in range(1, rows + 1)))
    tex = rendered(replace(sample.document(), sections=(Section("s", "S", (table,)),)))
    lines = tex.split("\\endlastfoot\n")[1].split(f"\n{RULE}")[0].split("\n")
    ends = [place for place, line in enumerate(lines[:-1]) if line != KEPT and lines[place + 1] != KEPT]
    assert [lines[place].split(" & ")[0] for place in ends] == [f"x{n}" for n in parted]
    assert lines[-1] == KEPT
