"""Printed numbers of published studies beside what was recomputed."""

from __future__ import annotations

from collections.abc import Sequence

from psmatrial.analysis.reproduce import Item, Reproduction
from psmatrial.data.study import Study
from psmatrial.displays import numbers
from psmatrial.displays.display import Cell, Column, Table
from psmatrial.displays.verdicts import finding_text, given_text
from psmatrial.model import PairedTable
from psmatrial.stats.mcnemar import mcnemar

WORDS = {
    "percent": "rate, %",
    "interval": "interval, %",
    "lower": "lower limit, %",
    "threshold": "bar, %",
    "survival": "survival, %",
    "agreement": "agreement, %",
    "n.sum": "patients, added up",
    "sum": "count, added up",
    "cells.sum": "cells, added up",
    "patterns": "2x2 table from results by truth",
    "p": "p",
    "odds-ratio": "odds ratio",
    "odds-ratio-interval": "interval of the odds ratio",
    "hazard-ratio": "hazard ratio",
    "hazard-ratio-interval": "interval of the hazard ratio",
    "rate-ratio": "ratio of rates",
    "rate-ratio-interval": "interval of the ratio",
    "difference": "difference, points",
    "difference-interval": "interval of the difference",
}
FEW = 2


def label(study: Study, item: str) -> str:
    """Return what an item is: its outcome, its arm, and the number."""
    return ", ".join(filter(None, _words(study, item)))


def _words(study: Study, item: str) -> tuple[str, str]:
    """Return the heading of an item's outcome, and which number of it this is; a further number has no outcome."""
    found = [one for one in study.outcomes if item.startswith(f"{one.id}.")]
    outcome = max(found, key=lambda one: len(one.id), default=None)
    if outcome is None:
        return "", next((fact.says for fact in study.facts if fact.id == item and fact.says), item)
    rest = item.removeprefix(f"{outcome.id}.")
    arm, _, leaf = rest.partition(".")
    if rest in WORDS or not leaf:
        return outcome.heading, WORDS.get(rest, rest.replace("-", " "))
    return outcome.heading, f"{study.arms.get(arm, arm.replace('-', ' '))}, {WORDS.get(leaf, leaf)}"


def compared(study: Study, items: Sequence[Item]) -> Table | None:
    """Return every printed number beside what was recomputed; None where nothing is printed."""
    if not items:
        return None
    rows = []
    for item in items:
        one = item.finding
        rows.append(
            (
                Cell(label(study, one.item)),
                Cell(one.printed),
                Cell(given_text(one)),
                Cell(finding_text(one), strong=one.verdict == "not-reproduced"),
                Cell(one.method or numbers.ABSENT),
                Cell("seen" if one.seen else "recalled"),
            )
        )
    columns = (
        Column("Number"),
        Column("printed", "number"),
        Column("recomputed", "number"),
        Column("verdict"),
        Column("method"),
        Column("source"),
    )
    footnote = (
        "Recomputed numbers carry two decimals more than the print. What stands with a name is another quantity, with "
        "which the printed one agrees or not. Recalled numbers are to be verified."
    )
    return Table(f"printed-{study.id}", "Printed and recomputed numbers", columns, tuple(rows), (footnote,))


def behind(study: Study, items: Sequence[Item]) -> Table | None:
    """Return the 2x2 tables that the printed numbers leave, where they are one or two; None where there are none."""
    found: dict[tuple[str, tuple[int, ...]], list[str]] = {}
    for item in items:
        one = item.finding
        heading, number = _words(study, one.item)
        if 0 < len(one.tables) <= FEW:
            for cells in one.tables:
                found.setdefault((heading, cells), []).append(number)
    if not found:
        return None
    rows = tuple(
        (
            Cell(heading),
            *(Cell(str(count)) for count in cells),
            Cell(numbers.p_value(mcnemar(PairedTable(cells[0], cells[1], cells[2], cells[3])).p_value)),
            Cell("; ".join(dict.fromkeys(names))),
        )
        for (heading, cells), names in found.items()
    )
    columns = (
        Column("Outcome"),
        *(Column(word, "number") for word in ("both", "index only", "comparator only", "neither", "exact p")),
        Column("gives"),
    )
    return Table(f"behind-{study.id}", "The 2x2 tables behind the printed numbers", columns, rows)


def summary(runs: Sequence[Reproduction]) -> Table:
    """Return one row a study: how many printed numbers were reproduced, seen and recalled apart."""
    rows = []
    for run in runs:
        verdicts = [item.finding.verdict for item in run.items]
        rows.append(
            (
                Cell(run.study.id),
                Cell("yes" if run.study.paired else "no"),
                Cell(f"{run.reproduced(seen=True)} of {run.checked}"),
                Cell(f"{run.reproduced(seen=False)} of {run.checked_recalled}"),
                Cell(str(verdicts.count("needs-method"))),
                Cell(str(verdicts.count("several-tables"))),
                Cell(str(verdicts.count("not-reproduced"))),
            )
        )
    columns = (
        Column("Study"),
        Column("paired"),
        Column("seen, reproduced", "number"),
        Column("recalled, reproduced", "number"),
        Column("another method", "number"),
        Column("several tables", "number"),
        Column("not reproduced", "number"),
    )
    return Table("studies", "Published studies", columns, tuple(rows))
