"""A formula of the catalogue with the numbers put in for its letters, and the values of what it names in words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from psmatrial.model import Estimate, PairedTable
from psmatrial.stats.distributions import z_of
from psmatrial.stats.methods import method
from psmatrial.stats.multiplicity import error_rate

WORD = re.compile(r"(?<![A-Za-z])(?:bc|nx|[bcdnmxzαδθ]|[δθ][₁₂]|level|a(?! [a-z]{2}))(?![A-Za-z₀-₉ₖ])")
LETTERS = ("a", "b", "c", "d")
# Clauses that name an edge of the table, such as "low 0 at x = 0": they are kept only where the table lies there.
EDGE = re.compile(r"[;,] (?:low |high )?[^;,]+? (?:at|when) ([bcx]) = ([cn0])(?![A-Za-z0-9])")
DEFINED = re.compile(r", α = 1 − level(?=$|[;,])")
DISTRIBUTION = re.compile(r"\b(Bin|Beta)\(([^()]*)\)")
SUM = re.compile(r"\d+(?:/2)?(?: [+−] \d+(?:/2)?)+")
SMALLER = re.compile(r"\bmin\((\d+), (\d+)\)")
KEPT = {"x = a + b": "index_positive", "x = a + c": "comparator_positive"}
# How a formula begins that is of a numerator x and a denominator n.
SHARES = ("x/n", *KEPT)


def filled(formula: str, table: PairedTable, level: float | None, margins: Mapping[str, str] | None = None) -> str:
    """Return a formula with the counts put in for its letters, and the margins, if any.

    What holds at an edge of the table only is left out where the table does not lie there. Sums inside a distribution
    are added up; all other arithmetic stays, so that each count can be found again.

    Parameters
    ----------
    formula
        As it stands in the catalogue.
    table
        Counts of patients.
    level
        Confidence level as a proportion; without one, z and α keep their letters.
    margins
        Text for the letters of margins.

    Returns
    -------
    str
        The formula itself where it names nothing that has a number.

    Examples
    --------
    >>> filled("χ² = (b − c)²/(b + c) on 1 df", PairedTable(9, 19, 4, 18), None)
    'χ² = (19 − 4)²/(19 + 4) on 1 df'
    >>> filled("b ~ Bin(b + c, 1/2); p = 2 P(X ≤ min(b, c)); 1 when b = c", PairedTable(9, 19, 4, 18), None)
    'X ~ Bin(23, 1/2); p = 2 P(X ≤ 4)'
    """
    return _worked(formula, _known(formula, table, level, margins or {}), level)


def filled_share(formula: str, numerator: int, denominator: int, level: float | None) -> str | None:
    """Return the formula of a share with its numerator x and its denominator n put in; None where it is of others.

    Examples
    --------
    >>> filled_share("x/n = true positives / positives; limits: x/n ∓ z √(x(n − x)/n³)", 38, 42, None)
    '38/42 = true positives / positives; limits: 38/42 ∓ z √(38(42 − 38)/42³)'
    >>> filled_share("share of patients whose readings are all the same", 144, 240, None)
    """
    if not formula.startswith(SHARES):
        return None
    return _worked(formula, {"x": str(numerator), "n": str(denominator), **_errors(level)}, level)


def _worked(formula: str, known: Mapping[str, str], level: float | None) -> str:
    """Return a formula with what is known put in for its letters."""
    formula = EDGE.sub(lambda edge: edge[0] if _lies_there(edge, known) else "", formula)
    formula = formula.replace("b ~ Bin", "X ~ Bin")
    if level is not None:
        error = error_rate(level)
        formula = DEFINED.sub("", formula).replace("1 − α/2", f"{1 - error / 2:g}").replace("α/2", f"{error / 2:g}")
        formula = formula.replace("(1 − level)/2", f"{error / 2:g}").replace("1 − level", f"{error:g}")
    head, sign, rest = formula.partition("; ") if formula[:9] in KEPT else ("", "", formula)
    head = f"{_put(head, {**known, 'x': 'x'})} = {known['x']}" if head else ""
    return SMALLER.sub(_smaller, DISTRIBUTION.sub(_added, f"{head}{sign}{_put(rest, known)}"))


def parts(formula: str, table: PairedTable, level: float | None) -> dict[str, float | tuple[float, float]]:
    """Return the values of what a formula names without spelling it out: rates, their limits, correlation.

    Examples
    --------
    >>> found = parts("D − √(δ₁² − 2φδ₁ε₂ + ε₂²), distances to Wilson limits", PairedTable(9, 19, 4, 18), 0.95)
    >>> [name for name in found]
    ['D', 'Wilson limits of the index rate', 'Wilson limits of the comparator rate', 'φ']
    """
    found: dict[str, float | tuple[float, float]] = {}
    if not table.n:
        return found
    if re.search(r"(?<![A-Za-z])D(?![A-Za-z₀-₉ₖ])", formula):
        found["D"] = (table.index_only - table.comparator_only) / table.n
    if "p₁" in formula:
        found |= {"p₁": table.index_positive / table.n, "p₂": table.comparator_positive / table.n}
    named = [name for name in ("Wilson", "Jeffreys") if f"{name} limits" in formula and "reduced" not in formula]
    if named and level is not None:
        found |= _limits(named[0], table, level)
    if "φ" in formula:
        found["φ"] = _corrected_correlation(table)
    return found


def _limits(name: str, table: PairedTable, level: float) -> dict[str, tuple[float, float]]:
    """Return the limits of both rates by one method."""
    found = {}
    for side in ("index-rate", "comparator-rate"):
        limits = method(side, name.lower()).compute(table, level, "two-sided")
        if isinstance(limits, Estimate) and limits.low is not None and limits.high is not None:
            found[f"{name} limits of the {side.replace('-', ' ')}"] = (limits.low, limits.high)
    return found


def _known(formula: str, table: PairedTable, level: float | None, margins: Mapping[str, str]) -> dict[str, str]:
    """Return the text that stands for each letter."""
    known = {name: str(count) for name, count in zip(LETTERS, table.cells, strict=True)}
    known |= {"n": str(table.n), "m": str(table.discordant), "nx": f"{table.n}x"}
    known |= {"bc": f"{table.index_only}·{table.comparator_only}", **margins}
    if formula[:9] in KEPT:
        known["x"] = str(getattr(table, KEPT[formula[:9]]))
    return known | _errors(level)


def _errors(level: float | None) -> dict[str, str]:
    """Return the text that stands for the level and what follows from it; nothing without one."""
    if level is None:
        return {}
    return {"z": f"{z_of(level):.6f}", "α": f"{error_rate(level):g}", "level": f"{level:g}"}


def _lies_there(edge: re.Match[str], known: Mapping[str, str]) -> bool:
    """Return whether the counts lie at the edge that a clause names."""
    ends = {**known, "0": "0"}
    return ends.get(edge[1]) == ends[edge[2]]


def _put(text: str, known: Mapping[str, str]) -> str:
    """Replace letters that stand alone, and the z of products such as 4x, but not what is only named in words."""
    text = re.sub(r"(?<![A-Za-z])(\d)(?=[nxz](?![A-Za-z]))", r"\1·", text)
    named = re.compile(r"(?:a reduced z|(?:at|when) [bcx] = [cn0]|level (?=1))")
    done, place = [], 0
    for match in named.finditer(text):
        done += [WORD.sub(lambda word: known.get(word[0], word[0]), text[place : match.start()]), match[0]]
        place = match.end()
    return "".join((*done, WORD.sub(lambda word: known.get(word[0], word[0]), text[place:])))


def _added(match: re.Match[str]) -> str:
    """Return a distribution with the sums among its parameters added up."""
    return f"{match[1]}({SUM.sub(_total, match[2])})"


def _total(match: re.Match[str]) -> str:
    """Return what a sum of whole and half numbers comes to."""
    halves = 0
    for sign, number, half in re.findall(r"([+−]?) ?(\d+)(/2)?", match[0]):
        halves += int(number) * (1 if half else 2) * (-1 if sign == "−" else 1)
    return f"{halves / 2:g}" if halves < 2 * 10**6 and halves % 2 else str(halves // 2)


def _smaller(match: re.Match[str]) -> str:
    """Return the smaller of two counts."""
    return str(min(int(match[1]), int(match[2])))


def _corrected_correlation(table: PairedTable) -> float:
    """Return Newcombe's correlation of the two tests: n/2 comes off a positive numerator, but not beyond 0."""
    agreement = table.both * table.neither - table.index_only * table.comparator_only
    numerator = max(agreement - table.n / 2, 0.0) if agreement > 0 else float(agreement)
    index, comparator = table.index_positive, table.comparator_positive
    margins = index * (table.n - index) * comparator * (table.n - comparator)
    return numerator / margins**0.5 if margins else 0.0
