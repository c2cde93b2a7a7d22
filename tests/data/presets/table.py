"""A dataset of a standard as a CSV file, from rows given as mappings."""

from __future__ import annotations

import csv


def written(folder, rows, name="reads.csv"):
    columns = list(dict.fromkeys(column for row in rows for column in row))
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, columns, restval="")
        lines.writeheader()
        lines.writerows(rows)
    return path
