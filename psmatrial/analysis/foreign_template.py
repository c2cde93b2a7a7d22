"""A mapping for the results of another program, ready to be filled in, for `psmatrial diff REPORT --template`."""

from __future__ import annotations

from collections.abc import Iterator

from psmatrial.analysis.differences import COUNTS, NUMBERS
from psmatrial.analysis.plan_text import toml
from psmatrial.analysis.results import Results, Row

HEAD = """\
# Which numbers of another program stand beside which of ours: psmatrial diff REPORT THEIRS.csv --map THIS-FILE.toml
#
# Take away the mark # before what you fill in. Without a mapping, columns and rows that are named like ours are
# compared: id, value, low, high, p_value, ... as in results.csv.

# Between the words of a key that stands in several columns, words for a missing number, and the sign before decimals.
#separator = "|"
#missing = ["", ".", "NA", "NaN"]
#decimal = "."

# Our columns and theirs; id may be a list of columns.
[columns]
#id = "PARAM"
#value = "ESTIMATE"
#low = "LCL"
#high = "UCL"
#p_value = "PROBT"
#statistic = "CHISQ"

# By what our proportions are multiplied on their scale: 100 for percent. Ratios need a rule below.
[scale]
#value = 100
#low = 100
#high = 100

# When numbers are equal. decimals: as they printed it, rounded half up or half even; "typed": as many as each cell
# has. Otherwise relative or absolute, on their scale. Counts are always exact, and "<.0001" is a bound that our p must
# satisfy.
[tolerance]
#relative = 1e-10

[tolerance.p_value]
#decimals = 4

# For some rows or columns only; * stands for any letters. The last rule that fits a number counts.
#[[rule]]
#rows = ["*.odds-ratio.*"]
#columns = ["value", "low", "high"]
#scale = 1
#decimals = 2

# What the other program calls otherwise is skipped: beside an exact test stands the count of index only.
#[[rule]]
#rows = ["*.equality.exact", "*.equality.mid-p"]
#columns = ["statistic"]
#skip = true

# Our rows and their keys; after # which numbers ours has. A row whose numbers stand in several rows of theirs:
# "OUR ROW" = [{ key = "Rate", columns = { value = "AVAL" } }, { key = "Lower limit", columns = { low = "AVAL" } }]
[rows]
"""


def mapping_template(results: Results) -> str:
    """Return a mapping with every row of the results, all of it commented out; valid as it stands and when it is not.

    It holds no number of ours, so that it can be given to who programs them a second time.

    Examples
    --------
    >>> from psmatrial.analysis.results import Row
    >>> rows = (Row("patient.all.equality.exact", quantity="equality", p_value=0.0026, n=50),)
    >>> mapping_template(Results({}, {}, {}, {}, {}, rows)).splitlines()[-1]
    '#"patient.all.equality.exact" = ""  # p_value, counts'
    """
    return HEAD + "\n".join(_rows(results)) + "\n"


def _rows(results: Results) -> Iterator[str]:
    """Go through the lines of the rows; a line is left free before each table."""
    before: tuple[object, ...] | None = None
    for row in results.rows:
        place = _place(row)
        if before not in (None, place):
            yield ""
        before = place
        there = [name for name in NUMBERS if getattr(row, name) is not None]
        numbers = [name for name in there if name not in COUNTS] + ["counts"] * any(name in COUNTS for name in there)
        yield f'#{toml(row.id)} = ""' + (f"  # {', '.join(numbers)}" if numbers else "")


def _place(row: Row) -> tuple[object, ...]:
    """Return which table a row stands for."""
    return row.index, row.comparator, row.endpoint, row.reader, row.stratum_by, row.stratum
