"""The results after the CDISC Analysis Results Standard: analyses, methods, groups, results and displays."""

from __future__ import annotations

from typing import Any

from psmatrial.analysis.catalogue import entry_of
from psmatrial.analysis.results import Results, Row, json_text
from psmatrial.displays.sentences import place
from psmatrial.displays.words.english import counted
from psmatrial.reports.document import Document
from psmatrial.reports.formats._ars_displays import contents, outputs
from psmatrial.reports.formats._outline import clean, outline
from psmatrial.reports.formats._statistics import Statistic, groups, method_label, statistics

FILE = "ars.json"
NEEDS_DOCUMENT = True
ANALYSED, PLAN = "analysed", "plan.toml"
# What divides the readings of a patient, not the patients.
OF_RECORDS = ("index", "comparator", "region", "reader")
# What the method's id says already.
NOT_RESULTS = ("method",)
REASON = {
    "id": "planned",
    "submissionValue": "IN THE PLAN OF THE ANALYSIS",
    "description": "As plan.toml says. Whether it was written before the data were seen is not known here.",
}


def render(document: Document, results: Results) -> bytes:
    """Return ``ars.json``: a reporting event in the classes and names of the standard's model, version 1.0.

    An analysis is a row of the results under its id, a method one of a quantity with an operation for each statistic,
    an output a table of the report. Every id that something refers to is the id of something in the file.

    Parameters
    ----------
    document
        What the report shows.
    results
        The rows.

    Returns
    -------
    bytes
        UTF-8 text with a final newline, the same from run to run. Raw values are strings, as the standard wants them,
        with every digit; a statistic that could not be estimated has none.

    Examples
    --------
    >>> from psmatrial.reports.document import Answer
    >>> paper = Document("demo", "T", "", "", Answer("28/50", (), (), None), (), "", watermark="REHEARSAL")
    >>> render(paper, Results({}, {}, {}, {}, {}, ())).decode().splitlines()[:3]
    ['{', ' "id": "demo",', ' "version": 1,']
    """
    page = outline(document, "file_svg")
    grouped = _groupings(results)
    event = {
        "id": page["study_id"],
        "version": 1,
        "name": page["title"],
        "description": " ".join(filter(None, (page["watermark"], page["banner"], page["answer"]["sentence"]))),
        "watermark": page["watermark"],
        "mainListOfContents": contents(page, results),
        "referenceDocuments": [{"id": PLAN, "name": "The plan of the analysis", "location": PLAN}],
        "terminologyExtensions": [
            {"id": "reasons", "enumeration": "AnalysisReasonEnum", "sponsorTerms": [REASON]},
        ],
        "analysisSets": [{"id": ANALYSED, "label": _analysed(results), "level": 1, "order": 1}],
        "analysisGroupings": [one for one in grouped if one["id"] not in OF_RECORDS],
        "dataGroupings": [one for one in grouped if one["id"] in OF_RECORDS],
        "methods": _methods(results),
        "analyses": [_analysis(row, results) for row in results],
        "outputs": outputs(page),
    }
    return json_text(event).encode()


def _analysed(results: Results) -> str:
    """Return whom the analysis is of."""
    count = results.patients.get("analysed")
    return "All patients analysed" if count is None else f"{counted(count, 'patient')} analysed"


def _groupings(results: Results) -> list[dict[str, Any]]:
    """Return everything that rows are divided by, each with its levels in the order in which they come."""
    found: dict[str, dict[str, None]] = {}
    for row in results:
        for name, level in groups(row):
            found.setdefault(name, {}).update({} if level is None else {level: None})
    return [
        {
            "id": name,
            "label": name,
            "groupingVariable": name,
            "dataDriven": False,
            "groups": [
                {"id": _group(name, level), "label": clean(level), "level": 1, "order": order}
                for order, level in enumerate(levels, 1)
            ],
        }
        for name, levels in found.items()
    ]


def _group(name: str, level: str) -> str:
    """Return the id of a level."""
    return f"{name}:{level}"


def _methods(results: Results) -> list[dict[str, Any]]:
    """Return every method of a quantity that a row has, with an operation for each statistic that one of them has."""
    found: dict[str, tuple[Row, dict[str, Statistic]]] = {}
    for row in results:
        _, names = found.setdefault(_method(row), (row, {}))
        names.update({one.name: one for one in statistics(row) if one.name not in NOT_RESULTS})
    return [
        {
            "id": name,
            "name": row.method,
            "label": method_label(row),
            "description": _described(row),
            "operations": [
                {"id": f"{name}.{one.name}", "name": one.name, "label": one.label, "order": order}
                for order, one in enumerate(operations.values(), 1)
            ],
        }
        for name, (row, operations) in found.items()
    ]


def _method(row: Row) -> str:
    """Return the id of a row's method."""
    return f"{row.quantity}.{row.method}"


def _described(row: Row) -> str:
    """Return formula and reference of a row's method, as far as the catalogue has them."""
    entry = entry_of(row.quantity, row.method)
    return ". ".join(filter(None, (entry.formula, entry.reference))) if entry else row.method


def _analysis(row: Row, results: Results) -> dict[str, Any]:
    """Return a row as an analysis with its results."""
    of = groups(row)
    within = [{"groupingId": name, "groupId": _group(name, level)} for name, level in of if level is not None]
    found = {
        "id": row.id,
        "version": 1,
        "name": f"{row.quantity}: {clean(place(results, row))}",
        "description": row.note,
        "reason": {"sponsorTermId": REASON["id"]},
        "purpose": {"controlledTerm": _purpose(row, results)},
        "documentRefs": [{"referenceDocumentId": PLAN}],
        "analysisSetId": ANALYSED,
        "dataset": str(results.provenance.get("input", "")),
        "variable": row.endpoint or "",
        "methodId": _method(row),
        "orderedGroupings": [
            {"order": order, "groupingId": name, "resultsByGroup": level is not None}
            for order, (name, level) in enumerate(of, 1)
        ],
        "results": [_result(row, one, within) for one in statistics(row) if one.name not in NOT_RESULTS],
    }
    return {name: value for name, value in found.items() if value != ""}


def _purpose(row: Row, results: Results) -> str:
    """Return what a row is for: the planned test is primary, a p adjusted with others secondary, all else describes."""
    if row.id == results.primary.get("row"):
        return "PRIMARY OUTCOME MEASURE"
    return "SECONDARY OUTCOME MEASURE" if row.p_adjusted is not None else "EXPLORATORY OUTCOME MEASURE"


def _result(row: Row, one: Statistic, within: list[dict[str, str]]) -> dict[str, Any]:
    """Return a statistic as the result of its operation; one that could not be estimated has no raw value."""
    found: dict[str, Any] = {"operationId": f"{_method(row)}.{one.name}", "resultGroups": within}
    if one.value is not None:
        found["rawValue"] = one.value if isinstance(one.value, str) else repr(one.value)
    return {**found, "formattedValue": one.text or "\u2013"}
