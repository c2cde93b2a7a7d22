"""Every format gives the same cohort and the same results for the same trial."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from psmatrial.analysis.plan_file import read_plan
from psmatrial.analysis.run import compare
from psmatrial.data.cohort import read_cohort
from psmatrial.data.rules import PRESETS
from psmatrial.errors import InputError
from psmatrial.menu import Menu
from psmatrial.reports.report import rendered
from tests.data.sources.trial import FORMATS, PLAN, READS, written


def contents(cohort):
    return replace(cohort, source="", sha256="", size=0)


def test_every_input_format_is_tried():
    assert {name.rpartition(".")[2] for name in FORMATS} == set(Menu("data/sources", "input format").names())


def test_the_presets_of_the_plan_are_the_files_of_the_folder():
    assert ["none", *Menu("data/presets", "preset").names()] == sorted(PRESETS, key=lambda name: (name != "none", name))


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_cohort_without_a_warning(tmp_path, name):
    found = read_cohort(written(tmp_path, name))
    assert contents(found) == contents(read_cohort(READS))
    assert found.source == name.rpartition("/")[2]


@pytest.fixture(scope="module")
def expected():
    return compare(READS, read_plan(PLAN))


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_bytes_of_results(tmp_path, name, expected):
    found = compare(written(tmp_path, name), read_plan(PLAN))
    facts = {key: expected.provenance[key] for key in ("input", "input_sha256", "input_bytes")}
    renamed = replace(found, provenance={**found.provenance, **facts})
    assert rendered(renamed, "json") == rendered(expected, "json")


@pytest.mark.parametrize("name", ["reads.csv", "semicolon/reads.csv", "reads.tsv", "utf16/reads.csv"])
def test_reading_rows_in_blocks_gives_the_same_cohort(tmp_path, monkeypatch, name):
    expected = contents(read_cohort(READS))
    monkeypatch.setattr("psmatrial.data.rows.LARGE", 0)
    assert contents(read_cohort(written(tmp_path, name))) == expected


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_or_damaged_file_of_any_format_is_refused(tmp_path, name):
    path = written(tmp_path, name)
    whole = path.read_bytes()
    for content in (b"", b"\0", whole[:9], whole[: len(whole) // 3], b"\x89PNG" + whole[4:]):
        path.write_bytes(content)
        with pytest.raises(InputError) as caught:
            read_cohort(path)
        assert {problem.file for problem in caught.value.problems} == {path.name}


@pytest.mark.parametrize("name", Menu("data/sources", "input format").names())
def test_folders_pipes_and_missing_files_are_refused_in_any_format(tmp_path, name):
    path = tmp_path / f"reads.{name}"
    with pytest.raises(InputError, match="there is no such file"):
        read_cohort(path)
    path.mkdir()
    with pytest.raises(InputError, match="this is a folder"):
        read_cohort(path)
    path.rmdir()
    os.mkfifo(path)
    with pytest.raises(InputError, match="this is not a regular file"):
        read_cohort(path)


@pytest.mark.parametrize(
    ("name", "missing", "extra"),
    [
        ("reads.parquet", "duckdb", "big"),
        ("reads.sav", "pyreadstat", "clinical"),
        ("reads.xpt", "pyreadstat", "clinical"),
    ],
)
def test_a_library_that_is_not_installed_is_named_with_its_command(tmp_path, monkeypatch, name, missing, extra):
    path = written(tmp_path, name)
    monkeypatch.setitem(__import__("sys").modules, missing, None)
    with pytest.raises(InputError) as caught:
        read_cohort(path)
    assert f"needs the library {missing}" in str(caught.value)
    assert f"pip install 'psmatrial[{extra}]'" in str(caught.value)
