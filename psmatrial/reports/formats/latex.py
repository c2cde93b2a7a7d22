"""Every table of the report as LaTeX: one document that compiles as it is, or a table to be copied from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psmatrial.analysis.results import Results
from psmatrial.reports.document import Document
from psmatrial.reports.formats._latex_text import latex
from psmatrial.reports.formats._outline import outline
from psmatrial.reports.formats._tables import notes, tables, widths

FILE = "tables.tex"
NEEDS_DOCUMENT = True
# How many letters fit beside each other on A4 on its side, less what stands between two columns.
ROOM, GAP = 142, 2
# A table of no more lines than this stays on one page; of a longer one the first and the last rows stay together.
TOGETHER, ENDS = 24, 3
KEPT = "\n\\nopagebreak[4]"
# The rule of booktabs below a table, without the place where a page may end: the notes follow as a row of the body,
# since longtable moves a foot that does not fit to a page of its own.
LAST_RULE = r"\noalign{\nobreak\vskip\aboverulesep\hrule height\heavyrulewidth\nobreak\vskip\belowrulesep\nobreak}"
# Half the size of the letters is a little more than the width of one.
EM = 0.54
PREAMBLE = r"""% Compiles with pdflatex, xelatex and lualatex. A table alone needs array, booktabs and longtable.
\documentclass[a4paper,landscape,10pt]{article}
\usepackage[margin=15mm,includehead,headsep=4mm]{geometry}
\usepackage{array}
\usepackage{booktabs}
\usepackage{longtable}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\setlength{\tabcolsep}{5pt}
\setlength{\LTcapwidth}{\textwidth}
\renewcommand{\arraystretch}{1.15}
\emergencystretch=2em
\pagestyle{myheadings}"""


def render(document: Document, results: Results) -> bytes:
    r"""Return ``tables.tex``: the tables of the report in its order, so that "Table 2" is the same table.

    Parameters
    ----------
    document
        What the report shows; everything but its tables and what must stand above them is left out.
    results
        Not used: the tables are shown as they are printed.

    Returns
    -------
    bytes
        Seven-bit text, the same from run to run. No text of a study is ever read as a command.

    Examples
    --------
    >>> from psmatrial.reports.document import Answer
    >>> paper = Document("demo", r"50% \input{x}", "", "", Answer("28/50", (), (), None), (), "")
    >>> render(paper, Results({}, {}, {}, {}, {}, ())).decode().splitlines()[16]
    '{\\Large\\bfseries 50\\% \\textbackslash{}input\\{x\\}\\par}'
    """
    del results
    page = outline(document, "file_svg")
    above = page["watermark"] or page["banner_lead"] or page["running_title"]
    lines = [PREAMBLE, rf"\markright{{\textbf{{{latex(above)}}}}}", r"\begin{document}", "", *_head(page)]
    for table in tables(page):
        lines += ["", *_table(table)]
    lines += ["", rf"{{\footnotesize {latex(page['footer'])}\par}}", "", r"\end{document}", ""]
    return "\n".join(lines).encode("ascii")


def _head(page: dict[str, Any]) -> Iterator[str]:
    """Yield title, what must be known first, and the answer."""
    yield rf"{{\Large\bfseries {latex(page['title'])}\par}}"
    for text, weight in (
        (page["watermark"], r"\bfseries "),
        (page["subtitle"], ""),
        (page["banner"], r"\bfseries "),
        (page["answer"]["sentence"], ""),
    ):
        if text:
            yield f"{{{weight}{latex(text)}\\par}}"


def _table(table: dict[str, Any]) -> list[str]:
    """Return a table that may run over several pages, its heading on each, its notes below its end."""
    count = len(table["columns"])
    whole, fitted = (widths(table, room) for room in (10**6, ROOM - GAP * count))
    heading = [*_groups(table), _row([latex(column["heading"]) for column in table["columns"]])]
    columns = "".join(map(_column, table["columns"], fitted, [fitted == whole] * count))
    return [
        r"\begingroup\small",
        rf"\begin{{longtable}}{{@{{}}{columns}@{{}}}}",
        rf"\caption[]{{{latex(table['title'])}}}\label{{{table['anchor'].replace('table-', 'tab:', 1)}}}\\",
        r"\toprule",
        *heading,
        r"\midrule",
        r"\endfirsthead",
        rf"\multicolumn{{{count}}}{{@{{}}l}}{{{table['number']}, continued}}\\",
        r"\toprule",
        *heading,
        r"\midrule",
        r"\endhead",
        r"\bottomrule",
        r"\endfoot",
        r"\endlastfoot",
        *_body(table, fitted),
        LAST_RULE,
        *_notes(table, sum(fitted) + GAP * count),
        r"\end{longtable}",
        r"\endgroup",
    ]


def _body(table: dict[str, Any], room: list[int]) -> Iterator[str]:
    """Yield the rows; a page ends between two of them only where the table is long, and not beside its ends."""
    lines = [
        max((-(-len(cell["text"]) // most) for cell, most in zip(row, room, strict=True)), default=1)
        for row in table["rows"]
    ]
    below = sum(1 + len(note) // ROOM for note in notes(table))
    last = len(lines) - 1
    short = sum(lines) + below <= TOGETHER
    for place, row in enumerate(table["rows"]):
        cells = [_cell(cell, column["kind"]) for cell, column in zip(row, table["columns"], strict=True)]
        kept = short or place < ENDS - 1 or place > last - ENDS
        yield _row(cells) + KEPT * kept


def _column(column: dict[str, Any], width: int, whole: bool) -> str:  # noqa: FBT001 - mapped over columns
    """Return how a column is set: as wide as what stands in it, or wrapped where the table is too wide for that."""
    number = column["kind"] == "number"
    if whole:
        return "r" if number else "l"
    side = "left" if number else "right"
    return rf">{{\ragged{side}\arraybackslash}}p{{{EM * width:.2f}em}}"


def _groups(table: dict[str, Any]) -> Iterator[str]:
    """Yield the headings that stand above several columns, each with a rule below it."""
    if not table["groups"]:
        return
    cells, rules, place = [], [], 0
    for group in table["groups"]:
        start, span = group["start"], group["span"]
        cells += [""] * (start - place) + [rf"\multicolumn{{{span}}}{{c}}{{{latex(group['text'])}}}"]
        rules.append(rf"\cmidrule(lr){{{start + 1}-{start + span}}}")
        place = start + span
    yield _row(cells + [""] * (len(table["columns"]) - place))
    yield "".join(rules)


def _row(cells: list[str]) -> str:
    """Return the cells of a row with what ends it."""
    return " & ".join(cells) + r" \\"


def _cell(cell: dict[str, Any], kind: str) -> str:
    """Return a cell; a number has as much empty room behind it as it lacks digits after its point."""
    text = latex(cell["text"])
    text = rf"\textbf{{{text}}}" if cell["strong"] and text else text
    lacking = cell["padding"] if kind == "number" else 0
    room = "." * (lacking % 2) + "0" * (lacking // 2)
    return rf"{text}\hphantom{{{room}}}" if room else text


def _notes(table: dict[str, Any], letters: int) -> Iterator[str]:
    """Yield the notes as the last row: never parted from the table, and never widening it."""
    found = notes(table)
    if found:
        share = letters / ROOM
        # The table stands in the middle of the page: what begins at its left edge has this much room at most.
        width = min((1 + 0.8 * share) / 2, max(0.88 * share, 0.55))
        box = rf"\makebox[0pt][l]{{\parbox[t]{{{width:.3f}\textwidth}}{{\raggedright\footnotesize\vspace{{2pt}}%"
        yield rf"\multicolumn{{{len(table['columns'])}}}{{@{{}}l@{{}}}}{{{box}"
        yield from (rf"{latex(note)}\par" for note in found)
        yield r"}}} \\"
