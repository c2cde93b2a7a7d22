"""Parquet, and rows that a database reads at once: the same checks and the same answers as row by row."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.data import bulk
from psmatrial.data.cohort import read_cohort
from psmatrial.data.rules import Layout, Opening
from psmatrial.data.sources.parquet import read
from psmatrial.errors import InputError

AT_ONCE = Layout(opening=Opening(bulk=True))


def parquet(path, query):
    with duckdb.connect() as base:
        base.sql(query).write_parquet(str(path))
    return path


def cells(path):
    return [row for _, row in read(path).rows]


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ("'001'", "001"),
        ("7::BIGINT", "7"),
        ("7::DOUBLE", "7"),
        ("0.35::DOUBLE", "0.35"),
        ("0.35::FLOAT", "0.35"),
        ("0.20::DECIMAL(4,2)", "0.20"),
        ("NULL::DOUBLE", ""),
        ("'nan'::DOUBLE", ""),
        ("true", "true"),
        ("DATE '2020-01-31'", "2020-01-31"),
        ("'PSMA'::ENUM('PSMA')", "PSMA"),
    ],
)
def test_cells_are_the_text_that_a_person_sees(tmp_path, value, seen):
    assert cells(parquet(tmp_path / "reads.parquet", f"SELECT {value} AS a, 'x' AS b")) == [[seen, "x"]]


def test_columns_with_several_values_a_row_are_refused_by_name(tmp_path):
    path = parquet(tmp_path / "reads.parquet", "SELECT [1, 2] AS a, {'x': 1} AS b, 'y'::BLOB AS c, 1 AS d")
    with pytest.raises(InputError) as caught:
        read(path)
    assert [problem.column for problem in caught.value.problems] == ["a", "b", "c"]


def test_a_file_that_claims_more_than_its_size_can_hold_is_refused(tmp_path):
    path = parquet(tmp_path / "reads.parquet", "SELECT 'P01' AS patient_id, 1 AS psa FROM range(3_000_000)")
    with pytest.raises(InputError, match="claims 3000000 rows"):
        read(path)


def test_a_name_that_is_a_pattern_is_refused_and_no_other_file_is_read(tmp_path):
    parquet(tmp_path / "reads1.parquet", "SELECT 1 AS a, 2 AS b")
    (tmp_path / "reads*.parquet").write_bytes(b"PAR1" + b"x" * 50 + b"PAR1")
    with pytest.raises(InputError, match="takes for a pattern"):
        read(tmp_path / "reads*.parquet")


def test_problems_are_told_by_row_from_1(tmp_path):
    path = parquet(
        tmp_path / "reads.parquet",
        "SELECT * FROM (VALUES ('P01', 'PSMA', 'positive'), ('P02', 'PSMA', 'postive')) "
        "AS t(patient_id, modality, result)",
    )
    with pytest.raises(InputError, match=r"^reads.parquet:2: result: 'postive' is not a result"):
        read_cohort(path)


FINE = [
    *(f"P{at:02d},{reader},{test},bed,{word},0.{at + 1}" for at in range(20) for reader in ("R1", "R2")
      for test, word in (("PSMA", "positive"), ("FACBC", "Equivocal"))),
]  # fmt: skip
HEADER = "patient_id,reader,modality,region,result,psa"


def written(folder, lines, header=HEADER, end="\n", name="reads.csv"):
    path = folder / name
    path.write_bytes((end.join([header, *lines]) + end).encode())
    return path


def both(path):
    """Read a file row by row and at once, and return what each gave: the cohort, or the messages of the refusal."""
    found = []
    for layout in (Layout(), AT_ONCE):
        try:
            found.append(read_cohort(path, layout))
        except InputError as error:
            found.append([str(problem) for problem in error.problems])
    return found


@pytest.fixture
def taken(monkeypatch):
    """Return what reading at once has returned: the number of rows, or None where it left the file to the rows."""
    counts = []

    def noted(sheet, cells):
        counts.append(bulk.read_bulk(sheet, cells))
        return counts[-1]

    monkeypatch.setattr("psmatrial.data.schema.read_bulk", noted)
    return counts


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "lines",
    [
        FINE,
        FINE[::-1],
        [line.rpartition(",")[0] + "," for line in FINE],
        [line if at % 4 else line.rpartition(",")[0] + "," for at, line in enumerate(FINE)],
        [line.rpartition(",")[0] + ",0" for line in FINE],
        sorted(FINE, key=lambda line: line.split(",")[2]),
    ],
)
def test_plain_files_are_read_at_once_to_the_same_cohort(tmp_path, taken, lines, end):
    one, other = both(written(tmp_path, lines, end=end))
    assert one == other
    assert taken == [len(lines)]


def test_a_reader_that_comes_after_the_sample_is_read_at_once(tmp_path, taken, monkeypatch):
    monkeypatch.setattr(bulk, "_SAMPLE", 3)
    one, other = both(written(tmp_path, FINE))
    assert one == other
    assert taken == [len(FINE)]


def test_further_columns_are_looked_at(tmp_path, taken):
    fine = written(tmp_path, [f"{line},{at % 3}" for at, line in enumerate(FINE)], f"{HEADER},site")
    one, other = both(fine)
    assert one == other
    assert taken == [len(FINE)]
    named = written(tmp_path, [f"{line},310-555-0199" for line in FINE], f"{HEADER},site")
    one, other = both(named)
    assert one == other
    assert "telephone" in one[0]
    assert taken[1:] == [None]


@pytest.mark.parametrize(
    "line",
    [
        "P90,R1,PSMA,bed,postive,0.3",
        "P90,R1,PSMA,bed,positive,<0.1x",
        "P90,R1,PSMA,bed,positive",
        "P90,R1,PSMA,bed,positive,1,2",
        ",R1,PSMA,bed,positive,1",
        "P90,R1,,bed,positive,1",
        "P90,R1,PSMA,bed,,1",
        ",,,,,",
        "P00,R1,PSMA,bed,positive,0.1",
        "P00,R1,PSMA,bed,negative,0.1",
        "P00,R1,PSMA,node,negative,0.7",
        "P00,R1,PSMA,node,negative,0.10",
        "P00,R1, PSMA,node,negative,0.1",
        " P00,R1,PSMA,node,negative,0.1",
        "p00,R1,PSMA,node,negative,0.1",
        "Total,R1,PSMA,bed,positive,0.1",
        HEADER,
        "",
        '"P90",R1,PSMA,bed,positive,0.3',
        "P90\u200b,R1,PSMA,bed,positive,0.3",
        "1980-01-31,R1,PSMA,bed,positive,0.3",
    ],
)
def test_a_row_that_is_not_plain_gives_the_same_messages_or_the_same_cohort(tmp_path, line):
    one, other = both(written(tmp_path, [*FINE[:8], line, *FINE[8:]]))
    assert one == other


TEXTS = {
    "patient": st.sampled_from(["P1", "P2", "P3", "P4", " P1", ""]),
    "test": st.sampled_from(["A", "B", "B "]),
    "result": st.sampled_from(["positive", "negative", "NEGATIVE", "equivocal", "non-evaluable", "x"]),
    "psa": st.sampled_from(["0.5", "0.5", "0.5", "0.50", "", " "]),
}


@given(st.lists(st.tuples(*TEXTS.values()), min_size=1, max_size=6), st.booleans())
@settings(max_examples=60)
def test_whatever_the_rows_both_ways_agree(tmp_path_factory, rows, ended):
    path = tmp_path_factory.getbasetemp() / "law.csv"
    text = "\n".join(["patient_id,modality,result,psa", *map(",".join, rows)]) + "\n" * ended
    path.write_text(text, encoding="utf-8")
    one, other = both(path)
    assert one == other


def test_parquet_and_csv_agree_about_a_file_with_problems(tmp_path):
    lines = [*FINE, "P00,R1,PSMA,bed,positive,0.1", "P77,R1,PSMA,bed,maybe,0.1"]
    path = written(tmp_path, lines)
    other = tmp_path / "reads.parquet"
    with duckdb.connect() as base:
        base.read_csv(str(path), all_varchar=True).write_parquet(str(other))
    (by_line, _), (by_row, _) = both(path), both(other)
    assert len(by_line) == len(by_row) == 2
    changed = [message.replace("line 2", "row 1").replace(".csv:", ".parquet:") for message in by_line]
    assert [message.replace(":82:", ":81:").replace(":83:", ":82:") for message in changed] == by_row


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path):
    path = parquet(tmp_path / "reads.parquet", "SELECT 1 AS a, 2 AS b")
    sheet = read(path)
    parquet(path, "SELECT 1 AS a, 3 AS b")
    with pytest.raises(InputError, match="the file changed"):
        list(sheet.rows)


def test_names_of_columns_are_never_part_of_the_query(tmp_path):
    path = parquet(tmp_path / "reads.parquet", """SELECT 1 AS "a"", version() AS b --", 2 AS c""")
    assert read(path).header == ('a", version() AS b --', "c")
    assert cells(path) == [["1", "2"]]


def test_reading_at_once_leaves_wide_files_to_the_rows(tmp_path):
    path = written(tmp_path, ["P1,positive,negative", "P2,negative,"], "patient_id,a,b")
    wide = Layout(results={"a": {"modality": "A"}, "b": {"modality": "B"}})
    assert read_cohort(path, replace(wide, opening=Opening(bulk=True))) == read_cohort(path, wide)
