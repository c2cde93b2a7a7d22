"""Dataset-JSON 1.1: numbers as they are written, rows as many as promised, nothing else taken for it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psmatrial.data.cohort import read_cohort
from psmatrial.data.sources import json as source
from psmatrial.errors import InputError

COLUMNS = ("patient_id", "modality", "result", "psa")


def written(folder, rows, **more):
    named = [{"itemOID": name, "name": name, "label": name, "dataType": "string"} for name in COLUMNS]
    facts = {"datasetJSONVersion": "1.1.0", "records": len(rows), "columns": named, **more}
    body = ", ".join(row if isinstance(row, str) else json.dumps(row) for row in rows)
    path = folder / "reads.json"
    path.write_text(json.dumps(facts)[:-1] + f', "rows": [{body}]}}', encoding="utf-8")
    return path


def refusal(path):
    with pytest.raises(InputError) as caught:
        list(source.read(path).rows)
    return str(caught.value)


@pytest.mark.parametrize(
    ("literal", "seen"),
    [
        ("0.20", "0.20"),
        ("0.499999999999999999", "0.499999999999999999"),
        ("35e-2", "0.35"),
        ("1E3", "1000"),
        ("1e400", "1e400"),
        ("1e-999999999", "1e-999999999"),
        ("9007199254740993", "9007199254740993"),
        ("-0", "-0"),
        ("null", ""),
        ("true", "true"),
        ('"001"', "001"),
        ('"1e5"', "1e5"),
    ],
)
def test_values_are_seen_as_they_are_written(tmp_path, literal, seen):
    path = written(tmp_path, [f'["P01", "PSMA", "positive", {literal}]'])
    assert [list(row)[3] for _, row in source.read(path).rows] == [seen]


def test_problems_are_told_by_row_from_1(tmp_path):
    path = written(tmp_path, [["P01", "PSMA", "positive", 1], ["P02", "PSMA", "postive", 1]])
    with pytest.raises(InputError, match=r"^reads.json:2: result: 'postive' is not a result"):
        read_cohort(path)


def test_rows_of_another_width_and_cells_of_several_values_are_told_at_once(tmp_path):
    rows = [["P01", "PSMA", "positive"], ["P02", "PSMA", ["positive"], 1], "5", ["P03", "PSMA", "positive", {"a": 1}]]
    with pytest.raises(InputError) as caught:
        read_cohort(written(tmp_path, rows))
    assert [(problem.line, problem.column) for problem in caught.value.problems] == [
        (1, ""),
        (2, "result"),
        (3, ""),
        (4, "psa"),
    ]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"records": 2}, "says that it has 2 rows and has 1"),
        ({"datasetJSONVersion": "1.0.0"}, "another version than 1.1"),
        ({"datasetJSONVersion": None}, "it has no datasetJSONVersion"),
        ({"columns": 5}, "it has no columns"),
        ({"columns": [{"name": "a"}, {"name": "a"}]}, "columns 1 and 2 are both named 'a'"),
        ({"columns": [{"name": "a"}, 7]}, "column 2 has no name"),
    ],
)
def test_what_is_not_a_whole_dataset_is_refused(tmp_path, more, words):
    assert words in refusal(written(tmp_path, [["P01", "PSMA", "positive", 1]], **more))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"datasetJSONVersion": "1.1"', "reads.json:1: this is not JSON"),
        (b'{\n"a": 1,\nb}', "reads.json:3: this is not JSON"),
        (b"[1, 2]", "it has no datasetJSONVersion"),
        (b'{"a": NaN}', "this is not JSON: NaN"),
        (b'{"a": 1, "a": 2}', "a key is there twice"),
        (b"\xff\xfe{}", "the file is not UTF-8"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"datasetJSONVersion": "1.1", "columns": [], "rows": []}', "no column 'patient_id'"),
    ],
)
def test_what_is_not_json_is_refused_with_its_line(tmp_path, content, words):
    path = tmp_path / "reads.json"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_cohort(path)
    assert words in str(caught.value)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(source, "LARGEST", 100)
    assert "is larger than" in refusal(written(tmp_path, [["P01", "PSMA", "positive", 1]] * 3))


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=5), st.lists, max_leaves=10))
@settings(max_examples=60)
def test_any_rows_are_a_sheet_or_refused(tmp_path_factory, rows):
    content = {"datasetJSONVersion": "1.1.0", "columns": [{"name": "a"}, {"name": "b"}], "rows": rows}
    path = tmp_path_factory.getbasetemp() / "fuzz.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    try:
        found = list(source.read(path).rows)
    except InputError as error:
        assert {problem.file for problem in error.problems} == {"fuzz.json"}  # noqa: PT017
    else:
        assert all(isinstance(cell, str) for _, row in found for cell in row)
