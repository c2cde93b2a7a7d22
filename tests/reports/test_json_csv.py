"""The numbers as files: they come back as they went, and no spreadsheet runs them."""

from __future__ import annotations

import csv
import io
import json
import re

import duckdb
import pandas as pd
import pytest

from psmatrial.analysis.results import COLUMNS, loaded
from psmatrial.menu import Menu
from psmatrial.reports.formats import csv as table
from psmatrial.reports.formats import json as record
from tests.reports import examples, sample


def rows(results):
    return list(csv.DictReader(io.StringIO(table.render(None, results).decode("utf-8"), newline="")))


def test_results_come_back_from_json_as_they_went(tmp_path):
    (tmp_path / record.FILE).write_bytes(record.render(None, sample.results()))
    assert loaded(tmp_path) == sample.results()


def test_json_has_no_infinity_and_a_final_newline():
    text = record.render(None, sample.results()).decode("utf-8")
    assert [row["high"] for row in json.loads(text, parse_constant=pytest.fail)["results"]] == [
        0.46236950683,
        "inf",
        None,
    ]
    assert text.endswith("}\n")


@pytest.mark.parametrize("name", examples.NAMES)
def test_every_key_of_the_results_stands_in_the_manual(name):
    page = (examples.DATA.parent / "docs" / "report.md").read_text(encoding="utf-8")
    table = page.split("## results.json")[1].split("| --- | --- |")[1].split("\n\n")[0]
    keys = {key for line in table.splitlines() if line for key in re.findall(r"`(\w+)`", line.split("|")[1])}
    assert set(json.loads(examples.results(name).json())) - keys == set()


def test_the_columns_of_the_table_are_those_of_a_row():
    assert tuple(rows(sample.results())[0]) == COLUMNS


def test_numbers_come_back_from_the_table_in_full_precision():
    for line, row in zip(rows(sample.results()), sample.results(), strict=True):
        for name in ("value", "low", "high", "level", "p_value"):
            assert (float(line[name]) if line[name] else None) == getattr(row, name)
        assert line["id"] == row.id


def test_infinite_is_inf_and_absent_is_empty():
    _, odds, bed = rows(sample.results())
    assert (odds["value"], odds["high"], bed["low"], bed["value"]) == ("", "inf", "-inf", "-0.04")


def test_lines_end_in_one_line_feed():
    text = table.render(None, sample.results())
    assert b"\r" not in text
    assert text.count(b"\n") == 4


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "  =1+1",
        "\u00a0=1",
        "\u200b=1",
        "\ufeff=1",
        "\t1",
        "\r1",
        "\n1",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff20A",
        " \uff1d1",
    ],
)
def test_text_that_a_spreadsheet_would_run_has_an_apostrophe_before_it(text):
    assert rows(sample.results(text))[0]["note"] == f"'{text}"


@pytest.mark.parametrize("text", ["a=b", "PSMA-11", "<0.5", ">0.5-1.0", "'=1", "\u22124 points", 'a, b; "c"\nd'])
def test_other_text_is_left_as_it_is(text):
    assert rows(sample.results(text))[0]["note"] == text


def strictly(content):
    """Read a table by RFC 4180 with LF: a quote is doubled, stands in quotes, and what is not quoted holds none."""
    field = r'(?:"(?:[^"]|"")*"|[^",\r\n]*)'
    text = content.decode("utf-8")
    lines = re.findall(rf"{field}(?:,{field})*\n", text)
    assert "".join(lines) == text
    fields = ([whole for whole, _ in re.findall(rf"({field})(,|\n)", line)] for line in lines)
    return [[one[1:-1].replace('""', '"') if one.startswith('"') else one for one in line] for line in fields]


@pytest.mark.parametrize("name", examples.NAMES)
def test_the_table_is_read_alike_by_the_letter_of_the_standard_by_pandas_and_by_duckdb(name, tmp_path):
    results = examples.results(name)
    content = table.render(None, results)
    head, *lines = strictly(content)
    assert head == list(COLUMNS)
    assert {len(line) for line in lines} == {len(COLUMNS)}
    (tmp_path / table.FILE).write_bytes(content)
    frame = pd.read_csv(tmp_path / table.FILE, float_precision="round_trip")
    read = duckdb.sql(f"select * from read_csv('{tmp_path / table.FILE}')").fetchall()  # noqa: S608 - a path of ours
    for place, row in enumerate(results):
        for column, field in enumerate(COLUMNS):
            value = getattr(row, field)
            if isinstance(value, int | float):
                assert float(lines[place][column]) == frame[field][place] == float(read[place][column]) == value
            elif value is None:
                assert lines[place][column] == ""
                assert pd.isna(frame[field][place])
                assert read[place][column] is None


def test_the_table_begins_with_its_first_heading_and_no_mark_of_encoding():
    assert table.render(None, sample.results()).startswith(b"id,endpoint,")


@pytest.mark.parametrize("name", Menu("reports/formats", "output format").names())
def test_every_format_renders_the_same_document_to_the_same_bytes(name):
    module = Menu("reports/formats", "output format").load(name)
    first, second = (module.render(sample.document(), sample.results()) for _ in range(2))
    assert first == second
    assert module.FILE.count(".") == 1
