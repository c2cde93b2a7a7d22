"""Documents to render: the shipped trial's numbers with every kind of block, and one full of hostile text."""

from __future__ import annotations

from html import escape
from typing import Any

from psmatrial.analysis.results import Results, Row
from psmatrial.displays.display import Cell, Column, Figure, Table
from psmatrial.displays.svg import page_svg
from psmatrial.reports.document import (
    Answer,
    Document,
    Drawing,
    Facts,
    Flow,
    FlowBox,
    KeyNumber,
    Listing,
    Paragraph,
    References,
    Section,
)

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "{{ 7 * 7 }}{% include 'x' %}",
    '#read("/etc/passwd")',
    "*bold* _it_ $x$ `raw` @label <label> = no heading",
    "=1+1",
    "../../etc/passwd",
    "\\u{41} \\ // comment /* more */",
    "javascript:alert(1)",
    "</style></script></title>--><!--",
    "line\nbreak\ttab\x00nul\u202eover",
    "漢字 עברית \U0001f600 \u2212\u221e\u2264",
    "W" * 180,
)


def number(text: str, row: str = "") -> Cell:
    """Return a cell that shows a row."""
    return Cell(text, row)


def drawing(
    name: str = "paired-bars", title: str = "Detection rate by PSA", caption: str | None = None, alt: str | None = None
) -> Drawing:
    """Return a drawing of paired bars, as a page and as paper want it."""
    caption = (
        "Bars are detection rates, lines are 95% Clopper-Pearson intervals. PSMA solid, fluciclovine hatched."
        if caption is None
        else caption
    )
    alt = "Bars for all patients: PSMA 56% (41 to 70), fluciclovine 26% (15 to 40)." if alt is None else alt
    figure = Figure(name, title, caption, alt, draw=lambda _style: None, data=())  # type: ignore[arg-type, return-value]
    return Drawing(figure, page_svg(_svg(), name, title, alt), _svg())


def _svg() -> str:
    """Return a small picture, 174 mm wide with letters of 8 points."""
    groups = (
        ("All, n = 50", 56, 26),
        ("0.2\u20130.5, n = 26", 46, 27),
        (">0.5\u20131.0, n = 18", 67, 28),
        (">1.0\u20132.0, n = 6", 67, 17),
    )
    font = 'font-family="DejaVu Sans" font-size="8" fill="#000000"'
    marks = [
        f'<text x="34" y="{175 - 1.5 * tick:g}" {font} text-anchor="end">{tick}%</text>'
        for tick in (0, 25, 50, 75, 100)
    ]
    for place, (label, index, comparator) in enumerate(groups):
        left = 62 + 112 * place
        marks += [
            f'<rect x="{left}" y="{172 - 1.5 * index:g}" width="34" height="{1.5 * index:g}" fill="#0072b2"/>',
            f'<rect x="{left + 38}" y="{172 - 1.5 * comparator:g}" width="34" height="{1.5 * comparator:g}" fill="none" stroke="#d55e00" stroke-width="1.5"/>',
            f'<text x="{left + 36}" y="188" {font} text-anchor="middle">{escape(label)}</text>',
        ]
    axis = '<path d="M40 22V172H490" style="fill: none; stroke: #000000; stroke-width: 0.8"/>'
    head = '<svg xmlns="http://www.w3.org/2000/svg" width="493pt" height="198pt" viewBox="0 0 493 198">'
    return head + axis + "".join(marks) + "</svg>"


def detection() -> Table:
    """Return detection by endpoint, with grouped headings."""
    columns = (
        Column("Endpoint"),
        Column("n/N (%)", "number", "PSMA"),
        Column("95% CI", "number", "PSMA"),
        Column("n/N (%)", "number", "Fluciclovine"),
        Column("95% CI", "number", "Fluciclovine"),
        Column("Difference, points (95% CI)", "number"),
        Column("Odds ratio (95% CI)", "number"),
        Column("p", "number"),
    )
    lines = (
        (
            "patient",
            "Any lesion, per patient",
            "28/50 (56%)",
            "41 to 70",
            "13/50 (26%)",
            "15 to 40",
            "+30 (12 to 46)",
            "4.75 (1.58 to 19.20)",
            "0.0026",
        ),
        (
            "prostate-bed",
            "Prostate bed",
            "7/50 (14%)",
            "6 to 27",
            "9/50 (18%)",
            "9 to 31",
            "\u22124 (\u221216 to +7)",
            "0.50 (0.05 to 3.49)",
            "0.69",
        ),
        (
            "pelvic-nodes",
            "Pelvic nodes",
            "15/50 (30%)",
            "18 to 45",
            "4/50 (8%)",
            "2 to 19",
            "+22 (8 to 36)",
            "12.00 (1.78 to 512.97)",
            "0.0034",
        ),
        (
            "extrapelvic",
            "Extrapelvic",
            "8/50 (16%)",
            "7 to 29",
            "0/50 (0%)",
            "0 to 7",
            "+16 (7 to 29)",
            "\u221e (1.71 to \u221e)",
            "0.0078",
        ),
    )
    quantities = (
        "index-rate.clopper-pearson",
        "index-rate.clopper-pearson",
        "comparator-rate.clopper-pearson",
        "comparator-rate.clopper-pearson",
    )
    quantities += ("rate-difference.tango", "odds-ratio.clopper-pearson", "equality.exact")
    rows = tuple(
        (
            Cell(label, strong=slug == "patient"),
            *(number(text, f"{slug}.all.{quantity}") for text, quantity in zip(texts, quantities, strict=True)),
        )
        for slug, label, *texts in lines
    )
    notes = (
        "Rates and odds ratio with Clopper-Pearson intervals, differences with Tango intervals, p by the exact McNemar test. "
        "The odds ratio is conditional (index only over comparator only); it is not a risk ratio.",
        "Pelvic nodes, prostate bed and extrapelvic disease are regions: one patient may count in several.",
    )
    return Table("detection", "Detection by PSMA and fluciclovine, per patient and per region", columns, rows, notes)


def two_by_two() -> Table:
    """Return the table that everything comes from."""
    columns = (
        Column("PSMA"),
        Column("positive", "number", "Fluciclovine"),
        Column("negative", "number", "Fluciclovine"),
        Column("Total", "number"),
    )
    rows = (
        (Cell("positive"), Cell("9"), Cell("19"), Cell("28")),
        (Cell("negative"), Cell("4"), Cell("18"), Cell("22")),
        (Cell("Total"), Cell("13"), Cell("37"), Cell("50")),
    )
    return Table("two-by-two", "Patients by result of both tests", columns, rows)


def strata() -> Table:
    """Return a table with decimals of different length and an illustration mark."""
    columns = (
        Column("PSA, ng/mL"),
        Column("n", "number"),
        Column("Difference, points (95% CI)", "number"),
        Column("p", "number"),
        Column("p, Holm", "number"),
    )
    rows = (
        (Cell("0.2\u20130.5"), Cell("26"), Cell("+19 (\u22127 to +43)"), Cell("0.23"), Cell("0.45")),
        (Cell(">0.5\u20131.0"), Cell("18"), Cell("+39 (8 to 63)"), Cell("0.039"), Cell("0.12")),
        (Cell(">1.0\u20132.0"), Cell("6"), Cell("+50 (\u22125 to +83)"), Cell("0.25"), Cell("\u2013")),
        (Cell("All"), Cell("50"), Cell("+30 (12 to 46)"), Cell("<0.0001"), Cell("1")),
    )
    return Table(
        "strata", "Difference by PSA stratum", columns, rows, ("Intervals are closed on the right.",), illustration=True
    )


def many(count: int = 200) -> Table:
    """Return a long table."""
    columns = (Column("Reader"), Column("Reading order", "number"), Column("Value", "number"), Column("Remark"))
    rows = tuple(
        (
            Cell(f"R{place}"),
            Cell(str(place)),
            number(f"{place / 7:.{place % 4}f}", f"patient@R{place}.all.kappa.fleiss"),
            Cell("as planned"),
        )
        for place in range(1, count + 1)
    )
    return Table("many", f"A table of {count} rows", columns, rows, ("Every row once.",))


def document() -> Document:
    """Return a report with every kind of block and the shipped trial's numbers."""
    sentence = (
        "PSMA detected disease in 28 of 50 patients (56%), fluciclovine in 13 of 50 (26%): a difference of +30 points (95% CI 12 to 46), "
        "p = 0.0026 (exact McNemar test)."
    )
    keys = (
        KeyNumber(
            "Difference in detection rate", "+30 points", "95% CI 12 to 46 (Tango)", "patient.all.rate-difference.tango"
        ),
        KeyNumber(
            "Conditional odds ratio",
            "4.75",
            "95% CI 1.58 to 19.20 (Clopper-Pearson)",
            "patient.all.odds-ratio.clopper-pearson",
        ),
        KeyNumber(
            "Test of equality",
            "p = 0.0026",
            "exact McNemar, two-sided; 19 against 4 discordant",
            "patient.all.equality.exact",
        ),
    )
    notes = ("Detection is not accuracy: without a reference standard neither test has a sensitivity here.",)
    flow = Flow(
        (
            FlowBox(53, "patients in the file", ((2, "no decision under fluciclovine"), (1, "scan not evaluable"))),
            FlowBox(50, "patients with a decision under both tests"),
            FlowBox(50, "analysed"),
        )
    )
    plan = 'title = "PSMA against fluciclovine"\nindex = "PSMA"\ncomparator = "fluciclovine"\nlevel = 0.95\n\n[strata]\nby = "psa"\nbins = ["0.2-0.5", ">0.5-1.0", ">1.0-2.0"]\n'
    method_text = (
        "Each patient was read with both tests, so the two rates are compared within patients. Equality was tested with the exact McNemar test, "
        "which uses the 23 discordant patients only. The planned test decides; intervals are shown at 95% and are not adjusted."
    )
    sections = (
        Section("patients", "Patients", (Paragraph("Every patient of the file is accounted for."), flow)),
        Section("detection", "Detection", (Paragraph(method_text), two_by_two(), detection())),
        Section(
            "psa",
            "Detection by PSA",
            (
                Paragraph("PSA limits are decided on the decimal text of the value.", "body"),
                strata(),
                Paragraph("A subgroup p is read beside the test of homogeneity only.", "note"),
                drawing("psa-bars"),
                Paragraph("No stratum was planned with enough patients to stand alone.", "warning"),
            ),
        ),
        Section(
            "methods",
            "Methods",
            (Paragraph(method_text), Paragraph("Limits are never clipped by the print."), many(40)),
        ),
        Section("plan", "Analysis plan", (Listing(plan, "plan.toml"),), folded=True),
        Section(
            "references",
            "References",
            (
                References(
                    (
                        "Calais J, Ceci F, Eiber M, et al. 18F-fluciclovine PET-CT and 68Ga-PSMA-11 PET-CT in patients with early biochemical recurrence after prostatectomy. "
                        "Lancet Oncol 2019;20:1286. doi:10.1016/S1470-2045(19)30415-2",
                        "McNemar Q. Psychometrika 1947;12:153.",
                        "Tango T. Stat Med 1998;17:891.",
                    )
                ),
            ),
        ),
        Section(
            "provenance",
            "Provenance",
            (
                Facts(
                    (
                        ("Input", "reads.csv"),
                        ("SHA-256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
                        ("Patients", "53 read, 50 analysed"),
                        ("Versions", "psmatrial 1.0.0, typst 0.15.2"),
                    )
                ),
            ),
        ),
    )
    return Document(
        study_id="calais2019",
        title="68Ga-PSMA-11 against 18F-fluciclovine PET in early recurrence of prostate cancer",
        subtitle="Paired comparison of detection rates in 50 patients, majority of three masked readers",
        banner="Rebuilt data: these patients were reconstructed from the printed tables of the publication; they are not the trial's own records.",
        answer=Answer(sentence, keys, notes, drawing("answer-bars", "Detection rate by PSA stratum")),
        sections=sections,
        footer="Made with psmatrial. The same input gives the same bytes.",
        citation="Calais J et al. Lancet Oncol 2019;20:1286. https://doi.org/10.1016/S1470-2045(19)30415-2",
    )


def hostile() -> Document:
    """Return a document whose every text is an attempt to be more than text."""
    everything = " ".join(HOSTILE)
    columns = tuple(
        Column(text, "number" if place % 3 == 2 else "text", HOSTILE[0] if place in {3, 4} else "")
        for place, text in enumerate(HOSTILE[:6])
    )
    rows = tuple(tuple(Cell(text, row=text) for text in HOSTILE[start : start + 6]) for start in range(6))
    blocks: tuple[Any, ...] = tuple(
        Paragraph(text, role) for text, role in zip(HOSTILE, ("body", "note", "warning") * 5, strict=False)
    )
    blocks += (
        Facts(tuple((text, text) for text in HOSTILE)),
        Listing("\n".join(HOSTILE), HOSTILE[0]),
        References((*HOSTILE, 'doi:10.1000/x"onmouseover=alert(1) https://doi.org/10.1000/<b>')),
        Flow(tuple(FlowBox(place, text, ((place, text),)) for place, text in enumerate(HOSTILE))),
        Table(HOSTILE[0], everything, columns, rows, HOSTILE, illustration=True),
        many(200),
        drawing(name="x", title=HOSTILE[0], caption=everything, alt=HOSTILE[2]),
    )
    keys = tuple(KeyNumber(text, text, text, text) for text in HOSTILE[:3])
    return Document(
        study_id=HOSTILE[7],
        title=HOSTILE[0],
        subtitle=HOSTILE[4],
        banner=everything,
        answer=Answer(everything, keys, HOSTILE, drawing("y", HOSTILE[5], HOSTILE[4], HOSTILE[1])),
        sections=(
            Section("main", HOSTILE[10], blocks),
            Section("main", HOSTILE[4], (), folded=True),
            Section("", "", blocks[:3], folded=True),
        ),
        footer=HOSTILE[6],
        citation=HOSTILE[9],
    )


def results(note: str = "") -> Results:
    """Return results with every kind of value: absent, infinite, negative, text."""
    rows = (
        Row(
            "patient.all.rate-difference.tango",
            "patient",
            "patient",
            None,
            None,
            None,
            "all",
            "PSMA",
            "fluciclovine",
            "rate-difference",
            "tango",
            0.3,
            0.12131761536434763,
            0.46236950683,
            0.95,
            alternative="two-sided",
            both=9,
            index_only=19,
            comparator_only=4,
            neither=18,
            n=50,
            note=note,
        ),
        Row(
            "extrapelvic.all.odds-ratio.clopper-pearson",
            "extrapelvic",
            quantity="odds-ratio",
            method="clopper-pearson",
            low=1.70697,
            high=float("inf"),
        ),
        Row(
            "prostate-bed.all.rate-difference.tango",
            "prostate-bed",
            quantity="rate-difference",
            method="tango",
            value=-0.04,
            low=float("-inf"),
        ),
    )
    plan = {"title": "PSMA against fluciclovine", "level": 0.95}
    patients = {"read": 53, "analysed": 50, "excluded": [{"reason": "no decision", "n": 3}]}
    primary = {
        "endpoint": "patient",
        "row": rows[0].id,
        "table": {"both": 9, "index_only": 19, "comparator_only": 4, "neither": 18},
    }
    return Results({"id": "calais2019", "title": "T"}, plan, {"input": "reads.csv"}, patients, primary, rows)
