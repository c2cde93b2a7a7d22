"""The tables of a report as outputs of the CDISC Analysis Results Standard, and the list of what stands in which."""

from __future__ import annotations

from typing import Any

from psmatrial.analysis.results import Results
from psmatrial.reports.formats._tables import notes, tables

UNSHOWN = "Numbers that no table shows"


def outputs(page: dict[str, Any]) -> list[dict[str, Any]]:
    """Return one output a table, with its title, the headings of its columns and its notes.

    Examples
    --------
    >>> table = {"number": "Table 1", "anchor": "table-a", "title": "A", "kind": "table", "columns": [], "groups": []}
    >>> table |= {"footnotes": [], "illustration": False}
    >>> outputs({"sections": [{"blocks": [table]}]})[0]["displays"][0]["display"]["displayTitle"]
    'Table 1. A'
    """
    return [
        {
            "id": table["anchor"],
            "version": 1,
            "name": table["number"],
            "displays": [{"order": 1, "display": _display(table)}],
        }
        for table in tables(page)
    ]


def _display(table: dict[str, Any]) -> dict[str, Any]:
    """Return the words of a table."""
    name = f"{table['anchor']}.display"
    title = f"{table['number']}. {table['title']}"
    parts = {
        "Title": [title],
        "Header": [_heading(table, place) for place in range(len(table["columns"]))],
        "Footnote": notes(table),
    }
    sections = [
        {
            "sectionType": kind,
            "orderedSubSections": [
                {"order": order, "subSection": {"id": f"{name}.{kind.lower()}.{order}", "text": text}}
                for order, text in enumerate(texts, 1)
            ],
        }
        for kind, texts in parts.items()
        if texts
    ]
    return {"id": name, "version": 1, "name": table["title"], "displayTitle": title, "displaySections": sections}


def _heading(table: dict[str, Any], place: int) -> str:
    """Return the heading of a column with the one above it."""
    above = [one["text"] for one in table["groups"] if one["start"] <= place < one["start"] + one["span"]]
    return ": ".join((*above, table["columns"][place]["heading"]))


def contents(page: dict[str, Any], results: Results) -> dict[str, Any]:
    """Return the list of contents: each table with the rows it shows, then the rows that none shows.

    Examples
    --------
    >>> contents({"sections": []}, Results({}, {}, {}, {}, {}, ()))["contentsList"]
    {'listItems': []}
    """
    names = {row.id for row in results}
    shown: set[str] = set()
    items = []
    for order, table in enumerate(tables(page), 1):
        rows = list(dict.fromkeys(cell["row"] for row in table["rows"] for cell in row if cell["row"] in names))
        shown |= set(rows)
        items.append(_item(order, f"{table['number']}. {table['title']}", rows) | {"outputId": table["anchor"]})
    rest = [row.id for row in results if row.id not in shown]
    items += [_item(len(items) + 1, UNSHOWN, rest)] if rest else []
    return {"name": "Tables and numbers", "contentsList": {"listItems": items}}


def _item(order: int, name: str, rows: list[str]) -> dict[str, Any]:
    """Return an entry of the list, with the rows below it."""
    below = [{"level": 2, "order": place, "name": row, "analysisId": row} for place, row in enumerate(rows, 1)]
    return {"level": 1, "order": order, "name": name, **({"sublist": {"listItems": below}} if below else {})}
