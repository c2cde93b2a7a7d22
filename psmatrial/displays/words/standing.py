"""Where something stands in a report: the titles of its sections, and which of them have something to show."""

from __future__ import annotations

from psmatrial.analysis.results import Results, Row
from psmatrial.displays.words.tipping import told_grids

TITLES = {
    "flow": "Patients",
    "estimand": "What is estimated",
    "baseline": "Who the patients were",
    "detection": "Detection per patient and region",
    "strata": "Detection by PSA",
    "cross": "Who was found by which test",
    "readers": "Reader by reader",
    "agreement": "Agreement between readers",
    "truth": "Against the reference standard",
    "margins": "Margins",
    "robustness": "Robustness",
    "tipping": "Tipping point",
    "methods": "How it was done",
    "plan": "The plan in full",
    "provenance": "Provenance",
}


def places(results: Results, *names: str) -> str:
    """Return the titles of those of the named sections that the report shows.

    Parameters
    ----------
    results
        Their plan names the sections; a section for which they hold nothing is left out of a report.
    names
        Sections, by the names they have in the plan.

    Returns
    -------
    str
        Titles joined by semicolons; empty where none of them is shown.
    """
    shown = set(results.plan["report"]["sections"]) - _empty(results)
    return "; ".join(TITLES[name] for name in names if name in shown)


def _empty(results: Results) -> set[str]:
    """Return the sections for which there is nothing."""
    has = {
        "baseline": bool(results.further.get("baseline")),
        "strata": any(row.stratum_by == "psa" and not _hidden(row) for row in results),
        "cross": any(row.both is not None for row in results),
        "readers": any(row.reader and not _hidden(row) for row in results),
        "agreement": any(row.quantity.endswith("-agreement") for row in results),
        "truth": bool(results.further.get("truth")),
        "margins": any(row.quantity.endswith(("-margin", "-equivalence")) and not row.withheld for row in results),
        "robustness": bool(results.further.get("robustness")),
        "tipping": bool(told_grids(results)),
    }
    return {name for name, there in has.items() if not there}


def _hidden(row: Row) -> bool:
    """Return whether nothing at all is shown of the table of a row."""
    return row.withheld and row.n is None


def standards(results: Results) -> list[str]:
    """Return the reference standards that the plan names; none where nothing in the data tells the truth."""
    return list(results.plan.get("truth", {}).get("standards", ()))
