"""The shipped trial from its readings to every row, and the ways to ask for it."""

from __future__ import annotations

import csv
import io
import json
import math
from fractions import Fraction
from math import comb

import pandas as pd
import pytest

import psmatrial
from psmatrial.analysis.example import example
from psmatrial.analysis.plan_file import plan_of_record, read_plan
from psmatrial.analysis.results import COLUMNS, loaded
from psmatrial.analysis.run import compare
from psmatrial.reports.formats import csv as csv_format
from tests.cohorts import TRIAL_STRATA, trial

TABLES = {
    "patient": (9, 19, 4, 18),
    "prostate-bed": (5, 2, 4, 39),
    "pelvic-nodes": (3, 12, 1, 34),
    "extrapelvic": (0, 8, 0, 42),
}
STRATA = dict(zip(("0.2-0.5", ">0.5-1.0", ">1.0-2.0"), TRIAL_STRATA.values(), strict=True))
AGREED = (
    "id, endpoint, unit, region, reader, stratum_by, stratum, index, comparator, quantity, method, value, low, high, "
    "level, statistic, df, p_value, alternative, p_adjusted, both, index_only, comparator_only, neither, numerator, "
    "denominator, n, note"
)
ROW_KEYS = AGREED.split(", ")


def number(row_id):
    return trial().row(row_id)


def cells(row):
    return row.both, row.index_only, row.comparator_only, row.neither


def exact(b, c):
    """Return the doubled tail of b heads in b + c fair throws."""
    m = b + c
    tail = sum(comb(m, k) for k in range(min(b, c) + 1))
    return float(min(Fraction(1), Fraction(2 * tail, 2**m)))


def test_the_first_page_of_the_trial():
    index, other = (number(f"patient.all.{name}-rate.clopper-pearson") for name in ("index", "comparator"))
    assert (index.numerator, index.denominator, other.numerator, other.denominator) == (28, 50, 13, 50)
    assert (index.value, other.value) == (0.56, 0.26)
    assert (index.low, index.high) == pytest.approx((0.412544, 0.700093), abs=5e-7)
    assert (other.low, other.high) == pytest.approx((0.146301, 0.403448), abs=5e-7)
    difference = number("patient.all.rate-difference.tango")
    assert difference.value == 0.3
    assert (difference.low, difference.high) == pytest.approx((0.1213176154, 0.4623695068), abs=1e-9)
    odds = number("patient.all.odds-ratio.clopper-pearson")
    assert odds.value == 4.75
    assert (odds.low, odds.high) == pytest.approx((1.578570, 19.198900), abs=5e-7)
    test = number("patient.all.equality.exact")
    assert test.p_value == pytest.approx(exact(19, 4), rel=1e-14)
    assert (test.statistic, test.p_adjusted, test.alternative) == (19.0, None, "two-sided")


def test_other_methods_of_the_primary_table():
    fay = number("patient.all.rate-difference.fay-lumbard")
    assert (fay.low, fay.high) == pytest.approx((0.095847, 0.476681), abs=5e-7)
    assert number("patient.all.equality.mid-p").p_value == pytest.approx(0.00154388, abs=5e-9)
    asymptotic = number("patient.all.equality.asymptotic")
    assert asymptotic.statistic == pytest.approx(float(Fraction(225, 23)), rel=1e-14)
    assert (asymptotic.df, round(asymptotic.p_value, 8)) == (1, 0.00176170)
    assert number("patient.all.equality.exact-unconditional").p_value == pytest.approx(0.0016658421, abs=5e-10)


@pytest.mark.parametrize(("endpoint", "table"), TABLES.items())
def test_tables_of_the_endpoints(endpoint, table):
    rows = [row for row in trial() if row.endpoint == endpoint and row.stratum == "all" and row.reader is None]
    rows = [row for row in rows if "agreement" not in row.quantity]
    assert {cells(row) for row in rows} == {table}
    assert {(row.index, row.comparator, row.n, row.stratum_by) for row in rows} == {("PSMA", "fluciclovine", 50, None)}
    assert {row.region for row in rows} == {None if endpoint == "patient" else endpoint.replace("-", " ")}
    assert {row.unit for row in rows} == {"patient" if endpoint == "patient" else "region"}
    both, index_only, comparator_only, _ = table
    head = f"{endpoint}.all"
    assert number(f"{head}.equality.exact").p_value == pytest.approx(exact(index_only, comparator_only), rel=1e-14)
    assert number(f"{head}.index-rate.clopper-pearson").numerator == both + index_only
    assert number(f"{head}.comparator-rate.clopper-pearson").numerator == both + comparator_only


@pytest.mark.parametrize(("stratum", "table"), STRATA.items())
def test_tables_of_the_strata(stratum, table):
    rows = [row for row in trial() if row.stratum == stratum]
    assert {cells(row) for row in rows} == {table}
    assert {(row.endpoint, row.stratum_by, row.n) for row in rows} == {("patient", "psa", sum(table))}
    name = stratum.replace(">", "gt")
    test = number(f"patient.psa-{name}.equality.exact")
    assert test.p_value == pytest.approx(exact(*table[1:3]), rel=1e-14)


def test_p_values_of_the_regions_are_adjusted_by_holm_within_their_family():
    adjusted = {row.endpoint: row.p_adjusted for row in trial() if row.p_adjusted is not None and row.unit == "region"}
    raw = {name: exact(*table[1:3]) for name, table in TABLES.items() if name != "patient"}
    assert adjusted == pytest.approx(
        {"pelvic-nodes": 3 * raw["pelvic-nodes"], "extrapelvic": 2 * raw["extrapelvic"], "prostate-bed": 0.6875}
    )
    assert [round(adjusted[name], 6) for name in ("pelvic-nodes", "extrapelvic")] == [0.010254, 0.015625]


def test_p_values_of_the_strata_are_adjusted_by_holm_within_their_family():
    adjusted = [row.p_adjusted for row in trial() if row.stratum in STRATA and row.p_adjusted is not None]
    assert adjusted == [2 * exact(8, 3), 3 * exact(8, 1), 2 * exact(8, 3)]


def test_only_planned_tests_of_adjusted_families_have_an_adjusted_p():
    adjusted = [row for row in trial() if row.p_adjusted is not None]
    assert len(adjusted) == 6
    assert {(row.quantity, row.method, row.reader) for row in adjusted} == {("equality", "exact", None)}
    assert all(row.p_adjusted >= row.p_value for row in adjusted)


@pytest.mark.parametrize(
    ("row", "statistic", "p_value"),
    [
        ("homogeneity-difference.score", 2.1029, 0.3494),
        ("homogeneity-odds-ratio.pearson", 1.6263, 0.4435),
        ("homogeneity-odds-ratio.exact", None, 0.7764),
        ("global.asymptotic", 10.7172, 0.0134),
        ("global.exact", 10.7172, 0.0061),
        ("trend-index-rate.asymptotic", 1.7316, 0.1882),
        ("trend-index-rate.exact", None, 0.2255),
        ("trend-split.asymptotic", 1.6058, 0.2051),
        ("trend-split.exact", None, 0.2814),
    ],
)
def test_across_the_strata(row, statistic, p_value):
    found = number(f"patient.psa.{row}")
    assert round(found.p_value, 4) == p_value
    assert statistic is None or round(found.statistic, 4) == statistic
    assert (found.stratum_by, found.stratum, found.n, found.both) == ("psa", None, 50, None)
    assert (found.index, found.comparator) == ("PSMA", "fluciclovine")


def test_the_pooled_difference_is_the_crude_one_with_its_own_interval():
    pooled = number("patient.psa.pooled-difference.stratified-tango")
    assert pooled.value == pytest.approx(0.3, abs=1e-15)
    assert (pooled.low, pooled.high) == pytest.approx((0.120938, 0.460719), abs=5e-7)


def by_hand(reader, region=None):
    """Return the table of one reader, counted from the lines of the file alone."""
    found = {}
    for line in csv.DictReader(example()[0].read_text(encoding="utf-8").splitlines()):
        if line["reader"] == reader and region in (None, line["region"]) and line["result"] == "positive":
            found.setdefault(line["modality"], set()).add(line["patient_id"])
    index, comparator = found.get("PSMA", set()), found.get("fluciclovine", set())
    both = len(index & comparator)
    return both, len(index) - both, len(comparator) - both, 50 - len(index | comparator)


@pytest.mark.parametrize("reader", ["R1", "R2", "R3"])
def test_readers_are_counted_one_by_one(reader):
    assert cells(number(f"patient@{reader}.all.equality.exact")) == by_hand(reader)
    row = number(f"pelvic-nodes@{reader}.all.rate-difference.tango")
    assert cells(row) == by_hand(reader, "pelvic nodes")
    assert (row.reader, row.region, row.n, row.stratum) == (reader, "pelvic nodes", 50, "all")
    assert not trial().select(reader=reader, stratum_by="psa")


def test_ids_are_unique_and_of_the_agreed_form():
    ids = [row.id for row in trial()]
    assert len(set(ids)) == len(ids)
    assert {"patient.all.rate-difference.tango", "patient@R1.all.equality.exact"} <= set(ids)
    assert {"patient.psa-0.2-0.5.equality.exact", "patient.psa.homogeneity-difference.score"} <= set(ids)
    for row in trial():
        at = f"@{row.reader}" if row.reader else ""
        assert row.id.startswith(f"{row.endpoint}{at}.")
        assert row.id.endswith(f".{row.quantity}.{row.method}")
        assert not set(row.id) & set(" <>|&;$'\"*?()")


def test_the_document_has_the_agreed_keys():
    document = json.loads(trial().json())
    assert list(document)[:7] == ["schema", "study", "plan", "provenance", "patients", "primary", "results"]
    assert document["schema"] == 1
    assert document["study"]["id"] == "calais2019"
    assert document["study"]["title"]
    assert document["provenance"]["input"] == "reads.csv"
    assert len(document["provenance"]["input_sha256"]) == 64
    assert document["provenance"]["versions"]["psmatrial"] == psmatrial.__version__
    assert document["patients"] == {"read": 50, "analysed": 50, "excluded": []}
    assert document["primary"] == {
        "endpoint": "patient",
        "row": "patient.all.equality.exact",
        "table": {"both": 9, "index_only": 19, "comparator_only": 4, "neither": 18},
    }
    assert all(list(row) == ROW_KEYS for row in document["results"])


def test_infinity_is_a_word_and_absent_values_are_null():
    rows = {row["id"]: row for row in json.loads(trial().json())["results"]}
    odds = rows["extrapelvic.all.odds-ratio.clopper-pearson"]
    assert (odds["value"], odds["high"], odds["p_value"]) == ("inf", "inf", None)
    assert odds["low"] == pytest.approx(1.70697, abs=5e-6)
    assert rows["patient.all.equality.exact"]["value"] is None
    text = trial().json()
    assert "NaN" not in text
    assert "Infinity" not in text


def test_the_csv_has_the_same_rows_and_columns():
    table = list(csv.reader(io.StringIO(csv_format.render(None, trial()).decode())))
    assert table[0] == ROW_KEYS == list(COLUMNS)
    assert [line[0] for line in table[1:]] == [row.id for row in trial()]
    at = ROW_KEYS.index("value")
    for line, row in zip(table[1:], trial(), strict=True):
        assert line[at] == ("" if row.value is None else "inf" if math.isinf(row.value) else repr(row.value))


def test_saved_results_are_read_back_as_they_were(tmp_path):
    (tmp_path / "results.json").write_text(trial().json(), encoding="utf-8")
    again = loaded(tmp_path)
    assert again.rows == trial().rows
    assert again.json() == trial().json()


def test_the_plan_stands_in_the_results_in_full():
    assert plan_of_record(trial().plan) == read_plan(example()[1])


def test_a_frame_gives_the_same_rows_as_the_file():
    path, plan = example()
    frame = pd.read_csv(path, dtype=str)
    assert compare(frame, plan).rows == trial().rows
    assert compare(pd.read_csv(path, dtype={"psa": str}).astype(object), plan).rows == trial().rows


def test_a_path_may_be_text_and_a_plan_may_be_a_plan():
    path, plan = example()
    assert compare(str(path), str(plan)).rows == trial().rows
    assert compare(path, read_plan(plan)).rows == trial().rows


def test_without_a_plan_the_patient_level_numbers_are_the_same():
    found = compare(example()[0])
    assert found.row("patient.all.equality.exact") == number("patient.all.equality.exact")
    assert found.study["id"] == "reads"
    assert found.plan["strata"]["bins"] == ["<0.5", "0.5-<1", "1-<2", "2-<5", ">=5"]


def test_results_make_a_frame_with_a_column_a_field():
    frame = trial().frame()
    assert list(frame.columns) == ROW_KEYS
    assert len(frame) == len(trial().rows)
    assert frame.set_index("id").loc["patient.all.rate-difference.tango", "value"] == 0.3


def test_public_names_are_found_when_they_are_asked_for():
    assert psmatrial.mcnemar(psmatrial.PairedTable(9, 19, 4, 18)).p_value == pytest.approx(exact(19, 4))
    assert isinstance(psmatrial.compare(*example()), psmatrial.Results)
    assert set(psmatrial.__all__) <= set(dir(psmatrial))
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        psmatrial.nonsense  # noqa: B018 - asking is the test
