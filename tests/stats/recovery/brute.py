"""The slow way to the same answer: every 2x2 table of n patients, every method, each number printed and compared."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import cache

from psmatrial.model import PairedTable
from psmatrial.stats.methods import method, methods

TESTS = ("exact", "mid-p", "asymptotic", "corrected", "exact-unconditional")
QUANTITY = {
    "index_ci": "index-rate",
    "comparator_ci": "comparator-rate",
    "odds_ratio_ci": "odds-ratio",
    "difference_ci": "rate-difference",
    "ratio_ci": "rate-ratio",
}
PERCENT = ("index", "comparator", "agreement", "both", "difference", "index_ci", "comparator_ci", "difference_ci")


@cache
def tables(n):
    return [(a, b, c, n - a - b - c) for a in range(n + 1) for b in range(n + 1 - a) for c in range(n + 1 - a - b)]


def typed(value, decimals, percent, rounding=ROUND_HALF_UP):
    """Return the text of a number as a paper would print it."""
    if math.isinf(value):
        return "inf"
    with localcontext() as context:
        context.prec = 60
        exact = Fraction(repr(value)) if isinstance(value, float) else Fraction(value)
        scaled = exact * 100 if percent else exact
        shown = (Decimal(scaled.numerator) / Decimal(scaled.denominator)).quantize(
            Decimal(1).scaleb(-decimals), rounding
        )
    return f"{shown:f}{'%' if percent else ''}"


def prints(value, text, percent):
    """Return whether a value is printed like a text under either way of rounding."""
    if value is None or (text == "inf") != math.isinf(value):
        return False
    if text == "inf":
        return True
    decimals = len(text.rstrip("%").partition(".")[2])
    ways = (ROUND_HALF_UP, ROUND_HALF_EVEN)
    return any(Decimal(typed(value, decimals, percent, way).rstrip("%")) == Decimal(text.rstrip("%")) for way in ways)


def observed(key, a, b, c, d):
    n = a + b + c + d
    if key in ("ratio", "odds_ratio"):
        above, below = (a + b, a + c) if key == "ratio" else (b, c)
        return Fraction(above, below) if below else math.inf if above else None
    if key == "kappa":
        chance = (a + b) * (b + d) + (a + c) * (c + d)
        return Fraction(2 * (a * d - b * c), chance) if chance else None
    counts = {"index": a + b, "comparator": a + c, "agreement": a + d, "both": a, "difference": b - c}
    return Fraction(counts[key], n)


@cache
def p_value(name, n, b, c):
    # The unconditional test depends on n too; all are symmetric.
    if name != "exact-unconditional" and n != b + c + 1:
        return p_value(name, b + c + 1, b, c)
    if b < c:
        return p_value(name, n, c, b)
    return method("equality", name).compute(PairedTable(0, b, c, n - b - c), 0.95, "two-sided").p_value


@cache
def limits_of(key, name, level, counts):
    found = method(QUANTITY[key], name).compute(PairedTable(*counts), level, "two-sided")
    return found.low, found.high


def limits(key, name, level, cells):
    counts = a, b, c, d = cells
    if key == "index_ci":
        counts = (a + b, 0, 0, c + d)
    elif key == "comparator_ci":
        counts = (a + c, 0, 0, b + d)
    elif key == "odds_ratio_ci":
        counts = (0, b, c, 1)
    return limits_of(key, name, level, counts)


def matching(key, text, level, cells):
    """Return the methods by which a printed value fits a table."""
    percent = key in PERCENT
    a, b, c, d = cells
    if key == "p":
        n = sum(cells)
        if text.startswith("<"):
            return tuple(name for name in TESTS if p_value(name, n, b, c) < float(text[1:]))
        return tuple(name for name in TESTS if prints(p_value(name, n, b, c), text, percent=False))
    if key in QUANTITY:
        low, high = text.split(" to ")
        return tuple(
            entry.name
            for entry in methods(QUANTITY[key])
            if prints(limits(key, entry.name, level, cells)[0], low, percent)
            and prints(limits(key, entry.name, level, cells)[1], high, percent)
        )
    return ("fits",) if prints(observed(key, a, b, c, d), text, percent) else ()


def fitting(n, printed, level):
    """Return every table of n patients that fits what is printed, with the methods of p and of the intervals."""
    found = {}
    cheap_first = sorted(printed, key=lambda key: (key in QUANTITY, key == "p"))
    for cells in tables(n):
        matches = {}
        for key in cheap_first:
            names = matching(key, printed[key], level, cells)
            if not names:
                break
            matches[key] = names
        else:
            found[cells] = {key: names for key, names in matches.items() if key == "p" or key in QUANTITY}
    return found
