"""Results on disk: read back as they were, and anything else refused in words."""

from __future__ import annotations

import json
from math import inf

import pytest

from psmatrial.analysis.determined import determined
from psmatrial.analysis.results import ILLUSTRATION, Results, Row, json_text, loaded, plain
from psmatrial.errors import InputError, UsageError
from tests.cohorts import trial


def altered(path, change):
    document = json.loads(trial().json())
    change(document)
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def refusal(path):
    with pytest.raises(InputError) as caught:
        loaded(path)
    return str(caught.value)


def test_a_folder_and_its_file_are_the_same(tmp_path):
    path = altered(tmp_path / "results.json", lambda _: None)
    assert loaded(tmp_path) == loaded(path)
    assert loaded(str(tmp_path)) == loaded(path)


def test_keys_that_are_added_later_do_no_harm(tmp_path):
    def added(document):
        document["later"] = 1
        document["results"][0]["later"] = 2

    found = loaded(altered(tmp_path / "results.json", added))
    assert found.rows == trial().rows
    assert found.further["later"] == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document.pop("schema"),
        lambda document: document.pop("plan"),
        lambda document: document.update(plan=3),
        lambda document: document.update(primary=[]) or document.update(study="x"),
        lambda document: document.update(results=5),
        lambda document: document.update(results=[5]),
        lambda document: document["results"][0].pop("id"),
        lambda document: document["results"][0].update(value="0.5"),
        lambda document: document["results"][0].update(value=True),
        lambda document: document["results"][0].update(both=1.5),
        lambda document: document["results"][0].update(note=3),
        lambda document: document["results"][0].update(value=float("nan")),
        lambda document: document["results"][0].update(value=float("inf")),
        lambda document: document["results"][0].update(p_value="inf"),
        lambda document: document["results"][0].update(p_adjusted="-inf"),
        lambda document: document["results"][0].update(level="inf"),
    ],
)
def test_a_document_that_is_not_ours_is_refused(tmp_path, change):
    path = altered(tmp_path / "results.json", change)
    assert (
        refusal(path)
        == "results.json is not a results.json of psmatrial. Give a folder that `psmatrial compare` wrote."
    )


@pytest.mark.parametrize("name", ["value", "p_value"])
def test_a_number_too_large_for_a_computer_is_refused(tmp_path, name):
    path = altered(tmp_path / "results.json", lambda document: document["results"][0].update({name: "too large"}))
    path.write_text(path.read_text(encoding="utf-8").replace('"too large"', "1e999"), encoding="utf-8")
    assert "is not a results.json of psmatrial" in refusal(path)


@pytest.mark.parametrize("name", ["value", "low", "high", "statistic"])
def test_an_estimate_a_limit_and_a_statistic_may_be_infinite(tmp_path, name):
    path = altered(tmp_path / "results.json", lambda document: document["results"][0].update({name: "-inf"}))
    assert getattr(loaded(path).rows[0], name) == -inf


@pytest.mark.parametrize("text", ["", "[]", "3", "null", "{", "\x00", "[" * 100_000, '{"schema": 1}'])
def test_text_that_is_not_ours_is_refused(tmp_path, text):
    (tmp_path / "results.json").write_text(text)
    assert "is not a results.json of psmatrial" in refusal(tmp_path)


def test_bytes_that_are_not_text_are_refused(tmp_path):
    (tmp_path / "results.json").write_bytes(b"\xff\xfe\x00")
    assert "is not a results.json of psmatrial" in refusal(tmp_path)


def test_another_schema_is_refused(tmp_path):
    path = altered(tmp_path / "results.json", lambda document: document.update(schema=2))
    assert refusal(path) == "results.json has schema 2; this version reads schema 1."


def test_an_absent_report_is_refused(tmp_path):
    assert "cannot be read: No such file or directory. Give a report folder or its results.json." in refusal(
        tmp_path / "no"
    )


def test_a_folder_without_the_record_is_told_what_it_lacks(tmp_path):
    assert refusal(tmp_path) == (
        f"{tmp_path} has no results.json: it is no report of compare, or was written without json. "
        "Run compare with --format html,json."
    )
    (tmp_path / "results.json").mkdir()
    assert "cannot be read: " in refusal(tmp_path)


def test_infinity_and_absent_values_in_plain_form():
    assert plain({"a": (inf, -inf, None, 1.5, "x"), 3: [True]}) == {"a": ["inf", "-inf", None, 1.5, "x"], "3": [True]}


def test_a_number_that_is_none_cannot_be_written():
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_text({"value": float("nan")})


def test_notes_are_joined_once_and_the_mark_stands_apart():
    row = Row("a").noting("").noting("one").noting(ILLUSTRATION).noting("two")
    assert row.note == f"one | {ILLUSTRATION} | two"
    assert (row.notes, row.illustration) == (("one", "two"), True)
    assert (Row("a").notes, Row("a").illustration) == ((), False)


def test_rows_are_selected_by_their_fields():
    rows = (Row("a", reader="R1"), Row("b", reader=None), Row("c", reader="R1", stratum="x"))
    results = Results({}, {}, {}, {}, {}, rows)
    assert [row.id for row in results.select(reader="R1")] == ["a", "c"]
    assert [row.id for row in results.select(reader=None)] == ["b"]
    assert list(results) == list(rows)
    with pytest.raises(UsageError, match="there is no row 'd'"):
        results.row("d")


def test_patterns_name_the_rows_that_a_publication_determines():
    assert determined("patient.all.equality.exact", ("patient.all.*",))
    assert not determined("patient@R1.all.equality.exact", ("patient.all.*",))
    assert not determined("patient.all.equality.exact", ())
