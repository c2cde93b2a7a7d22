"""The shipped trial written in every format that is read."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pyreadstat

FOLDER = Path(__file__).resolve().parents[3] / "data" / "calais2019"
READS = FOLDER / "reads.csv"
PLAN = FOLDER / "plan.toml"
# Written once from reads.csv by the writer of the ReadStat library: none of the test libraries can write this format.
SAS = Path(__file__).with_name("calais2019.sas7bdat.gz")


def rows():
    with READS.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def typed():
    """Return the trial as a frame whose PSA is a number, as most programs keep it."""
    header, *body = rows()
    frame = pd.DataFrame(body, columns=header)
    return frame.assign(psa=frame["psa"].astype(float))


def text(sign=",", encoding="utf-8", end="\n"):
    def write(path):
        lines = (sign.join(row) for row in rows())
        path.write_bytes(end.join([*lines, ""]).encode(encoding))

    return write


def xlsx(path):
    book = openpyxl.Workbook()
    header, *body = rows()
    for row in [header, *([*cells[:5], float(cells[5])] for cells in body)]:
        book.active.append(row)
    book.save(path)


def parquet(path):
    base = duckdb.connect()
    base.from_df(typed()).write_parquet(str(path))
    base.close()


def dataset_json(path):
    header, *body = rows()
    kinds = dict.fromkeys(header, "string") | {"psa": "double"}
    content = {
        "datasetJSONCreationDateTime": "2020-01-01T00:00:00",
        "datasetJSONVersion": "1.1.0",
        "itemGroupOID": "IG.READS",
        "records": len(body),
        "name": "READS",
        "label": "Readings",
        "columns": [{"itemOID": f"IT.{name}", "name": name, "label": name, "dataType": kinds[name]} for name in header],
        "rows": [[*cells[:5], float(cells[5])] for cells in body],
    }
    path.write_text(json.dumps(content), encoding="utf-8")


def labelled(write):
    """Write results as labelled numbers, as SPSS and Stata users do."""

    def written(path):
        frame = typed()
        words = {1: "positive", 2: "negative"}
        codes = frame["result"].map({word: code for code, word in words.items()})
        write(frame.assign(result=codes), str(path), variable_value_labels={"result": words})

    return written


FORMATS = {
    "reads.csv": text(),
    "semicolon/reads.csv": text(";", end="\r\n"),
    "utf16/reads.csv": text("|", encoding="utf-16"),
    "reads.tsv": text("\t", encoding="utf-8-sig"),
    "reads.xlsx": xlsx,
    "reads.xlsm": xlsx,
    "reads.parquet": parquet,
    "reads.xpt": lambda path: pyreadstat.write_xport(typed(), str(path), file_format_version=8),
    "reads.sas7bdat": lambda path: path.write_bytes(gzip.decompress(SAS.read_bytes())),
    "reads.sav": lambda path: pyreadstat.write_sav(typed(), str(path)),
    "labelled/reads.sav": labelled(pyreadstat.write_sav),
    "reads.dta": lambda path: pyreadstat.write_dta(typed(), str(path)),
    "labelled/reads.dta": labelled(pyreadstat.write_dta),
    "reads.json": dataset_json,
}


def written(folder, name):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    FORMATS[name](path)
    return path
