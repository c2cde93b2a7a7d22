"""Results of whole analyses: those of the shipped trial, made once, and those of small cohorts written for a test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from psmatrial.analysis.example import example
from psmatrial.analysis.results import Results
from psmatrial.analysis.run import compare

RESULTS = ("positive", "negative")
PATTERNS = tuple((index, comparator) for index in RESULTS for comparator in RESULTS)
TRIAL_STRATA = {"0.20": (4, 8, 3, 11), "0.60": (4, 8, 1, 5), "1.50": (1, 3, 0, 2)}


@cache
def trial() -> Results:
    """Return the results of the shipped trial under its plan."""
    return compare(*example())


def pairs(both: int, index_only: int, comparator_only: int, neither: int) -> Iterator[tuple[str, str]]:
    """Yield index and comparator result of each patient of a table."""
    for pattern, count in zip(PATTERNS, (both, index_only, comparator_only, neither), strict=True):
        yield from [pattern] * count


def reads(path: Path, patients: Iterable[tuple[str, ...]], names: tuple[str, ...] = ("PSMA", "fluciclovine")) -> Path:
    """Write a long file without readers and regions; a text after the results is the PSA, an empty result no row."""
    rows = list(patients)
    psa = any(len(row) > len(names) for row in rows)
    lines = ["patient_id,modality,result" + (",psa" if psa else "")]
    for number, row in enumerate(rows, start=1):
        end = f",{row[len(names)]}" if psa else ""
        lines += [f"P{number:03},{name},{row[at]}{end}" for at, name in enumerate(names) if row[at]]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def trial_patients() -> list[tuple[str, str, str]]:
    """Return the consensus results of the shipped trial with a PSA inside each patient's stratum."""
    return [(*pair, psa) for psa, cells in TRIAL_STRATA.items() for pair in pairs(*cells)]
