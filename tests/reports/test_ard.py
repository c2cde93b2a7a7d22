"""Analysis results data: the documented columns of cards, every row, and the values of the results."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import groupby

import pytest

from psmatrial.analysis.results import Row, row_record
from psmatrial.reports.formats import ard
from psmatrial.reports.formats._statistics import LABELS, statistics
from tests.reports import examples, hostile, sample

# check_ard_structure() of cards 0.7 expects these columns, tidy_ard_column_order() puts them in this order: groups by
# number, each before its level, the variable before its level, then these; what else there is comes last.
EXPECTED = {"variable", "stat_name", "stat_label", "stat", "fmt_fun", "warning", "error"}
ORDER = ["context", "stat_name", "stat_label", "stat", "stat_fmt", "fmt_fun", "warning", "error"]
# Names of the statistics in cards, cardx and broom; the cells of the paired table have no name there.
TIDY = {"estimate", "conf.low", "conf.high", "conf.level", "statistic", "parameter", "p.value", "adj.p.value"}
TIDY |= {"method", "alternative", "n", "N", "p", "N_obs"}
FIELDS = {
    "estimate": "value",
    "conf.low": "low",
    "conf.high": "high",
    "conf.level": "level",
    "statistic": "statistic",
    "parameter": "df",
    "p.value": "p_value",
    "adj.p.value": "p_adjusted",
    "n": "numerator",
    "N": "denominator",
    "N_obs": "n",
    "n_both": "both",
    "n_index_only": "index_only",
    "n_comparator_only": "comparator_only",
    "n_neither": "neither",
    "alternative": "alternative",
}


def read(document, results):
    return json.loads(ard.render(document, results), parse_constant=pytest.fail)


def records(name):
    return read(examples.document(name), examples.results(name))["ard"]


def by_row(found):
    return {row: list(group) for row, group in groupby(found, key=lambda record: record["row"])}


@pytest.mark.parametrize("name", examples.NAMES)
def test_the_columns_are_those_of_cards_in_their_order(name):
    found = records(name)
    columns = list(found[0])
    groups = [column for column in columns if column.startswith("group")]
    assert groups == [f"group{place // 2 + 1}{'_level' * (place % 2)}" for place in range(len(groups))]
    assert columns == [*groups, "variable", "variable_level", *ORDER, "row"]
    assert set(columns) >= EXPECTED
    assert {tuple(record) for record in found} == {tuple(columns)}


@pytest.mark.parametrize("name", examples.NAMES)
def test_every_row_is_there_with_its_method_and_all_its_numbers(name):
    found = by_row(records(name))
    assert list(found) == [row.id for row in examples.results(name)]
    for row in examples.results(name):
        held = {record["stat_name"]: record["stat"] for record in found[row.id]}
        assert len(held) == len(found[row.id])
        record = row_record(row)
        expected = {field: record[field] for field in FIELDS.values() if record[field] is not None}
        assert {FIELDS[name]: stat for name, stat in held.items() if name in FIELDS and stat is not None} == expected
        assert held["method"]
        assert {one["variable"] for one in found[row.id]} == {row.endpoint}
        assert {one["context"] for one in found[row.id]} == {row.quantity}


@pytest.mark.parametrize("name", examples.NAMES)
def test_groups_say_what_a_row_is_of(name):
    found = by_row(records(name))
    for row in examples.results(name):
        (first, *rest) = found[row.id]
        count = sum(column.startswith("group") for column in first) // 2
        pairs = [(first[f"group{place}"], first[f"group{place}_level"]) for place in range(1, count + 1)]
        held = {group: level for group, level in pairs if group is not None}
        for place in ("index", "comparator", "region", "reader"):
            assert held.get(place) == getattr(row, place)
        if row.stratum_by not in (None, "region"):
            assert held[row.stratum_by] == row.stratum
        assert all(
            [one[f"group{place}"] for place in range(1, count + 1)] == [pair[0] for pair in pairs] for one in rest
        )


def test_statistics_have_the_names_that_tidy_output_has():
    assert {name for name in LABELS if not name.startswith("n_")} == TIDY
    assert set(FIELDS) | {"method", "p"} == set(LABELS)


@pytest.mark.parametrize("name", examples.NAMES)
def test_what_could_not_be_estimated_is_null_with_an_error_and_notes_are_warnings(name):
    notes = {row.id: row.note.split(" | ") if row.note else None for row in examples.results(name)}
    for record in records(name):
        if record["stat"] is None:
            assert record["error"]
            assert record["error"] == notes[record["row"]]
            assert record["warning"] is record["stat_fmt"] is None
        else:
            assert record["error"] is None
            assert record["warning"] == notes[record["row"]]


def test_an_empty_stratum_keeps_its_statistics():
    found = by_row(records("management"))["patient.psa-ge5.rate-difference.tango"]
    held = {record["stat_name"]: (record["stat"], record["error"]) for record in found}
    assert [held[name] for name in ("estimate", "conf.low", "conf.high")] == [(None, ["no patients"])] * 3
    assert held["conf.level"] == (0.95, None)
    (test,) = [one for one in by_row(records("management"))["patient.psa-ge5.equality.exact"] if one["error"]]
    assert (test["stat_name"], test["stat"]) == ("p.value", None)


def test_numbers_of_the_trial_are_printed_as_the_report_prints_them():
    found = by_row(records("calais2019"))
    held = {one["stat_name"]: one["stat_fmt"] for one in found["patient.all.rate-difference.tango"]}
    assert (held["estimate"], held["conf.low"], held["conf.high"], held["conf.level"]) == (
        "+30.0",
        "12.1",
        "46.2",
        "95%",
    )
    rate = {one["stat_name"]: (one["stat"], one["stat_fmt"]) for one in found["patient.all.index-rate.clopper-pearson"]}
    assert (rate["n"], rate["N"], rate["p"]) == ((28, "28"), (50, "50"), (0.56, "56.0%"))
    assert {one["stat_name"]: one["stat_fmt"] for one in found["patient.all.equality.exact"]}["p.value"] == "0.0026"
    assert {one["stat"] for one in found["patient.all.equality.exact"] if one["stat_name"] == "method"} == {
        "exact McNemar"
    }


def test_a_measure_that_is_no_share_of_its_counts_has_no_percentage():
    kappa = Row(
        "r", quantity="index-agreement", method="fleiss", value=0.677, level=0.95, numerator=82, denominator=150
    )
    assert "p" not in {one.name for one in statistics(kappa)}


def test_infinities_are_words_and_their_print_is_the_sign():
    odds = Row("r", quantity="odds-ratio", method="exact", value=float("inf"), low=1.7, high=float("inf"), level=0.95)
    held = {one.name: (one.value, one.text) for one in statistics(odds)}
    assert held["estimate"] == held["conf.high"] == ("inf", "∞")
    assert held["conf.low"] == (1.7, "1.70")


def test_the_words_of_a_rehearsal_and_the_banner_stand_before_the_records():
    document = replace(examples.document("outcomes"), watermark="BLIND REHEARSAL")
    found = read(document, examples.results("outcomes"))
    assert list(found)[:3] == ["schema", "watermark", "banner"]
    assert (found["watermark"], found["banner"]) == ("BLIND REHEARSAL", document.banner)
    assert found["study"] == examples.results("outcomes").study


@pytest.mark.parametrize("text", hostile.HOSTILE)
def test_hostile_labels_are_strings(text):
    results = sample.results(text)
    rows = tuple(replace(row, index=text, reader=text) for row in results)
    found = read(hostile.document(), replace(results, rows=rows))["ard"]
    assert {record["group1_level"] for record in found} == {text}
    assert next(one for one in found if one["stat_name"] == "estimate")["warning"] == [text]
