"""What a blind rehearsal shows does not depend on which test found the patients, whatever one test has alone."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from itertools import product

import pytest

from psmatrial.analysis.plan import Plan
from psmatrial.analysis.plan_further import Measured
from psmatrial.analysis.run import compare
from psmatrial.data import relabelled
from psmatrial.errors import UsageError
from psmatrial.model import Contrast

TESTS = ("PSMA", "MRI")
PLAN = Plan(contrasts=(Contrast(*TESTS),))
# Of each patient what PSMA found and what MRI found; the first has both scans alike.
FOUND = (("positive", "positive"), ("positive", "negative"), ("positive", "negative"))


def written(place, rows, header="patient_id,modality,result,psa,reader,region,suvmax"):
    place.mkdir()
    file = place / "reads.csv"
    file.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n")
    return file


def cohort(kind, found):
    """Return the rows of three patients, in which PSMA has more than MRI has, of one kind."""
    rows = []
    for number, results in enumerate(found, start=1):
        for test, result in zip(TESTS, results, strict=True):
            more = test == "PSMA"
            value = 7.5 if kind == "values" and (more or number == 1) else ""
            rows += [(f"P{number}", test, result, number, reader, "bed", value) for reader in ("R1", "R2")]
            if more and kind == "reader":
                rows.append((f"P{number}", test, result, number, "R3", "bed", ""))
            if more and kind == "region":
                rows += [(f"P{number}", test, result, number, reader, "bone", "") for reader in ("R1", "R2")]
        if kind == "scan" and number == 3:
            del rows[-2:]
    return rows


def records(file, plan, monkeypatch):
    """Return every record that a blind run of three patients can leave, with how often it comes."""
    made = []
    for swaps in product((False, True), repeat=3):
        draws = iter(swaps)
        monkeypatch.setattr(relabelled, "drawn", lambda names, *_, d=draws: names[::-1] if next(d) else names)
        record = dict(compare(file, plan, blind="1").record())
        hashes = ("input_sha256", "input")
        record["provenance"] = {name: value for name, value in record["provenance"].items() if name not in hashes}
        record["data"] = {**record["data"], "bytes": 0}
        made.append(json.dumps(record, sort_keys=True, default=str))
    return Counter(made)


@pytest.mark.parametrize("kind", ["nothing", "values", "reader", "region", "scan"])
def test_the_same_records_come_as_often_when_the_other_test_found_the_patients(kind, tmp_path, monkeypatch):
    plan = replace(PLAN, measured=Measured("suvmax"), report=replace(PLAN.report, patient_level=True))
    plan = replace(plan, reading=replace(plan.reading, absent_region="negative", rule="any"))
    turned = [pair if kind == "scan" and pair == FOUND[2] and at == 2 else pair[::-1] for at, pair in enumerate(FOUND)]
    one = written(tmp_path / "one", cohort(kind, FOUND))
    other = written(tmp_path / "other", cohort(kind, turned))
    real = [compare(file, plan).primary["table"] for file in (one, other)]
    assert real[0] != real[1]
    assert records(one, plan, monkeypatch) == records(other, plan, monkeypatch)


@pytest.mark.parametrize(
    ("kind", "said"),
    # Two of the three values of PSMA have none beside them; R3 and the bones have a reading in each of three patients.
    [("values", ": 2 values of suvmax. "), ("reader", ": 3 readings. "), ("region", ": 6 readings. "), ("nothing", "")],
)
def test_the_rehearsal_says_how_much_is_left_out_and_why(kind, said, tmp_path):
    plan = replace(PLAN, measured=Measured("suvmax"), report=replace(PLAN.report, patient_level=True))
    found = compare(written(tmp_path / "one", cohort(kind, FOUND)), plan, blind="1").further
    words = "Left out, as only some of the tests have them, which would tell whose they are"
    assert (words in found["blind"]["statement"]) == bool(said)
    assert said in found["blind"]["statement"]
    if kind == "values":
        assert [(one["index"], one["comparator"]) for one in found["suvmax"]["patients"]] == [(7.5, 7.5)]


def test_tests_that_no_reader_read_both_of_are_not_rehearsed(tmp_path):
    rows = [
        (f"P{n}", test, "positive", 1, reader, "bed", "")
        for n in (1, 2)
        for test, reader in zip(TESTS, "AB", strict=True)
    ]
    plan = replace(PLAN, reading=replace(PLAN.reading, readers=("A", "B"), rule="any"))
    file = written(tmp_path / "one", rows)
    assert compare(file, plan).primary["table"]["both"] == 2
    with pytest.raises(UsageError, match="no reader read one region under PSMA and MRI"):
        compare(file, plan, blind="1")
