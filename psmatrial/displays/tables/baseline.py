"""Who the patients were (Table 1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from psmatrial.analysis.results import Results
from psmatrial.displays import numbers
from psmatrial.displays.display import Cell, Column, Table

SETS = {"all": "All patients", "analysed": "Analysed"}
ABBREVIATIONS = {"adt", "bmi", "ece", "ecog", "isup", "psa", "psadt", "rt", "svi"}
SHARES = "Categories: patients (share of all in the column). Numbers: median (first to third quartile), then the range."
PAIRED = "Both tests were read in the same patients, so there is nothing to compare between arms and no p-value."
TOGETHER = "The groups that are followed up stand together here."


def table(results: Results) -> Table | None:
    """Return one block of rows a characteristic; None where the plan names none."""
    found = results.further.get("baseline")
    if not found:
        return None
    columns = (
        Column("Characteristic"),
        *(Column(f"{SETS[one['name']]}, n = {one['n']}", "number") for one in found["sets"]),
    )
    sizes = [one["n"] for one in found["sets"]]
    rows = tuple(row for column in found["columns"] for row in _rows(column, sizes))
    return Table("baseline", "Who the patients were", columns, rows, tuple(_notes(results)), _illustrated(results))


def _notes(results: Results) -> Iterator[str]:
    """Yield how to read the table: of two tests, or of outcomes alone, where nothing is paired."""
    yield SHARES
    if results.plan["contrasts"]:
        yield PAIRED
    elif results.plan["outcome"]["by"]:
        yield TOGETHER


def _illustrated(results: Results) -> bool:
    """Return whether the patients are not those of a trial: then nothing of them is determined by a publication."""
    return bool(results.plan["origin"]["kind"] == "rebuilt")


def _rows(column: Mapping[str, Any], sizes: list[int]) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of one characteristic: its values, then how many are missing."""
    words = [word.upper() if word in ABBREVIATIONS else word for word in column["name"].replace("_", " ").split(" ")]
    name = " ".join(words)
    name = name[:1].upper() + name[1:] + (f", {column['unit']}" if column["unit"] else "")
    summaries = column["summaries"]
    if column["kind"] == "number":
        yield Cell(name, strong=True), *(Cell(_quartiles(summary)) for summary in summaries)
        yield Cell("range"), *(Cell(_range(summary)) for summary in summaries)
    else:
        yield Cell(name, strong=True), *(Cell("") for _ in summaries)
        for at, level in enumerate(summaries[0]["levels"]):
            counts = [summary["levels"][at]["n"] for summary in summaries]
            yield Cell(level["label"]), *(Cell(_share(n, size)) for n, size in zip(counts, sizes, strict=True))
    if reasons := column.get("reasons"):
        yield from _reasons(reasons, sizes)
    elif any(summary["missing"] for summary in summaries):
        missing = [summary["missing"] for summary in summaries]
        yield Cell("missing"), *(Cell(_share(n, size)) for n, size in zip(missing, sizes, strict=True))


def _reasons(reasons: list[Mapping[str, Any]], sizes: list[int]) -> Iterator[tuple[Cell, ...]]:
    """Yield how many have no value for each reason."""
    for one in reasons:
        yield Cell(f"none: {one['label']}"), *(Cell(_share(n, size)) for n, size in zip(one["n"], sizes, strict=True))


def _share(n: int, size: int) -> str:
    """Return a count with its share."""
    return f"{n} ({numbers.percent(n / size)})" if size else numbers.count(n)


def _quartiles(summary: Mapping[str, Any]) -> str:
    """Return median and quartiles."""
    if summary["median"] is None:
        return numbers.ABSENT
    return f"{summary['median']} ({summary['q1']} to {summary['q3']})"


def _range(summary: Mapping[str, Any]) -> str:
    """Return lowest and highest value."""
    return numbers.ABSENT if summary["lowest"] is None else f"{summary['lowest']} to {summary['highest']}"
