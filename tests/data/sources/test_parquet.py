"""Parquet: the same checks and the same answers as any other file, row by row and at once."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame

from psmatrial.data import bulk
from psmatrial.data.cohort import read_cohort
from psmatrial.data.rules import Layout
from psmatrial.data.sources.parquet import read
from psmatrial.errors import InputError


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
    *((f"P{at:02d}", reader, test, "bed", word, f"0.{at + 1}") for at in range(20) for reader in ("R1", "R2")
      for test, word in (("PSMA", "positive"), ("FACBC", "Equivocal"))),
]  # fmt: skip
HEADER = "patient_id,reader,modality,region,result,psa"


def written(folder, lines, header=HEADER):
    """Write lines of cells as a Parquet file of texts."""
    path = folder / "reads.parquet"
    frame = DataFrame(lines, columns=header.split(","), dtype=object)
    with duckdb.connect() as base:
        base.from_df(frame).write_parquet(str(path))
    return path


def both(path, layout=None):
    """Read a file row by row and at once, and return what each gave: the cohort, or the messages of the refusal."""
    found = []
    for reading in (lambda *_: None, bulk.read_bulk):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("psmatrial.data.schema.read_bulk", reading)
            try:
                found.append(read_cohort(path, layout))
            except InputError as error:
                found.append([str(problem) for problem in error.problems])
    return found


@pytest.fixture
def taken(monkeypatch):
    """Return what reading at once has returned: the number of rows, or None where it left the file to the rows."""
    counts = []
    plain = bulk.read_bulk
    monkeypatch.setattr(bulk, "read_bulk", lambda *given: counts.append(plain(*given)) or counts[-1])
    return counts


@pytest.mark.parametrize(
    "rows",
    [
        FINE,
        FINE[::-1],
        [(*row[:-1], None) for row in FINE],
        [row if at % 4 else (*row[:-1], "") for at, row in enumerate(FINE)],
        [(*row[:-1], "0") for row in FINE],
        sorted(FINE, key=lambda row: row[2]),
    ],
)
def test_plain_rows_are_read_at_once_to_the_same_cohort(tmp_path, taken, rows):
    one, other = both(written(tmp_path, rows))
    assert one == other
    assert taken == [len(FINE)]


def test_a_reader_that_comes_after_the_sample_is_read_at_once(tmp_path, taken, monkeypatch):
    monkeypatch.setattr(bulk, "_SAMPLE", 3)
    one, other = both(written(tmp_path, FINE))
    assert one == other
    assert taken == [len(FINE)]


def test_many_patients_whose_readings_follow_are_no_empty_places(tmp_path, taken, monkeypatch):
    monkeypatch.setattr("psmatrial.data.ledger.FEW_CELLS", 300)
    one, other = both(written(tmp_path, [(f"{row[0]}{at}", *row[1:]) for at in range(9) for row in FINE]))
    assert one == other
    assert taken == [9 * len(FINE)]


def test_further_columns_are_looked_at(tmp_path, taken):
    one, other = both(written(tmp_path, [(*row, str(at % 3)) for at, row in enumerate(FINE)], f"{HEADER},site"))
    assert one == other
    assert taken == [len(FINE)]
    one, other = both(written(tmp_path, [(*row, "310-555-0199") for row in FINE], f"{HEADER},site"))
    assert one == other
    assert "telephone" in one[0]
    assert taken[1:] == [None]


@pytest.mark.parametrize(
    "row",
    [
        "P90,R1,PSMA,bed,postive,0.3",
        "P90,R1,PSMA,bed,positive,<0.1x",
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
        "P90\u200b,R1,PSMA,bed,positive,0.3",
        "P90\x1f,R1,PSMA,bed,positive,0.3",
        "P90\n,R1,PSMA,bed,positive,0.3",
        "1980-01-31,R1,PSMA,bed,positive,0.3",
    ],
)
def test_a_row_that_is_not_plain_gives_the_same_messages_or_the_same_cohort(tmp_path, row):
    one, other = both(written(tmp_path, [*FINE[:30], row.split(","), *FINE[30:]]))
    assert one == other


TEXTS = {
    "patient": st.sampled_from(["P1", "P2", "P3", "P4", " P1", "", None]),
    "test": st.sampled_from(["A", "B", "B "]),
    "result": st.sampled_from(["positive", "negative", "NEGATIVE", "equivocal", "non-evaluable", "x"]),
    "psa": st.sampled_from(["0.5", "0.5", "0.5", "0.50", "", " ", None]),
}


@given(st.lists(st.tuples(*TEXTS.values()), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_whatever_the_rows_both_ways_agree(tmp_path_factory, rows):
    one, other = both(written(tmp_path_factory.getbasetemp(), rows, "patient_id,modality,result,psa"))
    assert one == other


def test_parquet_and_csv_agree_about_a_file_with_problems(tmp_path):
    rows = [*FINE, ("P00", "R1", "PSMA", "bed", "positive", "0.1"), ("P77", "R1", "PSMA", "bed", "maybe", "0.1")]
    path = tmp_path / "reads.csv"
    path.write_text("\n".join([HEADER, *map(",".join, rows)]))
    with pytest.raises(InputError) as caught:
        read_cohort(path)
    by_line = [str(problem) for problem in caught.value.problems]
    by_row = both(written(tmp_path, rows))
    assert len(by_line) == 2
    changed = [message.replace("line 2", "row 1").replace(".csv:", ".parquet:") for message in by_line]
    assert [[m.replace(":82:", ":81:").replace(":83:", ":82:") for m in changed]] * 2 == by_row


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


def test_wide_files_are_read_row_by_row(tmp_path, taken):
    path = written(tmp_path, [("P1", "positive", "negative"), ("P2", "negative", None)], "patient_id,a,b")
    one, other = both(path, Layout(results={"a": {"modality": "A"}, "b": {"modality": "B"}}))
    assert one == other
    assert not taken
