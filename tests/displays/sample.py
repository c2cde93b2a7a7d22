"""Results to draw from, built from counts alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from psmatrial.analysis.results import ILLUSTRATION, Results, Row
from psmatrial.model import PairedTable
from psmatrial.stats.difference import rate_difference
from psmatrial.stats.mcnemar import mcnemar
from psmatrial.stats.rate import rate
from tests.displays import panels
from tests.displays.further import further

Counts = tuple[int, int, int, int]

REGIONS = {"prostate bed": (5, 2, 4, 39), "pelvic nodes": (3, 12, 1, 34), "extrapelvic": (0, 8, 0, 42)}
STRATA = {"0.2-0.5": (4, 8, 3, 11), ">0.5-1.0": (4, 8, 1, 5), ">1.0-2.0": (1, 3, 0, 2)}
READERS = {"R1": (8, 17, 5, 20), "R2": (10, 19, 4, 17), "R3": (9, 16, 6, 19)}


def results(
    patient: Counts,
    regions: dict[str, Counts] | None = None,
    strata: dict[str, Counts] | None = None,
    readers: dict[str, Counts] | None = None,
    names: tuple[str, str] = ("PSMA", "fluciclovine"),
) -> Results:
    """Return the planned numbers of these tables, in the order of an analysis."""
    at = Row("", endpoint="patient", unit="patient", stratum="all", index=names[0], comparator=names[1])
    rows = table_rows(patient, replace(at, id="patient.all"))
    for region, counts in (regions or {}).items():
        endpoint = region.replace(" ", "-")
        rows += table_rows(counts, replace(at, id=f"{endpoint}.all", endpoint=endpoint, unit="region", region=region))
    for stratum, counts in (strata or {}).items():
        rows += table_rows(counts, replace(at, id=f"patient.psa-{stratum}", stratum_by="psa", stratum=stratum))
    if strata:
        pooled: dict[str, Any] = {
            "quantity": "pooled-difference",
            "method": "stratified-tango",
            "value": 0.3,
            "low": 0.13,
            "high": 0.45,
        }
        place: dict[str, Any] = {"stratum_by": "psa", "stratum": None, "level": 0.95, "n": sum(patient)}
        rows.append(replace(at, id="patient.psa.pooled-difference.stratified-tango", **pooled, **place))
    for reader, counts in (readers or {}).items():
        rows += table_rows(counts, replace(at, id=f"patient@{reader}.all", reader=reader))
    return Results(
        study={"id": "sample", "title": "Sample", "citation": ""},
        plan={},
        provenance={"input": "", "input_sha256": "0" * 64, "versions": {"psmatrial": "0.1.0"}, "warnings": []},
        patients={"read": sum(patient), "analysed": sum(patient), "excluded": []},
        primary={"endpoint": "patient", "row": "patient.all.equality.exact"},
        rows=tuple(rows),
        further=panels.further(rows, patient) | further(patient, regions or (), readers or (), names),
    )


def table_rows(counts: Counts, at: Row) -> list[Row]:
    """Return the rows of one table."""
    table = PairedTable(*counts)
    cells: dict[str, Any] = dict(zip(("both", "index_only", "comparator_only", "neither"), counts, strict=True))
    at = replace(at, **cells, n=table.n)
    rows: list[Row] = []
    for quantity, positive in (("index-rate", table.index_positive), ("comparator-rate", table.comparator_positive)):
        found = rate(positive, table.n, method="clopper-pearson", level=0.95)
        values: dict[str, Any] = {"value": found.value, "low": found.low, "high": found.high, "level": 0.95}
        row_id = f"{at.id}.{quantity}.clopper-pearson"
        shown: dict[str, Any] = {
            "quantity": quantity,
            "method": "clopper-pearson",
            "numerator": positive,
            "denominator": table.n,
        }
        rows.append(replace(at, id=row_id, **shown, **values))
    for method in ("tango", "fay-lumbard"):
        found = rate_difference(table, method=method, level=0.95)
        values = {"value": found.value, "low": found.low, "high": found.high, "level": 0.95}
        row_id = f"{at.id}.rate-difference.{method}"
        rows.append(replace(at, id=row_id, quantity="rate-difference", method=method, **values))
    for method in ("exact", "mid-p"):
        p_value = mcnemar(table, method).p_value
        rows.append(replace(at, id=f"{at.id}.equality.{method}", quantity="equality", method=method, p_value=p_value))
    return rows


def calais() -> Results:
    """Return the shipped trial, without readers, whose strata and regions are partly illustration."""
    found = results((9, 19, 4, 18), REGIONS, STRATA)
    return replace(found, rows=tuple(replace(row, note=ILLUSTRATION) if row.stratum_by else row for row in found.rows))


def with_readers() -> Results:
    """Return a trial with three readers."""
    return results((9, 19, 4, 18), REGIONS, STRATA, READERS)


LONG = "68Ga-PSMA-11 positron emission tomography"
HOSTILE_NAMES = ("a$x$_{2} <b>bold</b> & co", 'R&D "quoted" </svg><script>alert(1)</script>')


def hostile() -> dict[str, Results]:
    """Return results at the ends of what data can be."""
    twelve = {f">{k}.25-{k + 1}.25": (k % 3, k, 12 - k, k % 2) for k in range(12)}
    many: Sequence[str] = [f"region of a very long name, number {k}" for k in range(9)]
    return {
        "one patient": results(
            (0, 1, 0, 0), {"prostate bed": (0, 0, 0, 1)}, {"0.2-0.5": (0, 1, 0, 0), ">=5": (0, 0, 0, 0)}
        ),
        "nobody found": results(
            (0, 0, 0, 12), {"prostate bed": (0, 0, 0, 12)}, {"<0.5": (0, 0, 0, 6), ">=0.5": (0, 0, 0, 6)}
        ),
        "everybody found": results(
            (12, 0, 0, 0), {"bed": (12, 0, 0, 0)}, {"<0.5": (6, 0, 0, 0), ">=0.5": (6, 0, 0, 0)}
        ),
        "comparator better": results(
            (9, 0, 40, 1), {"bed": (0, 0, 50, 0)}, {"<0.5": (9, 0, 30, 1), ">=0.5": (0, 0, 10, 0)}
        ),
        "twelve strata": results((12, 66, 78, 6), {"bed": (1, 2, 3, 156)}, twelve, READERS),
        "long names": results((9, 19, 4, 18), dict.fromkeys(many, (5, 2, 4, 39)), STRATA, READERS, (LONG, LONG[::-1])),
        "markup": results(
            (9, 19, 4, 18),
            {"$\\frac{1}": (5, 2, 4, 39)},
            {"<b>&": (9, 19, 4, 18)},
            {"<R>": (1, 1, 1, 1)},
            HOSTILE_NAMES,
        ),
        "four hundred": results((100, 150, 50, 100), {"bed": (100, 150, 50, 100)}, {"<0.5": (100, 150, 50, 100)}),
        "all in one cell": results((0, 400, 0, 0), {"bed": (0, 400, 0, 0)}, {"<0.5": (0, 400, 0, 0)}),
        "five thousand": results(
            (1234, 2345, 4, 1417), {"bed": (1234, 2345, 4, 1417)}, {"<0.5": (1234, 2345, 4, 1417)}
        ),
    }
