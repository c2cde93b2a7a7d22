"""What holds for whole analyses: exchanging the tests mirrors every number; neither layout nor order matters."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pytest

from psmatrial.analysis.example import example
from psmatrial.analysis.plan import Plan, Primary
from psmatrial.analysis.plan_file import plan_of, plan_of_record, read_plan
from psmatrial.analysis.plan_text import plan_toml
from psmatrial.analysis.run import compare
from psmatrial.model import Contrast
from tests.cohorts import reads, trial, trial_patients

DIFFERENCES = {"rate-difference", "pooled-difference", "clustered-difference", "agreement-difference"}
RATIOS = {"rate-ratio", "odds-ratio", "marginal-odds-ratio"}
RATES = {"index-rate": "comparator-rate", "comparator-rate": "index-rate"}
READERS = {"index-agreement": "comparator-agreement", "comparator-agreement": "index-agreement"}


def mirrored_id(row_id):
    for one, other in (*RATES.items(), *READERS.items(), ("trend-index-rate", "trend-comparator-rate")):
        if one in row_id:
            return row_id.replace(one, other)
    return row_id.replace("trend-comparator-rate", "trend-index-rate")


def inverse(value):
    return None if value is None else inf if value == 0 else 0.0 if value == inf else 1 / value


def negative(value):
    return None if value is None else -value


def same(one, other, rel=1e-8):
    return one == other or (None not in (one, other) and one == pytest.approx(other, rel=rel, abs=1e-9))


def mirrored_statistic(row):
    """Return the statistic that the mirrored row must have."""
    if row.quantity == "equality" and row.method in {"exact", "mid-p"}:
        return row.comparator_only
    signed = {("equality", "exact-unconditional"), ("clustered-equality", "robust")}
    return negative(row.statistic) if (row.quantity, row.method) in signed else row.statistic


def check_mirrored(row, other):
    assert (row.index, row.comparator) == (other.comparator, other.index)
    assert (row.both, row.index_only) == (other.both, other.comparator_only)
    assert (row.comparator_only, row.neither) == (other.index_only, other.neither)
    assert (row.numerator, row.denominator, row.n) == (other.numerator, other.denominator, other.n)
    for name in ("p_value", "p_adjusted", "df", "level"):
        assert same(getattr(row, name), getattr(other, name)), (row.id, name)
    turned = negative if row.quantity in DIFFERENCES else inverse if row.quantity in RATIOS else None
    limits = (other.value, other.low, other.high)
    if turned:
        limits = (turned(other.value), turned(other.high), turned(other.low))
    assert all(map(same, (row.value, row.low, row.high), limits)), row.id
    # The exact trend of the split adds up the index-only patients: no mirror, but the same p.
    if (row.quantity, row.method) != ("trend-split", "exact"):
        assert same(mirrored_statistic(row), other.statistic), row.id


def test_exchanging_the_tests_mirrors_every_number_of_the_trial():
    plan = read_plan(example()[1])
    pair = plan.contrasts[0]
    swapped = compare(example()[0], replace(plan, contrasts=(Contrast(pair.comparator, pair.index),)))
    assert {row.id for row in swapped} == {row.id for row in trial()}
    for row in trial():
        other = mirrored_id(row.id)
        check_mirrored(row, swapped.row(other))
    assert swapped.primary["row"] == trial().primary["row"]


def wide(path, patients):
    lines = ["patient_id,PSMA,fluciclovine,psa"]
    lines += [f"P{number:03},{index},{other},{psa}" for number, (index, other, psa) in enumerate(patients, start=1)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


TABLE = """
[results.PSMA]
modality = "PSMA"

[results.fluciclovine]
modality = "fluciclovine"
"""


def test_a_wide_file_gives_the_numbers_of_the_long_one(tmp_path):
    bins = '[strata]\nbins = ["0.2-0.5", ">0.5-1.0", ">1.0-2.0"]\n'
    patients = trial_patients()
    tall = compare(reads(tmp_path / "tall.csv", patients), plan_of(bins))
    broad = compare(wide(tmp_path / "broad.csv", patients), plan_of(bins + TABLE))
    assert broad.rows == tall.rows
    for row in tall:
        if row.reader is None and "choice" not in row.id:
            same = trial().row(row.id)
            assert replace(same, note="") == replace(row, note=""), row.id


def test_the_order_of_the_rows_does_not_matter(tmp_path):
    lines = example()[0].read_text(encoding="utf-8").splitlines()
    path = tmp_path / "reads.csv"
    path.write_text("\n".join([lines[0], *reversed(lines[1:])]) + "\n", encoding="utf-8")
    assert compare(path, example()[1]).rows == trial().rows


def test_what_was_not_planned_stands_in_the_plan_and_running_it_again_gives_the_same(tmp_path):
    unsure = [("equivocal", "positive", "3"), ("non-evaluable", "negative", "0.1"), ("", "positive", "7")]
    patients = [*trial_patients(), *unsure]
    path = reads(tmp_path / "My reads.csv", patients)
    first = compare(path)
    again = compare(path, plan_of(plan_toml(plan_of_record(first.plan))))
    assert again.rows == first.rows
    assert again.plan == first.plan
    assert again.further == first.further
    assert again.study == first.study
    said = "\n".join(first.provenance["warnings"])
    for words in (
        "the index test is PSMA, the comparator fluciclovine (chosen by their names)",
        "1 equivocal reading counts as negative",
        "1 non-evaluable reading counts as missing",
        "PSA strata <0.5, 0.5-<1, 1-<2, 2-<5, >=5 (preset wide)",
        "there is no column 'reader'",
        "there is no column 'region'",
        "2 patients have no result under one of the tests or both and are left out",
    ):
        assert words in said
    assert first.study["id"] == "my-reads"


@pytest.mark.parametrize("margin", [-0.10, 0.10])
def test_exchanging_the_tests_turns_a_margin_into_the_other_side(tmp_path, margin):
    path = reads(tmp_path / "reads.csv", [pair[:2] for pair in trial_patients()])
    one = compare(path, Plan(contrasts=(Contrast("PSMA", "fluciclovine"),), primary=Primary(margin=margin)))
    row = one.row("patient.all.rate-difference-margin.score.greater")
    other = compare(path, Plan(contrasts=(Contrast("fluciclovine", "PSMA"),), primary=Primary(margin=-margin)))
    mirror = other.row("patient.all.rate-difference-margin.score.greater")
    assert row.statistic == pytest.approx(-mirror.statistic, rel=1e-9)
    assert row.p_value + mirror.p_value == pytest.approx(1, abs=1e-12)
