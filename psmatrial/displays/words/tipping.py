"""What a tipping point says: how few missing results, fallen which way, would reverse the conclusion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from psmatrial.analysis.results import Results
from psmatrial.displays import numbers
from psmatrial.displays.words.english import were

# What a one-sided test shows, or does not.
CLAIMS = {"greater": "index detects more: ", "less": "comparator detects more: "}


def told_grids(results: Results) -> tuple[Mapping[str, Any], ...]:
    """Return the tipping points that there is something to say of: some patients have both results, clear ones.

    Examples
    --------
    >>> from psmatrial.analysis.example import example
    >>> from psmatrial.analysis.run import compare
    >>> [grid["kind"] for grid in told_grids(compare(*example()))]
    ['imagined']
    """
    grids, entered = results.further.get("tipping") or (), results.further.get("scans", {}).get("entered")
    return tuple(grid for grid in grids if grid["kind"] == "imagined" or grid["missing"] != entered)


def tipping_sentence(grid: Mapping[str, Any], index: str = "index", comparator: str = "comparator") -> str:
    """Say how missing results could have fallen, and how few would reverse what the planned test concludes."""
    missing = grid["missing"]
    claim = CLAIMS.get(grid.get("alternative", ""), "")
    conclusion = f"the conclusion of the planned test{_rest(grid)} ({claim}{grid['conclusion']}, {grid['method']})"
    names = {"index_only": index, "comparator_only": comparator}
    fewest = [(grid[f"fewest_{side}"], name) for side, name in names.items() if grid[f"fewest_{side}"] is not None]
    head = _head(grid["kind"], missing)
    if not fewest:
        none = "no result of the two" if missing == 1 else "no number of them found by one test only"
        return f"{head}, {none} would reverse {conclusion}.{_edges(grid)}"
    if missing == 1:
        changed = f"{' or '.join(f'a finding by {name} only' for _, name in fewest)} would reverse {conclusion}"
    else:
        changed = f"{conclusion} would be reversed if {_fallen(fewest, missing, _share(grid))}"
    reverse = "reverses" if grid["reversals"] == 1 else "reverse"
    every = f" Of the {grid['ways']} ways in which they could have fallen, {grid['reversals']} {reverse} it."
    return f"{head}, {changed}.{_edges(grid) or every}"


def _head(kind: str, missing: int) -> str:
    """Say how many patients the tipping point is about, and what is supposed of them.

    Examples
    --------
    >>> _head("missing", 1)
    'One patient has a missing result. Had that patient been read with both tests'
    >>> _head("missing or equivocal", 5)
    '5 patients have a missing or equivocal result. Had these results been clear'
    """
    if kind == "imagined":
        return f"No result is missing. Had {missing} more patients been scanned"
    one = missing == 1
    if kind == "missing":
        had = f"{'that patient' if one else 'they'} been read with both tests"
    else:
        had = f"{'this result' if one else 'these results'} been clear"
    return f"{'One patient has' if one else f'{missing} patients have'} a {kind} result. Had {had}"


def _rest(grid: Mapping[str, Any]) -> str:
    """Say that a conclusion is of the other patients alone; empty where nobody is left out of it."""
    if grid["kind"] == "imagined":
        return ""
    return " without that patient" if grid["missing"] == 1 else " without them"


def _share(grid: Mapping[str, Any]) -> str:
    """Return what stands after the fewest patients that reverse the conclusion: their share of those in question."""
    if grid["kind"] == "imagined":
        return ""
    return f" ({numbers.percent(grid['share'])} of {'the missing' if grid['kind'] == 'missing' else 'these patients'})"


def _fallen(fewest: Sequence[tuple[int, str]], missing: int, share: str = "") -> str:
    """Return the ways that reverse the conclusion as a clause; the share stands after the number that it is of.

    Examples
    --------
    >>> _fallen([(4, "PSMA"), (7, "fluciclovine")], 10, " (40%)")
    '4 of them were found by PSMA only (40%), or 7 by fluciclovine only, and the others were concordant'
    >>> _fallen([(3, "PSMA")], 3)
    'all 3 of them were found by PSMA only'
    """
    (first, name), *more = fewest
    every, least = first == missing and not more, min(count for count, _ in fewest)
    text = f"{'all ' * every}{first} of them {were(first)} found by {name} only{share * (first == least)}"
    text += "".join(f", or {count} by {name} only{share * (count == least)}," for count, name in more)
    return text if every else f"{text} and the others were concordant"


def _edges(grid: Mapping[str, Any]) -> str:
    """Say that not all ways were tried, where there are too many."""
    return " Only the ways with all discordant ones of one kind were tried: there are very many." * bool(grid["note"])
