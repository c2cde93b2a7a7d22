"""What a tipping point says: how few missing results, fallen which way, would reverse the conclusion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from psmatrial.displays import numbers
from psmatrial.displays.words.english import were

# What a one-sided test shows, or does not.
CLAIMS = {"greater": "index detects more: ", "less": "comparator detects more: "}


def tipping_sentence(grid: Mapping[str, Any], index: str = "index", comparator: str = "comparator") -> str:
    """Say how missing results could have fallen, and how few would reverse the conclusion of the planned test."""
    kind, missing = grid["kind"], grid["missing"]
    if kind == "imagined":
        head = f"No result is missing. Had {missing} more patients been scanned"
    elif missing == 1:
        head = f"One patient has a {kind} result. Had that patient been read with both tests"
    else:
        head = f"{missing} patients have a {kind} result. Had they been read with both tests"
    claim = CLAIMS.get(grid.get("alternative", ""), "")
    conclusion = f"the conclusion of the planned test ({claim}{grid['conclusion']}, {grid['method']})"
    names = {"index_only": index, "comparator_only": comparator}
    fewest = [(grid[f"fewest_{side}"], name) for side, name in names.items() if grid[f"fewest_{side}"] is not None]
    if not fewest:
        none = "no result of the two" if missing == 1 else "no number of them found by one test only"
        return f"{head}, {none} would reverse {conclusion}.{_edges(grid)}"
    if missing == 1:
        changed = f"{' or '.join(f'a finding by {name} only' for _, name in fewest)} would reverse {conclusion}"
    else:
        changed = f"{conclusion} would be reversed if {_fallen(fewest, missing)}"
    share = f" ({numbers.percent(grid['share'])} of the missing)" if kind != "imagined" else ""
    reverse = "reverses" if grid["reversals"] == 1 else "reverse"
    every = f" Of the {grid['ways']} ways in which they could have fallen, {grid['reversals']} {reverse} it."
    return f"{head}, {changed}{share}.{_edges(grid) or every}"


def _fallen(fewest: Sequence[tuple[int, str]], missing: int) -> str:
    """Return the ways that reverse the conclusion as a clause.

    Examples
    --------
    >>> _fallen([(4, "PSMA"), (7, "fluciclovine")], 10)
    '4 of them were found by PSMA only, or 7 by fluciclovine only, and the others were concordant'
    >>> _fallen([(3, "PSMA")], 3)
    'all 3 of them were found by PSMA only'
    """
    (first, name), *more = fewest
    every = first == missing and not more
    text = f"{'all ' * every}{first} of them {were(first)} found by {name} only"
    text += "".join(f", or {count} by {name} only," for count, name in more)
    return text if every else f"{text} and the others were concordant"


def _edges(grid: Mapping[str, Any]) -> str:
    """Say that not all ways were tried, where there are too many."""
    return " Only the ways with all discordant ones of one kind were tried: there are very many." * bool(grid["note"])
