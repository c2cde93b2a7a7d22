"""How long a file of a million readings takes to be checked, beside readers that check nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from start import process
from timing import Comparison, compared

ROWS = 1_000_000
READERS, TESTS = ("R1", "R2", "R3"), ("PSMA", "fluciclovine")
REGIONS = ("prostate bed", "pelvic nodes", "bone", "viscera")
RESULTS, SHARES = ("positive", "negative", "equivocal", "non-evaluable"), (20, 77, 2, 1)
BARE = """
import csv, sys
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    for row in csv.reader(file):
        pass
"""
PANDAS = "import pandas, sys; pandas.read_csv(sys.argv[1], dtype=str)"
DUCKDB = """
import duckdb, sys
rows = f"read_csv('{sys.argv[1]}', all_varchar = true)"
duckdb.sql(f"SELECT modality, result, count(*) FROM {rows} GROUP BY ALL").fetchall()
"""


def comparisons() -> Iterator[Comparison]:
    """Compare `check`, which looks at every cell, with reading alone; through the database, with a bare count."""
    with TemporaryDirectory() as folder:
        plan = Path(folder, "bulk.toml")
        plan.write_text("[input]\nbulk = true\n", encoding="utf-8")
        for name, regions in (("with regions", REGIONS), ("without regions", ("",))):
            path = written(Path(folder, "reads.csv"), regions)
            check = ("-m", "psmatrial", "check", str(path))
            reading = {"csv.reader alone": process("-c", BARE, str(path)), "pandas": process("-c", PANDAS, str(path))}
            yield from compared(f"check a million rows {name}", process(*check), reading)
            counting = {"duckdb, a bare count": process("-c", DUCKDB, str(path))}
            yield from compared(f"the same in bulk {name}", process(*check, "--plan", str(plan)), counting)


def written(path: Path, regions: Sequence[str]) -> Path:
    """Write the readings of as many patients as make a million rows, each patient's together."""
    with path.open("w", encoding="utf-8") as file:
        file.write(f"patient_id,reader,modality,{'region,' if any(regions) else ''}result,psa\n")
        file.writelines(islice(_lines(Random(7), regions), ROWS))  # noqa: S311 - made-up readings
    return path


def _lines(dice: Random, regions: Sequence[str]) -> Iterator[str]:
    """Yield the rows of one patient after another."""
    patient = 0
    while True:
        patient += 1
        psa = f"{dice.lognormvariate(-0.3, 0.9):.2f}"
        for names in product(READERS, TESTS, regions):
            (result,) = dice.choices(RESULTS, SHARES)
            yield f"{','.join([f'P{patient:06}', *filter(None, names), result, psa])}\n"
