"""A document to render: the shipped trial's numbers with every kind of block."""

from __future__ import annotations

from html import escape

from psmatrial.analysis.results import Results, Row
from psmatrial.displays.display import Figure
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
from tests.reports.sample_tables import detection, many, strata, two_by_two


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
    figure = Figure(name, title, caption, alt, draw=_canvas, data=())
    return Drawing(figure, page_svg(_svg(), name, title, alt), _svg())


def _canvas(style):
    """Return a small figure for formats that take pictures of dots."""
    from matplotlib.figure import Figure as Canvas
    from matplotlib.lines import Line2D

    canvas = Canvas(figsize=(style.width / 25.4, 70 / 25.4))
    canvas.add_artist(Line2D([0.1, 0.9], [0.2, 0.8], color=style.index))
    return canvas


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
            f'<path d="M{left + 38} 172v{-1.5 * comparator:g}h34V172z" fill="none" stroke="#d55e00"/>',
            f'<text x="{left + 36}" y="188" {font} text-anchor="middle">{escape(label)}</text>',
        ]
    axis = '<path d="M40 22V172H490" style="fill: none; stroke: #000000; stroke-width: 0.8"/>'
    head = '<svg xmlns="http://www.w3.org/2000/svg" width="493pt" height="198pt" viewBox="0 0 493 198">'
    return head + axis + "".join(marks) + "</svg>"


def document() -> Document:
    """Return a report with every kind of block and the shipped trial's numbers."""
    sentence = (
        "PSMA detected disease in 28 of 50 patients (56%), fluciclovine in 13 of 50 (26%): "
        "a difference of +30 points (95% CI 12 to 46), p = 0.0026 (exact McNemar test)."
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
    plan = 'title = "PSMA against fluciclovine"\nindex = "PSMA"\ncomparator = "fluciclovine"\nlevel = 0.95\n\n'
    plan += '[strata]\nby = "psa"\nbins = ["0.2-0.5", ">0.5-1.0", ">1.0-2.0"]\n'
    method_text = (
        "Each patient was read with both tests, so the two rates are compared within patients. Equality was tested "
        "with the exact McNemar test, which uses the 23 discordant patients only. The planned test decides; intervals "
        "are shown at 95% and not adjusted."
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
                        "Calais J et al. PSMA and fluciclovine PET. Lancet Oncol. doi:10.1016/S1470-2045(19)30415-2",
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
        banner="Rebuilt data: these patients agree with the printed tables; they are not the trial's own.",
        answer=Answer(sentence, keys, notes, drawing("answer-bars", "Detection rate by PSA stratum")),
        sections=sections,
        footer="Made with psmatrial. The same input gives the same bytes.",
        citation="Calais J et al. Lancet Oncol 2019;20:1286. https://doi.org/10.1016/S1470-2045(19)30415-2",
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
    pair = {"index": "PSMA", "comparator": "fluciclovine"}
    plan = {"title": "PSMA against fluciclovine", "level": 0.95, "contrasts": [pair]}
    patients = {"read": 53, "analysed": 50, "excluded": [{"reason": "no decision", "n": 3}]}
    primary = {
        "endpoint": "patient",
        "row": rows[0].id,
        "table": {"both": 9, "index_only": 19, "comparator_only": 4, "neither": 18},
    }
    made = {"input": "reads.csv", "input_sha256": "0" * 64, "versions": {"psmatrial": "0.1.0"}, "warnings": []}
    return Results({"id": "calais2019", "title": "T"}, plan, made, patients, primary, rows)
