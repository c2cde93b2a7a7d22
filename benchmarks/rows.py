"""How long files of millions of readings take to be checked and compared, beside programs that check nothing.

A database shares its work among all processors and psmatrial uses one, so that both times are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from start import process
from timing import Comparison, compared

MILLION = 1_000_000
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
# The 2x2 table of the patients, found in any region by two readers or more: no cell is checked, nothing else counted.
DUCKDB = """
import duckdb, sys
print(duckdb.sql(f'''
    WITH reading AS (
        SELECT patient_id, reader, modality, bool_or(result = 'positive') AS found
        FROM read_csv('{sys.argv[1]}', all_varchar = true) GROUP BY ALL),
    scan AS (SELECT patient_id, modality, count(*) FILTER (found) > 1 AS found FROM reading GROUP BY ALL)
    SELECT a.found, b.found, count(*) FROM scan a JOIN scan b USING (patient_id)
    WHERE a.modality = 'PSMA' AND b.modality = 'fluciclovine' GROUP BY ALL''').fetchall())
"""


def comparisons() -> Iterator[Comparison]:
    """Compare `check` with reading alone, and `compare`, with all its tables and rows, with a database's one table."""
    with TemporaryDirectory() as folder:
        for name, regions, rows in (
            ("a million rows with regions", REGIONS, MILLION),
            ("a million rows without regions", ("",), MILLION),
            ("ten million rows with regions", REGIONS, 10 * MILLION),
            ("ten million rows without regions", ("",), 10 * MILLION),
        ):
            path = written(Path(folder, "reads.csv"), regions, rows)
            counting = {"duckdb, the 2x2 table alone": process("-c", DUCKDB, str(path))}
            reading = {"csv.reader alone": process("-c", BARE, str(path)), "pandas": process("-c", PANDAS, str(path))}
            peers = counting if rows > MILLION else {**reading, **counting}
            yield from compared(f"check {name}", process("-m", "psmatrial", "check", str(path)), peers, worked=True)
            told = ("compare", str(path), "-o", str(Path(folder, "report")), "--format", "json", "-q")
            yield from compared(f"compare {name}", process("-m", "psmatrial", *told), counting, worked=True)


def written(path: Path, regions: Sequence[str], rows: int) -> Path:
    """Write the readings of as many patients as make so many rows, each patient's together."""
    with path.open("w", encoding="utf-8") as file:
        file.write(f"patient_id,reader,modality,{'region,' if any(regions) else ''}result,psa\n")
        file.writelines(islice(_lines(Random(7), regions), rows))  # noqa: S311 - made-up readings
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
