"""The numbers of the trial programmed a second time, in a few lines of scipy, and written in the spelling of SAS."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import sqrt
from pathlib import Path

from scipy.stats import beta, binomtest, chi2, norm

# Both, index only, comparator only, neither: as counted by hand from the print of the trial.
TABLES = {"ANY": (9, 19, 4, 18), "NODES": (3, 12, 1, 34)}
ENDPOINTS = {"ANY": "patient", "NODES": "pelvic-nodes"}
MAP = """
separator = " / "

[columns]
id = ["ENDPT", "PARAM"]
value = "ESTIMATE"
low = "LCL"
high = "UCL"
p_value = "PROBT"
statistic = "STAT"
n = "N"

[rows]
"""
SKIPPED = """
[[rule]]
rows = ["*.equality.exact", "*.equality.mid-p"]
columns = "statistic"
skip = true
"""
LINES = {
    "Rate, test": "index-rate.clopper-pearson",
    "Rate, reference": "comparator-rate.clopper-pearson",
    "Difference": "rate-difference.wald",
    "Odds ratio": "odds-ratio.clopper-pearson",
    "McNemar exact": "equality.exact",
    "McNemar mid-p": "equality.mid-p",
    "McNemar": "equality.asymptotic",
}
ROUNDED = """
[scale]
value = 100
low = 100
high = 100

[tolerance]
decimals = 1

[tolerance.p_value]
decimals = 4

[tolerance.statistic]
decimals = 3

[[rule]]
rows = "*.odds-ratio.*"
scale = 1
decimals = 2
"""


def rounded(value: float, places: int) -> str:
    """Print as SAS does: half away from zero, a fixed number of decimals."""
    return str(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def p_text(value: float) -> str:
    return "<.0001" if value < 0.0001 else rounded(value, 4).removeprefix("0")


def clopper_pearson(x: int, n: int) -> tuple[float, float]:
    low = beta.ppf(0.025, x, n - x + 1) if x else 0.0
    high = beta.ppf(0.975, x + 1, n - x) if x < n else 1.0
    return float(low), float(high)


def results(table: tuple[int, int, int, int]) -> dict[str, tuple[float | None, ...]]:
    """Return estimate, limits, statistic and p of each line."""
    a, b, c, d = table
    n = a + b + c + d
    share = clopper_pearson(b, b + c)
    odds = [one / (1 - one) for one in share]
    exact = binomtest(b, b + c, 0.5).pvalue
    point = float(Fraction(binomial(b + c, min(b, c)), 2 ** (b + c)))
    square = (b - c) ** 2 / (b + c)
    return {
        "Rate, test": ((a + b) / n, *clopper_pearson(a + b, n), None, None),
        "Rate, reference": ((a + c) / n, *clopper_pearson(a + c, n), None, None),
        "Difference": (*wald(table), None, None),
        "Odds ratio": (b / c, *odds, None, None),
        "McNemar exact": (None, None, None, None, exact),
        "McNemar mid-p": (None, None, None, None, exact - point),
        "McNemar": (None, None, None, square, float(chi2.sf(square, 1))),
    }


def binomial(n: int, k: int) -> int:
    found = 1
    for place in range(k):
        found = found * (n - place) // (place + 1)
    return found


def wald(table: tuple[int, int, int, int]) -> tuple[float, float, float]:
    a, b, c, d = table
    n = a + b + c + d
    half = float(norm.ppf(0.975)) * sqrt(b + c - (b - c) ** 2 / n) / n
    return (b - c) / n, (b - c) / n - half, (b - c) / n + half


def rows(*, printed: bool) -> list[list[str]]:
    """Return the lines of the file: in percent and rounded, or with all digits."""
    lines = [["ENDPT", "PARAM", "N", "ESTIMATE", "LCL", "UCL", "STAT", "PROBT", "PGM"]]
    for endpoint, table in TABLES.items():
        for name, (*estimates, statistic, p) in results(table).items():
            scale, places = (1, 2) if name == "Odds ratio" else (100, 1)
            cells = [
                "." if one is None else rounded(one * scale, places) if printed else repr(float(one))
                for one in estimates
            ]
            square = "." if statistic is None else rounded(statistic, 3) if printed else repr(statistic)
            prob = "." if p is None else p_text(p) if printed else repr(float(p))
            lines.append([endpoint, name, str(sum(table)), *cells, square, prob, "t_prim.sas"])
    return lines


def written(folder: Path, lines: list[list[str]], name: str = "theirs.csv") -> Path:
    path = folder / name
    quoted = [",".join(f'"{cell}"' if "," in cell else cell for cell in line) for line in lines]
    path.write_text("\n".join(quoted) + "\n", encoding="utf-8")
    return path


def mapping(folder: Path, *, printed: bool, more: str = "") -> Path:
    places = [(endpoint, name) for endpoint in TABLES for name in LINES]
    named = [f'"{ENDPOINTS[place]}.all.{LINES[name]}" = "{place} / {name}"' for place, name in places]
    path = folder / "map.toml"
    path.write_text(MAP + "\n".join(named) + "\n" + (ROUNDED if printed else "") + SKIPPED + more, encoding="utf-8")
    return path
