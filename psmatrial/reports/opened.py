"""What a page opens: every number that is a row of the results, with an anchor, and its exact value for sorting."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Any

from psmatrial.analysis.results import Results, Row
from psmatrial.displays.opened import Grid, amount, opened
from psmatrial.displays.sentences import printed
from psmatrial.reports.formats._outline import clean, row_id, runs

ANCHOR = "n-"
# What is the same for every number of a method, and therefore stands on the page once.
SHARED = ("Formula", "When to prefer it", "Its weakness")


def with_opened(page: dict[str, Any], results: Results) -> list[dict[str, Any]]:
    """Mark every value of an outline that opens, and return what opens, gathered by the tables behind it.

    A value gets ``opens``, the anchor of its number, and cells get ``amount``, what sorting goes by; both are empty
    where there is nothing.

    Parameters
    ----------
    page
        What ``outline`` returned; its values are marked in place.
    results
        The results that it shows.

    Returns
    -------
    list
        One dictionary a table: ``place``, ``grid`` and ``numbers``; empty where no value is a row of the results.

    Examples
    --------
    >>> page = {"answer": {"numbers": [{"row": "patient.all.equality.exact", "value": "0.0026"}]}, "sections": []}
    >>> with_opened(page, Results({}, {}, {}, {}, {}, ()))
    []
    >>> page["answer"]["numbers"][0]["opens"]
    ''
    """
    by_id = {row.id: row for row in results}
    values = list(_values(page))
    for value in values:
        row = by_id.get(value["row"])
        value["opens"] = anchor(row.id) if row else ""
        exact = amount(value["text"], row) if row and "text" in value else None
        value["amount"] = "" if exact is None else repr(exact).replace("inf", "Infinity")
    return [
        {
            "place": clean(behind.place),
            "grid": _grid(behind.grid) if behind.grid else None,
            "numbers": [
                {
                    "anchor": anchor(one.row),
                    "shown": anchor(one.row).replace(ANCHOR, "row-", 1),
                    **{name: clean(getattr(one, name)) for name in ("row", "heading", "method", "value", "sentence")},
                    "facts": [[term, runs(text)] for term, text in one.facts if term not in SHARED],
                    "shared": [[term, runs(text)] for term, text in one.facts if term in SHARED],
                    "others": [[clean(name), clean(text)] for name, text in one.others],
                }
                for one in behind.numbers
            ],
        }
        for behind in opened(results, [value["row"] for value in values])
    ]


def methods_behind(behind: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Take from numbers what they share with others of the same method, and return it once with an anchor.

    Each number gets ``rests``, the anchor of its method; empty where nothing is known of it.

    Examples
    --------
    >>> number = {"method": "Wald", "heading": "Ratio", "shared": [["Formula", []]]}
    >>> methods_behind([{"numbers": [number]}])[0]["anchor"], number["rests"]
    ('m-1', 'm-1')
    """
    found: dict[str, dict[str, Any]] = {}
    for number in (one for table in behind for one in table["numbers"]):
        shared = number.pop("shared")
        key = repr((number["method"], shared))
        if shared and key not in found:
            heading = f"{number['method']}: {number['heading'][0].lower()}{number['heading'][1:]}"
            found[key] = {"anchor": f"m-{len(found) + 1}", "heading": heading, "facts": shared}
        number["rests"] = found[key]["anchor"] if shared else ""
    return list(found.values())


def answers_behind(behind: list[dict[str, Any]]) -> None:
    """Take from the numbers of a table the answers of every method that several of them have, and keep them once.

    Each table gets ``answers``, each with an anchor and a heading, and each number ``compared``, the anchor of its own;
    empty where its answers stand with it, or there are none.

    Examples
    --------
    >>> pair = [["Wald", "p = 0.1"], ["exact", "p = 0.2"]]
    >>> table = {"numbers": [{"heading": "Test", "others": pair}, {"heading": "Test", "others": pair[::-1]}]}
    >>> answers_behind([table])
    >>> table["answers"][0]["anchor"], [(one["compared"], one["others"]) for one in table["numbers"]]
    ('o-1', [('o-1', []), ('o-1', [])])
    """
    count = 0
    for table in behind:
        same: dict[object, list[dict[str, Any]]] = {}
        for number in table["numbers"]:
            number["compared"] = ""
            key = (number["heading"], frozenset(map(tuple, number["others"])))
            same.setdefault(key, []).append(number)
        table["answers"] = []
        for numbers in same.values():
            if len(numbers) > 1 and numbers[0]["others"]:
                count += 1
                first = {"anchor": f"o-{count}", "heading": numbers[0]["heading"], "others": numbers[0]["others"]}
                table["answers"].append(first)
                for number in numbers:
                    number.update(compared=first["anchor"], others=[])


def sentence_runs(sentence: str, results: Results, open_rows: Container[str]) -> list[dict[str, str]]:
    """Return the answer in runs, those that print a number of the primary table with the address where it opens.

    Examples
    --------
    >>> sentence_runs("PSMA found disease.", Results({}, {}, {}, {}, {}, ()), ())
    [{'text': 'PSMA found disease.', 'href': ''}]
    """
    head = ".".join(str(results.primary.get("row", "")).split(".")[:-2])
    rows = [row for row in results if row.id in open_rows and head and row.id.startswith(f"{head}.")]
    found: list[dict[str, str]] = []
    place = 0
    for text, row in sorted(_printed(sentence, rows), key=lambda pair: sentence.find(pair[0])):
        start = sentence.find(text, place)
        if start >= 0:
            found += [{"text": sentence[place:start], "href": ""}, {"text": text, "href": f"#{anchor(row.id)}"}]
            place = start + len(text)
    return [run for run in [*found, {"text": sentence[place:], "href": ""}] if run["text"]]


def _printed(sentence: str, rows: Iterable[Row]) -> Iterator[tuple[str, Row]]:
    """Yield what a sentence prints of some rows, the first row of each quantity that it does."""
    seen = set()
    for row in rows:
        for text in printed(row):
            if row.quantity not in seen and text in sentence:
                seen.add(row.quantity)
                yield text, row


def anchor(row: str) -> str:
    """Return the anchor of a number that opens.

    Examples
    --------
    >>> anchor("patient@R1.all.equality.exact")
    'n-patient@R1.all.equality.exact'
    """
    return ANCHOR + row_id(row)


def _grid(grid: Grid) -> dict[str, Any]:
    """Return a small table as plain values."""
    return {
        "columns": [clean(heading) for heading in grid.columns],
        "rows": [[clean(text) for text in row] for row in grid.rows],
    }


def _values(page: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield everything on a page that can show a row, in reading order."""
    yield from page["answer"]["numbers"]
    for section in page["sections"]:
        for block in section["blocks"]:
            if block["kind"] == "table":
                for cells in block["rows"]:
                    yield from cells
            yield from block.get("told", ())
