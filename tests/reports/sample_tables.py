"""Tables to render: the shipped trial's numbers, and one that is longer than a page."""

from __future__ import annotations

from psmatrial.displays.display import Cell, Column, Table


def number(text: str, row: str = "") -> Cell:
    """Return a cell that shows a row."""
    return Cell(text, row)


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
        "Rates, odds ratio: Clopper-Pearson; differences: Tango; p: exact McNemar. The odds ratio is not a risk ratio.",
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
